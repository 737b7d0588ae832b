#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "02-http-message/body.hpp"
#include "02-http-message/chunked.hpp"
#include "02-http-message/response.hpp"
#include "05-https-client/input.hpp"
#include "05-https-client/limits.hpp"
#include "05-https-client/observer.hpp"
#include "05-https-client/request_body.hpp"
#include "05-https-client/timer.hpp"
#include "05-https-client/transport.hpp"

namespace client {

// A request as it is sent: its head, ready, and its body.
struct Outgoing {
    std::string method;
    std::string head;                // with its empty line: request_head.hpp
    RequestBody* body = nullptr;     // none
    bool awaits_continue = false;    // the head has « Expect: 100-continue »
    std::string host;                // for messages
};

// Step 5.2. One HTTP connection: a request, its answer, then perhaps the next one (RFC 9112 §9.3).
//
//     http::Response answer = connection.exchange(outgoing, timer, observer);
//     for (;;) {
//         const std::string_view piece = connection.read_body(timer, observer);
//         if (piece.empty()) break;
//         use(piece);
//     }
//     if (connection.is_reusable()) …
class Connection {
public:
    Connection(std::unique_ptr<Transport> transport, const Limits& limits);

    // Sends the request and reads the head of its answer; answers 1xx are told to the observer and skipped.
    // A server that answers before it has got the whole body is listened to: the rest of the body is not sent, and the
    // connection not used again. One that was asked to say « 100 Continue » and does not gets the body after a second.
    // Throws ConnectionError (it broke), Timeout, ProtocolError (not an answer), LimitExceeded; InvalidRequest for a
    // body that has not the length it says; and what the body throws.
    http::Response exchange(const Outgoing& request, const Timer& timer, Observer& observer);

    // Did the connection break before the server had sent a single byte of an answer? Then an idempotent request, on a
    // connection that had been used before, may be sent once more on a new connection.
    bool broke_unanswered() const { return broke_unanswered_; }

    // The next bytes of the answer's body, chunks taken apart, Content-Encoding not undone; valid until the next call;
    // empty at the end. Throws IncompleteBody when it ends too early: fewer bytes than Content-Length, no last chunk,
    // no close_notify; Timeout, ProtocolError.
    std::string_view read_body(const Timer& timer, Observer& observer);

    // Was the body read to its end, and will the server listen to another request? Bytes that nobody asked for make it
    // false: they would be taken for the answer to the next request.
    bool is_reusable();

    void close();

private:
    using Answer = std::optional<http::Response>;  // one that came before the request was sent whole, if any

    void begin(const Outgoing& request);

    // Sending (connection_send.cpp). An answer that comes meanwhile ends it.
    Answer send(const Outgoing& request, const Timer& timer, Observer& observer);
    Answer await_continue(const Timer& timer, Observer& observer);
    Answer send_body(RequestBody& body, const Timer& timer, Observer& observer);
    Answer send_bytes(std::string_view bytes, bool listening, const Timer& timer, Observer& observer);

    // Heads (connection.cpp).
    http::Response next_head(const Timer& timer, Observer& observer);
    http::Response final_head(const Timer& timer, Observer& observer);
    tcp::Outcome receive_line(const Timer& timer);
    void notice(const http::Response& head, std::string_view bytes, Observer& observer);

    // Bodies (connection_body.cpp).
    void begin_body(const http::Response& answer);
    std::string_view read_by_length(const Timer& timer);
    std::string_view read_chunks(const Timer& timer);
    std::string_view read_until_close(const Timer& timer);
    bool has_ended() const;

    // Waits for more bytes: complete, end_of_stream, reset. Throws Timeout.
    tcp::Outcome receive(const Timer& timer);
    [[noreturn]] void throw_broken(tcp::Outcome outcome);
    [[noreturn]] void throw_truncated(tcp::Outcome outcome) const;

    std::unique_ptr<Transport> transport_;
    Limits limits_;
    Input input_;

    // This exchange:
    std::string method_;
    std::string host_;
    bool answered_ = false;           // a byte has come
    bool broke_unanswered_ = false;
    bool was_sent_ = true;            // the whole request
    std::size_t informational_ = 0;   // answers 1xx so far
    bool is_persistent_ = true;       // both sides want another request
    http::BodyFraming framing_;
    std::uint64_t received_ = 0;      // bytes of the body
    std::optional<http::ChunkedDecoder> chunks_;
    bool end_told_ = false;           // to the observer
};

}  // namespace client
