#include "05-https-client/redirect.hpp"

#include "05-https-client/errors.hpp"
#include "common/escape.hpp"
#include "common/not_implemented.hpp"

namespace client {

// BEGIN SOLUTION 5.4 helper
namespace {

// 300 lets the reader choose, 304 is no redirect, 305 and 306 are of the past (RFC 9110 §15.4).
bool is_followed(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

// The value of Location; nothing if there is none. Two different ones: somebody may have added the second.
std::optional<std::string_view> location_of(const http::Fields& fields, const Url& url) {
    const auto first = fields.find("Location");
    if (!first || first->empty()) return std::nullopt;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (http::equal_ignoring_case(fields[i].name, "Location") && fields[i].value != *first) {
            throw InvalidURL{to_string(url) + " redirige vers deux adresses à la fois"};
        }
    }
    return first;
}

Url target_of(std::string_view location, const Url& url) {
    constexpr std::size_t shown = 120;
    auto to = resolve_reference(url, location);
    if (!to.is_complete()) {
        throw InvalidURL{to_string(url) + " redirige vers « " + common::escape_bytes(location, shown) +
                         " », qui n'est pas une adresse : " + std::string{to.rejection().reason}};
    }
    if (location.find('#') == std::string_view::npos) to.value().fragment = url.fragment;
    return std::move(to.value());
}

}  // namespace
// END SOLUTION

std::optional<Redirect> redirect_of(const http::Response& answer, std::string_view method, const Url& url) {
    // À écrire : rien, sauf pour 301, 302, 303, 307 et 308 avec un champ Location qui n'est pas vide. Sinon, l'adresse
    // est celle de Location, résolue (resolve_reference) depuis `url`, dont elle garde le fragment si elle n'a pas de
    // « # ». Refusée : InvalidURL, « http://a/b redirige vers « LOCATION », qui n'est pas une adresse : RAISON »
    // (to_string, common::escape_bytes). De même pour deux champs Location qui diffèrent : qui a écrit le second ?
    // Un POST devient un GET après 301 et 302, toute méthode sauf HEAD devient un GET après 303 ; le corps ne repart
    // que si la méthode n'a pas changé, et jamais après 303. Dites enfin si l'origine est la même (same_origin).
    // BEGIN SOLUTION 5.4
    if (!is_followed(answer.status)) return std::nullopt;
    const auto location = location_of(answer.fields, url);
    if (!location) return std::nullopt;
    Redirect redirect{
        .to = target_of(*location, url), .method = std::string{method}, .keeps_body = answer.status != 303};
    const bool was_post = (answer.status == 301 || answer.status == 302) && method == "POST";
    if (was_post || (answer.status == 303 && method != "HEAD")) {
        redirect.method = "GET";
        redirect.keeps_body = false;
    }
    redirect.same_origin = same_origin(redirect.to, url);
    return redirect;
    // END SOLUTION
}

}  // namespace client
