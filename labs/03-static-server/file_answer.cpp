#include "03-static-server/file_answer.hpp"

#include <random>

#include "03-static-server/range.hpp"

namespace files {
namespace {

// What separates the parts of multipart/byteranges: it must not stand in the file, so nobody may guess it.
std::string random_boundary() {
    std::random_device device;
    std::string boundary = "atelier-";
    for (int i = 0; i < 4; ++i) boundary += std::to_string(device());
    return boundary;
}

FileBody one_piece(std::shared_ptr<const OpenFile> file, ByteRange range) {
    FileBody body;
    body.pieces.push_back({.offset = range.first, .length = range.length, .before = {}});
    body.file = std::move(file);
    return body;
}

// Several ranges travel as parts of one body, each with its own fields (RFC 9110 §14.6).
FileBody multipart_body(std::shared_ptr<const OpenFile> file, const std::vector<ByteRange>& ranges,
                        const std::string& boundary) {
    FileBody body;
    for (const ByteRange& range : ranges) {
        std::string before = (body.pieces.empty() ? "--" : "\r\n--") + boundary + "\r\nContent-Type: ";
        before.append(file->content_type).append("\r\nContent-Range: ");
        before.append(content_range(range, file->size)).append("\r\n\r\n");
        body.pieces.push_back({.offset = range.first, .length = range.length, .before = std::move(before)});
    }
    body.after = "\r\n--" + boundary + "--\r\n";
    body.file = std::move(file);
    return body;
}

void add_partial_body(Answer& answer, std::shared_ptr<const OpenFile> file, const std::vector<ByteRange>& ranges) {
    answer.status = 206;
    answer.fields = file->common_fields;
    if (ranges.size() > 1) {
        const std::string boundary = random_boundary();
        answer.fields.add("Content-Type", "multipart/byteranges; boundary=" + boundary);
        answer.body = multipart_body(std::move(file), ranges, boundary);
        return;
    }
    const ByteRange range = ranges.front();
    answer.fields.add("Content-Type", file->content_type);
    answer.fields.add("Content-Range", content_range(range, file->size));
    answer.body = one_piece(std::move(file), range);
}

// Which bytes the client asks for: ranges belong to GET alone (RFC 9110 §14.2).
RangeSet requested_ranges(const http::Request& request, const OpenFile& file, http::Seconds now) {
    const auto field = request.fields.find("Range");
    if (!field || request.method != "GET" || !if_range_holds(request, file.validators, now)) return {};
    return parse_range(*field, file.size);
}

Answer unsatisfiable_answer(const OpenFile& file) {
    Answer answer = error_answer(416);
    answer.fields.add("Content-Range", unsatisfied_range(file.size));
    return answer;
}

}  // namespace

Answer file_answer(const http::Request& request, std::shared_ptr<const OpenFile> file, http::Seconds now) {
    const Condition condition = evaluate(request, file->validators, now);
    if (condition == Condition::precondition_failed) return error_answer(412);

    Answer answer;
    if (condition == Condition::not_modified) {
        answer.status = 304;
        answer.fields = file->common_fields;
        return answer;
    }
    const RangeSet ranges = requested_ranges(request, *file, now);
    if (ranges.kind == RangeSet::Kind::unsatisfiable) return unsatisfiable_answer(*file);
    if (ranges.kind == RangeSet::Kind::partial) {
        add_partial_body(answer, std::move(file), ranges.ranges);
    } else {
        answer.fields.add_all(file->whole_fields);
        const ByteRange all{.first = 0, .length = file->size};
        answer.body = one_piece(std::move(file), all);
    }
    return answer;
}

}  // namespace files
