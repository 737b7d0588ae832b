#pragma once

#include <algorithm>
#include <mutex>
#include <string>

#include "01-tcp/relay.hpp"
#include "support/lesson.hpp"

namespace lab01 {

// What a relay has told, one line per event, from whatever thread. Bytes that follow each other are one line: how a
// stream is cut is nobody's business (step 1.4).
class Story {
public:
    void add(tcp::EventKind kind, tcp::Direction direction, std::string_view bytes) {
        const std::lock_guard lock{mutex_};
        const bool to_server = direction == tcp::Direction::to_server;
        if (kind != tcp::EventKind::data) {
            last_ = nullptr;
            text_ += name(kind) + (to_server ? " >" : " <") + "\n";
            return;
        }
        std::string& stream = to_server ? to_server_ : to_client_;
        if (last_ != &stream) text_ += std::string{"data"} + (to_server ? " >" : " <") + "\n";
        last_ = &stream;
        stream += bytes;
        longest_ = std::max(longest_, bytes.size());
    }

    tcp::Report report() {
        return [this](tcp::EventKind kind, tcp::Direction direction, std::string_view bytes) { add(kind, direction, bytes); };
    }

    std::string text() const { return locked(text_); }
    std::string to_server() const { return locked(to_server_); }
    std::string to_client() const { return locked(to_client_); }
    std::size_t longest() const {
        const std::lock_guard lock{mutex_};
        return longest_;
    }

private:
    static std::string name(tcp::EventKind kind) {
        switch (kind) {
        case tcp::EventKind::accepted: return "accepted";
        case tcp::EventKind::connected: return "connected";
        case tcp::EventKind::unreachable: return "unreachable";
        case tcp::EventKind::data: return "data";
        case tcp::EventKind::finished: return "finished";
        case tcp::EventKind::reset: return "reset";
        case tcp::EventKind::expired: return "expired";
        case tcp::EventKind::stopped: return "stopped";
        case tcp::EventKind::closed: return "closed";
        }
        return "?";
    }

    std::string locked(const std::string& text) const {
        const std::lock_guard lock{mutex_};
        return text;
    }

    mutable std::mutex mutex_;
    std::string text_;
    std::string to_server_;
    std::string to_client_;
    const std::string* last_ = nullptr;
    std::size_t longest_ = 0;
};

inline support::Lesson relay_lesson() {
    return support::Lesson{{.rule = "RFC 9293 §3.6 : les deux sens se ferment séparément", .slide = "01-tcp.md#relais",
                   .command = "./lab run tcp_spy --listen 7778 --to 127.0.0.1:7777"}};
}

}  // namespace lab01
