#pragma once

#include <optional>

#include "01-tcp/server.hpp"

namespace tcp {

// Step 1.5. Many clients: the same echo server four ways, with one contract.
//
// - sequential: one client at a time, the others wait in the listener's queue. What socketserver.TCPServer does.
// - threads:    one thread per client, each as simple as the sequential server. socketserver.ThreadingTCPServer.
// - poll:       one thread for all; poll() says who has something, and the state of each client is in a structure.
// - asio:       one thread for all as well, but the state of each client is a coroutine's local variables: it reads
//               like the sequential server.
//
// The contract: all that a client sends comes back to it, also what was on its way when it finished sending (FIN). A
// client that is silent, slow, or gone never harms the others (sequential aside: they wait for it, at most
// limits.idle). No more than limits.connections at once; no more than limits.buffer_bytes held for one. All return when
// `stop` becomes readable, and have then closed every connection.
//
//     const auto listener = listen_on("127.0.0.1", 7777);
//     const StopSignals stop;
//     serve_poll({listener.get(), stop.get(), EchoLimits{}});
struct EchoServer {
    int listener = -1;  // listening, non-blocking; not owned
    int stop = -1;      // becomes readable when the server is to end, and stays so; not owned
    EchoLimits limits;
};

void serve_sequential(const EchoServer& server);
void serve_threads(const EchoServer& server);
void serve_poll(const EchoServer& server);
void serve_asio(const EchoServer& server);

// Waits for a client and accepts it; nothing when the program is to stop. Without a deadline: a server may well have no
// client for a week. When the system has no descriptor left, waits for `pause` between two attempts instead of
// spinning.
std::optional<Accepted> next_client(int listener, int stop, std::chrono::milliseconds pause);

}  // namespace tcp
