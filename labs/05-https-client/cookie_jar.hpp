#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "05-https-client/cookie.hpp"

namespace client {

// Step 5.5. The cookies of a session: kept, found again, forgotten. No input or output here: cookie_file.hpp.
//
//     jar.store(url, "id=42; Path=/; HttpOnly", now);
//     jar.header_for(url, now);                        // "id=42"
struct CookieLimits {
    std::size_t per_domain = 180;  // beyond: the least recently used goes, expired ones first, Secure ones last
    std::size_t in_all = 3'000;
    std::size_t header_bytes = 8 * 1024;  // of one request; what does not fit stays at home, rather than have every
                                          // request refused (431) because of a neighbour's many cookies
};

class CookieJar {
public:
    explicit CookieJar(CookieLimits limits = {}) : limits_{limits} {}

    // Keeps the cookie of a Set-Cookie field that came from this address, in the place of one of the same name, domain
    // (for that host alone or not) and path, whose age it takes over; one that has expired already only removes that.
    // Nothing: done; otherwise why it was refused. A cookie that came over http never replaces one that is Secure
    // (RFC 6265bis §5.7).
    std::optional<CookieRefused> store(const Url& url, std::string_view set_cookie, http::Seconds now);

    // Keeps a cookie as it is: chosen by the user, or read from a file. Throws InvalidRequest if its name or its value
    // holds what a field cannot carry (is_cookie_text).
    void add(Cookie cookie);

    // The value of Cookie for a request to this address: "a=1; b=2", those of the longest path first, then the oldest
    // (§5.8.3), as many as fit; empty if there is none. Marks them as used.
    // This client has no pages: every request is its user's own, so SameSite keeps nothing back.
    std::string header_for(const Url& url, http::Seconds now);

    // The value of the first cookie of this name; nothing if there is none.
    std::optional<std::string_view> find(std::string_view name) const;

    void remove(std::string_view name);
    void remove_same(const Cookie& cookie);  // the one in whose place this would be kept
    void clear() { cookies_.clear(); }
    void end_session();                      // forgets those that last until the session ends
    void remove_expired(http::Seconds now);

    // In the order they were kept.
    const std::vector<Cookie>& all() const { return cookies_; }
    auto begin() const { return cookies_.begin(); }
    auto end() const { return cookies_.end(); }
    std::size_t size() const { return cookies_.size(); }
    bool empty() const { return cookies_.empty(); }

private:
    void make_room(const std::string& domain, http::Seconds now);

    CookieLimits limits_;
    std::vector<Cookie> cookies_;
};

}  // namespace client
