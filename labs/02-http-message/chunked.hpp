#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "02-http-message/fields.hpp"
#include "02-http-message/parsed.hpp"

namespace http {

// A body whose length is not known when it begins (RFC 9112 §7.1): each chunk is announced by its size in
// hexadecimal, and a chunk of size 0 ends the body, followed by trailer fields (here: checked, then dropped).
//
// The decoder keeps no body: it hands out views into the bytes it is given.
//
//     http::ChunkedDecoder decoder{limits};
//     for (;;) {
//         auto piece = decoder.next(bytes);
//         if (piece.is_incomplete()) { read more bytes behind `bytes`, ask again; }
//         else if (piece.is_rejected()) { … }
//         else { use(piece.value()); bytes.remove_prefix(piece.used()); if (decoder.finished()) break; }
//     }
class ChunkedDecoder {
public:
    explicit ChunkedDecoder(const Limits& limits) : limits_{limits} {}

    // The next piece of the body at the start of `bytes`, a view into `bytes`, possibly empty (a size line was read).
    // Incomplete when nothing can be said without more bytes. Rejected with 400: a size that is not 1 to 15
    // hexadecimal digits, data not followed by CRLF, a bare CR or LF anywhere, a size line or trailer beyond limits.
    // Not to be called once finished().
    Parsed<std::string_view> next(std::string_view bytes);

    // Was the last chunk, with its trailer section, read?
    bool finished() const { return state_ == State::finished; }

private:
    enum class State { size_line, data, data_end, trailer, finished };

    Limits limits_;
    State state_ = State::size_line;
    std::uint64_t remaining_ = 0;  // bytes of the current chunk still to come
};

// One chunk: its size, CRLF, the data, CRLF. `data` must not be empty: an empty chunk would end the body.
std::string encode_chunk(std::string_view data);

// The end of a chunked body without trailer fields.
inline constexpr std::string_view last_chunk = "0\r\n\r\n";

}  // namespace http
