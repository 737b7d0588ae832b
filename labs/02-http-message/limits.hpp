#pragma once

#include <cstddef>

namespace http {

// How much of a message a parser accepts before it gives up. Without these, a stranger decides how much memory and
// time the server spends. None is infinite.
struct Limits {
    std::size_t start_line_bytes = 8 * 1024;  // request line or status line, CRLF excluded; beyond: 414
    std::size_t fields_bytes = 32 * 1024;     // the whole field section (and a trailer section); beyond: 431
    std::size_t field_count = 100;            // fields in one section; beyond: 431
    std::size_t chunk_line_bytes = 256;       // a chunk's size line with its extensions, CRLF excluded; beyond: 400
    std::size_t body_bytes = 16 * 1024 * 1024;  // what parse_message() keeps in memory; beyond: 413
};

}  // namespace http
