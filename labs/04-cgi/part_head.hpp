#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "02-http-message/parsed.hpp"
#include "04-cgi/form_limits.hpp"

namespace cgi {

// What is said at the head of a part of a multipart/form-data body (RFC 7578 §4.2): the name of the field; of a file,
// the name it had at its owner's; and perhaps a type.
//
//     Content-Disposition: form-data; name="photo"; filename="vacances.jpg"
//     Content-Type: image/jpeg
//
// The texts are bytes in the charset of the form, escapes undone, nothing else: see form_text.hpp and file_name.hpp.
struct PartHead {
    std::string name;
    std::optional<std::string> file_name;  // nothing if the part is no file; "" if no file was chosen
    std::optional<std::string> type;       // the value of Content-Type as received
};

// Parses the head of a part up to and including its empty line: http::parse_fields, then Content-Disposition.
//
// Rejected with 400: what parse_fields rejects (among others lines that end in LF alone, and folded lines), a head
// beyond the limits, no Content-Disposition or one that is not « form-data », no name, a name beyond the limits, two
// Content-Disposition or two Content-Type, wrong parameters.
// filename* (RFC 8187), which a form should not have but old clients send, is read when there is no filename.
// Content-Transfer-Encoding is ignored, as by browsers' usual counterparts: nobody sends it (RFC 7578 §4.7), and the
// content is given as it came. So is the content of a nested multipart/mixed.
http::Parsed<PartHead> parse_part_head(std::string_view bytes, const FormLimits& limits);

// The boundary that a Content-Type announces (RFC 2046 §5.1.1): 1 to 70 characters of visible ASCII or spaces, no space
// at the end. The RFC has fewer characters, and there are clients that take others ('$'); but neither quotes nor
// backslashes, which readers understand in different ways.
// Rejected with 400 if it is not there or not such; offsets are counted in the value.
http::Parsed<std::string> multipart_boundary(std::string_view content_type);

// The charset parameter of a Content-Type, nothing if there is none.
std::optional<std::string> charset_parameter(std::string_view content_type);

// The type of a Content-Type without its parameters, as received: "multipart/form-data".
std::string_view media_type(std::string_view content_type);

}  // namespace cgi
