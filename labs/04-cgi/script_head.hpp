#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "02-http-message/fields.hpp"
#include "02-http-message/parsed.hpp"
#include "04-cgi/limits.hpp"

namespace cgi {

// Step 4.3. What a script answers begins with fields and an empty line (RFC 3875 §6):
//
//     Content-Type: text/html; charset=utf-8
//     Status: 404 Not Found
//
//     <!DOCTYPE html>…
//
// Three of them are addressed to the server (Content-Type, Location, Status), the others go to the client. A line ends
// with LF or CRLF, as scripts print them.
enum class AnswerKind {
    document,         // Content-Type and a body, or a status that has none
    client_redirect,  // Location: the client goes there
    local_redirect,   // Location: "/path?query" and nothing else: the server answers as if that had been asked for
};

struct ScriptHead {
    AnswerKind kind = AnswerKind::document;
    int status = 200;
    std::string location;                         // of a local redirect: begins with '/'
    http::Fields fields;                          // for the client, Content-Type and Location included
    std::optional<std::uint64_t> content_length;  // of the body, if the script said it
};

// Parses the head of a script's answer, up to and including its empty line.
//
// Rejected with 502, the reason said for the error log: a line that is not a field (no colon, a name that is not a
// token, a space before the colon, a line that begins with a blank), a control character in a value (a bare CR would let
// the script's data write fields), a head beyond the limits, two Content-Type, Location, Status or Content-Length, a
// Status that is not three digits from 200 to 599 and an optional reason, a Content-Length that is not a number, none of
// Content-Type, Location and Status.
// Not passed on: Status, Content-Length (the server says it), what belongs to the connection (Connection, Keep-Alive,
// Transfer-Encoding, TE, Trailer, Upgrade, Proxy-Connection), Date, Server.
// Location alone: local if it begins with '/', otherwise 302. With Status: that status, for the client.
http::Parsed<ScriptHead> parse_script_head(std::string_view bytes, const Limits& limits);

}  // namespace cgi
