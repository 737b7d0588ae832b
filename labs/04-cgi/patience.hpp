#pragma once

#include <chrono>
#include <optional>

#include "03-static-server/stream.hpp"
#include "04-cgi/limits.hpp"

namespace cgi {

// Step 4.5. How long a script is waited for. Nothing happens here: the gateway says what it sees and asks, every
// Limits::check_period, what is to be done. So hours can pass in a test that takes none.
//
// A script goes through two times. While its answer is wanted, it may be silent for a while, and go on for long if it
// speaks. Once its answer is over, or nobody wants it any more, it is dismissed: it may end by itself, then it is asked
// to (SIGTERM), then it is ended (SIGKILL).
//
//     cgi::Patience patience{limits, now};
//     patience.expect(now);      // somebody waits for what it says
//     patience.progress(now);    // it has said something, or taken something in
//     switch (patience.check(now, exchange.stream.peer())) { … }
class Patience {
public:
    using Clock = std::chrono::steady_clock;

    Patience(const Limits& limits, Clock::time_point now) : limits_{limits}, start_{now}, last_progress_{now} {}

    // Somebody waits for the script from now on, or no longer does. A client that is slow to take what it was sent
    // makes the script wait: its silence is then no fault.
    void expect(Clock::time_point now);
    void stop_expecting() { expected_ = false; }

    // Bytes have passed, one way or the other.
    void progress(Clock::time_point now) { last_progress_ = now; }

    // It is to end: by itself, or at once. To be told again costs nothing.
    enum class Dismissal { gentle, urgent };
    void dismiss(Dismissal dismissal, Clock::time_point now);
    bool is_dismissed() const { return dismissed_.has_value(); }

    enum class Verdict {
        wait,
        silent,       // for silence_time or more, while somebody waits for it
        too_long,     // it has gone on for total_time or more
        client_left,  // the client is gone, or has finished sending and nothing has passed for leaving_time
        terminate,    // SIGTERM: said once
        kill,         // SIGKILL: said each time
    };

    // What is to be done now. After silent, too_long and client_left, which are for the caller to act upon, it expects
    // dismiss(). Of a dismissed script, it says terminate after ending_time (at once if that is urgent), and kill after
    // as much again.
    Verdict check(Clock::time_point now, files::Stream::Peer peer);

private:
    Verdict check_wanted(Clock::time_point now, files::Stream::Peer peer);
    Verdict check_dismissed(Clock::time_point now);

    Limits limits_;
    Clock::time_point start_;
    Clock::time_point last_progress_;
    bool expected_ = false;
    std::optional<Clock::time_point> client_finished_;  // since when it has been seen so
    std::optional<Clock::time_point> dismissed_;        // from when ending_time counts
    bool terminated_ = false;
};

}  // namespace cgi
