#include "lab05/connection_run.hpp"

#include "common/escape.hpp"
#include "lab05/scripted_transport.hpp"

namespace lab05 {
namespace {

template <typename Failure>
bool is(const client::RequestException& failure) {
    return dynamic_cast<const Failure*>(&failure) != nullptr;
}

}  // namespace

std::string head_of(std::string_view method, std::string_view fields) {
    return std::string{method}.append(" / HTTP/1.1\r\nHost: a.test\r\n").append(fields).append("\r\n");
}

client::Outgoing get() {
    return {.method = "GET", .head = head_of("GET"), .host = "a.test"};
}

client::Outgoing post(client::RequestBody& body, std::string_view fields, bool awaits_continue) {
    return {.method = "POST",
            .head = head_of("POST", fields),
            .body = &body,
            .awaits_continue = awaits_continue,
            .host = "a.test"};
}

// The branches below come before those above.
std::string kind_of(const client::RequestException& failure) {
    if (is<client::IncompleteBody>(failure)) return "IncompleteBody";
    if (is<client::LimitExceeded>(failure)) return "LimitExceeded";
    if (is<client::ProtocolError>(failure)) return "ProtocolError";
    if (is<client::ConnectTimeout>(failure)) return "ConnectTimeout";
    if (is<client::ReadTimeout>(failure)) return "ReadTimeout";
    if (is<client::TotalTimeout>(failure)) return "TotalTimeout";
    if (is<client::NameError>(failure)) return "NameError";
    if (is<client::ProxyError>(failure)) return "ProxyError";
    if (is<client::SSLError>(failure)) return "SSLError";
    if (is<client::ConnectionError>(failure)) return "ConnectionError";
    if (is<client::InvalidRequest>(failure)) return "InvalidRequest";
    return "RequestException";
}

std::string Exchanged::summary() const {
    const std::string quoted = "\"" + common::escape_bytes(body, 100) + "\"";
    if (failure.empty()) return std::to_string(status) + ", " + quoted;
    if (status == 0) return failure;
    return failure + " après " + quoted;
}

Exchanged exchange(client::Connection& connection, const client::Outgoing& request, const client::Timeouts& timeouts) {
    Exchanged exchanged;
    Told told;
    try {
        const client::Timer timer{timeouts};
        http::Response answer = connection.exchange(request, timer, told);
        exchanged.status = answer.status;
        exchanged.fields = std::move(answer.fields);
        for (;;) {
            const std::string_view piece = connection.read_body(timer, told);
            if (piece.empty()) break;
            exchanged.body += piece;
        }
    } catch (const client::RequestException& failure) {
        exchanged.failure = kind_of(failure);
        exchanged.message = failure.what();
    }
    exchanged.told = told.text();
    return exchanged;
}

Exchanged answer_to_get(std::string_view answer, End end, const client::Limits& limits) {
    scripted::Peer peer;
    peer.wait_for("\r\n\r\n");
    peer.send(answer);
    if (end == End::finish) peer.finish();
    if (end == End::reset) peer.reset();
    client::Connection connection{peer.transport(), limits};
    return exchange(connection, get());
}

client::Route route_to(std::uint16_t port) {
    return {.scheme = "http", .host = "127.0.0.1", .port = port, .proxy = {}, .tls = {}};
}

Exchanged failure_to_open(const client::Route& route, const client::Timeouts& timeouts) {
    Exchanged exchanged;
    client::Observer observer;
    try {
        client::network()(route, client::Limits{}, client::Timer{timeouts}, observer);
    } catch (const client::RequestException& failure) {
        exchanged.failure = lab05::kind_of(failure);
        exchanged.message = failure.what();
    }
    return exchanged;
}

support::Lesson lesson_on_answers(std::string rule) {
    return support::Lesson{{.rule = std::move(rule),
                            .slide = "05-https-client.md#lire-la-réponse",
                            .command = "./lab run https_client --explain http://127.0.0.1:8081/chunked"}};
}

}  // namespace lab05
