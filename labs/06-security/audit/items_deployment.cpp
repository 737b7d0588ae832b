#include <algorithm>
#include <utility>

#include "06-security/audit/evidence.hpp"
#include "06-security/audit/item.hpp"

namespace audit {
namespace {

const char* const deployment_slide = "06-security.md#avant-la-mise-en-service";

// Few: whoever guesses more is stopped by a server that counts, as it should.
const std::pair<const char*, const char*> usual_accounts[] = {
    {"admin", "admin"}, {"admin", "password"}, {"root", "root"}, {"test", "test"}};

int token_status(Context& context, const char* name, const char* password) {
    return context
        .request("POST", context.profile().token,
                 {.data = {{"grant_type", "password"}, {"username", name}, {"password", password}}})
        .status_code;
}

Finding default_account(Context& context) {
    const Profile& profile = context.profile();
    if (profile.token.empty()) return not_tested("le profil ne donne pas « token »");
    std::size_t tried = 0;
    for (const auto& [name, password] : usual_accounts) {
        const int status = token_status(context, name, password);
        if (status == 200) return failed("« " + std::string{name} + " », mot de passe « " + password + " » : 200");
        if (status == 429) break;
        if (status != 400 && status != 401) {
            return not_tested("POST " + in_quotes(profile.token) + " : " + std::to_string(status));
        }
        ++tried;
    }
    if (tried == 0) return not_tested("le serveur n'admet plus d'essai (429)");
    return passed(counted(tried, "compte d'usine est refusé", "comptes d'usine sont refusés"));
}

// Pages that help whoever writes the server, and whoever attacks it; with a mark where others answer 200 to everything.
struct DebugPage {
    const char* path;
    const char* mark;  // empty: any answer 200 will do, where unknown pages are not answered
};
constexpr DebugPage debug_pages[] = {
    {"/debug", ""},         {"/phpinfo.php", "phpinfo()"},      {"/server-status", "Server Version"},
    {"/nginx_status", "Active connections"}, {"/server-info", "Server Settings"}, {"/actuator/env", "propertySources"},
    {"/console", ""},       {"/_profiler", ""},                 {"/debug/pprof/", "goroutine"}};

Finding debug_page(Context& context) {
    const int unknown = context.request("GET", "/page-que-personne-n-a-faite").status_code;
    for (const auto& [path, mark] : debug_pages) {
        client::Response answer = context.request("GET", path);
        if (answer.status_code != 200 || (unknown == 200 && *mark == '\0')) continue;
        if (contains(answer.content(), mark)) {
            return failed("GET " + in_quotes(path) + " : 200, " + in_quotes(answer.content(), 80));
        }
    }
    return passed(std::to_string(std::size(debug_pages)) + " pages de mise au point, aucune n'est servie");
}

// What no visitor needs to know: where the code stands, in which language, with which database.
constexpr std::string_view details[] = {
    "Traceback (most recent call last)", "Stack trace", "stack trace", ".cpp:", ".cpp\"", ".py\"",      ".php on line",
    "at java.",                          "std::",       "Exception",   "/home/", "/var/",  "/srv/",     "/usr/",
    "/root/",                            "/tmp/",       "SQLSTATE",    "sqlite", "SELECT ", "terminate called"};

std::string_view detail_in(std::string_view body) {
    const auto found =
        std::find_if(std::begin(details), std::end(details), [&](std::string_view one) { return contains(body, one); });
    return found == std::end(details) ? std::string_view{} : *found;
}

// Requests that cannot succeed, each wrong in its own way.
std::vector<std::string> mistakes(const Context& context) {
    const std::string host = "Host: " + context.host() + "\r\n";
    const std::string close = "Connection: close\r\n\r\n";
    std::vector<std::string> all{"GET /page-que-personne-n-a-faite HTTP/1.1\r\n" + host + close,
                                 "GET /%ZZ%00 HTTP/1.1\r\n" + host + close,
                                 "GET /\xC3\x28'\"; HTTP/1.1\r\n" + host + close,
                                 "AUDIT / HTTP/1.1\r\n" + host + close,
                                 "GET / HTTP/9.9\r\n" + host + close};
    const std::string json = "Content-Type: application/json\r\nContent-Length: 1\r\n" + close + "{";
    for (const std::string& path : {context.profile().token, context.profile().upload, context.profile().session}) {
        if (path.empty()) continue;
        all.push_back("POST " + path + " HTTP/1.1\r\n" + host + json);
        all.push_back("POST " + path + " HTTP/1.1\r\n" + host + "Authorization: Bearer a.b.c\r\n" + json);
    }
    return all;
}

Finding error_details(Context& context) {
    std::size_t errors = 0;
    const std::vector<std::string> requests = mistakes(context);
    for (const std::string& request : requests) {
        const RawAnswer answer = context.send_raw(request);
        if (answer.status() < 400) continue;
        ++errors;
        const std::string_view detail = detail_in(answer.received);
        const std::string said{detail.empty() ? "" : answer.received.substr(answer.received.find(detail))};
        if (!detail.empty()) {
            return failed(first_line(request) + " : " + first_line(answer.received) + ", et " + in_quotes(said));
        }
    }
    if (errors == 0) return not_tested("aucune des requêtes fautives n'a donné d'erreur");
    return passed(counted(errors, "erreur provoquée", "erreurs provoquées") +
                  ", sans rien qui dise comment le serveur est fait");
}

Finding trace_method(Context& context) {
    const std::string secret = "X-Audit: ne-doit-pas-revenir";
    const RawAnswer answer = context.send_raw("TRACE / HTTP/1.1\r\nHost: " + context.host() + "\r\n" + secret +
                                              "\r\nConnection: close\r\n\r\n");
    const std::string evidence = "TRACE / : " + first_line(answer.received);
    if (answer.status() == 200 && contains(answer.received, "ne-doit-pas-revenir")) {
        return failed(evidence + ", et les champs de la requête reviennent");
    }
    return answer.status() >= 400 ? passed(evidence) : warned(evidence);
}

Item account_item() {
    return {.id = "default-account",
            .group = Group::deployment,
            .severity = Severity::critical,
            .title = "Les comptes d'usine",
            .threat = "« admin », mot de passe « admin » : c'est le premier essai de tous les robots.",
            .sent = "POST de quatre noms et mots de passe d'usine à l'adresse des jetons (« token » du profil).",
            .expected = "400 ou 401 (ou 429).",
            .cure = "Aucun compte au départ : le premier se crée à l'installation, avec un mot de passe que "
                    "l'administrateur choisit.",
            .slide = deployment_slide,
            .sources = {"CWE-1392", "CWE-798", "OWASP ASVS 4.0.3 2.5.4"},
            .slow = false,
            .run = default_account};
}

Item debug_item() {
    return {.id = "debug-page",
            .group = Group::deployment,
            .severity = Severity::high,
            .title = "Les pages de mise au point",
            .threat = "Chemins, variables, versions, parfois des clés : tout ce qui aide à écrire le serveur aide à "
                      "l'attaquer.",
            .sent = "GET de /debug, /phpinfo.php, /server-status et d'autres pages que l'on oublie.",
            .expected = "404 (ou 403).",
            .cure = "Ne livrez pas ces pages : ôtez-les à la construction, plutôt que de les cacher.",
            .slide = deployment_slide,
            .sources = {"CWE-489", "CWE-215", "OWASP ASVS 4.0.3 14.3.2"},
            .slow = false,
            .run = debug_page};
}

Item details_item() {
    return {
        .id = "error-details",
        .group = Group::deployment,
        .severity = Severity::medium,
        .title = "Ce que disent les messages d'erreur",
        .threat = "Un chemin, une pile d'appels, une requête SQL : l'attaquant apprend comment le serveur est fait.",
        .sent =
            "Des requêtes fautives de plusieurs façons : adresse inconnue, codage faux, méthode inconnue, JSON "
            "tronqué, jeton absurde.",
        .expected = "Des erreurs qui ne disent que ce que le client doit changer.",
        .cure = "Le détail dans le journal, sous un numéro ; au client, le numéro et une phrase.",
        .slide = deployment_slide,
        .sources = {"CWE-209", "OWASP ASVS 4.0.3 7.4.1"},
        .slow = false,
        .run = error_details};
}

Item trace_item() {
    return {.id = "trace-method",
            .group = Group::deployment,
            .severity = Severity::low,
            .title = "La méthode TRACE",
            .threat =
                "Les cookies et l'autorisation que les scripts ne doivent pas voir reviennent dans le corps d'une "
                "réponse.",
            .sent = "TRACE / avec un champ à reconnaître.",
            .expected = "405 ou 501.",
            .cure = "Refusez TRACE, et toute méthode dont vous ne vous servez pas.",
            .slide = deployment_slide,
            .sources = {"RFC 9110 §9.3.8", "CWE-693", "OWASP ASVS 4.0.3 14.5.1"},
            .slow = false,
            .run = trace_method};
}

}  // namespace

std::vector<Item> deployment_items() {
    return {account_item(), debug_item(), details_item(), trace_item()};
}

}  // namespace audit
