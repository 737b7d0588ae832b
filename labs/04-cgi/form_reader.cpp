#include "04-cgi/form_reader.hpp"

#include <algorithm>

#include "02-http-message/fields.hpp"

namespace cgi {

FormReader::FormReader(std::string_view content_type, const FormLimits& limits) : limits_{limits} {
    const std::string_view type = media_type(content_type);
    if (http::equal_ignoring_case(type, "application/x-www-form-urlencoded")) {
        parser_.emplace<UrlencodedParser>(limits);
    } else if (http::equal_ignoring_case(type, "multipart/form-data")) {
        auto boundary = multipart_boundary(content_type);
        if (boundary.is_complete()) {
            parser_.emplace<MultipartParser>(std::move(boundary.value()), limits);
        } else {
            reject({boundary.rejection().status, boundary.rejection().reason, 0});
        }
    } else {
        reject({415, "un formulaire est en application/x-www-form-urlencoded ou en multipart/form-data", 0});
    }
}

bool FormReader::add(std::string_view bytes) {
    const auto room = static_cast<std::size_t>(std::min<std::uint64_t>(limits_.total_bytes - received_, bytes.size()));
    received_ += room;
    pending_.append(bytes.substr(0, room));
    read_available(false);
    if (room < bytes.size()) reject({413, "le formulaire est trop long", static_cast<std::size_t>(received_)});
    return !rejection_;
}

bool FormReader::finish() {
    read_available(true);
    return !rejection_;
}

// Reads what can be read of the pending bytes, and forgets that.
void FormReader::read_available(bool is_last) {
    std::size_t used = 0;
    bool advances = !rejection_;
    while (advances) {
        const std::size_t count = next_used(std::string_view{pending_}.substr(used), is_last);
        used += count;
        used_ += count;
        advances = count != 0 && !rejection_;
    }
    pending_.erase(0, used);
}

// Reads one thing; how many bytes it took, 0 if there is nothing to be read without more bytes.
std::size_t FormReader::next_used(std::string_view bytes, bool is_last) {
    if (auto* multipart = std::get_if<MultipartParser>(&parser_)) return next_event(*multipart, bytes, is_last);
    if (auto* urlencoded = std::get_if<UrlencodedParser>(&parser_)) return next_pair(*urlencoded, bytes, is_last);
    return 0;
}

std::size_t FormReader::next_event(MultipartParser& parser, std::string_view bytes, bool is_last) {
    if (parser.finished()) return bytes.size();  // the epilogue
    auto event = parser.next(bytes);
    if (event.is_rejected()) reject(event.failure<http::Checked>(static_cast<std::size_t>(used_)).rejection());
    if (event.is_incomplete() && is_last) {
        http::Rejected cut = parser.cut_short();
        cut.offset = static_cast<std::size_t>(received_);
        reject(cut);
    }
    if (!event.is_complete()) return 0;
    switch (event.value().kind) {
    case MultipartEvent::Kind::nothing: break;
    case MultipartEvent::Kind::part_begins: begin_part(std::move(event.value().head)); break;
    case MultipartEvent::Kind::data: add_data(event.value().data); break;
    case MultipartEvent::Kind::part_ends:
        parts_.push_back(std::move(*part_));
        part_.reset();
        break;
    }
    return event.used();
}

std::size_t FormReader::next_pair(UrlencodedParser& parser, std::string_view bytes, bool is_last) {
    auto pair = parser.next(bytes, is_last);
    if (pair.is_rejected()) reject(pair.failure<http::Checked>(static_cast<std::size_t>(used_)).rejection());
    if (!pair.is_complete()) return 0;
    if (!pair.value().is_empty) {
        begin_part({std::move(pair.value().name), std::nullopt, std::nullopt});
        add_data(pair.value().value);
        if (!rejection_) parts_.push_back(std::move(*part_));
        part_.reset();
    }
    return pair.used();
}

void FormReader::begin_part(PartHead head) {
    const std::size_t size = head.name.size() + head.file_name.value_or("").size() + head.type.value_or("").size();
    const bool fits = take_room(memory_used_, size, limits_.memory_bytes, "les textes du formulaire sont trop longs");
    if (fits) part_ = FormPart{std::move(head), {}};
}

void FormReader::add_data(std::string_view data) {
    if (!part_) return;
    if (part_->is_file()) return add_file_data(data);
    const bool fits =
        take_room(memory_used_, data.size(), limits_.memory_bytes, "les textes du formulaire sont trop longs");
    if (fits) part_->content.append(data);
}

// In memory as long as all files fit there; what does not goes to the temporary file, with what there is of its own.
void FormReader::add_file_data(std::string_view data) {
    if (!take_room(file_bytes_, data.size(), limits_.file_bytes, "les fichiers du formulaire sont trop longs")) return;
    if (part_->content.is_in_memory() && file_memory_ + data.size() <= limits_.file_memory_bytes) {
        file_memory_ += data.size();
        return part_->content.append(data);
    }
    if (part_->content.is_in_memory()) file_memory_ -= part_->content.size();
    if (!file_) file_ = std::make_shared<TemporaryFile>();
    part_->content.append(data, file_);
}

// Rejected at the first byte that does not fit, wherever the input was cut.
bool FormReader::take_room(std::uint64_t& used, std::uint64_t size, std::uint64_t limit, std::string_view reason) {
    if (size > limit - used) {
        reject({413, reason, static_cast<std::size_t>(used_ + (limit - used))});
        return false;
    }
    used += size;
    return true;
}

void FormReader::reject(http::Rejected rejection) {
    if (rejection_) return;
    rejection_ = rejection;
    part_.reset();
}

Charset form_charset(const std::vector<FormPart>& parts) {
    const auto found = std::find_if(parts.begin(), parts.end(), [](const FormPart& part) {
        return part.head.name == "_charset_" && !part.is_file();
    });
    return found == parts.end() ? Charset::utf8 : charset_named(found->content.read());
}

}  // namespace cgi
