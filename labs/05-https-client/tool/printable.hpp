#pragma once

#include <string>
#include <string_view>

namespace tool {

// Bytes of a server, safe on a terminal: an escape sequence could repaint the screen, rename the window, or worse type
// a command. Line ends and tabs stay, CR before LF goes, other control characters and what is not UTF-8 become \xHH.
// Unlike common::escape_bytes(), backslashes and quotes stay as they are: this is to be read, not copied into C++.
std::string printable(std::string_view text);

// The same on one line: line ends and tabs are escaped too.
std::string printable_line(std::string_view text);

// How many bytes at the end of `text` may be the beginning of a character that goes on in the next piece: 0 to 3.
std::size_t unfinished_bytes(std::string_view text);

}  // namespace tool
