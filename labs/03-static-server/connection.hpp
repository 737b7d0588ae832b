#pragma once

#include <asio/awaitable.hpp>
#include <exception>
#include <functional>
#include <string>

#include "03-static-server/access_log.hpp"
#include "03-static-server/date_clock.hpp"
#include "03-static-server/handler.hpp"
#include "03-static-server/input_buffer.hpp"
#include "03-static-server/stream.hpp"

namespace files {

// What the connections of a thread have in common.
struct Service {
    Handler handler;
    Limits limits;
    std::function<void(const LogEntry&)> log;              // one call per answer; may be empty
    std::function<void(std::string_view)> report_failure;  // the server's own failures, in French; may be empty
    DateClock clock;
};

// What a client may expect before it sends a body (RFC 9110 §10.1.1): "100-continue", or nothing. Rejected with 417
// otherwise. A 1.0 client does not know the field: it means nothing then.
http::Parsed<http::Checked> check_expectation(const http::Request& request);

// Steps 3.1 and 3.8. A connection: requests come in, each gets its answer, in order.
//
// Where a request goes: serve() → exchange_once() → Service::handler (a Dispatcher) → the handler of its path.
//
//     files::PlainStream stream{std::move(socket), ready, deadlines};
//     files::Connection connection{stream, service, "127.0.0.1"};
//     co_await connection.serve();
class Connection {
public:
    // Stream and service must outlive the connection.
    Connection(Stream& stream, Service& service, std::string peer, std::uint16_t peer_port = 0)
        : stream_{stream}, service_{service}, peer_{std::move(peer)}, peer_port_{peer_port} {}

    // Answers requests until one of the two sides wants to end, or a limit is reached.
    asio::awaitable<void> serve();

    enum class Next {
        request,  // the connection stays open for another request
        end,      // this was the last answer
        gone,     // the client left, or stays silent: nobody waits for anything more
    };

    // Step 3.1. Reads one request and writes its answer. `last`: the connection ends here, whatever the client wants.
    asio::awaitable<Next> exchange_once(bool last);

private:
    // The same once the first bytes of the request are there.
    asio::awaitable<Next> exchange_received(bool last);

    // Step 3.8. What serve() does once the first answer is written, and `next` was to come.
    asio::awaitable<void> serve_after_first(Next next);

    // The head of the next request; incomplete: the client left, or took too long.
    asio::awaitable<http::Parsed<http::Request>> read_request();

    // Receives the rest of a request, until there is reason to parse it again. False: nothing more comes.
    asio::awaitable<bool> receive_more();

    // What a request must be before any handler sees it.
    struct Admitted {
        http::Target target;
        http::BodyFraming framing;
    };
    static http::Parsed<Admitted> admit(const http::Request& request);

    // Answers a request that has passed the checks, and logs it.
    asio::awaitable<Next> answer_request(const http::Request& request, Admitted& admitted, bool last);

    // Answers what cannot be understood, then closes: where the next request begins is not known. `request` holds what
    // could be read of it, for the version of the answer and for the log.
    asio::awaitable<Next> refuse(const http::Request& request, http::Rejected rejection);

    // Reports that the handler has failed, and tells the client.
    Answer answer_to_failure(const std::exception& failure);

    // Writes the answer, whatever its body is made of. True: the client got all of it.
    asio::awaitable<bool> send(Answer& answer, const http::Request& request, const BodyReader& body, bool keep_open);
    asio::awaitable<bool> write_while_made(Answer& answer, const http::Request& request, const BodyReader& body,
                                           bool keep_open);
    asio::awaitable<bool> write_answer(Answer& answer, bool without_body, http::Version version, bool keep_open);
    asio::awaitable<bool> write_file(std::string_view head, const FileBody& body);

    // Reads on for a moment after the last answer: closing with unread bytes would make the system send a reset, which
    // can destroy the answer on its way (RFC 9112 §9.6).
    asio::awaitable<void> linger();

    void log(const http::Request& request, const Answer& answer, bool body_sent);

    Stream& stream_;
    Service& service_;
    std::string peer_;
    std::uint16_t peer_port_;
    InputBuffer buffer_;
};

}  // namespace files
