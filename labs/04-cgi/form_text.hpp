#pragma once

#include <string>
#include <string_view>

namespace cgi {

// The texts of a form are bytes in the charset of the page that holds it: UTF-8 today, windows-1252 on old pages. A
// form tells it in a hidden field named « _charset_ », which the browser fills in (HTML standard; RFC 7578 §4.6).
enum class Charset {
    utf8,
    windows_1252,  // also what browsers understand by "iso-8859-1", "latin1" and "us-ascii"
};

// The charset of this label, without regard to case. UTF-8 for a label that this kit does not know.
Charset charset_named(std::string_view label);

// Is every byte part of a valid UTF-8 sequence (RFC 3629)?
bool is_utf8(std::string_view bytes);

// The bytes as valid UTF-8 text: converted from windows-1252 if that is the charset, otherwise with U+FFFD « � » in the
// place of each byte that belongs to no valid sequence.
std::string to_text(std::string_view bytes, Charset charset);

}  // namespace cgi
