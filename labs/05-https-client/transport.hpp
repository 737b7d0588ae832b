#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "01-tcp/client.hpp"
#include "01-tcp/stream.hpp"
#include "common/unique_fd.hpp"

namespace client {

// A connection as HTTP sees it: bytes in, bytes out. Plain TCP (PlainTransport) and TLS (TlsTransport, step 5.3) look
// the same from here on, and so does the memory that tests use (tests/lab05/scripted_transport.hpp).
//
// The endings that are to be expected are values (tcp::Outcome). TLS adds one difference: there, end_of_stream means
// that the server has said so (close_notify); a connection that just ends is Outcome::reset, since anybody on the way
// can cut a cable, and must not be able to shorten an answer unnoticed (RFC 8446 §6.1).
class Transport {
public:
    virtual ~Transport() = default;

    // Some bytes, at most as many as fit: complete, with at least one; or end_of_stream, reset, expired.
    // Throws SSLError when TLS breaks in another way (a forged record).
    virtual tcp::Chunk read_some(std::span<char> buffer, const tcp::Deadline& deadline) = 0;

    struct Written {
        tcp::Outcome outcome = tcp::Outcome::complete;
        std::size_t size = 0;       // of the bytes, how many were taken
        bool answer_waits = false;  // the peer has sent something, or has finished: the rest was not written
    };

    // Writes the bytes: complete, all of them. `stop_at_answer`: stops as soon as the peer sends something, for a body
    // that a server refuses before its end (413) is not worth sending on; it is then complete with answer_waits.
    // Otherwise: reset, expired.
    virtual Written write(std::string_view bytes, const tcp::Deadline& deadline, bool stop_at_answer) = 0;

    // Waits until the peer has sent something (or has finished, or is gone). False: the deadline passed.
    virtual bool wait_for_answer(const tcp::Deadline& deadline) = 0;

    // Has the peer sent something, or finished, though nothing was asked? Such a connection is not to be used again.
    virtual bool is_stale() = 0;

    // Says goodbye (TLS: close_notify) without waiting. Nothing is read or written afterwards.
    virtual void close() = 0;
};

// Step 5.1. A transport over a connected, non-blocking socket of lab 01, which it owns.
class PlainTransport final : public Transport {
public:
    explicit PlainTransport(common::UniqueFd socket) : socket_{std::move(socket)} {}

    tcp::Chunk read_some(std::span<char> buffer, const tcp::Deadline& deadline) override;
    Written write(std::string_view bytes, const tcp::Deadline& deadline, bool stop_at_answer) override;
    bool wait_for_answer(const tcp::Deadline& deadline) override;
    bool is_stale() override;
    void close() override { socket_.reset(); }

    // Gives the socket away, to TLS, once a proxy has opened a tunnel. Nothing must have been read beyond its answer.
    common::UniqueFd release() { return std::move(socket_); }

private:
    common::UniqueFd socket_;
};

}  // namespace client
