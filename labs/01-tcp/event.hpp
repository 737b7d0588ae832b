#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace tcp {

// What a relay (step 1.6) tells those who watch it: one event for each thing that happens on a connection. The terminal
// and the sequence diagram of tcp_spy are two watchers; a test is a third.

enum class Direction { to_server, to_client };

enum class EventKind {
    accepted,     // a client has reached the relay; bytes: its address
    connected,    // the relay has reached the server; bytes: its address
    unreachable,  // the relay could not reach the server, and resets the client; bytes: why, in French
    data,         // bytes on their way in this direction; bytes: these
    finished,     // whoever sends in this direction has finished (FIN), and the other is told so
    reset,        // whoever sends in this direction has broken the connection (RST), and the other is told so
    expired,      // nothing moved for too long: the relay closes
    stopped,      // the relay is asked to stop
    closed,       // both sides are closed: always the last event of a connection
};

struct Event {
    EventKind kind = EventKind::data;
    std::uint64_t connection = 0;  // 1, 2, 3… in the order of arrival
    Direction direction = Direction::to_server;
    std::chrono::steady_clock::time_point when;
    std::string_view bytes;  // valid during the call only
};

class Observer {
public:
    virtual ~Observer() = default;

    // Called from the thread of each connection, so from several at once. Must not throw.
    virtual void on_event(const Event& event) = 0;
};

// An event as a French sentence without its bytes: « le client a fini d'envoyer (FIN) », « 8 octets vers le serveur ».
std::string describe(EventKind kind, Direction direction, std::size_t size);

// A time elapsed, for a French reader: « +0,4 ms », « +12,0 ms », « +1,234 s ».
std::string format_elapsed(std::chrono::microseconds elapsed);

}  // namespace tcp
