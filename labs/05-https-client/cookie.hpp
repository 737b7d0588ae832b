#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "02-http-message/date.hpp"
#include "05-https-client/url.hpp"

namespace client {

// Step 5.5. A cookie: a few bytes that a server leaves with its client, and gets back with each request, so that
// requests which know nothing of each other become a conversation (RFC 6265bis).
enum class SameSite { unset, none, lax, strict };

inline constexpr std::size_t most_cookie_bytes = 4096;            // name and value together (§5.6)
inline constexpr std::size_t most_cookie_attribute_bytes = 1024;  // of the value of an attribute (§5.6)
inline constexpr std::chrono::days longest_cookie_life{400};      // whatever Expires and Max-Age say (§5.5)

struct Cookie {
    std::string name;
    std::string value;
    std::string domain;              // small letters, without a dot before
    bool host_only = true;           // that host alone, not those below
    std::string path = "/";
    bool secure = false;             // over https only
    bool http_only = false;          // not for scripts of a page
    SameSite same_site = SameSite::unset;
    std::optional<http::Seconds> expires;  // nothing: until the session ends
    http::Seconds created{};
    http::Seconds last_used{};

    bool has_expired(http::Seconds now) const { return expires && *expires <= now; }
};

// Why a cookie is not kept: one French sentence without its full stop.
struct CookieRefused {
    std::string reason;
};

// Reads a Set-Cookie field that came from `url` (RFC 6265bis §5.6, §5.7): attributes in any order and case, the last of
// each name counts, Max-Age goes before Expires (set_cookie.hpp). Refused: name and value empty together or longer than
// 4096 bytes together; control characters; a domain that is not that of the host, or a public suffix
// (public_suffix.hpp) which is not the host itself; Secure from http (may_carry_secure); SameSite=None without Secure;
// the promises of the names __Host- and __Secure- not kept, or feigned by a value without a name.
// Lifetimes are cut to 400 days (§5.5).
std::variant<Cookie, CookieRefused> read_set_cookie(std::string_view set_cookie, const Url& url, http::Seconds now);

// cookie-date (RFC 6265bis §5.1.1): a date is looked for in the text, whatever order and separators it has. Nothing if
// there is none. Not http::parse_date: servers write cookie dates in many more ways.
std::optional<http::Seconds> parse_cookie_date(std::string_view text);

// Does `host` belong to the cookie domain `domain` (§5.1.3)? The same, or below it and not an IP address.
bool domain_matches(std::string_view host, std::string_view domain);

// Does the path of a request lie at or below that of a cookie (§5.1.4)? "/a" and "/a/b" lie at "/a", "/ab" does not.
bool path_matches(std::string_view request_path, std::string_view cookie_path);

// The path of a cookie that says none (§5.1.4): that of the request, up to its last '/'.
std::string default_cookie_path(std::string_view request_path);

// May this text be the name or the value of a cookie that is sent: no control character but the tab, no ';'? Given.
bool is_cookie_text(std::string_view text);

// May cookies that are Secure come from and go to this address? Over https; and to this machine itself ("localhost",
// "127.0.0.1", "::1"), whose traffic no network carries: as curl does and browsers do, so that a site can be tried out
// before it has a certificate. The RFC leaves this to the client (§5.8.3). Given.
bool may_carry_secure(const Url& url);

}  // namespace client
