#pragma once

#include <mutex>
#include <vector>

#include "01-tcp/event.hpp"

namespace tcp {

// What is kept of a conversation in order to draw it. None is infinite: a relay may run for days.
struct RecordingLimits {
    std::size_t events = 2'000;           // the first ones are kept
    std::size_t bytes_per_event = 4'096;  // the first ones are kept
    std::size_t bytes = 512 * 1024;       // of all events together
};

struct RecordedEvent {
    EventKind kind = EventKind::data;
    std::uint64_t connection = 0;
    Direction direction = Direction::to_server;
    std::chrono::microseconds elapsed{0};  // since the beginning of the recording
    std::size_t size = 0;                  // how many bytes there were
    std::string bytes;                     // those that were kept
};

// All that a diagram needs, and nothing that changes under it.
struct Conversation {
    std::string relay{};    // where the relay listens: « 127.0.0.1:7778 »
    std::string server{};   // whom it relays to: « exemple.org:80 »
    std::string started{};  // when, as a French text; may be empty
    std::vector<RecordedEvent> events{};
    std::size_t lost_events = 0;  // beyond RecordingLimits::events
    std::size_t lost_bytes = 0;   // of the events kept
};

// An observer that remembers, within its limits. May be used by several threads.
class Recording : public Observer {
public:
    // `start` is the moment that elapsed times are counted from.
    Recording(Conversation about, RecordingLimits limits, std::chrono::steady_clock::time_point start);

    void on_event(const Event& event) override;

    // A copy of what has been recorded so far.
    Conversation conversation() const;

private:
    std::string keep(std::string_view bytes);

    mutable std::mutex mutex_;
    Conversation conversation_;  // guarded by mutex_
    std::size_t kept_bytes_ = 0;
    RecordingLimits limits_;
    std::chrono::steady_clock::time_point start_;
};

}  // namespace tcp
