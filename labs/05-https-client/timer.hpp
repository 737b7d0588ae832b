#pragma once

#include <chrono>
#include <string>

#include "01-tcp/stream.hpp"

namespace client {

// Step 5.7. How long a request may take. Three times, because they answer three questions: is anybody there? has the
// server gone quiet? and how long am I ready to wait in all? A large download needs a short second and a long third.
// None is infinite: what is below a millisecond counts as one, what is above a year as a year.
struct Timeouts {
    std::chrono::milliseconds connect{10'000};  // name, TCP, proxy and TLS together
    std::chrono::milliseconds read{30'000};     // silence of the server; also: it takes none of our bytes
    std::chrono::milliseconds total{std::chrono::hours{1}};  // the whole request, redirects and retries included
};

// The clock of one request: begins when it is made.
//
//     Timer timer{timeouts};
//     … transport.read_some(buffer, timer.read());    // Outcome::expired? then
//     … timer.throw_expired(Phase::read, "example.com");
class Timer {
public:
    explicit Timer(const Timeouts& timeouts);

    // Until when to wait for a connection, or for the next bytes: never later than the end of the total.
    // The connection's own time begins with begin_connect(), which each new connection calls.
    void begin_connect();
    tcp::Deadline connect() const;
    tcp::Deadline read() const;
    tcp::Deadline total() const;

    enum class Phase { connect, read };

    // Throws ConnectTimeout or ReadTimeout, or TotalTimeout if it is the total that has passed.
    [[noreturn]] void throw_expired(Phase phase, const std::string& host) const;

    std::chrono::milliseconds elapsed() const;

private:
    using Clock = std::chrono::steady_clock;

    Timeouts timeouts_;
    Clock::time_point began_;
    Clock::time_point connect_began_;
};

}  // namespace client
