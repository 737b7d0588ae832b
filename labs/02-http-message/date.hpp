#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace http {

// Dates of HTTP (RFC 9110 §5.6.7): always UTC, to the second. Never through the C library's locale or time zone.
using Seconds = std::chrono::sys_seconds;

// "Sun, 06 Nov 1994 08:49:37 GMT". Years 0000 to 9999.
std::string format_date(Seconds time);

// Reads the three forms a recipient must accept: the one above, "Sunday, 06-Nov-94 08:49:37 GMT" (a two-digit year
// that would be more than 50 years after `now` is in the century before), and "Sun Nov  6 08:49:37 1994".
// Nothing for anything else: a wrong day name, 30 February, hour 24, trailing bytes.
std::optional<Seconds> parse_date(std::string_view text, Seconds now);

}  // namespace http
