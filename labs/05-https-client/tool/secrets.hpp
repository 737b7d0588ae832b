#pragma once

#include <string>
#include <string_view>

namespace tool {

// What must not be seen over somebody's shoulder, or in a report that is passed on: « ••• » takes its place.
//
//     Authorization: Basic YWRhOnNlY3JldA==      Authorization: Basic •••
//     Cookie: id=42; lang=fr                     Cookie: id=•••; lang=•••
//     Set-Cookie: id=42; Path=/; HttpOnly        Set-Cookie: id=•••; Path=/; HttpOnly
//     GET /?token=abc&page=2 HTTP/1.1            GET /?token=•••&page=2 HTTP/1.1
class Secrets {
public:
    // `shown`: nothing is masked (--show-secrets).
    explicit Secrets(bool shown) : shown_{shown} {}

    // The head of a message, line by line.
    std::string in_head(std::string_view head) const;

    // One field, by its name.
    std::string in_field(std::string_view name, std::string_view value) const;

    // "a=1; b=2"
    std::string in_cookies(std::string_view cookies) const;

    // "id=42; Path=/": the value alone, attributes are no secret.
    std::string in_set_cookie(std::string_view set_cookie) const;

    // User and password, and the values of token, password, key, secret… in the query and in the fragment.
    std::string in_address(std::string_view address) const;

private:
    bool shown_;
};

inline constexpr std::string_view mask = "•••";

}  // namespace tool
