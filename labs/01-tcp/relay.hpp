#pragma once

#include <functional>
#include <vector>

#include "01-tcp/event.hpp"
#include "01-tcp/server.hpp"

namespace tcp {

// Step 1.6. A relay that shows what passes: a server for its clients, and for each of them a client of the real server.
// What comes from one side goes to the other, both ways at once, and an Observer sees it all.
//
// A good relay changes nothing: an end (FIN) is passed on as an end, and the other direction goes on; a break (RST)
// is passed on as a break; a side that does not read is felt by the other, because the relay holds at most
// buffer_bytes.
//
// Left out on purpose: keeping the borders between what was sent together. There are none in a stream (step 1.4): two
// messages may well be shown as one.
struct RelayLimits {
    std::chrono::milliseconds connect{5'000};     // to reach the server
    std::chrono::milliseconds idle{60'000};       // without a byte in either direction
    std::size_t connections = 64;                 // at the same time; the next ones wait in the listener's queue
    std::size_t buffer_bytes = 16 * 1024;         // held per direction of a connection
    std::chrono::milliseconds accept_pause{100};  // after Acceptance::exhausted
};

// One direction of a connection.
struct Flow {
    Direction direction = Direction::to_server;
    int from = -1;          // non-blocking, not owned
    int to = -1;            // non-blocking, not owned
    std::string pending{};  // received from `from`, not yet taken by `to`; never more than limits.buffer_bytes
    bool ended = false;     // `from` has finished sending
    bool closed = false;    // `to` has been told so: nothing more to do in this direction
};

// Tells of something that happened on the connection at hand.
using Report = std::function<void(EventKind kind, Direction direction, std::string_view bytes)>;

// Waits until one of the two flows, opposite to each other, can move (complete); otherwise expired or stopped; or
// reset, which has been reported, when the connection breaks where no flow reads.
Outcome wait_for_flows(const Flow& out, const Flow& back, const Deadline& deadline, const Report& report);

// Does what can be done in this direction without waiting: receives if nothing is pending, sends what is pending, and
// passes the end on (shutdown) once everything before it has been. Reports data as soon as received, finished when
// `from` ends, reset when `from`, or `to` (then in the other direction), breaks. Returns false after a reset.
bool advance(Flow& flow, std::size_t buffer_bytes, const Report& report);

// Relays between two connected, non-blocking sockets until both directions are closed: end_of_stream; otherwise reset,
// expired (nothing moved for limits.idle) or stopped. The caller closes the sockets.
Outcome relay_connection(int client, int server, const RelayLimits& limits, int stop, const Report& report);

struct RelayServer {
    int listener = -1;             // listening, non-blocking; not owned
    int stop = -1;                 // becomes readable when the relay is to end; not owned
    std::vector<Address> targets;  // of the server, at least one: tried in turn
    RelayLimits limits;
};

// Accepts clients and relays each of them, in a thread of its own, until `stop`. The observer must outlive the call.
void serve_relay(const RelayServer& relay, Observer& observer);

}  // namespace tcp
