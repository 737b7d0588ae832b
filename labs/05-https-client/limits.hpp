#pragma once

#include <cstddef>
#include <cstdint>

#include "02-http-message/limits.hpp"

namespace client {

// How much of what a server sends is accepted. A client chooses whom it talks to, but not what it is answered: a server
// may be broken, hostile, or somebody else. None of these is infinite.
struct Limits {
    http::Limits message{.start_line_bytes = 16 * 1024,  // of an answer, and of each part of a chunked body
                         .fields_bytes = 256 * 1024,
                         .field_count = 250,
                         .chunk_line_bytes = 4 * 1024,
                         .body_bytes = 0};
    std::size_t informational = 16;                         // answers 1xx before the answer itself
    std::size_t redirects = 30;                             // as requests; beyond: TooManyRedirects
    std::size_t codings = 4;                                // Content-Encoding: one inside the other
    std::uint64_t memory_bytes = 256 * 1024 * 1024;         // a body kept in memory, decoded: content(), text(), json()
    std::uint64_t decoded_bytes = 64ull * 1024 * 1024 * 1024;  // a body that is streamed, whether it was encoded or not
    std::uint64_t decoded_ratio = 1100;                     // decoded bytes for one received (deflate: 1032 at most)
    std::uint64_t drained_bytes = 64 * 1024;                // read of a body that nobody wants, to keep the connection
    std::size_t idle_connections = 16;                      // kept open by a session
};

}  // namespace client
