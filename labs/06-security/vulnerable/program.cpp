#include "06-security/vulnerable/program.hpp"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iostream>

#include "01-tcp/stop_signals.hpp"
#include "03-static-server/server_program.hpp"
#include "06-security/vulnerable/assembly.hpp"
#include "06-security/vulnerable/flaw.hpp"
#include "06-security/vulnerable/stand_in.hpp"
#include "06-security/vulnerable/time_limit.hpp"
#include "common/program.hpp"
#include "common/terminal.hpp"

namespace vulnerable {
namespace {

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

// The flaws that are open because their cure is one of these steps.
std::vector<std::string> flaws_of(const std::vector<std::string>& steps) {
    std::vector<std::string> flaws;
    for (const Flaw& flaw : all_flaws()) {
        if (std::find(steps.begin(), steps.end(), flaw.step) != steps.end()) flaws.push_back(flaw.id);
    }
    return flaws;
}

void print_banner(const ProgramOptions& options) {
    const common::Palette palette = common::Palette::for_descriptor(STDOUT_FILENO);
    std::cout << palette.red(palette.bold("  SERVEUR VULNÉRABLE : il a des failles, ouvertes exprès, pour apprendre."))
              << '\n'
              << palette.red("  Il n'écoute que cette machine, ne garde rien et s'arrête de lui-même. "
                             "N'y mettez rien qui vous soit cher.")
              << "\n\nFailles ouvertes : " << (options.flaws.empty() ? "aucune" : joined(options.flaws)) << '\n';
    const std::vector<std::string> steps = unwritten_steps();
    if (steps.empty()) return;
    std::cout << palette.yellow("Étapes qui restent à écrire : " + joined(steps) +
                                ", donc ouvertes aussi : " + joined(flaws_of(steps)))
              << '\n';
}

void check(const ProgramOptions& options) {
    for (const std::string& id : options.flaws) {
        if (!find_flaw(id)) throw common::WrongUsage{"« " + id + " » n'est pas une faille ; --list les donne toutes"};
    }
    if (::geteuid() == 0 && !options.as_root) {
        throw common::WrongUsage{"ce serveur refuse d'être lancé par root : ses failles auraient tous les droits ; "
                                 "--as-root si vous y tenez"};
    }
}

// Once the ports are known.
void write_papers(const ProgramOptions& options, const Throwaway& place, Papers papers, const files::Server& server) {
    papers.port = server.places()[0].address.port();
    papers.https_port = server.places()[1].address.port();
    const std::string profile = options.profile.empty() ? place.path("audit.conf") : options.profile;
    write_private(profile, profile_text(papers));
    write_private(place.path("outils.sh"), shell_text(papers, std::filesystem::absolute(profile).string()));
    std::cout << "Profil pour audit : " << profile << "\nPour bash : . " << place.path("outils.sh") << '\n';
}

// The service as one thread serves it, behind its flaws.
files::MakeSite site_maker(const security::ServicePointer& service, std::shared_ptr<const Weakened> weakened,
                           const std::string& secret) {
    const auto premises = std::make_shared<const Premises>(Premises{.root = weakened->root, .service = service});
    return [=](const files::Limits& limits, asio::any_io_executor executor) {
        const security::SiteOptions options{.root = weakened->root,
                                            .limits = limits,
                                            .add_more = [&](files::Dispatcher& site) {
                                                add_scripts(site, weakened->scripts, secret);
                                            }};
        return with_flaws(security::make_site(service, options, std::move(executor)), weakened, premises);
    };
}

}  // namespace

void print_flaws() {
    const common::Palette palette = common::Palette::for_descriptor(STDOUT_FILENO);
    for (const Flaw& flaw : all_flaws()) {
        const std::string step = flaw.step.empty() ? "" : " (étape " + flaw.step + ")";
        std::cout << palette.bold(flaw.id) << step << " : " << flaw.title << "\n    " << flaw.exploit << '\n';
    }
}

int serve(const ProgramOptions& options) {
    check(options);
    const tcp::StopSignals from_here_on;  // so that the directory is always removed
    const Throwaway place;
    const auto weakened = std::make_shared<Weakened>(sound_server(place));
    open_flaws(*weakened, options.flaws);
    const std::vector<KnownAccount> accounts = make_accounts();
    const security::ServicePointer service = make_service(*weakened, place, accounts);
    const Papers papers = make_papers(*service, place, accounts);

    print_banner(options);
    files::ServerProgram program;
    program.server = server_options(*weakened, place, options.port, options.tls_port);
    program.server.access_log = options.access_log;
    const TimeLimit limit{options.minutes};
    const int status =
        files::serve(program, "Le serveur vulnérable écoute", site_maker(service, weakened, place.canary()),
                     [&](const files::Server& server) { write_papers(options, place, papers, server); });
    service->finish();
    return status;
}

}  // namespace vulnerable
