#include <arpa/inet.h>
#include <idn2.h>

#include <algorithm>
#include <array>
#include <memory>

#include "02-http-message/scanner.hpp"
#include "05-https-client/url.hpp"
#include "05-https-client/url_parts.hpp"

namespace client {

namespace {

constexpr std::size_t longest_label = 63;  // RFC 1035 §2.3.4
constexpr std::size_t longest_name = 253;

constexpr http::ByteSet name_bytes{[](unsigned char byte) {
    const auto c = static_cast<char>(byte);
    return http::is_digit(c) || http::is_letter(c) || c == '-' || c == '_' || c == '.';
}};

bool is_ipv4_address(const std::string& text) {
    in_addr address{};
    return ::inet_pton(AF_INET, text.c_str(), &address) == 1;
}

// "[::1]" as "::1". A zone ("fe80::1%eth0") is refused: it means something on this machine alone (RFC 9110 §4.2.3).
http::Parsed<std::string> parse_ipv6(std::string_view text) {
    if (text.back() != ']') return http::Rejected{400, "« ] » est attendu après l'adresse IPv6", text.size()};
    const std::string inside{text.substr(1, text.size() - 2)};
    in6_addr address{};
    if (::inet_pton(AF_INET6, inside.c_str(), &address) != 1) {
        return http::Rejected{400, "une adresse IPv6 est attendue entre crochets (RFC 3986 §3.2.2)", 1};
    }
    std::array<char, INET6_ADDRSTRLEN> shortest{};
    ::inet_ntop(AF_INET6, &address, shortest.data(), shortest.size());
    return http::Complete<std::string>{shortest.data(), text.size()};
}

// The name in ASCII, "été.fr" as "xn--t-9fab.fr"; empty if it is none that IDNA allows.
std::string to_ascii(std::string_view name) {
    char* ascii = nullptr;
    const int result = ::idn2_to_ascii_8z(std::string{name}.c_str(), &ascii, IDN2_NONTRANSITIONAL);
    const std::unique_ptr<char, decltype(&::idn2_free)> owner{ascii, &::idn2_free};
    return result == IDN2_OK ? ascii : "";
}

// What is wrong with the labels of a name that holds only name_bytes.
std::optional<http::Rejected> wrong_label(std::string_view name) {
    if (name.size() > longest_name) return http::Rejected{400, "un nom d'hôte a au plus 253 octets", longest_name};
    std::size_t begin = 0;
    while (begin <= name.size()) {
        const std::size_t end = std::min(name.find('.', begin), name.size());
        if (end == begin) return http::Rejected{400, "il manque un nom entre deux points", begin};
        if (end - begin > longest_label) {
            return http::Rejected{400, "chaque partie d'un nom d'hôte a au plus 63 octets", begin + longest_label};
        }
        begin = end + 1;
    }
    return std::nullopt;
}

// Would inet_aton() take this name for an IPv4 address: is its last label a number, decimal or hexadecimal?
bool ends_in_number(std::string_view name) {
    const std::string_view last = name.substr(name.rfind('.') + 1);
    if (std::all_of(last.begin(), last.end(), http::is_digit)) return true;
    return last.substr(0, 2) == "0x" &&
           std::all_of(last.begin() + 2, last.end(), [](char c) { return http::hex_bytes.contains(c); });
}

http::Parsed<std::string> parse_name(std::string_view text) {
    const auto wrong = std::find_if_not(text.begin(), text.end(), [](char c) { return name_bytes.contains(c); });
    if (wrong != text.end()) {
        return http::Rejected{400, "un nom d'hôte ne contient que des lettres, des chiffres, « - », « _ » et « . »",
                              static_cast<std::size_t>(wrong - text.begin())};
    }
    std::string name{text};
    if (name.back() == '.') name.pop_back();
    if (name.empty()) return http::Rejected{400, "un nom d'hôte est attendu", 0};
    std::transform(name.begin(), name.end(), name.begin(), http::to_lower);
    if (const auto label = wrong_label(name)) return *label;
    if (ends_in_number(name) && !is_ipv4_address(name)) {
        return http::Rejected{400, "une adresse IPv4 s'écrit en quatre nombres décimaux, sans zéro devant", 0};
    }
    return http::Complete<std::string>{std::move(name), text.size()};
}

}  // namespace

http::Parsed<std::string> parse_host(std::string_view text) {
    if (text.empty()) return http::Rejected{400, "un nom d'hôte est attendu", 0};
    if (text.front() == '[') return parse_ipv6(text);
    const bool is_ascii =
        std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    if (is_ascii) return parse_name(text);

    // Looked at again once it is ASCII: U+FF0F « ／ » becomes a slash, U+FF11 « １ » a digit.
    const std::string ascii = to_ascii(text);
    if (ascii.empty()) return http::Rejected{400, "ce nom international n'en est pas un (IDNA 2008)", 0};
    auto name = parse_name(ascii);
    if (!name.is_complete()) return http::Rejected{400, name.rejection().reason, 0};
    return http::Complete<std::string>{std::move(name.value()), text.size()};
}

bool is_ip_address(std::string_view host) {
    const std::string text{host};
    in6_addr address{};
    return is_ipv4_address(text) || ::inet_pton(AF_INET6, text.c_str(), &address) == 1;
}

}  // namespace client
