#include <algorithm>
#include <cctype>
#include <sstream>

#include "06-security/audit/evidence.hpp"
#include "06-security/audit/item.hpp"

namespace audit {
namespace {

const char* const headers_slide = "06-security.md#le-navigateur";

std::string small_letters(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

// What a browser is told with the page at /, of which the items below look at one field each.
struct Page {
    client::Response answer;
    std::string unfit;  // French: why nothing can be said; empty: it is a page of HTML
};

Page page_of(Context& context) {
    Page page{context.request("GET", "/"), ""};
    const bool html = contains(small_letters(page.answer.header("Content-Type")), "text/html");
    if (page.answer.status_code != 200 || !html) {
        page.unfit = "GET / n'est pas une page HTML (" + described(page.answer) + ")";
    }
    return page;
}

std::string seen(const std::string& name, const std::string& value) {
    return value.empty() ? "le champ " + name + " manque" : in_quotes(name + ": " + value, 200);
}

Finding content_type_options(Context& context) {
    const Page page = page_of(context);
    if (!page.unfit.empty()) return not_tested(page.unfit);
    const std::string value = page.answer.header("X-Content-Type-Options");
    const std::string evidence = seen("X-Content-Type-Options", value);
    return small_letters(value) == "nosniff" ? passed(evidence) : failed(evidence);
}

// The sources of this directive of a Content-Security-Policy, in small letters; nothing if it is not there.
std::optional<std::string> directive(const std::string& policy, std::string_view name) {
    std::string_view rest = policy;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find_first_of(";,"), rest.size());
        const std::string_view one = http::trim_blanks(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        const std::size_t space = std::min(one.find(' '), one.size());
        if (http::equal_ignoring_case(one.substr(0, space), name)) return small_letters(std::string{one.substr(space)});
    }
    return std::nullopt;
}

// Do these sources let everybody's scripts in? Beside 'strict-dynamic' they count for nothing (CSP 3).
bool admit_everybody(const std::string& sources) {
    if (contains(sources, "'strict-dynamic'")) return false;
    std::istringstream words{sources};
    for (std::string word; words >> word;) {
        if (word == "*" || word == "http:" || word == "https:" || word == "data:") return true;
    }
    return false;
}

// A nonce or a hash beside it takes 'unsafe-inline' back.
bool admit_inline(const std::string& sources) {
    return contains(sources, "'unsafe-inline'") && !contains(sources, "'nonce-") && !contains(sources, "'sha");
}

Finding content_policy(Context& context) {
    const Page page = page_of(context);
    if (!page.unfit.empty()) return not_tested(page.unfit);
    const std::string policy = page.answer.header("Content-Security-Policy");
    const std::string evidence = seen("Content-Security-Policy", policy);
    if (policy.empty()) return failed(evidence);
    std::optional<std::string> scripts = directive(policy, "script-src");
    if (!scripts) scripts = directive(policy, "default-src");
    if (!scripts) return failed(evidence + " : rien n'y limite les scripts");
    if (admit_inline(*scripts) || admit_everybody(*scripts)) {
        return failed(evidence + " : un script injecté serait exécuté");
    }
    if (contains(*scripts, "'unsafe-eval'")) return warned(evidence + " : eval() reste permis");
    return passed(evidence);
}

Finding clickjacking(Context& context) {
    const Page page = page_of(context);
    if (!page.unfit.empty()) return not_tested(page.unfit);
    const std::optional<std::string> ancestors =
        directive(page.answer.header("Content-Security-Policy"), "frame-ancestors");
    const std::string frames = page.answer.header("X-Frame-Options");
    if (ancestors && !contains(*ancestors, "*")) return passed("frame-ancestors" + in_quotes(*ancestors));
    const std::string value = small_letters(frames);
    if (value == "deny" || value == "sameorigin") return passed(in_quotes("X-Frame-Options: " + frames));
    return failed("ni « frame-ancestors » ni X-Frame-Options ne limite qui peut encadrer la page");
}

// "nginx/1.22.1", "Python/3.11", "PHP/8.2": a digit behind a slash.
bool tells_version(std::string_view value) {
    for (std::size_t slash = value.find('/'); slash != std::string_view::npos; slash = value.find('/', slash + 1)) {
        if (slash + 1 < value.size() && std::isdigit(static_cast<unsigned char>(value[slash + 1])) != 0) return true;
    }
    return false;
}

Finding server_banner(Context& context) {
    client::Response answer = context.request("GET", "/");
    for (const char* const name : {"Server", "X-Powered-By", "X-AspNet-Version"}) {
        const std::string value = answer.header(name);
        if (tells_version(value)) return failed(in_quotes(std::string{name} + ": " + value));
    }
    const std::string server = answer.header("Server");
    return passed(server.empty() ? "pas de champ Server" : in_quotes("Server: " + server) + ", sans version");
}

// The worst that the answers to a page of another origin say.
Finding cors_of(Context& context, const std::string& method, const std::string& path) {
    const std::string origin = "https://audit.example";
    client::Response answer = context.request(
        method, path, {.headers = {{"Origin", origin}, {"Access-Control-Request-Method", "POST"}}});
    const std::string allowed = answer.header("Access-Control-Allow-Origin");
    const bool credentials = small_letters(answer.header("Access-Control-Allow-Credentials")) == "true";
    const std::string evidence = method + " " + in_quotes(path) + " : " + seen("Access-Control-Allow-Origin", allowed);
    if (allowed == origin && credentials) return failed(evidence + ", et Access-Control-Allow-Credentials: true");
    if (allowed == origin) return failed(evidence + " : toute origine est admise");
    if (allowed == "*") return warned(evidence + " : lisible de partout, mais sans cookies");
    return passed(allowed.empty() ? "aucune autre origine n'est admise" : evidence);
}

Finding cors(Context& context) {
    Finding worst = passed("");
    for (const std::string& path : {std::string{"/"}, context.profile().upload, context.profile().session}) {
        if (path.empty()) continue;
        for (const char* const method : {"GET", "OPTIONS"}) {
            Finding finding = cors_of(context, method, path);
            if (finding.verdict == Verdict::fail) return finding;
            if (worst.verdict == Verdict::pass) worst = std::move(finding);
        }
    }
    return worst;
}

Item options_item() {
    return {.id = "content-type-options",
            .group = Group::headers,
            .severity = Severity::medium,
            .title = "Le type que le navigateur devine (nosniff)",
            .threat = "Un navigateur qui devine le type d'après le contenu exécute comme une page un fichier "
                      "déposé comme image.",
            .sent = "GET /.",
            .expected = "X-Content-Type-Options: nosniff.",
            .cure = "Envoyez ce champ avec chaque réponse.",
            .slide = headers_slide,
            .sources = {"CWE-430", "OWASP ASVS 4.0.3 14.4.4"},
            .slow = false,
            .run = content_type_options};
}

Item policy_item() {
    return {
        .id = "content-policy",
        .group = Group::headers,
        .severity = Severity::medium,
        .title = "La politique de contenu (Content-Security-Policy)",
        .threat = "Sans elle, un texte mal échappé suffit à faire exécuter le script d'un inconnu (XSS).",
        .sent = "GET /.",
        .expected = "Content-Security-Policy, avec script-src ou default-src, sans 'unsafe-inline'.",
        .cure = "Une politique stricte (« default-src 'self' »), et des scripts dans leurs propres fichiers.",
        .slide = headers_slide,
        .sources = {"CWE-79", "CWE-1021", "OWASP ASVS 4.0.3 14.4.3"},
        .slow = false,
        .run = content_policy};
}

Item clickjacking_item() {
    return {.id = "clickjacking",
            .group = Group::headers,
            .severity = Severity::medium,
            .title = "La page dans le cadre d'un autre site",
            .threat = "Posée, invisible, sur un bouton d'un autre site, la page reçoit les clics de qui croit cliquer "
                      "ailleurs.",
            .sent = "GET /.",
            .expected = "« frame-ancestors » dans Content-Security-Policy, ou X-Frame-Options.",
            .cure = "« frame-ancestors 'none' » ; X-Frame-Options: DENY pour les vieux navigateurs.",
            .slide = headers_slide,
            .sources = {"RFC 7034", "CWE-1021", "OWASP ASVS 4.0.3 14.4.7"},
            .slow = false,
            .run = clickjacking};
}

Item banner_item() {
    return {.id = "server-banner",
            .group = Group::headers,
            .severity = Severity::low,
            .title = "La version du serveur",
            .threat = "Le numéro de version dit d'avance quelles failles essayer.",
            .sent = "GET /.",
            .expected = "Pas de numéro de version dans Server ni dans X-Powered-By.",
            .cure = "Taisez la version (« server_tokens off » avec nginx).",
            .slide = headers_slide,
            .sources = {"RFC 9110 §10.2.4", "CWE-200", "OWASP ASVS 4.0.3 14.3.3"},
            .slow = false,
            .run = server_banner};
}

Item cors_item() {
    return {.id = "cors",
            .group = Group::headers,
            .severity = Severity::high,
            .title = "Les réponses lues par un autre site (CORS)",
            .threat =
                "Si l'origine de la requête est recopiée dans Access-Control-Allow-Origin, le script de n'importe "
                "quel site lit, avec les cookies de la victime, ce qu'elle seule devrait voir.",
            .sent = "GET et OPTIONS avec « Origin: https://audit.example ».",
            .expected = "Pas d'Access-Control-Allow-Origin pour une origine inconnue.",
            .cure = "Comparez l'origine à une liste, et n'envoyez rien quand elle n'y est pas.",
            .slide = headers_slide,
            .sources = {"CWE-942", "CWE-346", "OWASP ASVS 4.0.3 14.5.3"},
            .slow = false,
            .run = cors};
}

}  // namespace

std::vector<Item> header_items() {
    return {options_item(), policy_item(), clickjacking_item(), banner_item(), cors_item()};
}

}  // namespace audit
