#include "03-static-server/deadline.hpp"

#include <algorithm>

namespace files {

void Deadlines::sweep(Clock::time_point now) {
    now_ = now;
    for (Deadline* deadline : all_) {
        if (deadline->at_ > now) continue;
        deadline->expired_ = true;
        deadline->on_expiry_();
    }
}

bool Deadlines::expire_longest_idle() {
    Deadline* longest = nullptr;
    for (Deadline* deadline : all_) {
        if (deadline->idle_ && !deadline->expired_ && (!longest || deadline->at_ < longest->at_)) longest = deadline;
    }
    if (!longest) return false;
    longest->at_ = Clock::time_point::min();
    longest->expired_ = true;
    longest->on_expiry_();
    return true;
}

Deadline::Deadline(Deadlines& all, std::function<void()> on_expiry)
    : all_{all}, index_{all.all_.size()}, on_expiry_{std::move(on_expiry)} {
    all_.all_.push_back(this);
}

Deadline::~Deadline() {
    Deadline* last = all_.all_.back();
    all_.all_[index_] = last;
    last->index_ = index_;
    all_.all_.pop_back();
}

void Deadline::allow(std::chrono::milliseconds time) {
    at_ = all_.now() + time;
    idle_ = false;
    expired_ = false;
    transfer_limits_ = nullptr;
}

void Deadline::allow_idle(std::chrono::milliseconds time) {
    allow(time);
    idle_ = true;
}

void Deadline::suspend() {
    at_ = Clock::time_point::max();
    idle_ = false;
    expired_ = false;
    transfer_limits_ = nullptr;
}

void Deadline::begin_transfer(const Limits& limits) {
    allow(limits.stall_time);
    transfer_limits_ = &limits;
    transfer_began_ = all_.now();
    transferred_ = 0;
}

// A peer that has once been fast has not earned the right to a long silence: the nearer of the two deadlines counts.
void Deadline::progress(std::uint64_t bytes) {
    if (!transfer_limits_) return;
    transferred_ += bytes;
    const Limits& limits = *transfer_limits_;
    const std::chrono::seconds earned{transferred_ / limits.minimum_rate};
    at_ = std::min(all_.now() + limits.stall_time, transfer_began_ + limits.rate_grace + earned);
}

}  // namespace files
