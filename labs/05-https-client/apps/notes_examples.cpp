// The examples of the course notes, run one by one against the playground.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <stdexcept>
#include <vector>

#include "05-https-client/examples/examples.hpp"
#include "common/program.hpp"

namespace {

struct Options {
    examples::Place place{.url = "http://127.0.0.1:8080",
                          .https = "https://127.0.0.1:8443",
                          .certs = "build/certs",
                          .files = ".",
                          .proxy = "http://127.0.0.1:3128"};
    std::vector<std::string> names;
};

void declare(CLI::App& app, Options& options) {
    app.add_option("NOM", options.names, "Les exemples à lancer ; sans nom, la liste de tous");
    app.add_option("--url", options.place.url, "Le terrain d'essai")->type_name("URL")->capture_default_str();
    app.add_option("--https", options.place.https, "Le même, par TLS")->type_name("URL")->capture_default_str();
    app.add_option("--certs", options.place.certs, "Les certificats, faits par make_certs")
        ->type_name("DOSSIER")->capture_default_str();
    app.add_option("--files", options.place.files, "Les fichiers à envoyer : image1.jpg, image2.png, gros.bin")
        ->type_name("DOSSIER")->capture_default_str();
    app.add_option("--proxy", options.place.proxy, "Un mandataire")->type_name("URL")->capture_default_str();
}

std::vector<examples::Example> all_examples() {
    std::vector<examples::Example> all;
    for (const auto list : {examples::requests_examples(), examples::cookie_examples(), examples::error_examples(),
                            examples::file_examples(), examples::certificate_examples(),
                            examples::application_examples()}) {
        all.insert(all.end(), list.begin(), list.end());
    }
    return all;
}

const examples::Example& find(const std::vector<examples::Example>& all, const std::string& name) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto& example) { return example.name == name; });
    if (found == all.end()) throw common::WrongUsage{"l'exemple « " + name + " » n'existe pas"};
    return *found;
}

int run(const Options& options) {
    const std::vector<examples::Example> all = all_examples();
    if (options.names.empty()) {
        for (const examples::Example& example : all) {
            std::cout << example.name << std::string(20 - example.name.size(), ' ') << example.python << '\n';
        }
    }
    for (const std::string& name : options.names) find(all, name).run(options.place);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    return common::run_program(
        argc, argv,
        {"notes_examples", "Lance les exemples du cours, écrits avec le client du lab 05, contre le terrain d'essai.",
         "  notes_examples\n"
         "  notes_examples get cookies-session\n"
         "  notes_examples --url http://127.0.0.1:8081 fichier"},
        [&](CLI::App& app) { declare(app, options); }, [&] { return run(options); });
}
