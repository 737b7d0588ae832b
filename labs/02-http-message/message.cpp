#include "02-http-message/message.hpp"

#include "02-http-message/chunked.hpp"
#include "02-http-message/target.hpp"

namespace http {

namespace {

// Where the last field of this name stands in the head of a message; the empty line that ends the head if it has none.
// Each field is one line, so counting lines is enough.
std::size_t offset_of_field(std::string_view head, const Fields& fields, std::string_view name) {
    std::size_t index = fields.size();
    while (index > 0 && !equal_ignoring_case(fields[index - 1].name, name)) --index;
    if (index == 0) return head.size() - 2;
    std::size_t line = head.find("\r\n", head.front() == '\r' ? 2 : 0) + 2;
    for (std::size_t i = 1; i < index; ++i) line = head.find("\r\n", line) + 2;
    return line;
}

// The field that says how long the body is.
std::string_view framing_field(const Fields& fields) {
    return fields.find("Transfer-Encoding") ? "Transfer-Encoding" : "Content-Length";
}

Rejected too_large(std::size_t offset) {
    return {413, "le corps dépasse la taille admise (RFC 9110 §15.5.14)", offset};
}

Parsed<std::string> read_chunks(std::string_view bytes, const Limits& limits) {
    ChunkedDecoder decoder{limits};
    std::string body;
    std::size_t used = 0;
    while (!decoder.finished()) {
        const Parsed<std::string_view> piece = decoder.next(bytes.substr(used));
        if (!piece.is_complete()) return piece.failure<std::string>(used);
        const std::size_t room = limits.body_bytes - body.size();
        if (piece.value().size() > room) return too_large(used + room);
        body += piece.value();
        used += piece.used();
    }
    return Complete<std::string>{std::move(body), used};
}

Parsed<std::string> read_body(std::string_view bytes, BodyFraming framing, const Limits& limits, bool at_end) {
    switch (framing.kind) {
    case BodyKind::none: break;
    case BodyKind::chunked: return read_chunks(bytes, limits);
    case BodyKind::length: {
        const Parsed<std::string_view> body = body_of_length(bytes, framing.length);
        if (!body.is_complete()) return body.failure<std::string>();
        return Complete<std::string>{std::string{body.value()}, body.used()};
    }
    case BodyKind::until_close:
        if (bytes.size() > limits.body_bytes) return too_large(limits.body_bytes);
        if (!at_end) return Incomplete{};
        return Complete<std::string>{std::string{bytes}, bytes.size()};
    }
    return Complete<std::string>{{}, 0};
}

// The body behind a head of which only the framing is still to be understood.
template <typename Message, typename Head>
Parsed<Message> with_body(Parsed<Head>& head, const Parsed<BodyFraming>& framing, std::string_view bytes,
                          const Limits& limits, bool at_end) {
    const Fields& fields = head.value().fields;
    const std::size_t framing_at =
        offset_of_field(bytes.substr(0, head.used()), fields, framing_field(fields));
    if (!framing.is_complete()) return framing.template failure<Message>(framing_at);
    if (framing.value().length > limits.body_bytes) return too_large(framing_at);
    Parsed<std::string> body = read_body(bytes.substr(head.used()), framing.value(), limits, at_end);
    if (!body.is_complete()) return body.template failure<Message>(head.used());
    return Complete<Message>{{std::move(head.value()), std::move(body.value())}, head.used() + body.used()};
}

}  // namespace

Parsed<RequestMessage> parse_request_message(std::string_view bytes, const Limits& limits) {
    Parsed<Request> head = parse_request(bytes, limits);
    if (!head.is_complete()) return head.failure<RequestMessage>();
    const Request& request = head.value();
    if (!target_form(request.target, request.method)) {
        return Rejected{400, "la cible n'a aucune des quatre formes permises (RFC 9112 §3.2)", bytes.find(' ') + 1};
    }
    const Parsed<Checked> host = check_host(request);
    if (!host.is_complete()) {
        return host.failure<RequestMessage>(offset_of_field(bytes.substr(0, head.used()), request.fields, "Host"));
    }
    return with_body<RequestMessage>(head, request_body(request), bytes, limits, false);
}

Parsed<ResponseMessage> parse_response_message(std::string_view bytes, const Limits& limits,
                                               std::string_view request_method, bool at_end) {
    Parsed<Response> head = parse_response(bytes, limits);
    if (!head.is_complete()) return head.failure<ResponseMessage>();
    const Parsed<BodyFraming> framing = response_body(head.value(), request_method);
    Parsed<ResponseMessage> message = with_body<ResponseMessage>(head, framing, bytes, limits, at_end);
    if (message.is_complete()) return message;
    return message.with_status(502);  // a response that breaks a rule is the fault of the server that sent it
}

}  // namespace http
