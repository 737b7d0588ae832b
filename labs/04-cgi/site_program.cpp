#include "04-cgi/site_program.hpp"

#include <CLI/CLI.hpp>
#include <unistd.h>

#include <filesystem>
#include <stdexcept>

#include "03-static-server/log_file.hpp"
#include "common/program.hpp"
#include "common/system_error.hpp"

namespace cgi {
namespace {

// Where scripts look for programs, and where the interpreters are looked for. Not the server's own PATH: the
// environment of a script is built from nothing.
constexpr const char* script_path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

// The scripts of the course notes have no « #! » line. Another program for .py takes its place.
constexpr const char* default_interpreter = ".py=python3";

constexpr std::uint64_t descriptors_of_a_script = 5;  // three pipes, its end, and a body that was stored

// ".py=python3" → ".py", "/usr/bin/python3"; the program is empty when this machine has not got it.
std::pair<std::string, std::string> interpreter(const std::string& text) {
    const std::size_t sign = text.find('=');
    if (!text.starts_with('.') || sign == std::string::npos || sign < 2 || sign + 1 == text.size()) {
        throw common::WrongUsage{"« --interpreter " + text + " » doit être de la forme .py=python3"};
    }
    return {text.substr(0, sign), find_program(text.substr(sign + 1), script_path)};
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

std::string describe(const SiteProgram& program) {
    const std::string root = "Le répertoire « " + program.server.root + " »";
    if (program.site.cgi_bins.empty() && program.site.cgi_prefix.empty()) return root + " est servi";
    if (program.site.cgi_bins.empty()) return root + " est servi, scripts compris,";
    std::string directories;
    for (const std::string& directory : program.site.cgi_bins) {
        directories += (directories.empty() ? "« " : ", « ") + directory + " »";
    }
    return root + " et les scripts de " + directories + " sont servis";
}

// What scripts know of the server; its ports are known once it listens.
ServerFacts facts_of(const SiteProgram& program) {
    ServerFacts facts;
    facts.address = program.server.server.address;
    facts.document_root = absolute_path(program.server.root);
    facts.path = script_path;
    facts.pass_authorization = program.pass_authorization;
    return facts;
}

}  // namespace

void declare_options(CLI::App& app, SiteProgram& program) {
    files::declare_options(app, program.server);
    app.add_option("--cgi-bin", program.site.cgi_bins, "Répertoire de scripts, sous /cgi-bin/ (répétable)")
        ->type_name("RÉPERTOIRE")->take_all();
    app.add_option("--cgi-prefix", program.site.cgi_prefix,
                   "Sous ce chemin, tout fichier exécutable de la racine est un script")
        ->type_name("CHEMIN");
    app.add_option("--interpreter", program.interpreters,
                   "Programme à qui donner les scripts de cette extension qui n'ont pas de « #! » (répétable)")
        ->type_name(".EXT=PROGRAMME")->take_all()->default_str(default_interpreter);
    app.add_flag("--pass-authorization", program.pass_authorization,
                 "Transmet aux scripts le champ Authorization (HTTP_AUTHORIZATION)");
    app.add_option("--max-scripts", program.site.scripts.scripts, "Scripts à la fois, pour chaque fil d'exécution")
        ->check(common::whole_number(1, 10'000))->type_name("NOMBRE")->capture_default_str();
}

int serve(SiteProgram program) {
    program.site.root = program.server.root;
    program.site.interpreters = find_interpreters(program.interpreters);
    check(program.site);
    program.server.other_descriptors = descriptors_of_a_script * program.site.scripts.scripts;
    const auto facts = std::make_shared<ServerFacts>(facts_of(program));
    const auto secure_facts = std::make_shared<ServerFacts>(*facts);
    secure_facts->secure = true;
    program.site.server = facts;
    program.site.secure_server = secure_facts;
    return files::serve(
        program.server, describe(program),
        [&](const files::Limits& limits, asio::any_io_executor executor) {
            SiteOptions site = program.site;
            site.files = limits;
            site.log = error_log();
            return make_site(site, std::move(executor));
        },
        [&](const files::Server& server) {
            facts->port = server.places().front().address.port();
            secure_facts->port = server.places().back().address.port();
        });
}

}  // namespace cgi
