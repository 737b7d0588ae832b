#pragma once

#include <string>
#include <string_view>

#include "02-http-message/fields.hpp"
#include "02-http-message/parsed.hpp"
#include "02-http-message/request.hpp"

namespace http {

// The head of a response: status line and fields (RFC 9112 §4). The body follows on its own.
struct Response {
    int status = 200;
    std::string reason;  // free text for humans, may be empty
    Version version = Version::http_1_1;
    Fields fields;
};

// The usual reason phrase, "Not Found" for 404; empty for a status that has none (RFC 9110 §15).
std::string_view reason_phrase(int status);

// The head as it goes on the wire, with the empty line that ends it. Names, values and the reason must be clean: a CR,
// LF or NUL in one of them would let its author write fields, or a whole answer, of their own (response splitting).
// Throws std::invalid_argument in that case: it is a bug of the caller, who must not pass on what a peer sent.
std::string serialize(const Response& response);

// Parses the head of a response, up to and including its empty line. Errors as for parse_request, always with
// status 502: a status line must be "HTTP/1." DIGIT SP three digits SP reason, the status from 100 to 599.
Parsed<Response> parse_response(std::string_view bytes, const Limits& limits);

}  // namespace http
