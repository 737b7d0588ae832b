#pragma once

#include <chrono>
#include <cstdint>
#include <memory>

#include "05-https-client/errors.hpp"
#include "05-https-client/observer.hpp"
#include "05-https-client/response.hpp"
#include "05-https-client/retry.hpp"

namespace client {

// Step 5.9. How long to go on with a transfer that keeps breaking off: so many tries in all, but one that got further
// than any before it costs none. A file of a gigabyte may then be cut ten times on its way, while a server that is gone
// is given up soon. Given, not an exercise; the delays are those of step 5.7.
class Tries {
public:
    // `count`: 1: no second try at all. `total`: for all of them together, delays included. `observer` is told of each
    // new try; may be null.
    Tries(unsigned count, const Retries& delays, std::chrono::milliseconds total, std::shared_ptr<Observer> observer);

    // A refusal may say when to come back (Retry-After): again() then waits at least so long, within
    // Retries::longest_delay.
    void heed(const Response& answer);

    // A try has failed, and `reached` bytes are safe. Waits, then true: try again. False at once when the tries are
    // used up, or the time will be.
    bool again(std::uint64_t reached, const RequestException& failure);

    std::chrono::milliseconds elapsed() const;
    std::chrono::milliseconds left() const;  // of the total, at least a millisecond

private:
    using Clock = std::chrono::steady_clock;

    Retries delays_;
    bool once_;
    unsigned left_;
    unsigned failed_ = 0;
    unsigned failed_in_a_row_ = 0;
    std::chrono::milliseconds asked_{};
    std::uint64_t furthest_ = 0;
    Clock::time_point began_ = Clock::now();
    std::chrono::milliseconds total_;
    std::shared_ptr<Observer> observer_;
};

}  // namespace client
