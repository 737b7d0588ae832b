#include "05-https-client/sender.hpp"

#include "03-static-server/date_clock.hpp"
#include "05-https-client/errors.hpp"

namespace client {
namespace {

// The length of a body, where the server has said it.
std::optional<std::uint64_t> announced_length(const http::Fields& fields) {
    const auto length = http::content_length(fields);
    if (!length.is_complete()) return std::nullopt;
    return length.value();
}

}  // namespace

Response Sender::send_once() {
    const std::optional<Url> proxy =
        proxy_for(asked_.url, asked_.options.proxies.value_or(Proxies{}), process_environment());
    Response response = send_through(proxy);
    const bool refused_to_continue = response.status_code == 417 && awaits_continue(asked_);
    if (!refused_to_continue || !asked_.request.body->rewind()) return response;
    asked_.expects_continue = false;
    return send_through(proxy);
}

Response Sender::send_through(const std::optional<Url>& proxy) {
    const auto began = std::chrono::steady_clock::now();
    const Outgoing request = outgoing(head_of(asked_, proxy, cookies_, files::current_second()));
    Lease lease = connect(route_through(proxy), false);
    http::Response answer = exchange(lease, request);
    const auto elapsed = std::chrono::steady_clock::now() - began;
    Response response = response_to(std::move(answer), std::move(lease));
    response.elapsed = std::chrono::duration_cast<std::chrono::microseconds>(elapsed);
    return response;
}

Outgoing Sender::outgoing(std::string head) const {
    return {.method = asked_.request.method,
            .head = std::move(head),
            .body = asked_.request.body.get(),
            .awaits_continue = awaits_continue(asked_),
            .host = asked_.url.host};
}

// A server may close a connection that waits, just when the next request is on its way: nothing was answered, and what
// may be repeated is sent on a new connection.
http::Response Sender::exchange(Lease& lease, const Outgoing& request) {
    try {
        return lease.connection->exchange(request, asked_.timer, *asked_.observer);
    } catch (const ConnectionError&) {
        const bool was_stale = lease.used_before && lease.connection->broke_unanswered();
        if (!was_stale || !may_repeat(asked_)) throw;
    }
    lease = connect(lease.route, true);
    return lease.connection->exchange(request, asked_.timer, *asked_.observer);
}

// A connection of before, or a new one (`anew`: in any case).
Lease Sender::connect(Route route, bool anew) {
    std::unique_ptr<Connection> connection = anew ? nullptr : shared_.pool->take(route);
    const bool used_before = connection != nullptr;
    if (used_before) {
        asked_.observer->reusing(route.host);
    } else {
        asked_.timer.begin_connect();
        auto transport = shared_.connector(route, asked_.limits, asked_.timer, *asked_.observer);
        connection = std::make_unique<Connection>(std::move(transport), asked_.limits);
    }
    return {shared_.pool, std::move(route), std::move(connection), used_before};
}

// Without TLS its options make no difference: such a connection serves whoever asks.
Route Sender::route_through(const std::optional<Url>& proxy) const {
    Route route{
        .scheme = asked_.url.scheme, .host = asked_.url.host, .port = asked_.url.port, .proxy = proxy, .tls = {}};
    if (asked_.url.is_secure()) {
        route.tls = {.verify = asked_.options.verify.value_or(Verify{}),
                     .certificate = asked_.options.cert.value_or(ClientCertificate{})};
    }
    return route;
}

Response Sender::response_to(http::Response answer, Lease lease) {
    Response response;
    response.status_code = answer.status;
    response.reason = std::move(answer.reason);
    response.headers = std::move(answer.fields);
    response.url = asked_.url;
    response.method = asked_.request.method;
    response.memory_limit_ = asked_.limits.memory_bytes;
    response.body_ = body_of(response.headers, std::move(lease));
    keep_cookies(response);
    return response;
}

std::unique_ptr<AnswerBody> Sender::body_of(const http::Fields& fields, Lease lease) {
    Meter meter{asked_.options.progress, false, announced_length(fields)};
    return std::make_unique<SessionBody>(std::move(lease), asked_.timer, asked_.observer,
                                         fields.joined("Content-Encoding").value_or(""), asked_.limits,
                                         std::move(meter));
}

void Sender::keep_cookies(Response& response) {
    const http::Seconds now = files::current_second();
    for (std::size_t i = 0; i < response.headers.size(); ++i) {
        const http::Field field = response.headers[i];
        if (!http::equal_ignoring_case(field.name, "Set-Cookie")) continue;
        if (const auto refused = cookies_.store(asked_.url, field.value, now)) {
            asked_.observer->cookie_refused(field.value, asked_.url, refused->reason);
            continue;
        }
        asked_.observer->cookie_stored(field.value, asked_.url);
        const auto cookie = read_set_cookie(field.value, asked_.url, now);
        if (const auto* kept = std::get_if<Cookie>(&cookie)) response.cookies_.push_back(*kept);
    }
}

}  // namespace client
