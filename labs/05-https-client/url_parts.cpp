#include "05-https-client/url_parts.hpp"

#include <algorithm>

#include "02-http-message/scanner.hpp"
#include "02-http-message/target.hpp"

namespace client {

namespace {

constexpr std::size_t longest_url = 64 * 1024;

constexpr bool is_unreserved(char c) {
    return http::is_digit(c) || http::is_letter(c) || std::string_view{"-._~"}.find(c) != std::string_view::npos;
}

constexpr bool is_sub_delimiter(char c) { return std::string_view{"!$&'()*+,;="}.find(c) != std::string_view::npos; }

// What stands unencoded in a path or a query: pchar, '/' and '?' (RFC 3986 §3.3, §3.4), and the brackets that browsers
// leave as they are.
constexpr http::ByteSet sent_bytes{[](unsigned char byte) {
    const auto c = static_cast<char>(byte);
    return is_unreserved(c) || is_sub_delimiter(c) || std::string_view{":@/?[]%"}.find(c) != std::string_view::npos;
}};

// userinfo (§3.2.1), escapes included; other languages' letters are taken as they are.
constexpr http::ByteSet user_bytes{[](unsigned char byte) {
    const auto c = static_cast<char>(byte);
    return is_unreserved(c) || is_sub_delimiter(c) || c == ':' || c == '%' || byte >= 0x80;
}};

constexpr http::ByteSet unreserved_bytes{[](unsigned char byte) { return is_unreserved(static_cast<char>(byte)); }};

std::string encode_all_but(const http::ByteSet& kept, std::string_view text) {
    constexpr std::string_view hex_digits = "0123456789ABCDEF";
    std::string encoded;
    for (char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (kept.contains(c)) {
            encoded += c;
        } else {
            encoded.append({'%', hex_digits[byte >> 4], hex_digits[byte & 0x0F]});
        }
    }
    return encoded;
}

// How many dots a segment stands for: 1 for "." and "%2e", 2 for "..", "%2E." and so on, 0 for any other.
std::size_t dots_of(std::string_view segment) {
    std::size_t dots = 0;
    while (!segment.empty()) {
        const bool is_escaped =
            segment.size() >= 3 && segment.substr(0, 2) == "%2" && http::to_lower(segment[2]) == 'e';
        if (!is_escaped && segment.front() != '.') return 0;
        segment.remove_prefix(is_escaped ? 3 : 1);
        ++dots;
    }
    return dots <= 2 ? dots : 0;
}

// Unlike lab 02's, which refuses it, a path that climbs above the root stays at the root (RFC 3986 §5.4.2): here
// nothing is opened, and the server that is asked decides.
std::string without_dot_segments(std::string_view path) {
    std::string kept;  // each segment with the slash before it
    while (!path.empty()) {
        const std::size_t end = std::min(path.find('/', 1), path.size());
        const std::size_t dots = dots_of(path.substr(1, end - 1));
        if (dots == 2 && !kept.empty()) kept.resize(kept.rfind('/'));
        if (dots == 0) kept.append(path.substr(0, end));
        if (dots != 0 && end == path.size()) kept += '/';
        path.remove_prefix(end);
    }
    return kept;
}

}  // namespace

std::optional<http::Rejected> unsafe_byte(std::string_view text) {
    if (text.size() > longest_url) return http::Rejected{400, "l'adresse dépasse 64 Kio", longest_url};
    const auto control =
        std::find_if(text.begin(), text.end(), [](char c) { return c == '\t' || http::is_control(c); });
    if (control != text.end()) {
        return http::Rejected{400, "une adresse ne contient ni fin de ligne ni autre caractère de contrôle",
                              static_cast<std::size_t>(control - text.begin())};
    }
    if (!text.empty() && text.front() == ' ') return http::Rejected{400, "l'adresse commence par une espace", 0};
    if (!text.empty() && text.back() == ' ') {
        return http::Rejected{400, "l'adresse finit par une espace", text.size() - 1};
    }
    const std::size_t backslash = text.find('\\');
    if (backslash < text.find_first_of("?#")) {
        return http::Rejected{
            400, "une barre oblique inverse n'est pas un « / » : les programmes la lisent différemment", backslash};
    }
    return std::nullopt;
}

http::Parsed<std::string> parse_user_text(std::string_view text) {
    const auto wrong = std::find_if_not(text.begin(), text.end(), [](char c) { return user_bytes.contains(c); });
    if (wrong != text.end()) {
        return http::Rejected{400, "ce caractère doit être encodé dans un nom ou un mot de passe (RFC 3986 §3.2.1)",
                              static_cast<std::size_t>(wrong - text.begin())};
    }
    auto decoded = http::percent_decode(text);
    if (!decoded) {
        return http::Rejected{400, "« % » doit être suivi de deux chiffres hexadécimaux (RFC 3986 §2.1)",
                              text.find('%')};
    }
    return http::Complete<std::string>{std::move(*decoded), text.size()};
}

std::string encode_user_text(std::string_view text) { return encode_all_but(unreserved_bytes, text); }

std::string path_to_send(std::string_view path) {
    return path.empty() ? "/" : without_dot_segments(encode_all_but(sent_bytes, path));
}

std::string query_to_send(std::string_view query) { return encode_all_but(sent_bytes, query); }

std::string_view scheme_of(std::string_view text) {
    if (text.empty() || !http::is_letter(text.front())) return {};
    const auto end = std::find_if_not(text.begin(), text.end(), [](char c) {
        return http::is_letter(c) || http::is_digit(c) || c == '+' || c == '-' || c == '.';
    });
    if (end == text.end() || *end != ':') return {};
    return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

}  // namespace client
