#pragma once

#include <string>
#include <string_view>

namespace client {

// Step 5.2. Bytes as a text: which charset they are in, and why we think so. In this order: a byte order mark; the
// charset of Content-Type; valid UTF-8; otherwise windows-1252, which every byte string is a text of.
struct DecodedText {
    std::string text;      // UTF-8; U+FFFD « � » in the place of what is wrong
    std::string encoding;  // "utf-8", "windows-1252", "utf-16le", …
    std::string why;       // one French sentence, without its full stop
};

// `content_type`: the value of the field, may be empty. Known: utf-8, utf-16 (le, be), us-ascii, iso-8859-1,
// iso-8859-15, windows-1252, and their usual other names; a charset that is not known is as if none was given.
DecodedText decode_text(std::string_view bytes, std::string_view content_type);

// The value of a parameter of a field such as Content-Type ("charset", "boundary"), without its quotes; empty if there
// is none.
std::string field_parameter(std::string_view value, std::string_view name);

}  // namespace client
