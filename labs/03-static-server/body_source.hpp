#pragma once

#include <asio/awaitable.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "03-static-server/stream.hpp"

namespace files {

// A body that is made while it is sent: by a script (lab 04), by another server. The connection asks for the next piece
// once the client has taken the one before: what makes the body faster than the client reads it waits, and the memory
// it takes is one piece.
//
// Given, not an exercise of this lab: files do not need it.
class BodySource {
public:
    virtual ~BodySource() = default;

    // The next bytes, at least one, valid until the next call; empty when no more come, for whichever reason.
    // Never throws, and ends by itself: a source has its own deadlines.
    virtual asio::awaitable<std::string_view> next() = 0;

    // Would next() return without waiting?
    virtual bool is_ready() const = 0;

    // Once next() has returned nothing: was that the end? If not, the client must not take what it has got for all.
    virtual bool is_complete() const = 0;

    // Called once, in any case, when the answer is written or given up. Afterwards nothing uses the Exchange any more.
    virtual asio::awaitable<void> finish() = 0;
};

struct StreamBody {
    std::unique_ptr<BodySource> source;
    std::optional<std::uint64_t> length = {};  // bytes, if they are known before
    bool has_head = false;                     // the source gives the head too, as the client is to get it
    std::uint64_t sent = 0;                    // bytes, so far
};

class BodyReader;
struct Limits;

// Sends the head, then the body as it comes. A body of known length is never longer than that; one of unknown length
// goes out `in_chunks` (HTTP/1.1), or lasts until the connection closes (1.0).
//
// False: the client is gone, or the body broke off. The connection is then reset and not closed: that alone tells a 1.0
// client that there should have been more. `request_body`: while it still comes in, the client has its own deadline.
asio::awaitable<bool> send_stream(Stream& stream, const Limits& limits, std::string head, StreamBody& body,
                                  bool in_chunks, const BodyReader& request_body);

}  // namespace files
