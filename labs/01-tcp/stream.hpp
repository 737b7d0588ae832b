#pragma once

#include <chrono>
#include <string_view>

namespace tcp {

// What all steps share: how an operation on a connection may end, and how to wait without waiting for ever.
//
// The other end of a connection may close it, break it, or fall silent at any moment. None of this is a failure of
// the program: these endings are values, which the caller must look at. Only a failure of the system (no memory,
// a descriptor that is not a socket…) throws.
//
// Left out on purpose: sockets that block. All sockets of this lab are non-blocking; a function that has to wait does
// so in wait_for(), the one place that knows about time, signals and Ctrl-C.

enum class Outcome {
    complete,       // what was asked for is done
    end_of_stream,  // the other end will send nothing more (it sent FIN)
    reset,          // the connection is broken (RST received, or the network gave it up)
    limit,          // the limit given by the caller was reached first
    expired,        // the deadline passed first
    stopped,        // the program was asked to stop first (Ctrl-C)
};

// The same in French, for a sentence: « la connexion a été coupée ».
std::string_view describe(Outcome outcome);

// Until when to wait: a moment, and a descriptor that becomes readable when the program is asked to stop. Being a
// moment and not a duration, one Deadline bounds a whole sequence of waits.
//
//     const Deadline deadline = Deadline::after(std::chrono::seconds{5});
//     send_all(socket, request, deadline);         // these two together
//     receive_to_end(socket, 1'000'000, deadline); // take at most five seconds
class Deadline {
public:
    using Clock = std::chrono::steady_clock;

    // `stop` (-1: none) is not owned, and must stay open as long as the Deadline is used.
    static Deadline after(std::chrono::milliseconds duration, int stop = -1);

    // What remains, never negative, rounded up so that waiting this long is waiting enough.
    std::chrono::milliseconds remaining() const;

    // The same moment or an earlier one: that of a share of the remaining time, one part in `parts` (at least 1).
    Deadline share(std::size_t parts) const;

    int stop() const { return stop_; }

private:
    Deadline(Clock::time_point when, int stop) : when_{when}, stop_{stop} {}

    Clock::time_point when_;
    int stop_;
};

// Waits until `fd` is ready for `events` (POLLIN, POLLOUT; see poll(2)), or has failed, which the next recv() or
// send() will tell: Outcome::complete. Otherwise Outcome::expired or Outcome::stopped. A signal does not end the wait.
// Throws std::system_error when poll() fails.
Outcome wait_for(int fd, short events, const Deadline& deadline);

// Is this errno value a connection that the other end, or the network, has broken?
bool is_broken_connection(int error);

// Is this errno value « not now »: nothing to read, no room to write, or a signal came first?
bool is_try_again(int error);

// Closes the connection abruptly: the other end receives RST and not FIN. The descriptor stays with its owner, who
// closes it next.
void reset_on_close(int socket);

}  // namespace tcp
