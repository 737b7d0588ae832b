#pragma once

#include <memory>
#include <vector>

#include "05-https-client/observer.hpp"

namespace tool {

// One observer that stands for several: each is told everything, in the order in which they were added.
class Watchers final : public client::Observer {
public:
    void add(std::shared_ptr<client::Observer> watcher) { watchers_.push_back(std::move(watcher)); }

    void resolving(std::string_view host) override;
    void resolved(std::string_view host, const std::vector<tcp::Address>& addresses) override;
    void connecting(const tcp::Address& address) override;
    void connected(const tcp::Address& address) override;
    void reusing(std::string_view host) override;
    void proxy(std::string_view proxy, bool tunnel) override;
    void tls_begins(std::string_view host) override;
    void tls_message(bool sent, std::string_view name, std::size_t bytes) override;
    void tls_established(const client::TlsFacts& facts) override;
    void tls_unverified(std::string_view host) override;
    void request_head(std::string_view bytes) override;
    void request_body(std::uint64_t bytes) override;
    void request_sent() override;
    void informational(const http::Response& answer) override;
    void answer_head(const http::Response& answer, std::string_view bytes) override;
    void answer_body(std::uint64_t bytes) override;
    void answer_received() override;
    void redirect(int status, const client::Url& from, const client::Url& to, std::string_view method) override;
    void cookie_stored(std::string_view set_cookie, const client::Url& from) override;
    void cookie_refused(std::string_view set_cookie, const client::Url& from, std::string_view reason) override;
    void cookies_sent(std::string_view cookie, const client::Url& to) override;
    void retrying(unsigned attempt, std::chrono::milliseconds delay, std::string_view why) override;

private:
    template <typename Tell>
    void each(Tell tell) {
        for (const auto& watcher : watchers_) tell(*watcher);
    }

    std::vector<std::shared_ptr<client::Observer>> watchers_;
};

}  // namespace tool
