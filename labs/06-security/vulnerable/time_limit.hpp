#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

namespace vulnerable {

// Ends this process as Ctrl-C would (SIGTERM), once its time is over: a vulnerable server that was forgotten must not
// go on. Nothing happens if this object is destroyed before. To be made after tcp::StopSignals, which takes care of
// the signal.
class TimeLimit {
public:
    explicit TimeLimit(double minutes);

private:
    void wait(const std::stop_token& stop, double minutes);

    std::mutex mutex_;
    std::condition_variable_any stopped_;
    std::jthread thread_;  // last: it uses the others
};

}  // namespace vulnerable
