#pragma once

#include <cassert>
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
// Names are compared without regard to case; a name may come several times. All fields stand in one string, written as
// they go on the wire: keeping those of a message takes two allocations rather than two per field, and sending them is
// sending that string.
//
//     http::Fields fields;
//     fields.add("Content-Type", "text/html");
//     fields.find("content-type");   // "text/html"
//     fields.lines();                // "Content-Type: text/html\r\n"
struct Field {
    std::string_view name;
    std::string_view value;
};

class Fields {
public:
    // Appends a field. Name and value are copied.
    void add(std::string_view name, std::string_view value);

    // Appends copies of all these fields.
    void add_all(const Fields& others);

    std::size_t size() const { return places_.size(); }
    bool empty() const { return places_.empty(); }

    // The field at this index (0 is the first received). The views last until the next add() and as long as *this.
    Field operator[](std::size_t index) const {
        assert(index < places_.size());
        const Place& place = places_[index];
        return {{text_.data() + place.name_at, place.name_size}, {text_.data() + place.value_at, place.value_size}};
    }

    // How many fields have this name?
    std::size_t count(std::string_view name) const;

    // The value of the first field of this name, nothing if there is none. Lifetime as for operator[].
    std::optional<std::string_view> find(std::string_view name) const {
        const std::size_t first = next(name, 0);
        if (first == size()) return std::nullopt;
        return (*this)[first].value;
    }

    // The values of all fields of this name joined by ", " (RFC 9110 §5.3); nothing if there is none.
    std::optional<std::string> joined(std::string_view name) const;

    // One line for each field, its CRLF included: those added as "name: value", those received as they were. Nothing has
    // been checked of what was added. Lifetime as for operator[].
    std::string_view lines() const { return text_; }

private:
    friend class FieldsBuilder;

    // Where a name and its value stand in text_.
    struct Place {
        std::uint32_t name_at;
        std::uint32_t name_size;
        std::uint32_t value_at;
        std::uint32_t value_size;
    };

    void reserve_usual_room();

    void add_place(const Place& place) {
        places_.push_back(place);
        name_lengths_ |= length_bit(place.name_size);
    }

    // Which lengths of names there are, one bit for each (from 64 on, lengths share bits). Most names that a server looks
    // up are not there, and most often this tells.
    static std::uint64_t length_bit(std::size_t length) { return std::uint64_t{1} << (length % 64); }
    bool may_have(std::string_view name) const { return (name_lengths_ & length_bit(name.size())) != 0; }

    // The index of the first field of this name from here on, size() if there is none.
    std::size_t next(std::string_view name, std::size_t from) const {
        return may_have(name) ? search(name, from) : size();
    }
    std::size_t search(std::string_view name, std::size_t from) const;

    std::string text_;  // the lines
    std::vector<Place> places_;
    std::uint64_t name_lengths_ = 0;
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
