#include "03-static-server/answer.hpp"

#include "03-static-server/page.hpp"

namespace files {
namespace {

std::uint64_t file_body_size(const FileBody& body) {
    std::uint64_t size = body.after.size();
    for (const FilePiece& piece : body.pieces) size += piece.before.size() + piece.length;
    return size;
}

// What Content-Length says, if anything.
std::optional<std::uint64_t> announced_length(const Answer& answer) {
    if (!status_allows_body(answer.status)) return std::nullopt;
    if (const auto* stream = std::get_if<StreamBody>(&answer.body)) return stream->length;
    return body_size(answer.body);
}

// The same each time: made once.
const http::Fields& fields_of_every_answer() {
    static const http::Fields made = [] {
        http::Fields fields;
        fields.add("Server", "Atelier");
        fields.add("X-Content-Type-Options", "nosniff");
        return fields;
    }();
    return made;
}

}  // namespace

std::uint64_t body_size(const Body& body) {
    if (const auto* text = std::get_if<std::string>(&body)) return text->size();
    if (const auto* stream = std::get_if<StreamBody>(&body)) return stream->sent;
    return file_body_size(std::get<FileBody>(body));
}

std::optional<std::string_view> bytes_in_memory(const Body& body) {
    if (const auto* text = std::get_if<std::string>(&body)) return *text;
    if (std::holds_alternative<StreamBody>(body)) return std::nullopt;
    const FileBody& file_body = std::get<FileBody>(body);
    const bool is_one_piece = file_body.pieces.size() == 1 && file_body.pieces[0].before.empty() && file_body.after.empty();
    if (!is_one_piece || !file_body.file->in_memory()) return std::nullopt;
    const FilePiece& piece = file_body.pieces[0];
    return std::string_view{file_body.file->content}.substr(piece.offset, piece.length);
}

bool status_allows_body(int status) {
    return status >= 200 && status != 204 && status != 304;
}

Answer error_answer(int status, std::string_view detail) {
    Answer answer;
    answer.status = status;
    answer.fields.add("Content-Type", "text/html; charset=utf-8");
    answer.fields.add("Content-Security-Policy", page_security_policy);
    answer.body = error_page(status, detail);
    return answer;
}

Answer redirect_answer(std::string_view location) {
    Answer answer = error_answer(301, "Cette ressource a une autre adresse, où le navigateur se rend de lui-même.");
    answer.fields.add("Location", location);
    return answer;
}

bool goes_in_chunks(const Answer& answer, http::Version version) {
    const auto* stream = std::get_if<StreamBody>(&answer.body);
    const bool of_unknown_length = stream && !stream->length && !stream->has_head && status_allows_body(answer.status);
    return of_unknown_length && version == http::Version::http_1_1;
}

bool ends_with_connection(const Answer& answer, http::Version version) {
    const auto* stream = std::get_if<StreamBody>(&answer.body);
    if (!stream || goes_in_chunks(answer, version)) return false;
    return stream->has_head || (!stream->length && status_allows_body(answer.status));
}

http::Response response_head(Answer& answer, http::Version version, bool keep_open, std::string_view date) {
    http::Response head;
    head.status = answer.status;
    head.reason = http::reason_phrase(answer.status);
    head.version = version;
    head.fields = std::move(answer.fields);
    head.fields.add("Date", date);
    head.fields.add_all(fields_of_every_answer());
    if (goes_in_chunks(answer, version)) {
        head.fields.add("Transfer-Encoding", "chunked");
    } else if (const auto length = announced_length(answer)) {
        head.fields.add("Content-Length", std::to_string(*length));
    }
    if (!keep_open) {
        head.fields.add("Connection", "close");
    } else if (version == http::Version::http_1_0) {
        head.fields.add("Connection", "keep-alive");
    }
    return head;
}

}  // namespace files
