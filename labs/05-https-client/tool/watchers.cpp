#include "05-https-client/tool/watchers.hpp"

namespace tool {

void Watchers::resolving(std::string_view host) { each([&](client::Observer& watcher) { watcher.resolving(host); }); }

void Watchers::resolved(std::string_view host, const std::vector<tcp::Address>& addresses) {
    each([&](client::Observer& watcher) { watcher.resolved(host, addresses); });
}

void Watchers::connecting(const tcp::Address& address) {
    each([&](client::Observer& watcher) { watcher.connecting(address); });
}

void Watchers::connected(const tcp::Address& address) {
    each([&](client::Observer& watcher) { watcher.connected(address); });
}

void Watchers::reusing(std::string_view host) { each([&](client::Observer& watcher) { watcher.reusing(host); }); }

void Watchers::proxy(std::string_view proxy, bool tunnel) {
    each([&](client::Observer& watcher) { watcher.proxy(proxy, tunnel); });
}

void Watchers::tls_begins(std::string_view host) { each([&](client::Observer& watcher) { watcher.tls_begins(host); }); }

void Watchers::tls_message(bool sent, std::string_view name, std::size_t bytes) {
    each([&](client::Observer& watcher) { watcher.tls_message(sent, name, bytes); });
}

void Watchers::tls_established(const client::TlsFacts& facts) {
    each([&](client::Observer& watcher) { watcher.tls_established(facts); });
}

void Watchers::tls_unverified(std::string_view host) {
    each([&](client::Observer& watcher) { watcher.tls_unverified(host); });
}

void Watchers::request_head(std::string_view bytes) {
    each([&](client::Observer& watcher) { watcher.request_head(bytes); });
}

void Watchers::request_body(std::uint64_t bytes) {
    each([&](client::Observer& watcher) { watcher.request_body(bytes); });
}

void Watchers::request_sent() { each([](client::Observer& watcher) { watcher.request_sent(); }); }

void Watchers::informational(const http::Response& answer) {
    each([&](client::Observer& watcher) { watcher.informational(answer); });
}

void Watchers::answer_head(const http::Response& answer, std::string_view bytes) {
    each([&](client::Observer& watcher) { watcher.answer_head(answer, bytes); });
}

void Watchers::answer_body(std::uint64_t bytes) {
    each([&](client::Observer& watcher) { watcher.answer_body(bytes); });
}

void Watchers::answer_received() { each([](client::Observer& watcher) { watcher.answer_received(); }); }

void Watchers::redirect(int status, const client::Url& from, const client::Url& to, std::string_view method) {
    each([&](client::Observer& watcher) { watcher.redirect(status, from, to, method); });
}

void Watchers::cookie_stored(std::string_view set_cookie, const client::Url& from) {
    each([&](client::Observer& watcher) { watcher.cookie_stored(set_cookie, from); });
}

void Watchers::cookie_refused(std::string_view set_cookie, const client::Url& from, std::string_view reason) {
    each([&](client::Observer& watcher) { watcher.cookie_refused(set_cookie, from, reason); });
}

void Watchers::cookies_sent(std::string_view cookie, const client::Url& to) {
    each([&](client::Observer& watcher) { watcher.cookies_sent(cookie, to); });
}

void Watchers::retrying(unsigned attempt, std::chrono::milliseconds delay, std::string_view why) {
    each([&](client::Observer& watcher) { watcher.retrying(attempt, delay, why); });
}

}  // namespace tool
