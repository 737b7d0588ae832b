#include <algorithm>

#include "06-security/audit/items_common.hpp"

namespace audit {
namespace {

constexpr std::string_view browser_slide = "06-security.md#le-navigateur";

// What a browser has once somebody has signed in. The cookie is read by hand: lab 05's client would refuse one that
// breaks the promises of its name, and we want to see just those.
struct BrowserSession {
    std::string set_cookie;  // the whole field
    std::string cookie;      // "__Host-session=…"
    std::string csrf;        // empty if the server gives none
};

BrowserSession sign_in(Context& context) {
    const Account& author = needed(context.profile().author, "author");
    const std::string& path = needed(context.profile().session, "session");
    client::Response answer = patiently([&] {
        return context.request("POST", path,
                               {.headers = {{"Origin", own_origin(context)}},
                                .data = {{"username", author.name}, {"password", author.password}}});
    });
    const std::string field = answer.header("Set-Cookie");
    if (answer.status_code >= 400 || field.empty()) {
        throw CannotTest{"la connexion de contrôle a échoué : " + told(answer)};
    }
    return {field, field.substr(0, field.find(';')), json_text(answer.content(), "csrf").value_or("")};
}

client::Options with_cookie(const BrowserSession& session) {
    return {.headers = {{"Cookie", session.cookie}}};
}

// As a page of the site itself asks.
client::Options from_this_site(const Context& context, const BrowserSession& session) {
    client::Options options = with_cookie(session);
    options.headers.emplace_back("Origin", own_origin(context));
    options.headers.emplace_back("Sec-Fetch-Site", "same-origin");
    if (!session.csrf.empty()) options.headers.emplace_back("X-CSRF-Token", session.csrf);
    return options;
}

// Signs out when an item is done, so that no session stays open behind it.
class SignOut {
public:
    SignOut(Context& context, const BrowserSession& session) : context_{context}, session_{session} {}
    ~SignOut() {
        try {
            context_.request("DELETE", context_.profile().session, from_this_site(context_, session_));
        } catch (const std::exception&) {
            // It expires by itself.
        }
    }
    SignOut(const SignOut&) = delete;
    SignOut& operator=(const SignOut&) = delete;

private:
    Context& context_;
    const BrowserSession& session_;
};

struct Foreign {
    std::string what;
    client::Pairs headers;  // that the browser adds, whatever the page wants
};

const std::vector<Foreign>& foreign_pages() {
    static const std::vector<Foreign> all{
        {"Origin: http://mechant.example",
         {{"Origin", "http://mechant.example"}, {"Sec-Fetch-Site", "cross-site"}, {"Content-Type", "text/plain"}}},
        {"Origin: null (page dans un bac à sable)", {{"Origin", "null"}, {"Content-Type", "text/plain"}}},
        {"sans Origin ni jeton anti-CSRF", {{"Content-Type", "text/plain"}}}};
    return all;
}

Finding act_from_elsewhere(Context& context) {
    const std::string token = needed_token(context, context.profile().author, "author");
    const BrowserSession session = sign_in(context);
    const SignOut at_end{context, session};
    needed(context.profile().upload, "upload");
    Deposit own{context, context.upload("audit.txt", "D'ici.\n", "", from_this_site(context, session)), token};
    if (!own.is_accepted()) throw CannotTest{"le dépôt de contrôle avec le cookie a échoué : " + told(own.answer())};

    std::vector<Variant> variants;
    for (const Foreign& page : foreign_pages()) {
        client::Options options = with_cookie(session);
        options.headers.insert(options.headers.end(), page.headers.begin(), page.headers.end());
        Deposit foreign{context, context.upload("audit.txt", "D'ailleurs.\n", "", options), token};
        variants.push_back({page.what, must_be_refused(foreign.answer())});
    }
    return worst_of(variants);
}

Item cross_site() {
    return {
        .id = "cross-site",
        .group = Group::access,
        .severity = Severity::high,
        .title = "Un ordre venu de la page d'un autre site (CSRF)",
        .threat = "Le navigateur joint le cookie à toute requête vers le site, même envoyée par la page d'un autre. "
                  "Un lien visité suffit pour déposer ou supprimer en votre nom.",
        .sent = "Un dépôt avec le bon cookie, mais comme l'enverrait la page d'un autre site : Origin étrangère, "
                "« null » ou absente, sans X-CSRF-Token ; comme témoin, le même dépôt depuis une page du site.",
        .expected = "403 pour les trois premiers.",
        .cure = "Pour ce qui change quelque chose : vérifiez Origin et Sec-Fetch-Site, et exigez un jeton anti-CSRF "
                "que seules vos pages connaissent. SameSite=Strict en plus, pas à la place.",
        .slide = std::string{browser_slide},
        .sources = {"RFC 6454 §7", "CWE-352", "OWASP ASVS 4.0.3 4.2.2"},
        .run = act_from_elsewhere,
    };
}

// The value of an attribute of Set-Cookie; empty text if it has none, nothing if it is not there.
std::optional<std::string> attribute(std::string_view set_cookie, std::string_view name) {
    for (std::size_t at = set_cookie.find(';'); at != std::string_view::npos;) {
        const std::size_t end = set_cookie.find(';', at + 1);
        const std::string_view text = http::trim_blanks(set_cookie.substr(at + 1, end - at - 1));
        const std::size_t equals = std::min(text.find('='), text.size());
        if (http::equal_ignoring_case(text.substr(0, equals), name)) {
            return std::string{text.substr(std::min(equals + 1, text.size()))};
        }
        at = end;
    }
    return std::nullopt;
}

std::vector<std::string> missing_of(const BrowserSession& session) {
    std::vector<std::string> missing;
    if (!attribute(session.set_cookie, "HttpOnly")) missing.push_back("HttpOnly");
    if (!attribute(session.set_cookie, "Secure")) missing.push_back("Secure");
    const std::string site = attribute(session.set_cookie, "SameSite").value_or("");
    const bool stays_home = http::equal_ignoring_case(site, "Strict") || http::equal_ignoring_case(site, "Lax");
    if (!stays_home) missing.push_back("SameSite=Strict ou Lax");
    return missing;
}

Finding look_at_cookie(Context& context) {
    const BrowserSession session = sign_in(context);
    const SignOut at_end{context, session};
    // Not its value: a report is passed on.
    const std::string name = session.cookie.substr(0, session.cookie.find('='));
    const std::size_t attributes = std::min(session.set_cookie.find(';'), session.set_cookie.size());
    const std::string shown = name + "=…" + session.set_cookie.substr(attributes);
    const std::string seen = in_quotes("Set-Cookie: " + shown, 200);
    std::string missing;
    for (const std::string& what : missing_of(session)) missing += (missing.empty() ? "" : ", ") + what;
    if (!missing.empty()) return failed(seen + " : il manque " + missing);
    if (!name.starts_with("__Host-")) return warned(seen + " : le nom ne commence pas par __Host-");
    return passed(seen);
}

Item session_cookie() {
    return {
        .id = "session-cookie",
        .group = Group::access,
        .severity = Severity::medium,
        .title = "Le cookie de session",
        .threat = "Sans HttpOnly, un script injecté le lit ; sans Secure, il passe en clair ; sans SameSite, il part "
                  "avec les requêtes des autres sites ; sans __Host-, un sous-domaine peut en poser un à sa place.",
        .sent = "La connexion par le formulaire, avec le compte d'un auteur.",
        .expected = "Set-Cookie avec HttpOnly, Secure, SameSite, et un nom en __Host-.",
        .cure = "« Set-Cookie: __Host-session=…; Path=/; Secure; HttpOnly; SameSite=Strict », sans Domain.",
        .slide = std::string{browser_slide},
        .sources = {"RFC 6265bis §4.1.3", "CWE-614", "CWE-1004", "CWE-1275", "OWASP ASVS 4.0.3 3.4.1",
                    "OWASP ASVS 4.0.3 3.4.2", "OWASP ASVS 4.0.3 3.4.3", "OWASP ASVS 4.0.3 3.4.4"},
        .run = look_at_cookie,
    };
}

Finding use_after_sign_out(Context& context) {
    const BrowserSession session = sign_in(context);
    const std::string& path = context.profile().session;
    client::Response before = context.request("GET", path, with_cookie(session));
    if (!is_granted(before)) throw CannotTest{"le cookie n'ouvre pas GET " + path + " : " + told(before)};
    client::Response ended = context.request("DELETE", path, from_this_site(context, session));
    if (ended.status_code >= 400) throw CannotTest{"DELETE " + path + " est refusé : " + told(ended)};
    client::Response after = context.request("GET", path, with_cookie(session));
    return must_be_refused(after);
}

Item sign_out() {
    return {
        .id = "sign-out",
        .group = Group::access,
        .severity = Severity::medium,
        .title = "La session après la déconnexion",
        .threat = "Si « se déconnecter » ne fait qu'effacer le cookie dans le navigateur, qui en a une copie reste "
                  "connecté.",
        .sent = "Connexion, GET de la session avec le cookie (témoin), DELETE, puis le même GET avec l'ancien cookie.",
        .expected = "401 après la déconnexion.",
        .cure = "Gardez les sessions dans le serveur, et supprimez celle-ci quand on se déconnecte.",
        .slide = std::string{browser_slide},
        .sources = {"CWE-613", "OWASP ASVS 4.0.3 3.3.1"},
        .run = use_after_sign_out,
    };
}

}  // namespace

std::vector<Item> browser_session_items() {
    return {cross_site(), session_cookie(), sign_out()};
}

}  // namespace audit
