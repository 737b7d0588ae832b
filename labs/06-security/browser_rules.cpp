#include "06-security/browser_rules.hpp"

#include <algorithm>
#include <vector>

#include "06-security/password.hpp"
#include "common/not_implemented.hpp"

namespace security {
namespace {

// Everything that a page may load comes from this site; 'none' is what it may not do at all.
constexpr std::string_view page_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
constexpr std::string_view data_policy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
constexpr std::string_view download_policy = "default-src 'none'; frame-ancestors 'none'; sandbox";

}  // namespace

std::string_view content_policy(Served served) {
    switch (served) {
    case Served::page: return page_policy;
    case Served::data: return data_policy;
    case Served::download: return download_policy;
    }
    return data_policy;
}

// BEGIN SOLUTION 6.7 helper
namespace {

void add_unless_there(http::Fields& fields, std::string_view name, std::string_view value) {
    if (!fields.find(name)) fields.add(name, value);
}

// The values of all cookies of this name in one field: "a=1; b=2".
void find_cookies(std::string_view field, std::string_view name, std::vector<std::string_view>& found) {
    while (!field.empty()) {
        const std::size_t end = std::min(field.find(';'), field.size());
        std::string_view pair = field.substr(0, end);
        field.remove_prefix(std::min(end + 1, field.size()));
        pair.remove_prefix(std::min(pair.find_first_not_of(" \t"), pair.size()));
        if (pair.starts_with(name) && pair.substr(name.size()).starts_with('=')) found.push_back(pair.substr(name.size() + 1));
    }
}

}  // namespace
// END SOLUTION

void add_browser_fields(http::Fields& fields, Served served, bool is_secure) {
    // À écrire : ajoutez chacun des champs que browser_rules.hpp énumère, s'il n'est pas déjà là (fields.find) ; la
    // politique de contenu est celle de content_policy(served), le cache dépend de ce qui est servi, et
    // Strict-Transport-Security ne vaut que si la connexion est sûre.
    // BEGIN SOLUTION 6.7
    add_unless_there(fields, "Content-Security-Policy", content_policy(served));
    add_unless_there(fields, "X-Frame-Options", "DENY");
    add_unless_there(fields, "Referrer-Policy", "no-referrer");
    add_unless_there(fields, "Cross-Origin-Resource-Policy", "same-origin");
    add_unless_there(fields, "Cache-Control", served == Served::page ? "no-cache" : "no-store");
    if (is_secure) add_unless_there(fields, "Strict-Transport-Security", "max-age=31536000");
    // END SOLUTION
}

std::string session_cookie(std::string_view session_id, std::chrono::seconds lifetime) {
    // À écrire : « __Host-session=… » suivi de ses attributs : Path=/, Max-Age, Secure, HttpOnly, SameSite=Strict.
    // BEGIN SOLUTION 6.7
    std::string cookie{session_cookie_name};
    cookie.append("=").append(session_id).append("; Path=/; Max-Age=").append(std::to_string(lifetime.count()));
    return cookie.append("; Secure; HttpOnly; SameSite=Strict");
    // END SOLUTION
}

std::string ended_session_cookie() {
    return std::string{session_cookie_name}.append("=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Strict");
}

std::optional<std::string> session_in(const http::Request& request) {
    // À écrire : cherchez le cookie de ce nom dans tous les champs Cookie (« a=1; b=2 »). S'il vient deux fois,
    // quelqu'un d'autre a pu poser le second : aucun ne compte.
    // BEGIN SOLUTION 6.7
    std::vector<std::string_view> found;
    for (std::size_t i = 0; i < request.fields.size(); ++i) {
        const http::Field field = request.fields[i];
        if (http::equal_ignoring_case(field.name, "Cookie")) find_cookies(field.value, session_cookie_name, found);
    }
    if (found.size() != 1 || found.front().empty()) return std::nullopt;
    return std::string{found.front()};
    // END SOLUTION
}

bool is_from_this_site(const http::Request& request, std::string_view own_origin, std::string_view csrf_token) {
    // À écrire : refusez si Sec-Fetch-Site est là et dit autre chose que same-origin ou none ; si Origin est là et
    // n'est pas own_origin ; si X-CSRF-Token manque, vient deux fois, ou n'est pas le jeton de la session
    // (equal_in_constant_time). Un jeton vide ne prouve rien.
    // BEGIN SOLUTION 6.7
    const auto site = request.fields.joined("Sec-Fetch-Site");
    if (site && *site != "same-origin" && *site != "none") return false;
    const auto origin = request.fields.joined("Origin");
    if (origin && *origin != own_origin) return false;
    const auto token = request.fields.joined("X-CSRF-Token");
    return token && !csrf_token.empty() && equal_in_constant_time(*token, csrf_token);
    // END SOLUTION
}

}  // namespace security
