// The file server of lab 03, with a gateway that runs scripts.
#include <CLI/CLI.hpp>
#include <unistd.h>

#include <filesystem>

#include "03-static-server/log_file.hpp"
#include "03-static-server/server_program.hpp"
#include "04-cgi/site.hpp"
#include "common/program.hpp"

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

// ".py=python3" → ".py", "/usr/bin/python3". One that this machine has not got is no mistake as long as nobody asks for
// it.
std::pair<std::string, std::string> interpreter(const std::string& text) {
    const std::size_t sign = text.find('=');
    if (!text.starts_with('.') || sign == std::string::npos || sign < 2 || sign + 1 == text.size()) {
        throw common::WrongUsage{"« --interpreter " + text + " » doit être de la forme .py=python3"};
    }
    const std::string program = text.substr(sign + 1);
    const bool is_path = program.find('/') != std::string::npos;
    return {text.substr(0, sign), is_path ? program : cgi::find_program(program, script_path)};
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
    options.interpreters.push_back(default_interpreter);  // behind those of the command line, which come first
    for (const std::string& text : options.interpreters) {
        const auto [extension, program] = interpreter(text);
        if (!program.empty()) options.site.interpreters.emplace_back(extension, program);
    }
    cgi::check(options.site);
    options.program.other_descriptors = descriptors_of_a_script * options.site.scripts.scripts;
    options.facts->address = options.program.server.address;
    options.facts->document_root = std::filesystem::canonical(options.program.root);
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
