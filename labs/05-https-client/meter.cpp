#include "05-https-client/meter.hpp"

namespace client {
namespace {

constexpr std::chrono::milliseconds pause{100};  // between two calls

}  // namespace

Meter::Meter(ProgressFunction tell, bool sending, std::optional<std::uint64_t> total)
    : tell_{std::move(tell)}, progress_{.sending = sending, .total = total}, began_{Clock::now()}, told_{began_} {}

void Meter::add(std::uint64_t bytes) {
    progress_.done += bytes;
    if (!tell_) return;
    const Clock::time_point now = Clock::now();
    if (now - told_ >= pause) tell(now);
}

void Meter::finish() {
    if (tell_) tell(Clock::now());
}

void Meter::restart() {
    progress_.done = 0;
    began_ = told_ = Clock::now();
}

void Meter::tell(Clock::time_point now) {
    told_ = now;
    progress_.elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(now - began_);
    tell_(progress_);
}

}  // namespace client
