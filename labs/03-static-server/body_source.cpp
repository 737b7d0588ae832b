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

bool is_whole(const StreamBody& body) {
    return body.length ? body.sent == *body.length : body.source->is_complete();
}

}  // namespace

asio::awaitable<bool> send_stream(Stream& stream, const Limits& limits, std::string head, StreamBody& body,
                                  bool in_chunks, const BodyReader& request_body) {
    bool written = true;
    while (written) {
        if (!body.source->is_ready() && !head.empty()) {
            stream.deadline().begin_transfer(limits);
            written = co_await stream.write(head, {}, false);
            head.clear();
            continue;
        }
        if (!request_body.is_expected()) stream.deadline().suspend();
        const std::string_view piece = within_length(co_await body.source->next(), body);
        stream.deadline().begin_transfer(limits);
        if (piece.empty()) break;
        const std::string chunk = in_chunks ? http::encode_chunk(piece) : std::string{};
        written = co_await stream.write(head, in_chunks ? chunk : piece, false);
        if (written) body.sent += piece.size();
        head.clear();
    }
    if (written && is_whole(body)) co_return co_await stream.write(head, in_chunks ? http::last_chunk : "", false);
    stream.reset();
    co_return false;
}

}  // namespace files
