// Any bytes, as Set-Cookie fields (one a line) and as a date: nothing crashes or reads too far, no cookie gets where it
// may not go, and what is sent back cannot make a second field, or a second cookie, of one.
#include <algorithm>
#include <memory>

#include "05-https-client/cookie_jar.hpp"
#include "05-https-client/set_cookie.hpp"
#include "require.hpp"

namespace {

constexpr http::Seconds now{std::chrono::seconds{1'750'000'000}};

client::Url address(std::string_view scheme, std::string_view host, std::string_view path) {
    client::Url url;
    url.scheme = scheme;
    url.host = host;
    url.path = path;
    return url;
}

void check_kept(const client::Cookie& cookie, const client::Url& url) {
    require(client::is_cookie_text(cookie.name), "no control character, no ';' in a name");
    require(client::is_cookie_text(cookie.value), "nor in a value");
    require(cookie.name.size() + cookie.value.size() <= client::most_cookie_bytes, "not larger than a cookie may be");
    require(client::domain_matches(url.host, cookie.domain), "a cookie is for its own host, or a domain above");
    require(!cookie.host_only || cookie.domain == url.host, "a cookie for one host is for its own");
    require(cookie.path.starts_with('/'), "a path begins with a slash");
    require(!cookie.secure || client::may_carry_secure(url), "what is Secure did not come by http");
    require(!cookie.expires || (*cookie.expires > now && *cookie.expires <= now + client::longest_cookie_life),
            "a cookie lasts 400 days at most, and has not ended");
    const std::string written = cookie.name + "=" + cookie.value;
    const client::SetCookie again = client::parse_set_cookie(written, now);
    require(again.name == cookie.name && again.value == cookie.value, "what was read is written and read again");
}

void check_fields(std::string_view bytes, const client::Url& url) {
    client::CookieJar jar{{.per_domain = 5, .in_all = 8}};
    while (!bytes.empty()) {
        const std::string_view field = bytes.substr(0, bytes.find('\n'));
        jar.store(url, field, now);
        bytes.remove_prefix(std::min(field.size() + 1, bytes.size()));
    }
    require(jar.size() <= 8, "a jar has its limits");
    for (const client::Cookie& cookie : jar) check_kept(cookie, url);
    const std::string header = jar.header_for(url, now);
    require(std::none_of(header.begin(), header.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; }),
            "what is sent stays one field");
    const auto separators = static_cast<std::size_t>(std::count(header.begin(), header.end(), ';'));
    require(separators < std::max<std::size_t>(jar.size(), 1), "what is sent has no more cookies than the jar");
    require(jar.header_for(address("https", "elsewhere.test", "/"), now).empty(), "nothing goes to another site");
}

void check_date(std::string_view bytes) {
    const auto date = client::parse_cookie_date(bytes);
    if (date) require(client::parse_cookie_date(http::format_date(*date)) == date, "a date is written and read again");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const auto block = std::make_unique<char[]>(size);
    std::copy(data, data + size, block.get());
    const std::string_view bytes{block.get(), size};
    for (std::string_view scheme : {"http", "https"}) {
        for (std::string_view host : {"www.example.com", "co.uk", "127.0.0.1", "::1"}) {
            check_fields(bytes, address(scheme, host, "/a/b"));
        }
    }
    check_date(bytes);
    return 0;
}
