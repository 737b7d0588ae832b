#include "06-security/service/sessions.hpp"

#include <algorithm>

#include "05-https-client/checksum.hpp"
#include "06-security/password.hpp"

namespace security {

std::string Sessions::begin(const Identity& who, Clock::time_point now) {
    std::string id = random_id(32);
    Session session{.who = who, .csrf_token = random_id(32), .expires = now + lifetime_};
    const std::lock_guard lock{mutex_};
    forget_expired(now);
    sessions_.insert_or_assign(client::sha256_hex(id), std::move(session));
    return id;
}

std::optional<Session> Sessions::find(std::string_view id, Clock::time_point now) const {
    const std::string key = client::sha256_hex(id);
    const std::lock_guard lock{mutex_};
    const auto found = sessions_.find(key);
    if (found == sessions_.end() || found->second.expires <= now) return std::nullopt;
    return found->second;
}

void Sessions::end(std::string_view id) {
    const std::string key = client::sha256_hex(id);
    const std::lock_guard lock{mutex_};
    sessions_.erase(key);
}

void Sessions::forget_expired(Clock::time_point now) {
    std::erase_if(sessions_, [&](const auto& entry) { return entry.second.expires <= now; });
    if (sessions_.size() < most_) return;
    const auto first = std::min_element(sessions_.begin(), sessions_.end(), [](const auto& a, const auto& b) {
        return a.second.expires < b.second.expires;
    });
    sessions_.erase(first);
}

}  // namespace security
