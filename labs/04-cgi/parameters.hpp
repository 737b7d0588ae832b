#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "02-http-message/parsed.hpp"

namespace cgi {

// Step 4.6. The value of Content-Disposition and of Content-Type: a word, then parameters (RFC 9110 §5.6.6).
//
//     form-data; name="photo"; filename="été \"2026\".jpg"
struct WithParameters {
    std::string value;                                            // "form-data", as received
    std::vector<std::pair<std::string, std::string>> parameters;  // the names in lower case

    // The parameter of this name (in lower case), nothing if there is none. Lives as long as *this.
    std::optional<std::string_view> find(std::string_view name) const;
};

// Takes such a value apart, as clients really write it:
//
//   - spaces and tabs may stand around ';' and '='; a ';' may have nothing behind it, or another one;
//   - names are compared without regard to case;
//   - a value is in quotes, or is all up to the next ';' (without a quote in it), spaces around it left out;
//   - in quotes, \" is a quote and \\ a backslash (curl); any other backslash is one: "C:\fakepath\x.txt" (old
//     browsers). A last \" that nothing follows is a backslash and the closing quote: « a\ » as browsers write it.
//
// Rejected with 400: a parameter without name or without '=', quotes that are not closed, anything else than spaces
// between a closing quote and the next ';', a name that comes twice (two readers would choose differently).
http::Parsed<WithParameters> parse_parameters(std::string_view text);

// The inverse of what browsers do with a name (HTML standard, "multipart/form-data encoding algorithm"): %22, %0D and
// %0A become a quote, CR and LF. Any other '%' is one: browsers do not escape it.
std::string unescape_name(std::string_view name);

// The value of a parameter such as filename* (RFC 8187): UTF-8''caf%C3%A9.txt, or ISO-8859-1'fr'caf%E9.txt. The text is
// UTF-8. Nothing if it is not of that form, or of another charset.
std::optional<std::string> decode_extended(std::string_view value);

}  // namespace cgi
