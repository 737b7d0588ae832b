#pragma once

#include <chrono>

#include "05-https-client/progress.hpp"

namespace client {

// Counts the bytes of a transfer, and tells them to a ProgressFunction no more often than ten times a second.
class Meter {
public:
    // `tell` may be empty.
    Meter(ProgressFunction tell, bool sending, std::optional<std::uint64_t> total);

    void add(std::uint64_t bytes);
    void finish();   // tells the last count
    void restart();  // the same transfer again, from its first byte

private:
    using Clock = std::chrono::steady_clock;
    void tell(Clock::time_point now);

    ProgressFunction tell_;
    Progress progress_;
    Clock::time_point began_;
    Clock::time_point told_;
};

}  // namespace client
