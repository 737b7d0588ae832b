#pragma once

#include <ostream>
#include <set>
#include <string>

#include "05-https-client/observer.hpp"
#include "05-https-client/tool/recorder.hpp"
#include "05-https-client/tool/secrets.hpp"
#include "common/terminal.hpp"

namespace tool {

// --explain: tells each step in French as it happens, with the time since the start. What comes from the network is
// escaped, what is secret is masked.
//
//       0,1 ms  NOM     quelles sont les adresses de « localhost » ?
//       0,4 ms          [::1]:8443, 127.0.0.1:8443
//       0,5 ms  TCP     connexion à [::1]:8443…
class Narrator final : public client::Observer {
public:
    // All must outlive the narrator; the recorder must be told everything before it.
    Narrator(std::ostream& out, common::Palette palette, Secrets secrets, const Recorder& recorder)
        : out_{out}, palette_{palette}, secrets_{secrets}, recorder_{recorder} {}

    // The end of the story.
    void finish();

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
    void request_body(std::uint64_t bytes) override { body_sent_ += bytes; }
    void request_sent() override;
    void informational(const http::Response& answer) override;
    void answer_head(const http::Response& answer, std::string_view bytes) override;
    void answer_body(std::uint64_t bytes) override { body_received_ += bytes; }
    void answer_received() override;
    void redirect(int status, const client::Url& from, const client::Url& to, std::string_view method) override;
    void cookie_stored(std::string_view set_cookie, const client::Url& from) override;
    void cookie_refused(std::string_view set_cookie, const client::Url& from, std::string_view reason) override;
    void cookies_sent(std::string_view cookie, const client::Url& to) override;
    void retrying(unsigned attempt, std::chrono::milliseconds delay, std::string_view why) override;

private:
    enum class Topic { name, tcp, proxy, tls, http, cookie, other };

    void say(Topic topic, const std::string& text);  // with the time and the topic
    void more(const std::string& text);              // a line that goes on
    void show_bytes(std::string_view arrow, std::string_view head);
    void show_certificate(std::size_t number, const client::CertificateFacts& facts);
    bool first_time(const std::string& what) { return said_.insert(what).second; }

    std::ostream& out_;
    common::Palette palette_;
    Secrets secrets_;
    const Recorder& recorder_;
    std::set<std::string> said_;  // what was explained already
    std::uint64_t body_sent_ = 0;
    std::uint64_t body_received_ = 0;
};

}  // namespace tool
