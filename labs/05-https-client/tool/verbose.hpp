#pragma once

#include <ostream>

#include "05-https-client/observer.hpp"
#include "05-https-client/tool/secrets.hpp"
#include "common/terminal.hpp"

namespace tool {

// -v: what curl shows. « * » what happens, « > » what is sent, « < » what is received. Escaped and masked.
class Verbose final : public client::Observer {
public:
    Verbose(std::ostream& out, common::Palette palette, Secrets secrets)
        : out_{out}, palette_{palette}, secrets_{secrets} {}

    void connecting(const tcp::Address& address) override;
    void connected(const tcp::Address& address) override;
    void reusing(std::string_view host) override;
    void proxy(std::string_view proxy, bool tunnel) override;
    void tls_established(const client::TlsFacts& facts) override;
    void request_head(std::string_view bytes) override;
    void informational(const http::Response& answer) override;
    void answer_head(const http::Response& answer, std::string_view bytes) override;
    void redirect(int status, const client::Url& from, const client::Url& to, std::string_view method) override;
    void cookie_refused(std::string_view set_cookie, const client::Url& from, std::string_view reason) override;
    void retrying(unsigned attempt, std::chrono::milliseconds delay, std::string_view why) override;

private:
    void note(const std::string& text);
    void show(std::string_view sign, std::string_view head);

    std::ostream& out_;
    common::Palette palette_;
    Secrets secrets_;
};

// --insecure: a warning in red, each time. It is there whatever else is shown.
class Warner final : public client::Observer {
public:
    Warner(std::ostream& out, common::Palette palette) : out_{out}, palette_{palette} {}
    void tls_unverified(std::string_view host) override;

private:
    std::ostream& out_;
    common::Palette palette_;
};

}  // namespace tool
