// The file server of lab 03, with a gateway that runs scripts.
#include <CLI/CLI.hpp>
#include <unistd.h>

#include <filesystem>
#include <stdexcept>

#include "03-static-server/log_file.hpp"
#include "03-static-server/server_program.hpp"
#include "04-cgi/site.hpp"
#include "common/program.hpp"
#include "common/system_error.hpp"

namespace {

// Where scripts look for programs, and where the interpreters are looked for. Not the server's own PATH: the
// environment of a script is built from nothing.
constexpr const char* script_path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

// The scripts of the course notes have no « #! » line. Another program for .py takes its place.
constexpr const char* default_interpreter = ".py=python3";

constexpr std::uint64_t descriptors_of_a_script = 5;  // three pipes, its end, and a body that was stored

struct Options {
    files::ServerProgram program;
    cgi::SiteOptions site;
    std::shared_ptr<cgi::ServerFacts> facts = std::make_shared<cgi::ServerFacts>();
    std::vector<std::string> interpreters;
};

void declare(CLI::App& app, Options& options) {
    files::declare_options(app, options.program);
    app.add_option("--cgi-bin", options.site.cgi_bins, "Répertoire de scripts, sous /cgi-bin/ (répétable)")
        ->type_name("RÉPERTOIRE")->take_all();
    app.add_option("--cgi-prefix", options.site.cgi_prefix,
                   "Sous ce chemin, tout fichier exécutable de la racine est un script")
        ->type_name("CHEMIN");
    app.add_option("--interpreter", options.interpreters,
                   "Programme à qui donner les scripts de cette extension qui n'ont pas de « #! » (répétable)")
        ->type_name(".EXT=PROGRAMME")->take_all()->default_str(default_interpreter);
    app.add_flag("--pass-authorization", options.facts->pass_authorization,
                 "Transmet aux scripts le champ Authorization (HTTP_AUTHORIZATION)");
    app.add_option("--max-scripts", options.site.scripts.scripts, "Scripts à la fois, pour chaque fil d'exécution")
        ->check(common::whole_number(1, 10'000))->type_name("NOMBRE")->capture_default_str();
}

// ".py=python3" → ".py", "/usr/bin/python3"; the program is empty when this machine has not got it.
std::pair<std::string, std::string> interpreter(const std::string& text) {
    const std::size_t sign = text.find('=');
    if (!text.starts_with('.') || sign == std::string::npos || sign < 2 || sign + 1 == text.size()) {
        throw common::WrongUsage{"« --interpreter " + text + " » doit être de la forme .py=python3"};
    }
    return {text.substr(0, sign), cgi::find_program(text.substr(sign + 1), script_path)};
}

// Those of the command line, then that of the notes, which nobody may need: it alone may be missing.
std::vector<std::pair<std::string, std::string>> find_interpreters(const std::vector<std::string>& texts) {
    std::vector<std::pair<std::string, std::string>> found;
    for (const std::string& text : texts) {
        found.push_back(interpreter(text));
        if (!found.back().second.empty()) continue;
        throw std::runtime_error{"« --interpreter " + text + " » : ce programme est introuvable, ou n'est pas exécutable"};
    }
    found.push_back(interpreter(default_interpreter));
    if (found.back().second.empty()) found.pop_back();
    return found;
}

std::string absolute_path(const std::string& directory) {
    std::error_code error;
    const std::filesystem::path path = std::filesystem::canonical(directory, error);
    if (error) common::throw_error(error.value(), "open", directory);
    return path;
}

// The error log of one thread.
std::function<void(std::string_view)> error_log() {
    return [log = std::make_shared<files::LogFile>(STDERR_FILENO)](std::string_view line) {
        log->add(line);
        log->flush();
    };
}

std::string describe(const Options& options) {
    const std::string root = "Le répertoire « " + options.program.root + " »";
    if (options.site.cgi_bins.empty() && options.site.cgi_prefix.empty()) return root + " est servi";
    if (options.site.cgi_bins.empty()) return root + " est servi, scripts compris,";
    std::string directories;
    for (const std::string& directory : options.site.cgi_bins) {
        directories += (directories.empty() ? "« " : ", « ") + directory + " »";
    }
    return root + " et les scripts de " + directories + " sont servis";
}

int serve(Options options) {
    options.site.root = options.program.root;
    options.site.interpreters = find_interpreters(options.interpreters);
    cgi::check(options.site);
    options.program.other_descriptors = descriptors_of_a_script * options.site.scripts.scripts;
    options.facts->address = options.program.server.address;
    options.facts->document_root = absolute_path(options.program.root);
    options.facts->path = script_path;
    options.site.server = options.facts;
    return files::serve(
        options.program, describe(options),
        [&](const files::Limits& limits, asio::any_io_executor executor) {
            cgi::SiteOptions site = options.site;
            site.files = limits;
            site.log = error_log();
            return cgi::make_site(site, std::move(executor));
        },
        [&](const files::Server& server) { options.facts->port = server.address().port(); });
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    const common::ProgramDescription description{
        .name = "cgi_server",
        .purpose = "Sert les fichiers d'un répertoire par HTTP, et la réponse de scripts CGI (RFC 3875).",
        .examples = "  cgi_server --root www --cgi-bin cgi-bin\n"
                    "  cgi_server --root . --cgi-prefix / --port 8888\n"
                    "  cgi_server --root www --cgi-bin cgi-bin --interpreter .php=php-cgi"};
    return common::run_program(
        argc, argv, description, [&](CLI::App& app) { declare(app, options); }, [&] { return serve(options); });
}
