#include "01-tcp/recording.hpp"

#include <algorithm>

namespace tcp {

Recording::Recording(Conversation about, RecordingLimits limits, std::chrono::steady_clock::time_point start)
    : conversation_{std::move(about)}, limits_{limits}, start_{start} {}

void Recording::on_event(const Event& event) {
    const std::lock_guard lock{mutex_};
    if (conversation_.events.size() >= limits_.events) {
        ++conversation_.lost_events;
        return;
    }
    const auto elapsed = std::chrono::duration_cast<std::chrono::microseconds>(event.when - start_);
    conversation_.events.push_back(
        {event.kind, event.connection, event.direction, elapsed, event.bytes.size(), keep(event.bytes)});
}

Conversation Recording::conversation() const {
    const std::lock_guard lock{mutex_};
    return conversation_;
}

std::string Recording::keep(std::string_view bytes) {
    const std::size_t most = std::min(limits_.bytes_per_event, limits_.bytes - kept_bytes_);
    const std::string_view kept = bytes.substr(0, most);
    kept_bytes_ += kept.size();
    conversation_.lost_bytes += bytes.size() - kept.size();
    return std::string{kept};
}

}  // namespace tcp
