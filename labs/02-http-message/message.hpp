#pragma once

#include <string>
#include <string_view>

#include "02-http-message/body.hpp"
#include "02-http-message/limits.hpp"
#include "02-http-message/parsed.hpp"
#include "02-http-message/request.hpp"
#include "02-http-message/response.hpp"

namespace http {

// Whole messages in memory, head and body: for http_inspect and for tests. A server reads bodies piece by piece.
struct RequestMessage {
    Request head;
    std::string body;  // decoded if it was chunked
};

struct ResponseMessage {
    Response head;
    std::string body;
};

// Reads the first request of `bytes`, with all checks of this lab: request line, fields, form of the target, Host,
// body. What is wrong with a field is reported at the start of its line; a Host that is missing, at the empty line.
Parsed<RequestMessage> parse_request_message(std::string_view bytes, const Limits& limits);

// Reads the first response of `bytes`, the answer to a request of `request_method`. `at_end`: no byte will follow, so
// that a body that lasts until the connection closes is complete.
Parsed<ResponseMessage> parse_response_message(std::string_view bytes, const Limits& limits,
                                               std::string_view request_method, bool at_end);

}  // namespace http
