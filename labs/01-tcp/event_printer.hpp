#pragma once

#include <mutex>
#include <ostream>

#include "01-tcp/event.hpp"
#include "common/terminal.hpp"

namespace tcp {

// Prints each event as it happens, its bytes escaped: what passes cannot command the terminal. May be used by several
// threads; the lines of one event stay together.
//
//     #1 +0,6 ms  → 8 octets vers le serveur
//         bonjour\n
class EventPrinter : public Observer {
public:
    static constexpr std::size_t shown_bytes = 2'048;  // of each event

    // Writes to `out`, which must outlive the printer. Times are counted from `start`.
    EventPrinter(std::ostream& out, common::Palette palette, std::chrono::steady_clock::time_point start)
        : out_{out}, palette_{palette}, start_{start} {}

    void on_event(const Event& event) override;

private:
    std::string title(const Event& event) const;

    std::mutex mutex_;
    std::ostream& out_;  // guarded by mutex_
    common::Palette palette_;
    std::chrono::steady_clock::time_point start_;
};

}  // namespace tcp
