#include "05-https-client/tls_sessions.hpp"

#include <utility>

namespace client {

void TlsSessions::keep(const std::string& host, TlsSessionHandle session) {
    const std::lock_guard lock{mutex_};
    if (sessions_.size() >= most && !sessions_.contains(host)) sessions_.erase(sessions_.begin());
    sessions_[host] = std::move(session);
}

TlsSessionHandle TlsSessions::take(const std::string& host) {
    const std::lock_guard lock{mutex_};
    const auto found = sessions_.find(host);
    if (found == sessions_.end()) return nullptr;
    TlsSessionHandle session = std::move(found->second);
    sessions_.erase(found);
    return session;
}

}  // namespace client
