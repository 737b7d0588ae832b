#include "06-security/vulnerable/time_limit.hpp"

#include <unistd.h>

#include <chrono>
#include <csignal>

namespace vulnerable {

TimeLimit::TimeLimit(double minutes)
    : thread_{[this, minutes](const std::stop_token& stop) { wait(stop, minutes); }} {}

void TimeLimit::wait(const std::stop_token& stop, double minutes) {
    const std::chrono::duration<double, std::ratio<60>> time{minutes};
    std::unique_lock lock{mutex_};
    stopped_.wait_for(lock, stop, std::chrono::ceil<std::chrono::milliseconds>(time), [] { return false; });
    if (!stop.stop_requested()) ::kill(::getpid(), SIGTERM);
}

}  // namespace vulnerable
