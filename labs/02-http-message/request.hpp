#pragma once

#include <string>
#include <string_view>

#include "02-http-message/fields.hpp"
#include "02-http-message/limits.hpp"
#include "02-http-message/parsed.hpp"

namespace http {

// HTTP/1.x: the major version is always 1, anything else is refused with 505.
enum class Version { http_1_0, http_1_1 };

std::string_view to_string(Version version);  // "HTTP/1.0"

// The first line of a request (RFC 1945 §5.1, RFC 9112 §3): GET /cours.html HTTP/1.0
struct RequestLine {
    std::string method;  // a token, case-sensitive
    std::string target;  // as received, still percent-encoded: see target.hpp
    Version version = Version::http_1_0;
};

// The head of a request: its first line and its fields. The body is not here: it may be larger than memory, so it is
// read piece by piece afterwards (body.hpp says how long it is).
struct Request {
    std::string method;
    std::string target;
    Version version = Version::http_1_0;
    Fields fields;
};

class Scanner;

// Reads HTTP-version = "HTTP/" DIGIT "." DIGIT (RFC 9112 §2.3), for the first line of a request and of a response.
// The scanner is stopped with 400, or with 505 when the major version is not 1.
Version http_version(Scanner& scanner);

// Parses a request line up to and including its CRLF: exactly one space between the three parts.
//
// Rejected with 400: a method that is not a token, an empty target, a target with anything but visible ASCII or with
// a '#', a version that is not "HTTP/" DIGIT "." DIGIT, a bare CR or LF, more or fewer spaces. With 505: a major
// version other than 1. A minor version above 1 is read as 1.1 (RFC 9110 §2.5). With 414: a line beyond the limit.
Parsed<RequestLine> parse_request_line(std::string_view bytes, const Limits& limits);

// Parses the head of a request, up to and including the empty line that ends it. One empty line before the request
// line is skipped (RFC 9112 §2.2). Errors: those of parse_request_line and parse_fields, with offsets from the start
// of `bytes`. The request owns all it holds: `bytes` may be reused at once.
Parsed<Request> parse_request(std::string_view bytes, const Limits& limits);

}  // namespace http
