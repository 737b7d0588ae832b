#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace client {

// The character sets that this client can read: those that nearly all of the Web is written in, by the names and with
// the meaning that browsers give them (WHATWG Encoding): "iso-8859-1" and "us-ascii" are windows-1252, which only adds
// to them. Given; text.hpp decides which one a text is in.
enum class Charset { utf8, utf16_le, utf16_be, iso_8859_15, windows_1252 };

// "utf-8", "utf-16le", "utf-16be", "iso-8859-15", "windows-1252".
std::string_view name_of(Charset charset);

// The character set of this label, whatever the case; nothing for one that is not known, and for none. "utf-16" without
// a byte order mark is utf-16le.
std::optional<Charset> charset_named(std::string_view label);

// What the byte order mark says that these bytes begin with: EF BB BF, FF FE or FE FF.
std::optional<Charset> charset_of_mark(std::string_view bytes);

// Is every byte part of a valid UTF-8 sequence (RFC 3629)? So is nothing at all.
bool is_utf8(std::string_view bytes);

// The text in UTF-8, without its byte order mark; U+FFFD « � » in the place of each byte (of UTF-16: each unit) that
// belongs to no character.
std::string to_utf8(std::string_view bytes, Charset charset);

}  // namespace client
