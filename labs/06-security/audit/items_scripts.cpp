#include <algorithm>

#include "06-security/audit/items_common.hpp"

namespace audit {
namespace {

// The lines « NAME=value » that the script of the profile writes: its environment.
std::vector<std::string> environment_of_script(Context& context, client::Options options) {
    const std::string& path = needed(context.profile().script_environment, "script_environment");
    client::Response answer = context.request("GET", path, std::move(options));
    const std::string& body = answer.content();
    if (!is_granted(answer) || !contains(body, "REQUEST_METHOD=GET")) {
        throw CannotTest{path + " ne montre pas son environnement : " + told(answer)};
    }
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < body.size();) {
        const std::size_t end = std::min(body.find('\n', at), body.size());
        lines.push_back(body.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

Finding look_for_proxy(Context& context) {
    const std::string proxy = "http://" + nonce() + ".example:3128";
    const auto lines = environment_of_script(context, {.headers = {{"Proxy", proxy}}});
    for (const std::string& line : lines) {
        const bool is_ours = line.starts_with("HTTP_PROXY=") && contains(line, proxy);
        if (is_ours) return failed("le script reçoit " + in_quotes(line));
    }
    return passed(in_quotes("Proxy: " + proxy) + " envoyé, pas de HTTP_PROXY dans l'environnement du script");
}

Item httpoxy() {
    return {
        .id = "httpoxy",
        .group = Group::scripts,
        .severity = Severity::high,
        .title = "Le champ Proxy et la variable HTTP_PROXY (httpoxy)",
        .threat = "La passerelle CGI fait de chaque champ une variable HTTP_… ; or HTTP_PROXY dit aussi aux "
                  "programmes par quel mandataire passer. Un inconnu détourne ainsi les requêtes que le script "
                  "envoie, avec leurs secrets.",
        .sent = "GET du script qui montre son environnement, avec « Proxy: http://….example:3128 ».",
        .expected = "Pas de variable HTTP_PROXY dans l'environnement du script.",
        .cure = "Ne transmettez jamais le champ Proxy aux scripts : aucun usage légitime ne l'emploie.",
        .slide = "06-security.md#les-scripts",
        .sources = {"RFC 3875 §4.1.18", "CVE-2016-5385", "CVE-2016-5387", "CVE-2016-1000110"},
        .run = look_for_proxy,
    };
}

// The variables that come from the request say nothing about the server.
bool is_from_server(std::string_view line) {
    return !line.starts_with("HTTP_") && !line.starts_with("QUERY_STRING=") && line.find('=') != std::string_view::npos;
}

bool is_named_like_a_secret(std::string_view line) {
    static constexpr std::string_view words[] = {"TOKEN",      "SECRET",  "PASSW",      "PASSE",          "PRIVATE",
                                                 "CREDENTIAL", "API_KEY", "LD_PRELOAD", "LD_LIBRARY_PATH"};
    const std::string_view name = line.substr(0, line.find('='));
    return std::any_of(std::begin(words), std::end(words),
                       [&](std::string_view word) { return contains(name, word); });
}

Finding look_for_secrets(Context& context) {
    const std::string& canary = context.profile().canary;
    const auto lines = environment_of_script(context, {});
    for (const std::string& line : lines) {
        if (!is_from_server(line)) continue;
        const bool holds_canary = !canary.empty() && contains(line, canary);
        if (!holds_canary && !is_named_like_a_secret(line)) continue;
        // The name is evidence enough: a report is passed on, and a secret must not be.
        return failed("le script reçoit du serveur la variable " + in_quotes(line.substr(0, line.find('='))));
    }
    return passed(std::to_string(lines.size()) + " variables, aucune qui porte un secret du serveur");
}

Item script_environment() {
    return {
        .id = "script-environment",
        .group = Group::scripts,
        .severity = Severity::high,
        .title = "L'environnement donné aux scripts",
        .threat = "Un serveur reçoit souvent ses secrets par l'environnement : clés, mots de passe de bases de "
                  "données. S'il le donne tel quel à ses scripts, le moindre script bavard les publie.",
        .sent = "GET du script qui montre son environnement.",
        .expected = "Les variables de la RFC 3875 et quelques autres, choisies une à une ; ni TOKEN, ni SECRET, ni "
                    "PASSWORD, ni LD_PRELOAD.",
        .cure = "Construisez l'environnement d'un script à partir de rien (execve) au lieu de lui laisser celui du "
                "serveur.",
        .slide = "06-security.md#les-scripts",
        .sources = {"RFC 3875 §4.1", "CWE-526", "CWE-200"},
        .run = look_for_secrets,
    };
}

// The ways out of a command line in which a text was pasted. Each makes the shell compute `asked`, whose result stands
// nowhere in what is sent.
std::vector<std::string> ways_out(const std::string& asked) {
    const std::string echo = "echo " + asked;
    return {"x;" + echo,      "x|" + echo,        "x&&" + echo,        "x\n" + echo,     "$(" + echo + ")",
            "`" + echo + "`", "x';" + echo + ";'", "x\";" + echo + ";\"", "\"$(" + echo + ")\""};
}

Finding look_for_shell(Context& context) {
    const std::string& path = needed(context.profile().script_search, "script_search");
    const std::string mark = nonce();
    client::Response control = context.request("GET", path, {.params = {{"q", mark}}});
    if (!is_granted(control)) throw CannotTest{path + " ne cherche rien : " + told(control)};

    const std::string computed = mark + std::to_string(7919 * 6007);
    const auto queries = ways_out(mark + "$((7919*6007))");
    for (const std::string& query : queries) {
        client::Response answer = context.request("GET", path, {.params = {{"q", query}}});
        if (!contains(answer.content(), computed)) continue;
        return failed(in_quotes("?q=" + query) + " : la réponse contient " + in_quotes(computed) +
                      ", que seul un interpréteur de commandes a pu calculer");
    }
    return passed(std::to_string(queries.size()) + " façons de sortir d'une ligne de commande, aucune n'est calculée");
}

Item shell_injection() {
    return {
        .id = "shell-injection",
        .group = Group::scripts,
        .severity = Severity::critical,
        .title = "Une recherche qui devient une commande",
        .threat = "Un script qui colle ?q=… dans une ligne de commande laisse chacun exécuter ce qu'il veut sur la "
                  "machine, avec les droits du serveur.",
        .sent = "GET du script de recherche avec « x;echo MARQUE$((7919*6007)) », puis |, &&, saut de ligne, $(…), "
                "`…`, guillemets.",
        .expected = "Le texte peut revenir tel quel, mais jamais le résultat du calcul.",
        .cure = "Ne passez pas par un interpréteur de commandes : lancez le programme avec une liste d'arguments "
                "(execve, subprocess.run([…])), et « -- » avant ce qui vient de l'inconnu.",
        .slide = "06-security.md#les-scripts",
        .sources = {"CWE-78", "OWASP ASVS 4.0.3 5.3.8", "CVE-2014-6271"},
        .run = look_for_shell,
    };
}

}  // namespace

std::vector<Item> script_items() {
    return {httpoxy(), script_environment(), shell_injection()};
}

}  // namespace audit
