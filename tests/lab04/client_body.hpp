#pragma once

#include "03-static-server/body_reader.hpp"
#include "lab03/memory_stream.hpp"

namespace played {

// The body of a request, of a client in memory.
struct ClientBody {
    explicit ClientBody(http::BodyFraming body_framing) : framing{body_framing} {}

    files::Deadlines deadlines{files::Clock::time_point{} + std::chrono::hours{1}};
    MemoryStream client{deadlines};
    files::InputBuffer buffer;
    files::Limits limits;
    http::BodyFraming framing;
    files::BodyReader reader{client, buffer, limits, framing, false};
};

inline http::BodyFraming of_length(std::uint64_t length) {
    return {http::BodyKind::length, length};
}

inline http::BodyFraming in_chunks() {
    return {http::BodyKind::chunked, 0};
}

}  // namespace played
