#include "05-https-client/cookie_jar.hpp"

#include <algorithm>
#include <tuple>

#include "05-https-client/errors.hpp"
#include "common/not_implemented.hpp"

namespace client {
namespace {

// Does one take the place of the other (RFC 6265bis §5.7, step 23)?
bool have_same_place(const Cookie& a, const Cookie& b) {
    return a.name == b.name && a.domain == b.domain && a.host_only == b.host_only && a.path == b.path;
}

}  // namespace

// BEGIN SOLUTION 5.5 helper
namespace {

// Would `newer`, which came over http, hide `older` from its server, or be sent in its stead (§5.7, step 16)?
bool hides_secure(const Cookie& newer, const Cookie& older) {
    return older.secure && older.name == newer.name && path_matches(newer.path, older.path) &&
           (domain_matches(older.domain, newer.domain) || domain_matches(newer.domain, older.domain));
}

// Does the cookie go with a request to this address (§5.8.3, step 1)?
bool goes_to(const Cookie& cookie, const Url& url, http::Seconds now) {
    const bool is_for_host = cookie.host_only ? url.host == cookie.domain : domain_matches(url.host, cookie.domain);
    return is_for_host && path_matches(url.path, cookie.path) && (!cookie.secure || may_carry_secure(url)) &&
           !cookie.has_expired(now);
}

bool goes_first(const Cookie* a, const Cookie* b) {
    if (a->path.size() != b->path.size()) return a->path.size() > b->path.size();
    return a->created < b->created;
}

}  // namespace
// END SOLUTION

std::optional<CookieRefused> CookieJar::store(const Url& url, std::string_view set_cookie, http::Seconds now) {
    // À écrire : lisez le champ (read_set_cookie). Venu par http (may_carry_secure), il est refusé s'il cache un cookie
    // Secure : même nom, un chemin qui est celui de l'autre ou au-dessous (path_matches), et des domaines dont l'un
    // contient l'autre (domain_matches, dans un sens ou dans l'autre). S'il a déjà expiré, retirez celui dont il prend
    // la place (remove_same), sinon gardez-le (add).
    // BEGIN SOLUTION 5.5
    auto outcome = read_set_cookie(set_cookie, url, now);
    if (const auto* refused = std::get_if<CookieRefused>(&outcome)) return *refused;
    Cookie& cookie = std::get<Cookie>(outcome);
    const auto hides = [&cookie](const Cookie& older) { return hides_secure(cookie, older); };
    if (!may_carry_secure(url) && std::any_of(cookies_.begin(), cookies_.end(), hides)) {
        return CookieRefused{"il est venu par http, et il y a déjà un cookie Secure de ce nom"};
    }
    if (cookie.has_expired(now)) {
        remove_same(cookie);
    } else {
        add(std::move(cookie));
    }
    return std::nullopt;
    // END SOLUTION
}

void CookieJar::add(Cookie cookie) {
    if (!is_cookie_text(cookie.name) || !is_cookie_text(cookie.value)) {
        throw InvalidRequest{"un cookie ne peut avoir ni caractère de contrôle ni « ; »"};
    }
    const std::string domain = cookie.domain;
    const http::Seconds now = cookie.last_used;
    const auto same = std::find_if(cookies_.begin(), cookies_.end(),
                                   [&cookie](const Cookie& older) { return have_same_place(older, cookie); });
    if (same == cookies_.end()) {
        cookies_.push_back(std::move(cookie));
    } else {
        cookie.created = same->created;
        *same = std::move(cookie);
    }
    make_room(domain, now);
}

std::string CookieJar::header_for(const Url& url, http::Seconds now) {
    if (cookies_.empty()) return {};
    // À écrire : choisissez les cookies qui vont à cette adresse : hôte ou domaine, chemin, Secure, pas encore expiré ;
    // ordonnez-les (std::stable_sort : le plus long chemin d'abord, puis le plus ancien), notez leur usage (last_used)
    // et écrivez-les « nom=valeur », séparés par « ; » et une espace. Un cookie sans nom s'écrit sans « = ». Un cookie
    // avec lequel le champ dépasserait limits_.header_bytes est laissé de côté.
    // BEGIN SOLUTION 5.5
    std::vector<Cookie*> chosen;
    for (Cookie& cookie : cookies_) {
        if (goes_to(cookie, url, now)) chosen.push_back(&cookie);
    }
    std::stable_sort(chosen.begin(), chosen.end(), goes_first);
    std::string header;
    for (Cookie* cookie : chosen) {
        std::string next = header.empty() ? "" : "; ";
        if (!cookie->name.empty()) next.append(cookie->name).append("=");
        next += cookie->value;
        if (header.size() + next.size() > limits_.header_bytes) continue;
        cookie->last_used = now;
        header += next;
    }
    return header;
    // END SOLUTION
}

std::optional<std::string_view> CookieJar::find(std::string_view name) const {
    const auto found =
        std::find_if(cookies_.begin(), cookies_.end(), [name](const Cookie& cookie) { return cookie.name == name; });
    if (found == cookies_.end()) return std::nullopt;
    return found->value;
}

void CookieJar::remove(std::string_view name) {
    std::erase_if(cookies_, [name](const Cookie& cookie) { return cookie.name == name; });
}

void CookieJar::remove_same(const Cookie& cookie) {
    std::erase_if(cookies_, [&cookie](const Cookie& older) { return have_same_place(older, cookie); });
}

void CookieJar::end_session() {
    std::erase_if(cookies_, [](const Cookie& cookie) { return !cookie.expires; });
}

void CookieJar::remove_expired(http::Seconds now) {
    std::erase_if(cookies_, [now](const Cookie& cookie) { return cookie.has_expired(now); });
}

// RFC 6265bis §5.7: what has expired goes first; of one domain, what is not Secure before what is: cookies sent over
// http do not drive out others. Among equals, the least recently used.
void CookieJar::make_room(const std::string& domain, http::Seconds now) {
    const auto is_of_domain = [&domain](const Cookie& cookie) { return cookie.domain == domain; };
    const auto of_domain = static_cast<std::size_t>(std::count_if(cookies_.begin(), cookies_.end(), is_of_domain));
    if (of_domain <= limits_.per_domain && size() <= limits_.in_all) return;
    remove_expired(now);
    const auto rank = [&](const Cookie& cookie) {
        return std::tuple{!is_of_domain(cookie), cookie.secure, cookie.last_used};
    };
    const auto goes_before = [&](const Cookie& a, const Cookie& b) { return rank(a) < rank(b); };
    const auto left = static_cast<std::size_t>(std::count_if(cookies_.begin(), cookies_.end(), is_of_domain));
    if (left > limits_.per_domain) cookies_.erase(std::min_element(cookies_.begin(), cookies_.end(), goes_before));
    const auto used_before = [](const Cookie& a, const Cookie& b) { return a.last_used < b.last_used; };
    if (size() > limits_.in_all) cookies_.erase(std::min_element(cookies_.begin(), cookies_.end(), used_before));
}

}  // namespace client
