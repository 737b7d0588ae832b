#include "03-static-server/body_source.hpp"

#include <algorithm>

#include "02-http-message/chunked.hpp"
#include "03-static-server/body_reader.hpp"

namespace files {
namespace {

// What goes out for the next piece of the body: never more than the length that was announced.
std::string_view within_length(std::string_view piece, const StreamBody& body) {
    if (!body.length) return piece;
    return piece.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(*body.length - body.sent, piece.size())));
}

// Of a body that is announced to the last byte, nothing more is waited for: the client has it, and may go on.
bool has_announced_length(const StreamBody& body) {
    return body.length && body.sent == *body.length;
}

bool is_whole(const StreamBody& body) {
    return body.length ? has_announced_length(body) : body.source->is_complete();
}

}  // namespace

asio::awaitable<bool> send_stream(Stream& stream, const Limits& limits, std::string head, StreamBody& body,
                                  bool in_chunks, const BodyReader& request_body) {
    bool written = true;
    while (written && !has_announced_length(body)) {
        if (!body.source->is_ready() && !head.empty()) {
            stream.deadline().begin_transfer(limits);
            written = co_await stream.write(head, {}, false);
            head.clear();
            continue;
        }
        if (!request_body.is_expected()) stream.deadline().suspend();
        const std::string_view made = co_await body.source->next();
        const std::string_view piece = within_length(made, body);
        if (piece.empty()) break;
        stream.deadline().begin_transfer(limits);
        const std::string chunk = in_chunks ? http::encode_chunk(piece) : std::string{};
        written = co_await stream.write(head, in_chunks ? chunk : piece, false);
        if (written) body.sent += piece.size();
        head.clear();
    }
    if (!written || !is_whole(body)) {
        stream.reset();
        co_return false;
    }
    const std::string_view end = in_chunks ? http::last_chunk : std::string_view{};
    if (head.empty() && end.empty()) co_return true;
    stream.deadline().begin_transfer(limits);
    co_return co_await stream.write(head, end, false);
}

}  // namespace files
