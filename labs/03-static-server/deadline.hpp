#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <vector>

#include "03-static-server/limits.hpp"

namespace files {

// How long a connection may still wait. A timer of the system for each connection would cost a system call for each
// request; here every connection writes down its deadline, and one timer per thread goes through them a few times a
// second (Deadlines::sweep). A deadline is thus late by at most Limits::sweep_period, which nobody notices.
//
//     files::Deadlines all;
//     files::Deadline deadline{all, [&] { socket.cancel(); }};
//     deadline.allow(limits.header_time);
//     … all.sweep(Clock::now()) calls the function above once the time has passed.

using Clock = std::chrono::steady_clock;

class Deadline;

// The deadlines of one thread. Not to be shared between threads.
class Deadlines {
public:
    explicit Deadlines(Clock::time_point now = Clock::now()) : now_{now} {}

    // The time of the last sweep: what deadlines count from. Reading the clock for each of them is not worth it.
    Clock::time_point now() const { return now_; }

    // Calls on_expiry of each deadline that has passed. Again at each sweep, as long as the deadline exists: a
    // connection that was busy at the first call is reached by the next one.
    void sweep(Clock::time_point now);

    // Expires at once the idle deadline that began to wait first. False if none is idle.
    bool expire_longest_idle();

    std::size_t size() const { return all_.size(); }

private:
    friend class Deadline;
    std::vector<Deadline*> all_;
    Clock::time_point now_;
};

class Deadline {
public:
    // Nothing expires before the first call of allow(). `on_expiry` is called from sweep(): it must only cancel what
    // the connection waits for, and must not destroy the deadline.
    Deadline(Deadlines& all, std::function<void()> on_expiry);
    ~Deadline();
    Deadline(const Deadline&) = delete;
    Deadline& operator=(const Deadline&) = delete;

    // What the next calls count from (Deadlines::now).
    Clock::time_point now() const { return all_.now(); }

    // Expires `time` from now.
    void allow(std::chrono::milliseconds time);

    // The same for a connection between two requests, which may be closed early to make room for another.
    void allow_idle(std::chrono::milliseconds time);

    // Nothing expires until the next call: what is waited for is not the client, and has a deadline of its own.
    void suspend();

    // A body begins: from here on it must flow at limits.minimum_rate, without a silence of limits.stall_time.
    void begin_transfer(const Limits& limits);

    // Some bytes of the body have passed.
    void progress(std::uint64_t bytes);

    bool expired() const { return expired_; }

private:
    friend class Deadlines;

    Deadlines& all_;
    std::size_t index_;  // where all_ holds this deadline
    std::function<void()> on_expiry_;
    Clock::time_point at_ = Clock::time_point::max();
    bool idle_ = false;
    bool expired_ = false;

    Clock::time_point transfer_began_;
    std::uint64_t transferred_ = 0;
    const Limits* transfer_limits_ = nullptr;
};

}  // namespace files
