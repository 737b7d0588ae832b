#include "02-http-message/scanner.hpp"
#include "05-https-client/url.hpp"
#include "05-https-client/url_parts.hpp"
#include "common/not_implemented.hpp"

namespace client {

// BEGIN SOLUTION 5.4 helper
namespace {

// What has to stand before the reference to make a whole address of it (RFC 3986 §5.2.2): the part of the base that the
// reference does not take the place of. Dot segments are still in the path, and the credentials are left out.
std::string completion(const Url& base, std::string_view reference) {
    if (!scheme_of(reference).empty()) return {};
    if (reference.substr(0, 2) == "//") return base.scheme + ":";
    const std::string origin = base.scheme + "://" + host_field(base);
    if (reference.empty()) return origin + request_target(base);
    switch (reference.front()) {
    case '/': return origin;
    case '?': return origin + base.path;
    case '#': return origin + request_target(base);
    default: return origin + base.path.substr(0, base.path.rfind('/') + 1);
    }
}

}  // namespace
// END SOLUTION

http::Parsed<Url> resolve_reference(const Url& base, std::string_view reference) {
    // À écrire : unsafe_byte d'abord, sur la référence seule : une espace devant elle ne se verrait plus ensuite. Si
    // elle commence par un schéma (scheme_of), c'est déjà une adresse. Sinon, mettez devant elle ce qu'elle ne remplace
    // pas : le schéma (« //hôte/x »), l'origine (« /x »), le chemin (« ?q »), le chemin et la chaîne de requête
    // (« #f », ou rien), le chemin jusqu'à son dernier « / » (« x ») ; parse_url fait le reste, et ôte « . » et « .. ».
    // Si elle refuse, l'octet en cause se compte depuis le début de la référence : ôtez la longueur de ce que vous avez
    // mis devant. L'utilisateur et le mot de passe de `base` ne restent que vers la même origine, si la référence n'en a
    // pas.
    // BEGIN SOLUTION 5.4
    if (const auto wrong = unsafe_byte(reference)) return *wrong;
    const std::string before = completion(base, reference);
    auto url = parse_url(before + std::string{reference});
    if (!url.is_complete()) {
        const auto [status, reason, offset] = url.rejection();
        return http::Rejected{status, reason, offset < before.size() ? 0 : offset - before.size()};
    }
    Url& found = url.value();
    if (same_origin(found, base) && found.user.empty() && found.password.empty()) {
        found.user = base.user;
        found.password = base.password;
    }
    return http::Complete<Url>{std::move(found), reference.size()};
    // END SOLUTION
}

}  // namespace client
