#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "02-http-message/parsed.hpp"
#include "02-http-message/request.hpp"
#include "02-http-message/response.hpp"

namespace http {

// Where a message ends (RFC 9112 §6.3). The one question that a server and whatever stands before it must answer
// alike: when they do not, the end of one request is read as the beginning of another (request smuggling, §11.2).
// Everything that two readers could understand differently is therefore refused.

enum class BodyKind {
    none,         // the message ends with its head
    length,       // exactly `length` bytes follow
    chunked,      // chunks follow (chunked.hpp)
    until_close,  // a response only: everything up to the end of the connection
};

struct BodyFraming {
    BodyKind kind = BodyKind::none;
    std::uint64_t length = 0;  // bytes, for BodyKind::length
};

// The value of Content-Length (RFC 9110 §8.6): nothing without that field. Rejected with 400: a second
// Content-Length, even an equal one, and anything but 1 to 19 digits (so: signs, spaces, lists, "0x10", overflow).
// `used` of the result is 0: no bytes of the input were read. Offsets are 0.
Parsed<std::optional<std::uint64_t>> content_length(const Fields& fields);

// The first `length` bytes of `bytes`, a view into it: a body by length (RFC 9112 §6.2). Incomplete while some are
// missing.
Parsed<std::string_view> body_of_length(std::string_view bytes, std::uint64_t length);

// How a request's body ends (RFC 9112 §6.3). Rejected with 400: Transfer-Encoding beside Content-Length, in HTTP/1.0,
// or whose last coding is not "chunked"; with 501: codings other than "chunked" before it.
Parsed<BodyFraming> request_body(const Request& request);

// How the body of the answer to a request of this method ends (RFC 9112 §6.3). The answer to HEAD, 1xx, 204, 304 and
// the 2xx of CONNECT have none. Rejected with 502: what request_body() rejects, but for the codings: those before
// "chunked" are the caller's to undo, and a body whose last coding is another one lasts until the connection closes.
Parsed<BodyFraming> response_body(const Response& response, std::string_view request_method);

// Checks Host (RFC 9112 §3.2): exactly one in 1.1, at most one in 1.0, and its value a host with an optional port
// (or empty). Rejected with 400 otherwise.
Parsed<Checked> check_host(const Request& request);

// Does the connection stay open after this message (RFC 9112 §9.3)? 1.1: unless Connection has "close".
// 1.0: only if Connection has "keep-alive" (and not "close").
bool is_persistent(Version version, const Fields& fields);

}  // namespace http
