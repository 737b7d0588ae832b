#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "02-http-message/date.hpp"

namespace files {

// The access log: one line per request, in the Common Log Format that every log reader knows since NCSA httpd.
//
//     127.0.0.1 - - [10/Oct/2000:13:55:36 +0000] "GET /index.html HTTP/1.0" 200 2326
//
// Address of the client, two fields nobody fills any more, when (UTC here), the request line, the status, the bytes of
// the body sent. A log is read by people on terminals and by programs that count lines, and half of each line is
// written by a stranger. So nothing a peer sends may end a line, close the quotes or reach the terminal raw: every
// byte outside printable ASCII becomes \xHH, and '"' and '\' are escaped.
//
// Only the text is made here, without I/O and without the C library's locale or time zone. It is made once per
// request, so it costs one string and no stream.
struct LogEntry {
    std::string_view peer;            // address of the client: "127.0.0.1", "::1"
    http::Seconds time{};             // when the request arrived
    std::string_view method, target;  // as received; both empty if the request line could not be read
    std::string_view version;         // "HTTP/1.1"; empty if it could not be read
    int status = 0;
    std::uint64_t body_bytes = 0;     // bytes of the body sent, without the head
};

// How much of the request line is kept in a log line, in bytes once escaped. What is longer is cut, never in the
// middle of an escape, and ends in "...".
inline constexpr std::size_t log_request_bytes = 2048;

// Appends the line with its end of line. A request that could not be read is "-"; a body of 0 bytes is -.
void append_log_line(std::string& out, const LogEntry& entry);

// The same line on its own.
std::string log_line(const LogEntry& entry);

}  // namespace files
