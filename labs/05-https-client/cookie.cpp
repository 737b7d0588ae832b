#include "05-https-client/cookie.hpp"

#include <algorithm>

#include "02-http-message/scanner.hpp"
#include "05-https-client/public_suffix.hpp"
#include "05-https-client/set_cookie.hpp"
#include "common/escape.hpp"
#include "common/not_implemented.hpp"

namespace client {
namespace {

using Refusal = std::optional<CookieRefused>;

std::string lower_case(std::string_view text) {
    std::string lower{text};
    std::transform(lower.begin(), lower.end(), lower.begin(), http::to_lower);
    return lower;
}

bool has_prefix(std::string_view text, std::string_view prefix) {
    return lower_case(text.substr(0, prefix.size())) == prefix;
}

// What no cookie may be, whoever sends it (§5.6 and §5.7, steps 1 to 5).
Refusal check_text(std::string_view text, const SetCookie& said) {
    const bool has_control = std::any_of(text.begin(), text.end(), http::is_control);
    if (has_control) return CookieRefused{"il contient un caractère de contrôle"};
    if (said.name.empty() && said.value.empty()) return CookieRefused{"il n'a ni nom ni valeur"};
    if (said.name.size() + said.value.size() > most_cookie_bytes) {
        return CookieRefused{"son nom et sa valeur dépassent ensemble 4 096 octets"};
    }
    // Sent back without a name, the value would pass for a cookie of that name.
    if (said.name.empty() && (has_prefix(said.value, "__secure-") || has_prefix(said.value, "__host-"))) {
        return CookieRefused{"il n'a pas de nom, et sa valeur se ferait passer pour un nom en __Secure- ou __Host-"};
    }
    return std::nullopt;
}

// Whom the cookie goes back to (§5.7, steps 8 to 10).
Refusal settle_domain(Cookie& cookie, const std::string& domain, const std::string& host) {
    // À écrire : sans attribut Domain, l'hôte seul (host_only). Sinon, un domaine auquel l'hôte appartient
    // (domain_matches) et qui n'est pas un suffixe public (is_public_suffix) ; un suffixe public qui est l'hôte
    // lui-même, ou une adresse IP, ne désigne que cet hôte. La raison d'un refus dit lequel des deux : que l'hôte
    // n'appartient pas au « domaine », ou que celui-ci est un « suffixe public ».
    // BEGIN SOLUTION 5.5
    cookie.domain = domain.empty() ? host : domain;
    cookie.host_only = domain.empty() || is_ip_address(host);
    if (!domain_matches(host, cookie.domain)) {
        return CookieRefused{"l'hôte « " + host + " » n'appartient pas au domaine « " +
                             common::escape_bytes(domain, 100) + " »"};
    }
    if (cookie.host_only || !is_public_suffix(domain)) return std::nullopt;
    cookie.host_only = host == domain;
    if (cookie.host_only) return std::nullopt;
    return CookieRefused{"« " + domain + " » est un suffixe public, où n'importe qui peut avoir un nom"};
    // END SOLUTION
}

// What a server promises by the name of a cookie (§5.7, steps 20 and 21; §4.1.3), whatever the case of the letters.
Refusal check_prefix(const Cookie& cookie, bool path_given) {
    if (has_prefix(cookie.name, "__secure-") && !cookie.secure) {
        return CookieRefused{"son nom commence par __Secure-, et il n'est pas Secure"};
    }
    if (!has_prefix(cookie.name, "__host-")) return std::nullopt;
    if (cookie.secure && cookie.host_only && path_given && cookie.path == "/") return std::nullopt;
    return CookieRefused{"son nom commence par __Host- : il lui faut Secure et Path=/, et pas de Domain"};
}

Refusal check_security(const Cookie& cookie, const Url& url) {
    if (cookie.secure && !may_carry_secure(url)) return CookieRefused{"il est Secure, et il est venu par http"};
    if (cookie.same_site == SameSite::none && !cookie.secure) return CookieRefused{"SameSite=None demande Secure"};
    return std::nullopt;
}

Cookie cookie_of(const SetCookie& said, const Url& url, http::Seconds now) {
    Cookie cookie;
    cookie.name = said.name;
    cookie.value = said.value;
    const bool has_path = said.path && said.path->starts_with('/');
    cookie.path = has_path ? std::string{*said.path} : default_cookie_path(url.path);
    cookie.secure = said.secure;
    cookie.http_only = said.http_only;
    cookie.same_site = said.same_site;
    cookie.expires = said.expires;
    cookie.created = now;
    cookie.last_used = now;
    return cookie;
}

}  // namespace

std::variant<Cookie, CookieRefused> read_set_cookie(std::string_view set_cookie, const Url& url, http::Seconds now) {
    const SetCookie said = parse_set_cookie(set_cookie, now);
    if (const Refusal refusal = check_text(set_cookie, said)) return *refusal;
    Cookie cookie = cookie_of(said, url, now);
    if (const Refusal refusal = settle_domain(cookie, lower_case(said.domain), url.host)) return *refusal;
    if (const Refusal refusal = check_security(cookie, url)) return *refusal;
    if (const Refusal refusal = check_prefix(cookie, said.path.has_value())) return *refusal;
    return cookie;
}

}  // namespace client
