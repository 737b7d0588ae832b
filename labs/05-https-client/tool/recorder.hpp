#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "05-https-client/observer.hpp"

namespace tool {

// What a request spends its time on, in this order; one that is not there took none.
enum class Phase { name, connection, tunnel, tls, request, wait, body };
inline constexpr std::array all_phases{Phase::name,    Phase::connection, Phase::tunnel, Phase::tls,
                                       Phase::request, Phase::wait,       Phase::body};

// « nom », « connexion »…
std::string_view phase_name(Phase phase);

// Since the beginning of the recording.
using Moment = std::chrono::microseconds;

struct Span {
    std::optional<Moment> from;
    std::optional<Moment> to;  // nothing although `from` is there: it broke off in this phase
};

// One request and its answer, as far as it came.
struct Exchange {
    std::string method;
    std::string target;                  // as in the request line
    std::string host;                    // the field Host
    std::string address;                 // « 127.0.0.1:8080 », that of the last attempt to connect
    std::array<Span, all_phases.size()> spans;
    Moment began{};
    Moment ended{};                      // the last thing that happened
    bool reused = false;                 // a connection of before
    bool secure = false;
    std::string tls;                     // « TLSv1.3 »
    std::optional<http::Response> answer;
    std::uint64_t head_sent = 0;         // bytes
    std::uint64_t body_sent = 0;
    std::uint64_t head_received = 0;
    std::uint64_t body_received = 0;
    std::string followed_by;             // « redirection vers … », « nouvel essai dans 1 s (…) »; empty: it is the last

    Span& at(Phase phase) { return spans[static_cast<std::size_t>(phase)]; }
    const Span& at(Phase phase) const { return spans[static_cast<std::size_t>(phase)]; }
};

// How far the exchange had come: what a failure is about.
enum class Stage { nothing, name, proxy_name, connection, tunnel, tls, request, wait, body, done };

// Writes down when things happen: what -w, --timeline and the exit status are made from. No secrets are kept but those
// that stand in the target.
class Recorder final : public client::Observer {
public:
    using Clock = std::function<Moment()>;

    Recorder();                              // the time since now
    explicit Recorder(Clock clock) : clock_{std::move(clock)} {}

    const std::vector<Exchange>& exchanges() const { return exchanges_; }
    Stage stage() const { return stage_; }
    unsigned redirects() const { return redirects_; }
    std::optional<Moment> last_redirect() const { return last_redirect_; }
    const std::string& effective_url() const { return effective_url_; }  // after the redirects; empty: none
    unsigned connections() const { return connections_; }                // how many were opened
    Moment now() const { return clock_(); }

    void resolving(std::string_view host) override;
    void resolved(std::string_view host, const std::vector<tcp::Address>& addresses) override;
    void connecting(const tcp::Address& address) override;
    void connected(const tcp::Address& address) override;
    void reusing(std::string_view host) override;
    void proxy(std::string_view proxy, bool tunnel) override;
    void tls_begins(std::string_view host) override;
    void tls_established(const client::TlsFacts& facts) override;
    void request_head(std::string_view bytes) override;
    void request_body(std::uint64_t bytes) override;
    void request_sent() override;
    void answer_head(const http::Response& answer, std::string_view bytes) override;
    void answer_body(std::uint64_t bytes) override;
    void answer_received() override;
    void redirect(int status, const client::Url& from, const client::Url& to, std::string_view method) override;
    void retrying(unsigned attempt, std::chrono::milliseconds delay, std::string_view why) override;

private:
    Exchange& current();             // the one that goes on, or a new one
    Exchange& current_before_request();  // the same, where a request that was sent already has come to nothing
    void begin(Exchange& exchange, Phase phase, Stage stage);
    void end(Exchange& exchange, Phase phase);

    Clock clock_;
    std::vector<Exchange> exchanges_;
    bool over_ = true;               // the last of them
    bool in_tunnel_ = false;
    bool by_proxy_ = false;
    bool secure_ = false;            // a connection of before has no handshake that would say so
    Stage stage_ = Stage::nothing;
    unsigned redirects_ = 0;
    unsigned connections_ = 0;
    std::optional<Moment> last_redirect_;
    std::string effective_url_;
};

}  // namespace tool
