#pragma once

#include <string>
#include <vector>

#include "01-tcp/echo.hpp"

namespace tcp {

// The pieces of serve_poll(). One thread cannot stop and wait inside a function for one client: whatever a function
// would keep in its local variables until its client is ready again stands in a structure instead.
struct EchoClient {
    common::UniqueFd socket;
    std::string pending;      // received, not yet sent back; never more than limits.buffer_bytes
    Deadline idle;            // until when something must move
    short ready = 0;          // what poll() has said of this client, 0 when nothing
    bool finished = false;    // to be closed
};

// What poll() should watch for this client: POLLOUT while something is pending, otherwise POLLIN. Never both: who does
// not take back its bytes is not read, and its next bytes stay in the system's buffers, then in its own.
short wanted_events(const EchoClient& client);

// Does what can be done for this client without waiting, and pushes its idle deadline back when bytes have moved. Sets
// `finished` when the client has finished and has had everything back, or when the connection is broken.
void advance(EchoClient& client, const EchoLimits& limits);

struct Readiness {
    bool stop = false;
    bool listener = false;
};

// Waits by one poll() until the stop descriptor, a client, or the listener if it is `accepting`, is ready, or until the
// first idle deadline, or `longest`. Sets `ready` of each client, and `finished` of those whose deadline has passed.
Readiness wait_for_any(const EchoServer& server, std::vector<EchoClient>& clients, bool accepting,
                       std::chrono::milliseconds longest);

}  // namespace tcp
