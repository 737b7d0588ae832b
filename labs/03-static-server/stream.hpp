#pragma once

#include <asio/awaitable.hpp>
#include <asio/buffer.hpp>
#include <cstdint>
#include <string_view>

#include "03-static-server/deadline.hpp"

namespace files {

// A connection as the HTTP side sees it: bytes in, bytes out. What carries them, plain TCP here and TLS later, is not
// its business.
//
// The end of a connection, expected or not, is a value and never an exception: a peer that leaves is an ordinary event.
// Views passed to write() must live until it has returned.
class Stream {
public:
    explicit Stream(Deadlines& deadlines)
        : deadline_{deadlines, [this] { cancel(); }} {}
    virtual ~Stream() = default;
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;

    // Reads at least one byte. 0: the peer has finished or is gone, or the deadline has passed.
    virtual asio::awaitable<std::size_t> read_some(asio::mutable_buffer into) = 0;

    // Writes `first` then `second`, whole. `more_follows`: do not send a packet for this alone.
    // False: the peer is gone, or the deadline has passed.
    virtual asio::awaitable<bool> write(std::string_view first, std::string_view second, bool more_follows) = 0;

    // Sends `length` bytes of an open file from `offset` on. False as for write(), or if the file is now shorter.
    virtual asio::awaitable<bool> send_file(int file, std::uint64_t offset, std::uint64_t length) = 0;

    // Nothing more will be written; reading goes on.
    virtual void finish_sending() = 0;

    // Nothing more will be written or read, and the peer shall know that something is missing.
    virtual void reset() = 0;

    // What is known of the peer without reading: it may still send; it has finished sending, and waits for its answer
    // or has left, which looks the same; it has left for certain.
    enum class Peer { present, finished_sending, gone };
    virtual Peer peer() const = 0;

    // Can nobody on the way read or change what passes (TLS)?
    virtual bool is_secure() const { return false; }

    // What the stream waits for, it does not wait for any longer.
    virtual void cancel() = 0;

    Deadline& deadline() { return deadline_; }

private:
    Deadline deadline_;
};

}  // namespace files
