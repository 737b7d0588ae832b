#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "02-http-message/limits.hpp"
#include "02-http-message/parsed.hpp"

namespace http {

// The header fields of a message (RFC 9110 §5, RFC 9112 §5): names and values, in the order received.
//
// Names are compared without regard to case; a name may come several times. All names and values stand end to end in
// one string, so that keeping the fields of a message takes two allocations rather than two per field.
//
//     http::Fields fields;
//     fields.add("Content-Type", "text/html");
//     fields.find("content-type");   // "text/html"
struct Field {
    std::string_view name;
    std::string_view value;
};

class Fields {
public:
    // Appends a field. Name and value are copied.
    void add(std::string_view name, std::string_view value);

    // Makes room for this many fields and bytes of names and values: an optimisation, never a limit.
    void reserve(std::size_t fields, std::size_t bytes);

    std::size_t size() const { return places_.size(); }
    bool empty() const { return places_.empty(); }

    // The field at this index (0 is the first received). The views last until the next add() and as long as *this.
    Field operator[](std::size_t index) const;

    // How many fields have this name?
    std::size_t count(std::string_view name) const;

    // The value of the first field of this name, nothing if there is none. Lifetime as for operator[].
    std::optional<std::string_view> find(std::string_view name) const;

    // The values of all fields of this name joined by ", " (RFC 9110 §5.3); nothing if there is none.
    std::optional<std::string> joined(std::string_view name) const;

private:
    struct Place {
        std::uint32_t at;  // where the name begins in text_; the value follows it
        std::uint32_t name_size;
        std::uint32_t value_size;
    };

    std::string text_;
    std::vector<Place> places_;
};

// Is this a token (RFC 9110 §5.6.2): one or more of ! # $ % & ' * + - . ^ _ ` | ~, digits and letters?
bool is_token(std::string_view text);

// The text without the spaces and tabs around it.
std::string_view trim_blanks(std::string_view text);

// Do two ASCII texts differ by the case of letters only?
bool equal_ignoring_case(std::string_view a, std::string_view b);

// Is `member` one of the comma-separated elements of a list such as "keep-alive, Upgrade" (RFC 9110 §5.6.1)?
// Compared without regard to case, empty elements skipped.
bool list_contains(std::string_view list, std::string_view member);

// Parses the field section of a message (RFC 9112 §5), up to and including the empty line that ends it.
//
// A field line is name ":" value CRLF, with optional spaces and tabs around the value, which are dropped.
// Rejected with 400: an empty name or one that is not a token, any space before the colon (§5.1), a line that begins
// with a space or tab (obs-fold, §5.2), a CR or LF that is not part of a CRLF (§2.2), NUL and the other control
// characters but tab (RFC 9110 §5.5). Rejected with 431: a section beyond the limits.
Parsed<Fields> parse_fields(std::string_view bytes, const Limits& limits);

}  // namespace http
