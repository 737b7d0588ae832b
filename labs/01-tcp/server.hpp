#pragma once

#include <chrono>
#include <string>

#include "01-tcp/address.hpp"
#include "01-tcp/stream.hpp"
#include "common/unique_fd.hpp"

namespace tcp {

// Step 1.3. The server's side: listen on an address, accept connections, and answer on each of them.
//
// A listening socket carries no bytes: it is a queue of connections that the system has already established (the
// handshake is done without the program) and that accept() takes out one by one, each as a new socket. What
// socketserver.TCPServer(("", PORT), Handler) does when it is built is listen_on(); what serve_forever() repeats is
// accept_connection() followed by the handler, here echo_connection().
//
//     const auto listener = listen_on("", 7777);
//     std::cout << to_string(local_address(listener.get())) << '\n';   // [::]:7777

// How many established connections may wait for accept() before the system lets new ones wait outside.
inline constexpr int default_backlog = 128;

// A listening, non-blocking, close-on-exec socket bound to exactly this address: an IPv6 address is for IPv6 only. A
// server that has just stopped does not prevent this one from starting (SO_REUSEADDR); one that still runs does.
// Throws std::system_error: EADDRINUSE, EACCES (port below 1024), EADDRNOTAVAIL (not one of this machine's addresses).
common::UniqueFd listen_on(const Address& address, int backlog = default_backlog);

// The same by name. A host with several addresses listens on the first that can be listened on. "" is all
// interfaces, IPv6 and IPv4 alike through one socket; where IPv6 is switched off, IPv4 alone.
// Throws ResolveError or std::system_error.
common::UniqueFd listen_on(const std::string& host, std::uint16_t port, int backlog = default_backlog);

// Where a socket is bound: tells the real port after listening on port 0. Throws std::system_error.
Address local_address(int socket);

enum class Acceptance {
    accepted,   // there is a new connection
    nobody,     // nobody waits any more (the client left first, for instance)
    exhausted,  // no descriptor or no memory for one more: wait for a connection to end, or for a moment
};

struct Accepted {
    Acceptance outcome = Acceptance::nobody;
    common::UniqueFd socket;  // non-blocking, close-on-exec
    Address peer;
};

// Takes one connection out of the queue, without waiting. After `exhausted` the listener stays readable: whoever
// calls again at once burns a processor for nothing. Throws std::system_error when the listener itself is broken.
Accepted accept_connection(int listener);

// The bounds of an echo server. None is infinite.
struct EchoLimits {
    std::chrono::milliseconds idle{30'000};         // a connection on which nothing moves for so long is closed
    std::size_t connections = 256;                  // at the same time; the next ones wait in the listener's queue
    std::size_t buffer_bytes = 16 * 1024;           // held per connection; who does not read is not read either
    std::chrono::milliseconds accept_pause{100};    // after Acceptance::exhausted
};

// Sends back all that comes until the client has finished (end_of_stream). Otherwise reset, expired (nothing came, or
// the client did not take its bytes, for limits.idle) or stopped. The caller closes the socket.
Outcome echo_connection(int socket, const EchoLimits& limits, int stop = -1);

}  // namespace tcp
