#include "06-security/service/sessions.hpp"

#include "05-https-client/checksum.hpp"
#include "06-security/password.hpp"

namespace security {

std::string Sessions::begin(const Identity& who, Clock::time_point now) {
    std::string id = random_id(32);
    Session session{.who = who, .csrf_token = random_id(32), .expires = now + lifetime_};
    const std::lock_guard lock{mutex_};
    forget_expired(now);
    make_room_for(who.name);
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
}

void Sessions::make_room_for(std::string_view name) {
    std::size_t count = 0;
    auto oldest = sessions_.end();
    for (auto entry = sessions_.begin(); entry != sessions_.end(); ++entry) {
        if (entry->second.who.name != name) continue;
        ++count;
        if (oldest == sessions_.end() || entry->second.expires < oldest->second.expires) oldest = entry;
    }
    if (count >= most_each_) sessions_.erase(oldest);
}

}  // namespace security
