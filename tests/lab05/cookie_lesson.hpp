#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "05-https-client/cookie_jar.hpp"
#include "support/catch.hpp"
#include "support/lesson.hpp"

// What the tests of cookies have in common: addresses made without parse_url, a clock that stands still, and one jar
// whose every step a failing test tells.
namespace played {

inline constexpr http::Seconds cookie_time{std::chrono::seconds{1'750'000'000}};  // 15 June 2025, 15:06:40

inline client::Url address(std::string_view host, std::string_view path = "/", std::string_view scheme = "https") {
    client::Url url;
    url.scheme = scheme;
    url.host = host;
    url.port = url.is_secure() ? 443 : 80;
    url.path = path;
    return url;
}

inline client::Url plain_address(std::string_view host, std::string_view path = "/") {
    return address(host, path, "http");
}

inline support::Lesson cookie_lesson(std::string rule) {
    return support::Lesson{{std::move(rule), "05-https-client.md#les-cookies",
                            R"(echo '{"url":"https://example.com/","set_cookie":["a=1"],)"
                            R"("request_url":"https://example.com/"}' | ./lab run cookie_inspect)"}};
}

class TalkingJar {
public:
    explicit TalkingJar(std::string rule, client::CookieLimits limits = {})
        : lesson{cookie_lesson(std::move(rule))}, jar{limits} {}

    // A Set-Cookie field that is to be kept (or to remove a cookie).
    void keeps(const client::Url& url, std::string_view set_cookie, std::chrono::seconds later = {}) {
        lesson.step("reçu de " + shown(url) + " : Set-Cookie: " + std::string{set_cookie});
        const auto refused = jar.store(url, set_cookie, cookie_time + later);
        if (refused) lesson.step("refusé : " + refused->reason);
        lesson.expect_that("ce cookie est accepté", !refused);
    }

    // One that is to be refused.
    void refuses(const client::Url& url, std::string_view set_cookie, std::string_view reason = {}) {
        lesson.step("reçu de " + shown(url) + " : Set-Cookie: " + std::string{set_cookie});
        const auto refused = jar.store(url, set_cookie, cookie_time);
        lesson.expect_that("ce cookie est refusé", refused.has_value());
        if (refused) lesson.expect_contains("la raison du refus", refused->reason, reason);
    }

    void sends(const client::Url& url, std::string_view expected, std::chrono::seconds later = {}) {
        lesson.step("requête vers " + shown(url));
        lesson.expect("le champ Cookie", jar.header_for(url, cookie_time + later), expected);
    }

    support::Lesson lesson;
    client::CookieJar jar;

private:
    static std::string shown(const client::Url& url) { return url.scheme + "://" + url.host + url.path; }
};

}  // namespace played
