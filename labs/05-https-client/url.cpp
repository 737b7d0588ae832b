#include "05-https-client/url.hpp"

#include <algorithm>
#include <charconv>

#include "02-http-message/scanner.hpp"
#include "05-https-client/errors.hpp"
#include "05-https-client/url_parts.hpp"
#include "common/escape.hpp"
#include "common/not_implemented.hpp"

namespace client {
// BEGIN SOLUTION 5.1 helper
namespace {

std::uint16_t usual_port(const Url& url) { return url.is_secure() ? 443 : 80; }

using Wrong = std::optional<http::Rejected>;  // why a part cannot be right, counted from the part's own start

http::Rejected shifted(http::Rejected rejected, std::size_t skipped) {
    rejected.offset += skipped;
    return rejected;
}

// "ada:secret". The colon is the first one: a password may hold others.
Wrong read_user(std::string_view text, Url& url) {
    const std::size_t colon = std::min(text.find(':'), text.size());
    const auto user = parse_user_text(text.substr(0, colon));
    if (!user.is_complete()) return user.rejection();
    url.user = user.value();
    if (colon == text.size()) return std::nullopt;
    const auto password = parse_user_text(text.substr(colon + 1));
    if (!password.is_complete()) return shifted(password.rejection(), colon + 1);
    url.password = password.value();
    return std::nullopt;
}

// ":8443", or nothing, or a lone colon (RFC 3986 §3.2.3).
Wrong read_port(std::string_view text, Url& url) {
    url.port = usual_port(url);
    if (text.size() <= 1) return std::nullopt;
    const std::string_view digits = text.substr(1);
    const char* const last = digits.data() + digits.size();
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(digits.data(), last, port);
    if (error != std::errc{} || end != last || port == 0) {
        return http::Rejected{400, "un port est un nombre de 1 à 65535 (RFC 3986 §3.2.3)", 1};
    }
    url.port = port;
    return std::nullopt;
}

// "ada:secret@example.com:8443", "[::1]:8080".
Wrong read_authority(std::string_view text, Url& url) {
    const std::size_t at = text.find('@');
    std::size_t host_at = 0;
    if (at != std::string_view::npos) {
        const std::size_t second = text.find('@', at + 1);
        if (second != std::string_view::npos) {
            return http::Rejected{400, "deux « @ » : où commence l'hôte ? Dans un mot de passe, écrivez « %40 »",
                                  second};
        }
        if (const Wrong wrong = read_user(text.substr(0, at), url)) return wrong;
        host_at = at + 1;
    }
    const std::string_view place = text.substr(host_at);
    const std::size_t from = place.starts_with('[') ? std::min(place.find(']'), place.size()) : 0;
    const std::size_t colon = std::min(place.find(':', from), place.size());
    const auto host = parse_host(place.substr(0, colon));
    if (!host.is_complete()) return shifted(host.rejection(), host_at);
    url.host = host.value();
    const Wrong wrong = read_port(place.substr(colon), url);
    return wrong ? Wrong{shifted(*wrong, host_at + colon)} : std::nullopt;
}

// "/cours?page=2#haut": what follows the authority. Each part is cut off before it is encoded.
void read_rest(std::string_view text, Url& url) {
    const std::size_t hash = std::min(text.find('#'), text.size());
    if (hash != text.size()) url.fragment = query_to_send(text.substr(hash + 1));
    text = text.substr(0, hash);
    const std::size_t question = std::min(text.find('?'), text.size());
    url.has_query = question != text.size();
    if (url.has_query) url.query = query_to_send(text.substr(question + 1));
    url.path = path_to_send(text.substr(0, question));
}

}  // namespace
// END SOLUTION

http::Parsed<Url> parse_url(std::string_view text) {
    // À écrire : unsafe_byte d'abord. Puis le schéma (scheme_of, en minuscules : http ou https, rien d'autre) et
    // « :// » ; l'autorité, jusqu'au premier « / », « ? » ou « # » ; le reste. Dans l'autorité : ce qui précède « @ »
    // (un seul, sinon refusé) est l'utilisateur et son mot de passe (parse_user_text), séparés par le premier
    // deux-points ; vient l'hôte (parse_host), et après un deux-points le port (celui du schéma s'il manque ; de 1 à
    // 65535, des chiffres seulement). Une adresse IPv6 contient des deux-points : cherchez celui du port derrière
    // « ] ». Dans le reste : coupez à « # », puis à « ? », et seulement ensuite encodez (path_to_send ; query_to_send,
    // qui vaut aussi pour le fragment). Un refus compte l'octet en cause depuis le début de l'adresse entière :
    // failure<Url>(début du morceau) déplace celui d'un morceau.
    // BEGIN SOLUTION 5.1
    if (const Wrong wrong = unsafe_byte(text)) return *wrong;
    Url url;
    url.scheme = scheme_of(text);
    std::transform(url.scheme.begin(), url.scheme.end(), url.scheme.begin(), http::to_lower);
    if (url.scheme != "http" && url.scheme != "https") {
        return http::Rejected{400, "une adresse commence par « http:// » ou « https:// »", 0};
    }
    const std::size_t authority_at = url.scheme.size() + 3;
    if (text.substr(url.scheme.size(), 3) != "://") {
        return http::Rejected{400, "« // » est attendu après le schéma (RFC 3986 §3)", url.scheme.size() + 1};
    }
    const std::size_t path_at = std::min(text.find_first_of("/?#", authority_at), text.size());
    if (const Wrong wrong = read_authority(text.substr(authority_at, path_at - authority_at), url)) {
        return shifted(*wrong, authority_at);
    }
    read_rest(text.substr(path_at), url);
    return http::Complete<Url>{std::move(url), text.size()};
    // END SOLUTION
}

Url url_from(std::string_view text) {
    constexpr std::size_t shown = 120;
    auto url = parse_url(text);
    if (url.is_complete()) return std::move(url.value());
    const bool has_scheme = text.find("://") != std::string_view::npos;
    const std::string advice = has_scheme || text.empty() ? "" : "avez-vous oublié « https:// » ?";
    throw InvalidURL{"« " + common::escape_bytes(text, shown) +
                         " » n'est pas une adresse : " + std::string{url.rejection().reason} + " (octet " +
                         std::to_string(url.rejection().offset) + ")",
                     advice};
}

std::string to_string(const Url& url, bool with_credentials) {
    std::string text = url.scheme + "://";
    if (with_credentials && !(url.user.empty() && url.password.empty())) {
        text += encode_user_text(url.user);
        if (!url.password.empty()) text.append(":").append(encode_user_text(url.password));
        text += '@';
    }
    text += host_field(url) + request_target(url);
    if (!url.fragment.empty()) text.append("#").append(url.fragment);
    return text;
}

std::string host_field(const Url& url) {
    // À écrire : l'hôte, entre crochets si c'est une adresse IPv6 ; puis « : » et le port, sauf si c'est celui du
    // schéma.
    // BEGIN SOLUTION 5.1
    std::string field = url.host.find(':') == std::string::npos ? url.host : "[" + url.host + "]";
    if (url.port != usual_port(url)) field.append(":").append(std::to_string(url.port));
    return field;
    // END SOLUTION
}

std::string request_target(const Url& url) {
    // À écrire : le chemin ; « ? » et la chaîne de requête s'il y en a une, même vide. Le fragment reste au client.
    // BEGIN SOLUTION 5.1
    return url.has_query ? url.path + "?" + url.query : url.path;
    // END SOLUTION
}

bool same_origin(const Url& a, const Url& b) { return a.scheme == b.scheme && a.host == b.host && a.port == b.port; }

}  // namespace client
