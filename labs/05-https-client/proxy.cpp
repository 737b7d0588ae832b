#include "05-https-client/proxy.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <initializer_list>

#include "02-http-message/fields.hpp"
#include "02-http-message/scanner.hpp"
#include "05-https-client/errors.hpp"
#include "common/not_implemented.hpp"

namespace client {

Environment process_environment() {
    return [](const std::string& name) -> std::optional<std::string> {
        const char* const value = std::getenv(name.c_str());
        if (value == nullptr) return std::nullopt;
        return value;
    };
}

namespace {

// The first of these variables that is there and not empty.
std::string first_of(const Environment& environment, std::initializer_list<const char*> names) {
    for (const char* name : names) {
        const auto value = environment(name);
        if (value && !value->empty()) return *value;
    }
    return {};
}

Proxies completed(Proxies proxies, const Environment& environment) {
    if (!proxies.from_environment) return proxies;
    if (proxies.http.empty()) proxies.http = first_of(environment, {"http_proxy", "all_proxy", "ALL_PROXY"});
    if (proxies.https.empty()) {
        proxies.https = first_of(environment, {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"});
    }
    if (proxies.no_proxy.empty()) proxies.no_proxy = first_of(environment, {"no_proxy", "NO_PROXY"});
    return proxies;
}

}  // namespace

// BEGIN SOLUTION 5.8 helper
namespace {

// The bytes of an IP address in the order of the network, 4 or 16; none for a text that is no address.
std::string address_bytes(const std::string& text) {
    std::array<char, sizeof(in6_addr)> bytes{};
    if (::inet_pton(AF_INET, text.c_str(), bytes.data()) == 1) return {bytes.data(), sizeof(in_addr)};
    if (::inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) return {bytes.data(), sizeof(in6_addr)};
    return {};
}

// Do two addresses of the same kind agree in their first `bits` bits?
bool agree(std::string_view a, std::string_view b, std::size_t bits) {
    if (a.empty() || a.size() != b.size() || bits > 8 * a.size()) return false;
    if (a.substr(0, bits / 8) != b.substr(0, bits / 8)) return false;
    if (bits % 8 == 0) return true;
    const int difference = static_cast<unsigned char>(a[bits / 8]) ^ static_cast<unsigned char>(b[bits / 8]);
    return difference >> (8 - bits % 8) == 0;
}

std::optional<std::size_t> number_of(std::string_view digits) {
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    return number;
}

// "192.0.2.0/24", "2001:db8::/32", or an address alone.
bool is_in_network(const std::string& host, std::string_view network) {
    const std::size_t slash = std::min(network.find('/'), network.size());
    const std::string bytes = address_bytes(std::string{network.substr(0, slash)});
    const auto bits = slash == network.size() ? 8 * bytes.size() : number_of(network.substr(slash + 1));
    return bits && agree(address_bytes(host), bytes, *bits);
}

// "example.com": the name itself, and those that end in ".example.com".
bool is_in_domain(std::string_view host, std::string_view domain) {
    if (domain.starts_with('.')) domain.remove_prefix(1);
    if (domain.ends_with('.')) domain.remove_suffix(1);
    if (domain.empty() || host.size() < domain.size()) return false;
    const std::size_t before = host.size() - domain.size();
    if (!http::equal_ignoring_case(host.substr(before), domain)) return false;
    return before == 0 || host[before - 1] == '.';
}

// One entry of the list: an optional port behind it, an IPv6 address with one in brackets.
bool names(std::string_view entry, const Url& url) {
    const bool is_address = is_ip_address(entry.substr(0, entry.find('/')));
    const std::size_t colon = is_address ? std::string_view::npos : entry.rfind(':');
    if (colon != std::string_view::npos && !entry.ends_with(']')) {
        if (number_of(entry.substr(colon + 1)) != url.port) return false;
        entry = entry.substr(0, colon);
    }
    if (entry.starts_with('[') && entry.ends_with(']')) entry = entry.substr(1, entry.size() - 2);
    return is_ip_address(url.host) ? is_in_network(url.host, entry) : is_in_domain(url.host, entry);
}

// Is a port written in the authority of this address?
bool gives_port(std::string_view text) {
    text.remove_prefix(text.find("://") + 3);
    text = text.substr(0, text.find_first_of("/?#"));
    const std::size_t last = text.find_last_of(":@]");
    return last != std::string_view::npos && text[last] == ':' && last + 1 < text.size();
}

// The message does not repeat the address: there may be a password in it.
Url proxy_address(const std::string& given) {
    constexpr std::uint16_t usual_port = 1080;  // curl's
    const std::string text = given.find("://") == std::string::npos ? "http://" + given : given;
    auto proxy = parse_url(text);
    if (!proxy.is_complete()) {
        throw InvalidURL{"l'adresse du mandataire n'en est pas une : " + std::string{proxy.rejection().reason},
                         "voyez les options et les variables http_proxy, https_proxy et all_proxy"};
    }
    if (proxy.value().is_secure()) throw InvalidURL{"ce client ne parle à un mandataire qu'en http, pas en https"};
    if (!gives_port(text)) proxy.value().port = usual_port;
    return std::move(proxy.value());
}

}  // namespace
// END SOLUTION

bool is_excluded(const Url& url, const std::string& no_proxy) {
    // À écrire : « * » seul exclut tout. Sinon prenez les noms un à un (séparés par des virgules ou des espaces) : pour
    // un hôte qui est un nom, ce nom ou l'un de ses sous-domaines (« .example.com » et « example.com » disent la même
    // chose, et « notexample.com » n'en est pas) ; pour une adresse IP, la même adresse, ou un réseau
    // (« 192.0.2.0/24 ») qui a les mêmes premiers bits. Un port, s'il est donné, doit être celui de l'adresse.
    // BEGIN SOLUTION 5.8
    std::string_view rest = no_proxy;
    if (http::trim_blanks(rest) == "*") return true;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find_first_of(", \t"), rest.size());
        if (end != 0 && names(rest.substr(0, end), url)) return true;
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return false;
    // END SOLUTION
}

std::optional<Url> proxy_for(const Url& url, const Proxies& proxies, const Environment& environment) {
    const Proxies known = completed(proxies, environment);
    if (known.http.empty() && known.https.empty()) return std::nullopt;
    // À écrire : le mandataire du schéma de l'adresse ; rien s'il n'y en a pas, ou si l'hôte est exclu (is_excluded).
    // Son adresse sans schéma est en http, et sans port au port 1080 ; ce qui n'en est pas une, ou est en https :
    // InvalidURL.
    // BEGIN SOLUTION 5.8
    const std::string& chosen = url.is_secure() ? known.https : known.http;
    if (chosen.empty() || is_excluded(url, known.no_proxy)) return std::nullopt;
    return proxy_address(chosen);
    // END SOLUTION
}

}  // namespace client
