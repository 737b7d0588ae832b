#include "05-https-client/tool/recorder.hpp"

#include "02-http-message/fields.hpp"
#include "05-https-client/tool/printable.hpp"
#include "05-https-client/url.hpp"

namespace tool {
namespace {

// The value of Host in the head of a request.
std::string host_of(std::string_view head) {
    for (std::size_t end = head.find("\r\n"); end != std::string_view::npos; end = head.find("\r\n")) {
        head.remove_prefix(end + 2);
        if (head.size() > 5 && http::equal_ignoring_case(head.substr(0, 5), "host:")) {
            return std::string{http::trim_blanks(head.substr(5, head.find("\r\n") - 5))};
        }
    }
    return {};
}

}  // namespace

std::string_view phase_name(Phase phase) {
    switch (phase) {
    case Phase::name: return "nom";
    case Phase::connection: return "connexion";
    case Phase::tunnel: return "tunnel";
    case Phase::tls: return "TLS";
    case Phase::request: return "requête";
    case Phase::wait: return "attente";
    case Phase::body: return "corps";
    }
    return "";
}

Recorder::Recorder()
    : clock_{[start = std::chrono::steady_clock::now()] {
          return std::chrono::duration_cast<Moment>(std::chrono::steady_clock::now() - start);
      }} {}

Exchange& Recorder::current() {
    if (over_) {
        exchanges_.emplace_back();
        exchanges_.back().began = clock_();
        exchanges_.back().secure = secure_;
        over_ = in_tunnel_ = by_proxy_ = false;
    }
    exchanges_.back().ended = clock_();
    return exchanges_.back();
}

// A connection of before may prove dead once the request has gone: it is sent anew, without another word.
Exchange& Recorder::current_before_request() {
    if (!over_ && !in_tunnel_ && exchanges_.back().at(Phase::request).from) over_ = true;
    return current();
}

void Recorder::begin(Exchange& exchange, Phase phase, Stage stage) {
    if (!exchange.at(phase).from) exchange.at(phase).from = exchange.ended;
    stage_ = stage;
}

void Recorder::end(Exchange& exchange, Phase phase) {
    Span& span = exchange.at(phase);
    if (span.from && !span.to) span.to = exchange.ended;
}

void Recorder::resolving(std::string_view) {
    begin(current_before_request(), Phase::name, by_proxy_ ? Stage::proxy_name : Stage::name);
}

void Recorder::resolved(std::string_view, const std::vector<tcp::Address>&) { end(current(), Phase::name); }

void Recorder::connecting(const tcp::Address& address) {
    Exchange& exchange = current_before_request();
    begin(exchange, Phase::connection, Stage::connection);
    exchange.address = tcp::to_string(address);
}

void Recorder::connected(const tcp::Address& address) {
    Exchange& exchange = current();
    end(exchange, Phase::connection);
    exchange.address = tcp::to_string(address);
    ++connections_;
}

void Recorder::reusing(std::string_view) {
    current_before_request().reused = true;
    stage_ = Stage::request;
}

void Recorder::proxy(std::string_view, bool) {
    current_before_request();
    by_proxy_ = true;
}

void Recorder::tls_begins(std::string_view) {
    Exchange& exchange = current();
    in_tunnel_ = false;
    exchange.secure = secure_ = true;
    begin(exchange, Phase::tls, Stage::tls);
}

void Recorder::tls_established(const client::TlsFacts& facts) {
    Exchange& exchange = current();
    end(exchange, Phase::tls);
    exchange.tls = facts.version;
}

void Recorder::request_head(std::string_view bytes) {
    Exchange& exchange = current();
    exchange.head_sent += bytes.size();
    if (bytes.starts_with("CONNECT ")) {
        in_tunnel_ = true;
        begin(exchange, Phase::tunnel, Stage::tunnel);
        return;
    }
    const std::string_view line = bytes.substr(0, bytes.find("\r\n"));
    const std::size_t space = line.find(' ');
    exchange.method = line.substr(0, space);
    exchange.target = space == std::string_view::npos ? "" : line.substr(space + 1, line.rfind(' ') - space - 1);
    exchange.host = host_of(bytes);
    begin(exchange, Phase::request, Stage::request);
}

void Recorder::request_body(std::uint64_t bytes) { current().body_sent += bytes; }

void Recorder::request_sent() {
    if (in_tunnel_) return;
    Exchange& exchange = current();
    end(exchange, Phase::request);
    begin(exchange, Phase::wait, Stage::wait);
}

void Recorder::answer_head(const http::Response& answer, std::string_view bytes) {
    Exchange& exchange = current();
    exchange.head_received += bytes.size();
    if (in_tunnel_) {
        exchange.answer = answer;  // that of the proxy: it stays if there is no other
        return end(exchange, Phase::tunnel);
    }
    exchange.answer = answer;
    end(exchange, Phase::request);  // an answer may come before the request is sent to its end
    begin(exchange, Phase::wait, Stage::wait);
    end(exchange, Phase::wait);
    begin(exchange, Phase::body, Stage::body);
}

void Recorder::answer_body(std::uint64_t bytes) { current().body_received += bytes; }

void Recorder::answer_received() {
    if (in_tunnel_) return;
    end(current(), Phase::body);
    stage_ = Stage::done;
}

void Recorder::redirect(int status, const client::Url&, const client::Url& to, std::string_view) {
    effective_url_ = client::to_string(to);
    secure_ = to.is_secure();
    ++redirects_;
    last_redirect_ = clock_();
    if (!exchanges_.empty()) {
        exchanges_.back().followed_by =
            "redirection " + std::to_string(status) + " vers " + printable_line(effective_url_);
    }
    over_ = true;
}

void Recorder::retrying(unsigned, std::chrono::milliseconds delay, std::string_view why) {
    if (!exchanges_.empty()) {
        exchanges_.back().followed_by =
            "nouvel essai dans " + std::to_string(delay.count()) + "\u00A0ms (" + printable_line(why) + ")";
    }
    over_ = true;
}

}  // namespace tool
