#include "06-security/audit/program.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>

#include "06-security/audit/permission.hpp"
#include "06-security/audit/report.hpp"
#include "common/program.hpp"
#include "common/system_error.hpp"

namespace audit {
namespace {

constexpr std::size_t widest_report = 110;

client::Options options_of(const CommandLine& line, const Profile& profile) {
    client::Options options;
    const std::chrono::seconds patience{line.timeout_seconds};
    options.timeout = client::Timeouts{.connect = patience, .read = patience, .total = 6 * patience};
    if (line.insecure) options.verify = false;
    else if (!profile.authority.empty()) options.verify = profile.authority;
    return options;
}

Profile profile_of(const CommandLine& line) {
    Profile profile = line.profile.empty() ? Profile{} : Profile::load(line.profile);
    if (!line.ca_file.empty()) profile.authority = line.ca_file;
    return profile;
}

bool is_terminal(int fd) {
    const char* const term = std::getenv("TERM");
    return term != nullptr && std::string_view{term} != "dumb" && ::isatty(fd) == 1;
}

std::size_t terminal_columns(int fd) {
    winsize size{};
    if (::ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col < 40) return 100;
    return std::min<std::size_t>(size.ws_col, widest_report);
}

// « [██████        ] 12/50 path-traversal », on one line that is written over and over.
void draw_progress(const Item& item, std::size_t place, std::size_t count) {
    constexpr std::size_t width = 24;
    std::string bar;
    for (std::size_t i = 0; i < width; ++i) bar += i < place * width / count ? "█" : " ";
    std::cerr << "\r[" << bar << "] " << place + 1 << '/' << count << ' ' << item.id << "\033[K" << std::flush;
}

Report run_with_progress(Context& context, const std::vector<Item>& items, const Selection& selection) {
    if (!is_terminal(STDERR_FILENO)) return run_audit(context, items, selection);
    Report report = run_audit(context, items, selection, draw_progress);
    std::cerr << "\r\033[K" << std::flush;
    return report;
}

void write_file(const std::string& path, const std::string& text) {
    std::ofstream file{path, std::ios::binary | std::ios::trunc};
    file << text << std::flush;
    if (!file) common::throw_errno("écriture", path);
}

void print(const CommandLine& line, const Report& report) {
    if (line.json) {
        std::cout << report_json(report);
    } else if (line.markdown) {
        std::cout << report_markdown(report);
    } else {
        std::cout << report_text(report, common::Palette::for_descriptor(STDOUT_FILENO),
                                 terminal_columns(STDOUT_FILENO));
    }
    if (!(std::cout << std::flush)) common::throw_errno("écriture", "sortie standard");
}

int list(const std::vector<Item>& items) {
    std::cout << checklist_text(items, common::Palette::for_descriptor(STDOUT_FILENO), terminal_columns(STDOUT_FILENO))
              << std::flush;
    return 0;
}

client::Url target_of(const CommandLine& line) {
    if (line.url.empty()) throw common::WrongUsage{"il manque l'URL du serveur à auditer"};
    try {
        return client::url_from(line.url);
    } catch (const client::InvalidURL& wrong) {
        throw common::WrongUsage{wrong.what()};
    }
}

}  // namespace

void declare(CLI::App& app, CommandLine& line) {
    app.add_option("URL", line.url, "Le serveur : http://127.0.0.1:8080");
    app.add_option("--profile", line.profile, "Comptes, chemins et limites du serveur : un fichier « nom = valeur »")
        ->type_name("FICHIER");
    app.add_option("--only", line.selection.only, "Ce point seulement ; peut être répété")
        ->type_name("POINT")
        ->allow_extra_args(false);
    app.add_flag("--slow", line.selection.slow, "Aussi les points qui durent, ou qui chargent le serveur");
    app.add_flag("--list", line.list, "Montre la liste de contrôle, sans rien essayer");
    CLI::Option* const json = app.add_flag("--json", line.json, "Le rapport en JSON sur la sortie standard");
    app.add_flag("--markdown", line.markdown, "Le rapport en Markdown sur la sortie standard")->excludes(json);
    app.add_option("--html", line.html, "Écrit aussi le rapport dans une page HTML, à imprimer ou à rendre")
        ->type_name("FICHIER");
    app.add_option("--ca-file", line.ca_file, "L'autorité qui a signé le certificat du serveur (PEM)")
        ->type_name("FICHIER");
    app.add_flag("--insecure", line.insecure, "Audite aussi un serveur dont le certificat est refusé");
    app.add_option("--i-have-permission", line.permitted,
                   "Le propriétaire de cette machine m'a permis de l'auditer ; sans cela, cette machine-ci seulement")
        ->type_name("HÔTE")
        ->allow_extra_args(false);
    app.add_option("--timeout", line.timeout_seconds, "Secondes d'attente d'une réponse")
        ->type_name("SECONDES")
        ->default_str("10")
        ->check(common::whole_number(1, 600));
}

int run(const CommandLine& line) {
    const std::vector<Item> items = select(all_items(), line.selection);
    if (line.list) return list(items);
    const client::Url url = target_of(line);
    demand_permission(url, line.permitted);
    const Profile profile = profile_of(line);
    Context context{url, profile, options_of(line, profile)};
    const Report report = run_with_progress(context, items, line.selection);
    print(line, report);
    if (!line.html.empty()) write_file(line.html, report_html(report));
    return report.exit_status();
}

}  // namespace audit
