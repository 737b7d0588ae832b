// The upload service with flaws that can be opened, one by one: to be attacked by hand, and by the auditor.
#include <CLI/CLI.hpp>

#include "06-security/vulnerable/program.hpp"
#include "common/program.hpp"

namespace {

std::string check_minutes(const std::string& text) {
    double minutes = 0;
    const bool is_number = CLI::detail::lexical_cast(text, minutes);
    const bool is_right = is_number && minutes > 0 && minutes <= vulnerable::most_minutes;
    return is_right ? "" : "il faut un nombre de minutes, 30 au plus";
}

void declare(CLI::App& app, vulnerable::ProgramOptions& options, bool& list) {
    app.add_option("--flaw", options.flaws, "Ouvre cette faille (répétable)")->type_name("FAILLE")->take_all();
    app.add_flag("--list", list, "Énumère les failles, avec de quoi les exploiter à la main");
    app.add_option("--port", options.port, "Port d'écoute (0 : un port libre)")
        ->check(common::whole_number(0, 65'535))->type_name("PORT")->capture_default_str();
    app.add_option("--tls-port", options.tls_port, "Port d'écoute de HTTPS (0 : un port libre)")
        ->check(common::whole_number(0, 65'535))->type_name("PORT")->capture_default_str();
    app.add_option("--profile", options.profile, "Où écrire le profil pour audit")
        ->type_name("FICHIER")->default_str("dans le répertoire jetable");
    app.add_option("--access-log", options.access_log,
                   "Journal d'accès : un fichier, - (la sortie standard) ou none (aucun)")
        ->type_name("FICHIER")->capture_default_str();
    app.add_option("--minutes", options.minutes, "Durée, au plus 30 : ensuite, il s'arrête")
        ->check(check_minutes)->type_name("MINUTES")->capture_default_str();
    app.add_flag("--as-root", options.as_root, "Accepte d'être lancé par root");
}

int run(const vulnerable::ProgramOptions& options, bool list) {
    if (!list) return vulnerable::serve(options);
    vulnerable::print_flaws();
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    vulnerable::ProgramOptions options;
    bool list = false;
    const common::ProgramDescription description{
        .name = "vulnerable_server",
        .purpose = "Le service de dépôt avec des failles que l'on ouvre une à une : à attaquer à la main, puis avec "
                   "audit.\nIl n'écoute que 127.0.0.1, travaille dans un répertoire jetable et s'arrête de lui-même.",
        .examples = "  vulnerable_server --list\n"
                    "  vulnerable_server --flaw token-none\n"
                    "  vulnerable_server --flaw cl-te --flaw host --port 0 --tls-port 0 --profile audit.conf"};
    return common::run_program(
        argc, argv, description, [&](CLI::App& app) { declare(app, options, list); },
        [&] { return run(options, list); });
}
