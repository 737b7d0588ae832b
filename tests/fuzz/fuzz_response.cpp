// Any bytes, as what a server sends: to one connection, and to a session that undoes codings, keeps cookies, follows
// redirects and repeats. Nothing crashes or goes on without end, only a RequestException is thrown, no more comes out
// than the limits allow, an answer that was cut short never counts as whole, the outcome does not depend on how the
// bytes were cut, and no secret of one origin gets to another.
//
// The first byte chooses how the server behaves. "|next|" is where it waits for the next request, or for the next
// connection.
#include <algorithm>
#include <chrono>
#include <cstring>
#include <deque>
#include <memory>
#include <string>
#include <typeinfo>

#include "05-https-client/connection.hpp"
#include "05-https-client/errors.hpp"
#include "05-https-client/session.hpp"
#include "require.hpp"

namespace {

constexpr std::string_view separator = "|next|";
constexpr std::size_t most_requests = 60;  // 5 redirects, 2 repetitions of each, each once more when it was stale

// What the first byte says.
struct Manner {
    explicit Manner(unsigned char byte) : bits{byte} {}

    bool resets() const { return (bits & 1) != 0; }
    bool is_silent() const { return (bits & 2) != 0; }
    bool answers_early() const { return (bits & 4) != 0; }
    bool streams() const { return (bits & 8) != 0; }
    bool repeats() const { return (bits & 16) != 0; }
    bool dribbles() const { return (bits & 128) != 0; }
    std::string method() const { return (bits & 32) != 0 ? "POST" : (bits & 64) != 0 ? "HEAD" : "GET"; }

    unsigned char bits;
};

client::Limits small_limits() {
    client::Limits limits;
    limits.message.start_line_bytes = 200;
    limits.message.fields_bytes = 600;
    limits.message.field_count = 12;
    limits.message.chunk_line_bytes = 20;
    limits.informational = 3;
    limits.redirects = 5;
    limits.codings = 2;
    limits.memory_bytes = 5'000;
    limits.decoded_bytes = 6'000;
    limits.drained_bytes = 100;
    limits.idle_connections = 2;
    return limits;
}

const client::Limits limits = small_limits();

// What the server has to say, and what it was asked.
struct Server {
    Server(std::string_view bytes, Manner manner_, std::size_t step_) : manner{manner_}, step{step_} {
        for (;;) {
            const std::size_t end = bytes.find(separator);
            answers.emplace_back(bytes.substr(0, end));
            if (end == std::string_view::npos) break;
            bytes.remove_prefix(end + separator.size());
        }
    }

    Manner manner;
    std::size_t step;  // as many bytes arrive at once
    std::deque<std::string> answers;
    bool has_begun = false;  // the first of the answers
    std::size_t requests = 0;
};

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// One connection to it.
class Wire final : public client::Transport {
public:
    Wire(Server& server, client::Route route) : server_{server}, route_{std::move(route)} {}

    tcp::Chunk read_some(std::span<char> buffer, const tcp::Deadline&) override {
        require(!buffer.empty() && !closed_, "a read has room, and comes before the end");
        ended_ = ended_ || current().empty();
        if (ended_) return {how_it_ends(), 0};
        std::string& answer = current();
        const std::size_t size = std::min({buffer.size(), answer.size(), server_.step});
        std::memcpy(buffer.data(), answer.data(), size);
        answer.erase(0, size);
        return {tcp::Outcome::complete, size};
    }

    Written write(std::string_view bytes, const tcp::Deadline&, bool stop_at_answer) override {
        if (ended_) return {tcp::Outcome::reset, 0, false};
        if (holds(bytes, " HTTP/1.1\r\n")) begin_request(bytes);
        const bool waits = stop_at_answer && server_.manner.answers_early() && has_answer();
        return {tcp::Outcome::complete, waits ? 0 : bytes.size(), waits};
    }

    bool wait_for_answer(const tcp::Deadline&) override { return server_.manner.answers_early() && has_answer(); }
    bool is_stale() override { return ended_ || !current().empty(); }
    void close() override { closed_ = true; }

private:
    // To each request the next answer.
    void begin_request(std::string_view head) {
        if (server_.has_begun && !server_.answers.empty()) server_.answers.pop_front();
        server_.has_begun = true;
        require(++server_.requests <= most_requests, "a call ends after so many requests");
        const bool is_home = route_.scheme == "https" && route_.host == "a.test" && route_.port == 443;
        for (const std::string_view secret : {"Basic YWRhOnNlY3JldA==", "by-hand=secret", "in-jar=secret"}) {
            require(is_home || !holds(head, secret), "a secret of one origin does not get to another");
        }
        const std::size_t lines = static_cast<std::size_t>(std::count(head.begin(), head.end(), '\n'));
        require(lines < 20 && head.ends_with("\r\n\r\n"), "what a server says makes no field of the next request");
        require(head.find("\r\n\r\n") == head.size() - 4, "nor a second request");
    }

    std::string& current() {
        static std::string nothing;
        return server_.answers.empty() ? nothing : server_.answers.front();
    }

    bool has_answer() { return !current().empty(); }

    tcp::Outcome how_it_ends() const {
        if (server_.manner.is_silent()) return tcp::Outcome::expired;
        return server_.manner.resets() ? tcp::Outcome::reset : tcp::Outcome::end_of_stream;
    }

    Server& server_;
    client::Route route_;
    bool ended_ = false;
    bool closed_ = false;
};

// How it ended: the same for each way in which the bytes were cut.
struct Ending {
    std::string failure;  // the type of the exception
    int status = 0;
    std::string body;

    bool operator==(const Ending&) const = default;
};

template <typename Exchange>
Ending ending_of(Exchange exchange) {
    Ending ending;
    try {
        exchange(ending);
    } catch (const client::LimitExceeded&) {  // what is too long may be found wrong first, when more of it is there
        ending.failure = typeid(client::ProtocolError).name();
    } catch (const client::RequestException& failure) {
        ending.failure = typeid(failure).name();
        require(*failure.what() != '\0', "a failure says what it is");
    }
    return ending;
}

// The body was read to its end: was it one?
void check_whole(const http::Response& answer, const std::string& method, std::string_view body, Manner manner) {
    require(answer.status >= 200, "an answer 1xx is not the answer");
    const http::BodyFraming framing = http::response_body(answer, method).value();
    const bool by_length = framing.kind == http::BodyKind::length;
    require(!by_length || body.size() == framing.length, "a body is as long as was announced");
    const bool breaks = manner.resets() || manner.is_silent();
    require(framing.kind != http::BodyKind::until_close || !breaks, "a connection that breaks is not an end");
}

Ending read_connection(std::string_view bytes, Manner manner, std::size_t step) {
    Server server{bytes, manner, step};
    client::BytesBody body{"nom=Ada"};
    const client::Outgoing request{.method = manner.method(),
                                   .head = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n",
                                   .body = manner.method() == "POST" ? &body : nullptr,
                                   .awaits_continue = manner.repeats(),
                                   .host = "a.test"};
    client::Observer observer;
    const client::Timer timer{client::Timeouts{}};
    const client::Route route{.scheme = "https", .host = "a.test", .port = 443, .proxy = {}, .tls = {}};
    client::Connection connection{std::make_unique<Wire>(server, route), limits};
    return ending_of([&](Ending& ending) {
        const http::Response answer = connection.exchange(request, timer, observer);
        ending.status = answer.status;
        for (;;) {
            const std::string_view piece = connection.read_body(timer, observer);
            if (piece.empty()) break;
            ending.body += piece;
        }
        require(connection.read_body(timer, observer).empty(), "after the end there is nothing more");
        require(ending.body.size() <= bytes.size(), "no more comes out than has come in");
        check_whole(answer, request.method, ending.body, manner);
    });
}

client::Options options_for(Manner manner) {
    client::Options options;
    options.auth = client::Basic{"ada", "secret"};
    options.cookies = {{"by-hand", "secret"}};
    options.proxies = client::Proxies{};
    options.proxies->from_environment = false;
    options.use_netrc = false;
    options.limits = limits;
    options.stream = manner.streams();
    options.allow_redirects = true;
    if (manner.method() == "POST") options.data = "nom=Ada";
    if (manner.answers_early()) options.expect_above = 1;
    constexpr std::chrono::milliseconds at_once{0};
    if (manner.repeats()) options.retries = {.count = 2, .first_delay = at_once, .longest_delay = at_once};
    return options;
}

void read_session(std::string_view bytes, Manner manner, std::size_t step) {
    Server server{bytes, manner, step};
    client::Session session{options_for(manner), [&](const client::Route& route, const client::Limits&,
                                                     const client::Timer&, client::Observer&) {
        return std::make_unique<Wire>(server, route);
    }};
    session.cookies.add({.name = "in-jar", .value = "secret", .domain = "a.test", .secure = true});
    ending_of([&](Ending& ending) {
        client::Response response = session.request(manner.method(), "https://a.test/x");
        require(response.history().size() <= limits.redirects, "there are no more redirects than the limit");
        for (std::string_view piece = response.next(); !piece.empty(); piece = response.next()) ending.body += piece;
        if (!manner.streams()) ending.body = response.content();
        require(ending.body.size() <= (manner.streams() ? limits.decoded_bytes : limits.memory_bytes),
                "a body is no longer than the limits say");
        response.decoded_text();
    });
    server.requests = 0;
    ending_of([&](Ending& ending) { ending.body = session.get("https://a.test/y").content(); });  // what is left over
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    if (size == 0) return 0;
    const Manner manner{data[0]};
    const std::string_view bytes{reinterpret_cast<const char*>(data) + 1, size - 1};
    const Ending whole = read_connection(bytes, manner, bytes.size() + 1);
    for (const std::size_t step : {std::size_t{1}, std::size_t{7}}) {
        const Ending piecemeal = read_connection(bytes, manner, step);
        // A head whose bytes dribble in is not looked at after each: a silence may come before it is found wrong.
        require(manner.is_silent() || piecemeal == whole, "the same outcome, whatever the pieces");
    }
    read_session(bytes, manner, manner.dribbles() ? 3 : bytes.size() + 1);
    return 0;
}
