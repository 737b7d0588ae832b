#pragma once

#include <cstdint>
#include <string_view>

namespace client {

// The body of an answer while it is read: what Response has inside. Implemented by the session, over its connection.
class AnswerBody {
public:
    virtual ~AnswerBody() = default;  // a body that was not read to its end closes the connection

    // The next decoded bytes, valid until the next call; empty at the end. Throws what Connection::read_body() and
    // Decoder throw.
    virtual std::string_view next() = 0;

    // Reads and drops the rest, undecoded, as long as it is at most `limit` bytes: the connection can then be used
    // again.
    virtual void discard(std::uint64_t limit) = 0;
};

}  // namespace client
