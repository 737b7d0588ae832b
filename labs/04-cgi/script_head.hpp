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
// with LF or CRLF, as scripts print them. No I/O here: the bytes come from wherever the gateway has read them.
enum class AnswerKind {
    document,         // whatever its status, for the client
    client_redirect,  // Location and a status 3xx: the client goes there
    local_redirect,   // Location: "/path?query" and no other field: the server answers as if that had been asked for
};

struct ScriptHead {
    AnswerKind kind = AnswerKind::document;
    int status = 200;
    std::string location;                         // of a local redirect: begins with '/'
    http::Fields fields;                          // for the client, Content-Type and Location included
    std::optional<std::uint64_t> content_length;  // of the body, if the script said it
};

// The number of a Status: "404 Not Found" gives 404, and so does "404". Nothing unless it is three digits, from 200 to
// 599, alone or followed by a space (or tab): a script cannot say 1xx, which would not be the end of the answer.
std::optional<int> status_number(std::string_view value);

// Can this stand in Location? Visible ASCII, one byte at least: anything else must be written %HH (RFC 3986 §2.1).
// Whether it leads anywhere is the client's business.
bool is_location(std::string_view value);

// Parses the head of a script's answer, up to and including its empty line.
//
// Rejected with 502, the reason said for the error log: a line that is not a field (no colon, a name that is not a
// token, a space before the colon, a line that begins with a blank), a control character in a value (a bare CR would
// let the script's data write fields), a head beyond the limits, two Content-Type, Location, Status or Content-Length
// (RFC 3875 §6.3), an empty Content-Type, a Status that is none (status_number), a Location that is none (is_location),
// a Content-Length that is not a number, none of Content-Type, Location and Status, no field at all.
// Not passed on: Status, Content-Length (the server says it), what belongs to the connection (Connection, Keep-Alive,
// Transfer-Encoding, TE, Trailer, Upgrade, Proxy-Connection), Date, Server.
//
// Location without Status: local if it begins with '/', has no '#' (only a client knows what to do with a fragment),
// and is the only field, as RFC 3875 §6.2.2 has it; otherwise 302. So a script that sets a cookie and redirects to "/"
// loses no cookie: both go to the client, which comes back (lighttpd does the same). With Status: that status.
http::Parsed<ScriptHead> parse_script_head(std::string_view bytes, const Limits& limits);

// The reason of a rejection with the line it is about, for the error log: « ligne 2, "Bonjour" : il manque … ».
// `bytes`: what was parsed. The line is escaped, and cut when it is long.
std::string explain_rejection(const http::Rejected& rejected, std::string_view bytes);

}  // namespace cgi
