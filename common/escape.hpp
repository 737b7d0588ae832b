#pragma once

#include <string>
#include <string_view>

namespace common {

// Bytes as a C++ literal would show them: \r \n \t \\ \" and \xHH for the rest of the control characters and for
// bytes that are not valid UTF-8. Safe to print on a terminal, whoever the bytes come from.
std::string escape_bytes(std::string_view bytes);

// The same, cut after `limit` bytes with a French word on how much is missing: « GET / HT… (1 024 octets) ».
std::string escape_bytes(std::string_view bytes, std::size_t limit);

// Text made safe inside an HTML element or a quoted attribute: & < > " '
std::string escape_html(std::string_view text);

// "47 45 54": two lower-case hexadecimal digits a byte.
std::string hex_bytes(std::string_view bytes);

// A count of bytes for a French reader: « 1 octet », « 1 536 octets », with a no-break space every three digits.
std::string format_bytes(std::size_t count);

// The length of the UTF-8 sequence (1 to 4) that `bytes` begins with, 0 if it begins with no valid one
// (RFC 3629 §4: no overlong form, no surrogate, nothing above U+10FFFF).
std::size_t utf8_sequence_length(std::string_view bytes);

}  // namespace common
