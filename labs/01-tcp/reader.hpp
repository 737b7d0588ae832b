#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "01-tcp/client.hpp"

namespace tcp {

// Step 1.4. A stream is not messages.
//
// TCP carries bytes in order; it does not keep where one send() ended and the next began. Three calls to send() may
// come out as one recv(), one call as three. Protocols therefore say where a message ends, in one of two ways: a length
// given first (read_exactly), or a mark that ends it (read_until). Both need a buffer: what recv() brought beyond the
// end of this message is the beginning of the next one, and must not be lost.
//
//     StreamReader reader{socket_source(socket.get(), Deadline::after(std::chrono::seconds{5}))};
//     const Received line = reader.read_until("\r\n", 8000);       // « 5\r\n »
//     const Received body = reader.read_exactly(5);                // « hello »
class StreamReader {
public:
    // Where bytes come from: fills the beginning of a buffer, as receive_some() does.
    using Source = std::function<Chunk(std::span<char> buffer)>;

    explicit StreamReader(Source source) : source_{std::move(source)} {}

    // Exactly `count` bytes: complete. When the source ends first, its outcome (end_of_stream, reset…) and no bytes:
    // those that had come stay in buffered().
    Received read_exactly(std::size_t count);

    // All bytes up to the delimiter (not empty), which is included: complete. When the source ends first, its outcome
    // and no bytes. When the delimiter does not end within `limit` bytes: limit, and no bytes.
    Received read_until(std::string_view delimiter, std::size_t limit);

    // What has been received and not yet been read. Valid until the next read.
    std::string_view buffered() const { return buffer_; }

private:
    // Receives once more, at the end of the buffer. Result: that of the source.
    Outcome receive_more();

    // Takes the first `count` bytes out of the buffer, which holds at least as many.
    Received take(std::size_t count);

    Source source_;
    std::string buffer_;
};

// The source that reads a connection; the socket must outlive it.
StreamReader::Source socket_source(int socket, const Deadline& deadline);

}  // namespace tcp
