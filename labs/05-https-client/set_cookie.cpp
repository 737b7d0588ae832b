#include "05-https-client/set_cookie.hpp"

#include <algorithm>
#include <charconv>
#include <tuple>
#include <utility>

#include "02-http-message/fields.hpp"
#include "common/not_implemented.hpp"

namespace client {

// BEGIN SOLUTION 5.5 helper
namespace {

using NameAndValue = std::pair<std::string_view, std::string_view>;

// Removes what stands before the next ';', and that, from the text, and returns it.
std::string_view take_piece(std::string_view& text) {
    const std::string_view piece = text.substr(0, text.find(';'));
    text.remove_prefix(std::min(piece.size() + 1, text.size()));
    return piece;
}

NameAndValue split_at_equals(std::string_view piece) {
    const std::size_t equals = piece.find('=');
    if (equals == std::string_view::npos) return {http::trim_blanks(piece), {}};
    return {http::trim_blanks(piece.substr(0, equals)), http::trim_blanks(piece.substr(equals + 1))};
}

SameSite parse_same_site(std::string_view value) {
    if (http::equal_ignoring_case(value, "none")) return SameSite::none;
    if (http::equal_ignoring_case(value, "lax")) return SameSite::lax;
    if (http::equal_ignoring_case(value, "strict")) return SameSite::strict;
    return SameSite::unset;
}

// What the attributes say of the end. Max-Age goes before Expires, wherever they stand.
struct Ends {
    std::optional<http::Seconds> max_age;
    std::optional<http::Seconds> expires;
};

// One that is not understood leaves what an earlier one of its name has said.
void read_end(Ends& ends, std::string_view name, std::string_view value, http::Seconds now) {
    if (http::equal_ignoring_case(name, "max-age")) {
        if (const auto end = end_of_max_age(value, now)) ends.max_age = end;
    } else if (http::equal_ignoring_case(name, "expires")) {
        if (const auto end = parse_cookie_date(value)) ends.expires = std::min(*end, now + longest_cookie_life);
    }
}

void read_attribute(SetCookie& cookie, std::string_view name, std::string_view value) {
    if (http::equal_ignoring_case(name, "domain")) {
        cookie.domain = value.substr(value.starts_with('.') ? 1 : 0);
    } else if (http::equal_ignoring_case(name, "path")) {
        cookie.path = value;
    } else if (http::equal_ignoring_case(name, "secure")) {
        cookie.secure = true;
    } else if (http::equal_ignoring_case(name, "httponly")) {
        cookie.http_only = true;
    } else if (http::equal_ignoring_case(name, "samesite")) {
        cookie.same_site = parse_same_site(value);
    }
}

}  // namespace
// END SOLUTION

std::optional<http::Seconds> end_of_max_age(std::string_view text, http::Seconds now) {
    // À écrire : un nombre décimal, avec ou sans « - » devant, et rien d'autre ; un nombre trop grand pour un entier
    // reste un nombre (std::from_chars le dit). La vie du cookie va de zéro à longest_cookie_life.
    // BEGIN SOLUTION 5.5
    long long seconds = 0;
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, seconds);
    if (read.ptr != end || read.ec == std::errc::invalid_argument) return std::nullopt;
    if (text.starts_with('-')) return now;
    const std::chrono::seconds longest = longest_cookie_life;
    const bool too_large = read.ec == std::errc::result_out_of_range;
    return now + (too_large ? longest : std::min(longest, std::chrono::seconds{seconds}));
    // END SOLUTION
}

SetCookie parse_set_cookie(std::string_view text, http::Seconds now) {
    // À écrire : le nom et la valeur, jusqu'au premier « ; » (sans « = », il n'y a pas de nom, mais une valeur) ; puis
    // les attributs, dans n'importe quel ordre et n'importe quelle casse, le dernier de chaque nom l'emportant. Les
    // espaces et tabulations autour de chaque partie n'en sont pas. Max-Age (end_of_max_age) passe avant Expires
    // (parse_cookie_date) ; illisible, l'un ou l'autre ne compte pas, et celui d'avant reste. Expires non plus ne va
    // pas au-delà de longest_cookie_life. SameSite est None, Lax ou Strict ; autre chose vaut `unset`. Une valeur de
    // plus de most_cookie_attribute_bytes octets ne compte pas.
    // BEGIN SOLUTION 5.5
    SetCookie cookie;
    const std::string_view pair = take_piece(text);
    std::tie(cookie.name, cookie.value) = split_at_equals(pair);
    if (pair.find('=') == std::string_view::npos) std::swap(cookie.name, cookie.value);
    Ends ends;
    while (!text.empty()) {
        const auto [name, value] = split_at_equals(take_piece(text));
        if (value.size() > most_cookie_attribute_bytes) continue;
        read_attribute(cookie, name, value);
        read_end(ends, name, value, now);
    }
    cookie.expires = ends.max_age ? ends.max_age : ends.expires;
    return cookie;
    // END SOLUTION
}

}  // namespace client
