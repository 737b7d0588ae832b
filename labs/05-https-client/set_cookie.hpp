#pragma once

#include <optional>
#include <string_view>

#include "05-https-client/cookie.hpp"

namespace client {

// Step 5.5. What a Set-Cookie field says (RFC 6265bis §5.6), before anybody asks whether it may say so: that is
// read_set_cookie's part.
//
//     Set-Cookie: id=42; Domain=example.com; Path=/cours; Max-Age=3600; Secure; HttpOnly; SameSite=Lax
//                 name   attributes, separated by ';'
//
// No field is wrong here: servers have always written what they liked, and clients have always made something of it.
// What is not understood counts for nothing.
struct SetCookie {
    std::string_view name;                 // may be empty: "42" and "=42" are a value without a name
    std::string_view value;                // with its quotes, if it has some
    std::string_view domain;               // of Domain, without a dot before; empty if there is none
    std::optional<std::string_view> path;  // of Path, whatever it holds
    std::optional<http::Seconds> expires;  // of Max-Age, otherwise of Expires
    bool secure = false;
    bool http_only = false;
    SameSite same_site = SameSite::unset;
};

// Reads the field. `now` is when it was received: Max-Age counts from there. The views are parts of `text`.
// Attributes longer than 1024 bytes are left out.
SetCookie parse_set_cookie(std::string_view text, http::Seconds now);

// When a cookie of this Max-Age ends: at once for "0" and "-5", after 400 days at most; nothing if it is not a number.
std::optional<http::Seconds> end_of_max_age(std::string_view text, http::Seconds now);

}  // namespace client
