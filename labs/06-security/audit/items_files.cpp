#include "06-security/audit/evidence.hpp"
#include "06-security/audit/item.hpp"

namespace audit {
namespace {

const char* const files_slide = "06-security.md#hors-de-la-racine";

// The target is sent as it stands: a client would tidy « .. » away before anybody could refuse it.
RawAnswer get_as_written(Context& context, std::string_view target) {
    return context.send_raw("GET " + std::string{target} + " HTTP/1.1\r\nHost: " + context.host() +
                            "\r\nConnection: close\r\n\r\n");
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
    return text;
}

// "../secret/x" as others have written it to come past a check: encoded once, twice, with backslashes, with what is
// left when a check takes "../" away once.
std::vector<std::string> spellings(const std::string& path) {
    std::vector<std::string> all;
    for (const std::string_view step : {"../", "%2e%2e/", "..%2f", "%2e%2e%2f", ".%2e/", "..\\", "..%5c",
                                        "%252e%252e%252f", "....//", "..;/", "..%c0%af", "../%00/"}) {
        all.push_back("/" + replaced(path, "../", step));
    }
    all.push_back("//" + path);
    all.push_back("/./" + path);
    return all;
}

// The targets that lead to the planted file, and to one that every system has.
std::vector<std::string> targets_outside(const Profile& profile) {
    std::vector<std::string> all;
    if (!profile.outside.empty() && !profile.canary.empty()) {
        all = spellings(profile.outside);
        if (!profile.folder.empty()) all.push_back(profile.folder + "../" + profile.outside);
    }
    const std::vector<std::string> system = spellings("../../../../../../../../etc/passwd");
    all.insert(all.end(), system.begin(), system.end());
    all.push_back("//etc/passwd");
    return all;
}

bool gives_away(const RawAnswer& answer, const Profile& profile) {
    const bool canary = !profile.canary.empty() && contains(answer.received, profile.canary);
    return canary || contains(answer.received, "root:x:0:0:");
}

Finding path_traversal(Context& context) {
    const std::vector<std::string> targets = targets_outside(context.profile());
    for (const std::string& target : targets) {
        const RawAnswer answer = get_as_written(context, target);
        if (gives_away(answer, context.profile())) {
            return failed("GET " + in_quotes(target) + " : " + first_line(answer.received) +
                          ", et un fichier hors de la racine est sorti");
        }
    }
    const bool planted = !context.profile().outside.empty() && !context.profile().canary.empty();
    return passed(std::to_string(targets.size()) + " écritures du chemin, aucune ne sort de la racine" +
                  (planted ? "" : " (sans profil, seul /etc/passwd a été cherché)"));
}

Finding symbolic_link(Context& context) {
    const Profile& profile = context.profile();
    if (profile.link.empty() || profile.canary.empty()) {
        return not_tested("le profil ne donne pas « link » et « canary »");
    }
    const RawAnswer answer = get_as_written(context, profile.link);
    const std::string seen = "GET " + in_quotes(profile.link) + " : " + first_line(answer.received);
    if (gives_away(answer, profile)) return failed(seen + ", et le fichier hors de la racine est sorti");
    if (answer.status() < 400) return warned(seen + ", sans le contenu attendu");
    return passed(seen);
}

// Hidden files that others have left in a root, and what shows that it is really them.
struct Leftover {
    std::string_view path;
    std::string_view mark;
};
constexpr Leftover leftovers[] = {{"/.git/HEAD", "ref: refs/"}, {"/.git/config", "[core]"}, {"/.env", "SECRET="}};

Finding hidden_files(Context& context) {
    const Profile& profile = context.profile();
    for (const auto& [path, mark] : leftovers) {
        const RawAnswer answer = get_as_written(context, path);
        if (answer.status() == 200 && contains(answer.received, mark)) return failed(in_quotes(path) + " est servi");
    }
    if (profile.hidden.empty() || profile.canary.empty()) {
        return not_tested("le profil ne donne pas « hidden » et « canary »");
    }
    const RawAnswer answer = get_as_written(context, profile.hidden);
    const std::string seen = "GET " + in_quotes(profile.hidden) + " : " + first_line(answer.received);
    return gives_away(answer, profile) ? failed(seen + ", et le fichier caché est sorti") : passed(seen);
}

// The pages that known servers make when there is no index.
bool looks_like_listing(std::string_view body) {
    return contains(body, "Index of /") || contains(body, "Directory listing for");
}

Finding directory_listing(Context& context) {
    const std::string folder = context.profile().folder;
    client::Response answer = context.request("GET", folder.empty() ? "/" : folder);
    const std::string seen = "GET " + in_quotes(folder.empty() ? "/" : folder) + " : " + described(answer);
    if (answer.status_code == 200 && looks_like_listing(answer.content())) {
        return failed(seen + ", la liste des fichiers");
    }
    if (folder.empty()) return not_tested("le profil ne donne pas « folder », un répertoire sans page d'accueil");
    if (answer.status_code == 200) {
        return failed(seen + ", alors que ce répertoire n'a pas de page d'accueil : " + in_quotes(answer.content(), 80));
    }
    return passed(seen);
}

Item traversal_item() {
    return {.id = "path-traversal",
            .group = Group::files,
            .severity = Severity::critical,
            .title = "Un chemin qui sort de la racine",
            .threat =
                "Avec « ../ », écrit d'une façon que le contrôle ne reconnaît pas, tout fichier que le serveur "
                "peut lire est à prendre : mots de passe, clés, code.",
            .sent =
                "GET d'un fichier hors de la racine, avec « ../ » écrit de quatorze façons (codé une fois, deux fois, "
                "avec des barres inverses…).",
            .expected = "400, 403 ou 404 ; jamais le fichier.",
            .cure =
                "Décodez une seule fois, résolvez les « .. », puis ouvrez sous la racine sans pouvoir en sortir "
                "(openat2 avec RESOLVE_BENEATH).",
            .slide = files_slide,
            .sources = {"CWE-22", "RFC 3986 §5.2.4", "OWASP ASVS 4.0.3 12.3.1", "CVE-2021-41773"},
            .slow = false,
            .run = path_traversal};
}

Item link_item() {
    return {.id = "symbolic-link",
            .group = Group::files,
            .severity = Severity::medium,
            .title = "Un lien symbolique qui sort de la racine",
            .threat = "Qui peut créer un lien dans la racine (un dépôt, une archive extraite) fait lire au serveur les "
                      "fichiers qu'il veut.",
            .sent = "GET d'un lien de la racine qui mène à un fichier hors d'elle (« link » du profil).",
            .expected = "403 ou 404.",
            .cure = "Ouvrez sans suivre de lien qui sorte de la racine : openat2 avec RESOLVE_BENEATH, ou O_NOFOLLOW à "
                    "chaque pas.",
            .slide = files_slide,
            .sources = {"CWE-59", "CWE-61"},
            .slow = false,
            .run = symbolic_link};
}

Item hidden_item() {
    return {
        .id = "hidden-files",
        .group = Group::files,
        .severity = Severity::high,
        .title = "Les fichiers cachés",
        .threat = "« .htpasswd », « .env », « .git » : ce que l'on croit caché est ce que l'on cherche en premier.",
        .sent = "GET d'un fichier dont le nom commence par un point (« hidden » du profil), de /.git/HEAD, de /.env.",
        .expected = "403 ou 404.",
        .cure = "Refusez tout chemin dont un élément commence par un point, sauf « .well-known ».",
        .slide = files_slide,
        .sources = {"CWE-538", "CWE-552", "OWASP ASVS 4.0.3 14.3.2"},
        .slow = false,
        .run = hidden_files};
}

Item listing_item() {
    return {.id = "directory-listing",
            .group = Group::files,
            .severity = Severity::low,
            .title = "Le contenu d'un répertoire sans page d'accueil",
            .threat = "La liste des fichiers livre ce que rien ne mentionne : sauvegardes, brouillons, noms d'autrui.",
            .sent = "GET d'un répertoire sans page d'accueil (« folder » du profil).",
            .expected = "403 ou 404.",
            .cure = "Ne faites pas de liste, ou seulement pour les répertoires où c'est voulu.",
            .slide = files_slide,
            .sources = {"CWE-548", "OWASP ASVS 4.0.3 4.3.2"},
            .slow = false,
            .run = directory_listing};
}

}  // namespace

std::vector<Item> file_items() {
    return {traversal_item(), link_item(), hidden_item(), listing_item()};
}

}  // namespace audit
