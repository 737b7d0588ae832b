#include "05-https-client/tool/command_line.hpp"

#include <CLI/CLI.hpp>

#include "common/program.hpp"

namespace tool {
namespace {

using Kind = CommandLine::DataPiece::Kind;

// Given twice, the last one counts, as for curl.
CLI::Option* add_text(CLI::App& app, const std::string& name, std::string& value, const std::string& type,
                      const std::string& help) {
    return app.add_option(name, value, help)->type_name(type)->take_last();
}

// May be given several times, with one value each time: the word that follows is not a second one.
void add_texts(CLI::App& app, const std::string& name, std::vector<std::string>& values, const std::string& type,
               const std::string& help) {
    app.add_option(name, values, help)->type_name(type)->allow_extra_args(false)->take_all();
}

void add_maybe(CLI::App& app, const std::string& name, std::optional<std::string>& value, const std::string& type,
               const std::string& help) {
    app.add_option_function<std::string>(name, [&value](const std::string& text) { value = text; }, help)
        ->type_name(type)->take_last();
}

void add_data(CLI::App& app, const std::string& name, CommandLine& line, Kind kind, const std::string& help) {
    app.add_option_function<std::string>(
           name, [&line, kind](const std::string& text) { line.data.push_back({kind, text}); }, help)
        ->type_name("DONNÉES")->trigger_on_parse();
}

void add_seconds(CLI::App& app, const std::string& name, double& seconds, const std::string& help) {
    app.add_option(name, seconds, help)->type_name("SECONDES")->take_last()
        ->check([](const std::string& text) {
            char* end = nullptr;
            const double value = std::strtod(text.c_str(), &end);
            const bool number = !text.empty() && *end == '\0' && value >= 0.001 && value <= 31'536'000;
            return number ? std::string{} : "« " + text + " » n'est pas une durée de 0.001 à 31536000 secondes";
        });
}

void declare_request(CLI::App& app, CommandLine& line) {
    const std::string group = "La requête";
    app.option_defaults()->group(group);
    add_text(app, "-X,--request", line.method, "MÉTHODE", "La méthode, que l'on peut aussi donner en premier argument");
    add_texts(app, "-H,--header", line.headers, "CHAMP",
              "Un en-tête « Nom: valeur » ; « Nom: » l'enlève, « Nom; » le laisse vide (répétable)");
    add_text(app, "-A,--user-agent", line.user_agent, "NOM", "Le champ User-Agent");
    add_text(app, "-e,--referer", line.referer, "URL", "Le champ Referer");
    add_data(app, "-d,--data,--data-ascii", line, Kind::text,
             "Le corps, comme un formulaire l'envoie ; « @fichier » le lit, sans ses fins de ligne (répétable)");
    add_data(app, "--data-raw", line, Kind::raw, "Comme -d, où « @ » ne veut rien dire");
    add_data(app, "--data-binary", line, Kind::binary, "Comme -d, le fichier tel quel");
    add_data(app, "--data-urlencode", line, Kind::encoded, "Comme -d, la valeur de « nom=valeur » encodée");
    add_data(app, "--json", line, Kind::json, "Le corps, avec Content-Type et Accept: application/json");
    app.add_flag("-G,--get", line.data_in_query, "Met ce que donne -d dans l'URL, derrière « ? », et envoie un GET");
    add_texts(app, "-F,--form-part", line.form, "NOM=VALEUR",
              "Un champ de formulaire multipart ; « nom=@fichier;type=…;filename=… » un fichier, « nom=<fichier » un "
              "texte lu (répétable)");
    app.add_flag("--form", line.items_as_form, "Les éléments « champ=valeur » font un formulaire, et non du JSON");
    add_text(app, "-T,--upload-file", line.upload, "FICHIER",
             "Téléverse le fichier tel quel (PUT) ; « - » est l'entrée standard, envoyée par morceaux");
    app.add_flag("--tus", line.tus, "Avec -T : téléversement qui peut reprendre (protocole tus 1.0.0)");
    add_text(app, "--tus-resume", line.tus_resume, "URL", "Avec --tus : l'adresse d'un envoi à reprendre");
}

void declare_identity(CLI::App& app, CommandLine& line) {
    app.option_defaults()->group("Qui demande");
    add_text(app, "-u,--user", line.user, "NOM:MOT_DE_PASSE", "Authentification Basic");
    add_text(app, "--oauth2-bearer", line.bearer, "JETON", "Authentification Bearer");
    app.add_flag("-n,--netrc", line.netrc, "Nom et mot de passe de ~/.netrc");
    add_texts(app, "-b,--cookie", line.cookies, "COOKIES|FICHIER",
              "« a=1; b=2 », ou un fichier cookies.txt à lire (répétable)");
    add_text(app, "-c,--cookie-jar", line.cookie_jar, "FICHIER", "Où écrire les cookies à la fin (« - » : à l'écran)");
}

void declare_answer(CLI::App& app, CommandLine& line) {
    app.option_defaults()->group("La réponse");
    app.add_flag("-L,--location", line.location, "Suit les redirections");
    app.add_option("--max-redirs", line.max_redirects, "Redirections suivies au plus")
        ->check(common::whole_number(0, 1'000))->type_name("NOMBRE")->capture_default_str()->take_last();
    app.add_flag("-f,--fail", line.fail, "Statut 400 et au-delà : un échec (22), et le corps n'est pas montré");
    add_text(app, "-o,--output", line.output, "FICHIER", "Où écrire le corps");
    app.add_flag("-O,--remote-name", line.remote_name, "Écrit le corps dans un fichier, du nom qui finit l'URL");
    add_text(app, "-C,--continue-at", line.resume, "-|POSITION",
             "Reprend un téléchargement ; « - » : là où le fichier s'arrête");
    add_text(app, "--sha256", line.sha256, "EMPREINTE",
             "L'empreinte que le corps doit avoir (64 chiffres hexadécimaux)");
    app.add_option("--max-filesize", line.max_filesize, "Octets acceptés au plus")
        ->check(common::whole_number(1, std::uint64_t{1} << 60))->type_name("NOMBRE")->take_last();
    app.add_flag("-I,--head", line.head, "Demande les en-têtes seuls (HEAD)");
    app.add_flag("-i,--include", line.include, "Montre aussi les en-têtes");
    add_text(app, "-D,--dump-header", line.dump_header, "FICHIER", "Où écrire les en-têtes");
    app.add_flag("--compressed", line.compressed, "Accepté, sans effet : gzip est toujours demandé et défait");
    app.add_flag("-N,--no-buffer", line.no_buffer, "Accepté, sans effet : le corps est toujours écrit à mesure");
    app.add_flag("--title", line.title, "Montre le titre de la page, au lieu du corps");
    app.add_flag("--links", line.links, "Montre les liens de la page, au lieu du corps");
}

void declare_way(CLI::App& app, CommandLine& line) {
    app.option_defaults()->group("La connexion");
    add_seconds(app, "-m,--max-time", line.max_time, "Délai total, du début à la fin");
    add_seconds(app, "--connect-timeout", line.connect_timeout, "Délai de connexion (par défaut : 10)");
    app.add_option("--retry", line.retry, "Nouveaux essais au plus, de ce que l'on peut répéter sans dommage")
        ->check(common::whole_number(0, 1'000))->type_name("NOMBRE")->take_last();
    add_seconds(app, "--retry-delay", line.retry_delay,
                "Attente avant le premier nouvel essai (par défaut : 1), puis le double à chaque fois");
    add_maybe(app, "-x,--proxy", line.proxy, "URL", "Le mandataire (proxy) ; \"\" : aucun");
    add_maybe(app, "--noproxy", line.no_proxy, "HÔTES", "Hôtes joints sans mandataire, séparés par des virgules");
    app.add_flag("-k,--insecure", line.insecure, "Ne vérifie pas le certificat : n'importe qui peut lire et répondre");
    add_text(app, "--cacert", line.ca_file, "FICHIER", "Les autorités de certification à croire (PEM)");
    add_text(app, "-E,--cert", line.certificate, "FICHIER", "Le certificat du client (PEM)");
    add_text(app, "--key", line.key, "FICHIER", "Sa clé privée (PEM), si elle est dans un autre fichier");
}

void declare_display(CLI::App& app, CommandLine& line) {
    app.option_defaults()->group("Voir ce qui se passe");
    app.add_flag("--explain", line.explain, "Raconte chaque étape, à mesure, sur la sortie d'erreur");
    app.add_flag("--show-secrets", line.show_secrets, "Ne masque ni mots de passe, ni cookies, ni jetons");
    add_text(app, "--timeline", line.timeline, "FICHIER.html|-", "Dessine les durées ; « - » : à l'écran");
    app.add_flag("-v,--verbose", line.verbose, "Montre les en-têtes envoyés et reçus, comme curl");
    app.add_flag("-s,--silent", line.silent, "Sans barre de progression ni message d'erreur");
    app.add_flag("-S,--show-error", line.show_error, "Avec -s : les messages d'erreur tout de même");
    add_text(app, "-w,--write-out", line.write_out, "FORMAT",
             "Écrit ensuite ce texte : %{http_code}, %{time_total}, %{size_download}… ; \\n et \\t");
}

}  // namespace

void declare(CLI::App& app, CommandLine& line) {
    app.add_option("URL", line.words, "[MÉTHODE] URL [ÉLÉMENT…] : voir plus haut")->required();
    declare_request(app, line);
    declare_identity(app, line);
    declare_answer(app, line);
    declare_way(app, line);
    declare_display(app, line);
    app.option_defaults()->group("Options");
}

}  // namespace tool
