#include "05-https-client/tool/secrets.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "02-http-message/fields.hpp"

namespace tool {
namespace {

// Parts of names, in small letters.
constexpr std::array<std::string_view, 11> secret_words{"token",      "passw", "passwd", "secret",  "apikey", "api_key",
                                                        "api-key",    "auth",  "session", "signature", "mot_de_passe"};

bool is_secret_name(std::string_view name) {
    std::string small{name};
    for (char& c : small) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (small == "key" || small == "code" || small == "pwd" || small == "sid") return true;
    return std::any_of(secret_words.begin(), secret_words.end(),
                       [&](std::string_view word) { return small.find(word) != std::string::npos; });
}

// "Basic YWRh…" → "Basic •••": the scheme is no secret.
std::string mask_credentials(std::string_view value) {
    const std::size_t space = value.find(' ');
    if (space == std::string_view::npos) return std::string{mask};
    return std::string{value.substr(0, space + 1)}.append(mask);
}

std::string mask_value(std::string_view pair) {
    const std::size_t sign = pair.find('=');
    if (sign == std::string_view::npos) return std::string{mask};
    return std::string{pair.substr(0, sign + 1)}.append(mask);
}

// "a=1&token=2" → "a=1&token=•••"
std::string mask_query(std::string_view query) {
    std::string out;
    while (!query.empty()) {
        const std::size_t end = std::min(query.find('&'), query.size());
        const std::string_view pair = query.substr(0, end);
        const std::size_t sign = pair.find('=');
        const bool secret = sign != std::string_view::npos && is_secret_name(pair.substr(0, sign));
        out += secret ? mask_value(pair) : std::string{pair};
        if (end < query.size()) out += '&';
        query.remove_prefix(std::min(end + 1, query.size()));
    }
    return out;
}

// The part of the address before its query.
std::string mask_user(std::string_view address) {
    const std::size_t mark = address.find("://");
    if (mark == std::string_view::npos) return std::string{address};
    const std::size_t begin = mark + 3;
    const std::size_t end = std::min(address.find('/', begin), address.size());
    const std::size_t at = address.substr(begin, end - begin).rfind('@');
    if (at == std::string_view::npos) return std::string{address};
    return std::string{address.substr(0, begin)}.append(mask).append(address.substr(begin + at));
}

bool holds_address(std::string_view name) {
    return http::equal_ignoring_case(name, "Location") || http::equal_ignoring_case(name, "Referer") ||
           http::equal_ignoring_case(name, "Content-Location");
}

}  // namespace

std::string Secrets::in_address(std::string_view address) const {
    if (shown_) return std::string{address};
    const std::size_t query = std::min(address.find_first_of("?#"), address.size());
    std::string out = mask_user(address.substr(0, query));
    while (!address.empty()) {
        address.remove_prefix(std::min(address.find_first_of("?#"), address.size()));
        if (address.empty()) break;
        out += address[0];
        address.remove_prefix(1);
        out += mask_query(address.substr(0, address.find_first_of("?#")));
    }
    return out;
}

std::string Secrets::in_cookies(std::string_view cookies) const {
    if (shown_) return std::string{cookies};
    std::string out;
    while (!cookies.empty()) {
        const std::size_t end = std::min(cookies.find(';'), cookies.size());
        out += (out.empty() ? "" : "; ") + mask_value(http::trim_blanks(cookies.substr(0, end)));
        cookies.remove_prefix(std::min(end + 1, cookies.size()));
    }
    return out;
}

std::string Secrets::in_set_cookie(std::string_view set_cookie) const {
    if (shown_) return std::string{set_cookie};
    const std::size_t end = std::min(set_cookie.find(';'), set_cookie.size());
    return mask_value(set_cookie.substr(0, end)).append(set_cookie.substr(end));
}

std::string Secrets::in_field(std::string_view name, std::string_view value) const {
    if (shown_) return std::string{value};
    if (http::equal_ignoring_case(name, "Cookie")) return in_cookies(value);
    if (http::equal_ignoring_case(name, "Set-Cookie")) return in_set_cookie(value);
    if (holds_address(name)) return in_address(value);
    if (http::equal_ignoring_case(name, "WWW-Authenticate") || http::equal_ignoring_case(name, "Proxy-Authenticate")) {
        return std::string{value};  // the question, not the answer
    }
    return is_secret_name(name) ? mask_credentials(value) : std::string{value};
}

std::string Secrets::in_head(std::string_view head) const {
    if (shown_) return std::string{head};
    std::string out;
    while (!head.empty()) {
        const std::size_t end = std::min(head.find('\n'), head.size() - 1) + 1;
        const std::string_view line = head.substr(0, end);
        head.remove_prefix(end);
        const std::size_t text = std::min(line.find_first_of("\r\n"), line.size());
        const std::size_t colon = line.find(':');
        if (out.empty() || colon >= text) {
            out += in_address(line.substr(0, text));  // the request line holds one
        } else {
            const std::string_view value = http::trim_blanks(line.substr(colon + 1, text - colon - 1));
            out.append(line.substr(0, colon)).append(": ").append(in_field(line.substr(0, colon), value));
        }
        out += line.substr(text);
    }
    return out;
}

}  // namespace tool
