#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "06-security/rights.hpp"

namespace security {

// Who is signed in with a browser. The browser holds a random id, the server all the rest, in memory: a restart signs
// everybody out. The ids themselves are not kept, only their SHA-256: whoever reads this memory cannot use them.
// Shared by the threads of the server.
struct Session {
    Identity who;
    std::string csrf_token;  // that pages of this site send back (is_from_this_site)
    std::chrono::steady_clock::time_point expires{};
};

class Sessions {
public:
    using Clock = std::chrono::steady_clock;

    explicit Sessions(std::chrono::seconds lifetime, std::size_t most_each = 20)
        : lifetime_{lifetime}, most_each_{most_each} {}

    std::chrono::seconds lifetime() const { return lifetime_; }

    // A new one; returns its id. When somebody would have too many, the oldest of his own ends: nobody signs others
    // out.
    std::string begin(const Identity& who, Clock::time_point now);

    // Nothing if there is none, or not any more.
    std::optional<Session> find(std::string_view id, Clock::time_point now) const;

    void end(std::string_view id);

private:
    void forget_expired(Clock::time_point now);
    void make_room_for(std::string_view name);

    const std::chrono::seconds lifetime_;
    const std::size_t most_each_;
    mutable std::mutex mutex_;
    std::map<std::string, Session, std::less<>> sessions_;  // by the SHA-256 of the id
};

}  // namespace security
