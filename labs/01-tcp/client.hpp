#pragma once

#include <span>
#include <string>
#include <string_view>

#include "01-tcp/address.hpp"
#include "01-tcp/stream.hpp"
#include "common/unique_fd.hpp"

namespace tcp {

// Step 1.2. The client's side: connect, send everything, receive until the end.
//
// Three things surprise whoever meets sockets for the first time, and each has its function here:
// - connect() may take minutes to say that nobody answers: connect_to() has a deadline;
// - send() may take only part of the bytes, when the other end reads slowly: send_all() goes on;
// - recv() returns what has arrived so far, not what was sent together: receive_to_end() puts the parts together.
//
// Left out on purpose: trying IPv6 and IPv4 at the same time (RFC 8305, « Happy Eyeballs »): addresses are tried in
// turn.
//
//     const Deadline deadline = Deadline::after(std::chrono::seconds{5});
//     const auto socket = connect_to_any(resolve("localhost", 7777, Purpose::connect), deadline);
//     send_all(socket.get(), "bonjour", deadline);
//     ::shutdown(socket.get(), SHUT_WR);                                   // « I have finished »
//     const Received answer = receive_to_end(socket.get(), 1'000'000, deadline);

// A connected, non-blocking, close-on-exec socket. Throws std::system_error: ECONNREFUSED (nobody listens there),
// ETIMEDOUT (the deadline passed), ECANCELED (asked to stop), EHOSTUNREACH…
common::UniqueFd connect_to(const Address& address, const Deadline& deadline);

// The first of the addresses that answers. An address that stays silent takes only its share of the time, so that the
// next ones have theirs. Throws what the last one threw. There must be at least one address.
common::UniqueFd connect_to_any(std::span<const Address> addresses, const Deadline& deadline);

// Sends all the bytes, however many calls to send() it takes: Outcome::complete. Otherwise reset, expired or stopped;
// nobody can then know how many bytes the other end has received. Never raises SIGPIPE.
Outcome send_all(int socket, std::string_view bytes, const Deadline& deadline);

// Some bytes from a connection.
struct Chunk {
    Outcome outcome = Outcome::complete;
    std::size_t size = 0;  // bytes written at the beginning of the buffer: at least 1 when complete, otherwise 0
};

// Waits for bytes and takes those that are there, at most as many as the buffer holds (at least 1): complete,
// end_of_stream, reset, expired or stopped.
Chunk receive_some(int socket, std::span<char> buffer, const Deadline& deadline);

// What was received, and why it ended there.
struct Received {
    Outcome outcome = Outcome::complete;
    std::string bytes;
};

// Receives until the other end has finished: end_of_stream. Otherwise reset, expired or stopped, with what had come; or
// limit, with exactly `limit` bytes, as soon as more than `limit` bytes have come (exactly `limit` bytes and the end is
// end_of_stream).
Received receive_to_end(int socket, std::size_t limit, const Deadline& deadline);

}  // namespace tcp
