#include "fake_web.hpp"

#include <algorithm>
#include <cstring>

#include "02-http-message/body.hpp"
#include "02-http-message/chunked.hpp"
#include "02-http-message/response.hpp"
#include "05-https-client/errors.hpp"

namespace client_test {

client::Options alone(client::Options options) {
    options.proxies = client::Proxies{.from_environment = false};
    options.use_netrc = false;
    return options;
}

struct FakeWeb::Web {
    std::map<std::string, Server> servers;
    std::vector<Received> received;
    unsigned connections = 0;
};

namespace {

// The body at the start of `bytes`, and how many bytes it took; nothing while it is incomplete.
struct Body {
    std::string bytes;
    std::size_t used = 0;
};

std::optional<Body> chunked_body(std::string_view bytes) {
    http::ChunkedDecoder decoder{http::Limits{}};
    Body body;
    while (!decoder.finished()) {
        const auto piece = decoder.next(bytes.substr(body.used));
        if (!piece.is_complete()) return std::nullopt;
        body.bytes += piece.value();
        body.used += piece.used();
    }
    return body;
}

std::optional<Body> body_of(const http::Request& request, std::string_view bytes) {
    const auto framing = http::request_body(request);
    if (!framing.is_complete()) return std::nullopt;
    if (framing.value().kind == http::BodyKind::chunked) return chunked_body(bytes);
    if (bytes.size() < framing.value().length) return std::nullopt;
    return Body{std::string{bytes.substr(0, framing.value().length)}, framing.value().length};
}

}  // namespace

class FakeTransport final : public client::Transport {
public:
    FakeTransport(std::shared_ptr<FakeWeb::Web> web, client::Route route)
        : web_{std::move(web)}, route_{std::move(route)}, number_{++web_->connections} {}

    tcp::Chunk read_some(std::span<char> buffer, const tcp::Deadline&) override {
        if (answer_.empty()) return {closed_ ? tcp::Outcome::end_of_stream : tcp::Outcome::expired, 0};
        const std::size_t size = std::min(buffer.size(), answer_.size());
        std::memcpy(buffer.data(), answer_.data(), size);
        answer_.erase(0, size);
        return {tcp::Outcome::complete, size};
    }

    Written write(std::string_view bytes, const tcp::Deadline&, bool) override {
        if (closed_) return {tcp::Outcome::reset, 0, false};
        pending_ += bytes;
        serve();
        return {tcp::Outcome::complete, bytes.size(), false};
    }

    bool wait_for_answer(const tcp::Deadline&) override { return is_stale(); }
    bool is_stale() override { return closed_ || !answer_.empty(); }
    void close() override { closed_ = true; }

private:
    void serve() {
        const auto head = http::parse_request(pending_, http::Limits{});
        if (!head.is_complete()) return;
        const auto body = body_of(head.value(), std::string_view{pending_}.substr(head.used()));
        if (!body) return;
        web_->received.push_back({route_.host, route_.scheme == "https", number_, head.value(), body->bytes});
        pending_.erase(0, head.used() + body->used);
        answer_ += web_->servers.at(route_.host)(web_->received.back());
        if (!answer_.starts_with(FakeWeb::then_close)) return;
        answer_.erase(0, FakeWeb::then_close.size());
        closed_ = true;
    }

    std::shared_ptr<FakeWeb::Web> web_;
    client::Route route_;
    unsigned number_;
    std::string pending_;
    std::string answer_;
    bool closed_ = false;
};

std::shared_ptr<FakeWeb::Web> FakeWeb::make() { return std::make_shared<Web>(); }

void FakeWeb::on(const std::string& host, Server server) { web_->servers[host] = std::move(server); }

client::Connector FakeWeb::connector() {
    return [web = web_](const client::Route& route, const client::Limits&, const client::Timer&,
                        client::Observer&) -> std::unique_ptr<client::Transport> {
        if (!web->servers.contains(route.host)) throw client::ConnectionError{"« " + route.host + " » ne répond pas"};
        return std::make_unique<FakeTransport>(web, route);
    };
}

const std::vector<Received>& FakeWeb::received() const { return web_->received; }
unsigned FakeWeb::connections() const { return web_->connections; }

std::string FakeWeb::answer(int status, std::string_view body, std::string_view fields) {
    std::string text = "HTTP/1.1 " + std::to_string(status) + " ";
    text += http::reason_phrase(status);
    text += "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
    text += fields;
    text += "\r\n";
    text += body;
    return text;
}

std::string FakeWeb::redirect(int status, std::string_view location) {
    std::string field = "Location: ";
    field += location;
    field += "\r\n";
    return answer(status, "ailleurs", field);
}

}  // namespace client_test
