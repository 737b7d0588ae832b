#include "06-security/vulnerable/program.hpp"

#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <mutex>
#include <thread>

#include "01-tcp/stop_signals.hpp"
#include "03-static-server/date_clock.hpp"
#include "03-static-server/server_program.hpp"
#include "05-https-client/certificates/class_certificates.hpp"
#include "05-https-client/server/tls_stream.hpp"
#include "06-security/vulnerable/flaws.hpp"
#include "06-security/vulnerable/old_tls.hpp"
#include "06-security/vulnerable/papers.hpp"
#include "06-security/vulnerable/stand_in.hpp"
#include "06-security/vulnerable/throwaway.hpp"
#include "common/program.hpp"
#include "common/terminal.hpp"

namespace vulnerable {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t largest_file = 1024 * 1024;

// As upload_server, but small and impatient, so that whoever tries the limits need not wait.
Weakened sound_server(const Throwaway& place) {
    Weakened sound;
    sound.defences = defences_with_stand_ins();
    sound.root = place.path("racine");
    sound.store.file_bytes = largest_file;
    sound.store.reserved_bytes = 0;
    sound.limits.listing_entries = 0;
    sound.limits.header_time = 2s;
    sound.limits.stall_time = 2s;
    sound.limits.rate_grace = 2s;
    sound.scanner = security::make_signature_scanner();
    const auto program = std::filesystem::read_symlink("/proc/self/exe").parent_path() / "file_inspector";
    sound.inspector = security::make_isolated_inspector(program.string());
    return sound;
}

security::ServicePointer make_service(const Weakened& weakened, const Throwaway& place,
                                      std::vector<KnownAccount> accounts) {
    if (weakened.has_default_account) accounts.push_back({"admin", security::Role::admin, "admin"});
    const auto store = std::make_shared<security::Store>(
        place.path("depot"), weakened.store,
        security::StoreDecisions{.does_not_fit = weakened.defences.does_not_fit,
                                 .make_visible = weakened.defences.make_visible,
                                 .new_id = {}});
    return std::make_shared<security::Service>(hashed(accounts), security::TokenKey::make(security::Algorithm::eddsa),
                                               store, weakened.scanner, weakened.inspector, weakened.defences,
                                               weakened.service);
}

// One of an author, for this service or another one, that is valid until then.
std::string token_until(const security::Service& service, http::Seconds expires, const std::string& audience) {
    const http::Seconds begin = expires - 24h;
    return service.defences.make_token({.subject = "ada",
                                        .role = "auteur",
                                        .issuer = service.token_rules.issuer,
                                        .audience = audience,
                                        .issued = begin,
                                        .not_before = begin,
                                        .expires = expires,
                                        .id = "essai"},
                                       service.key);
}

files::Listener tls_listener(const Weakened& weakened, const Throwaway& place, std::uint16_t port) {
    const std::string directory = place.path("certificats");
    client::make_class_certificates({.directory = directory, .broken = weakened.shows_expired_certificate});
    const std::string name = directory + (weakened.shows_expired_certificate ? "/expired" : "/server");
    const https::CertificateFiles files{.certificate = name + ".pem", .key = name + ".key"};
    if (weakened.speaks_old_tls) return https::listener(port, std::make_shared<OldTls>(files));
    return https::listener(port, std::make_shared<https::ServerContext>(files));
}

files::ServerOptions server_options(const ProgramOptions& options, const Weakened& weakened, const Throwaway& place) {
    files::ServerOptions server;
    server.address = "127.0.0.1";
    server.port = options.port;
    server.threads = 2;
    server.access_log = options.access_log;
    server.limits = weakened.limits;
    server.others.push_back(tls_listener(weakened, place, options.tls_port));
    if (!weakened.repairs.empty()) {
        server.make_stream = repairing({}, weakened.repairs);
        server.others[0].make_stream = repairing(server.others[0].make_stream, weakened.repairs);
    }
    return server;
}

void open_flaws(Weakened& weakened, const std::vector<std::string>& ids) {
    for (const std::string& id : ids) find_flaw(id)->open(weakened);
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

void print_banner(const ProgramOptions& options) {
    const common::Palette palette = common::Palette::for_descriptor(STDOUT_FILENO);
    std::cout << palette.red(palette.bold("  SERVEUR VULNÉRABLE : il a des failles, ouvertes exprès, pour apprendre.  ")) << '\n'
              << palette.red("  Il n'écoute que cette machine, ne garde rien et s'arrête de lui-même. "
                             "N'y mettez rien qui vous soit cher.")
              << "\n\nFailles ouvertes : " << (options.flaws.empty() ? "aucune" : joined(options.flaws)) << '\n';
    const std::vector<std::string> steps = unwritten_steps();
    if (steps.empty()) return;
    std::vector<std::string> flaws;
    for (const Flaw& flaw : all_flaws()) {
        if (std::find(steps.begin(), steps.end(), flaw.step) != steps.end()) flaws.push_back(flaw.id);
    }
    std::cout << palette.yellow("Étapes qui restent à écrire : " + joined(steps) + ", donc ouvertes aussi : " + joined(flaws)) << '\n';
}

// Ends the program as Ctrl-C would, when its time is over.
class Clock {
public:
    explicit Clock(double minutes)
        : thread_{[this, minutes](const std::stop_token& stop) {
              std::unique_lock lock{mutex_};
              const auto time = std::chrono::duration<double, std::ratio<60>>{minutes};
              changed_.wait_for(lock, stop, std::chrono::duration_cast<std::chrono::milliseconds>(time),
                                [] { return false; });
              if (!stop.stop_requested()) ::kill(::getpid(), SIGTERM);
          }} {}

private:
    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::jthread thread_;
};

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

}  // namespace

void print_flaws() {
    const common::Palette palette = common::Palette::for_descriptor(STDOUT_FILENO);
    for (const Flaw& flaw : all_flaws()) {
        std::cout << palette.bold(flaw.id) << (flaw.step.empty() ? "" : " (étape " + flaw.step + ")") << " : " << flaw.title
                  << "\n    " << flaw.exploit << '\n';
    }
}

int serve(const ProgramOptions& options) {
    check(options);
    const tcp::StopSignals from_here_on;  // so that the directory is always removed
    const Throwaway place;
    auto weakened = std::make_shared<Weakened>(sound_server(place));
    open_flaws(*weakened, options.flaws);

    const std::vector<KnownAccount> accounts = make_accounts();
    const security::ServicePointer service = make_service(*weakened, place, accounts);
    const http::Seconds now = files::current_second();
    const Papers papers{.accounts = accounts,
                        .canary = place.canary(),
                        .expired_token = token_until(*service, now - 24h, service->token_rules.audience),
                        .foreign_token = token_until(*service, now + 1h, "autre-service"),
                        .authority = place.path("certificats/ca.pem"),
                        .largest = largest_file};

    print_banner(options);
    const auto premises = std::make_shared<const Premises>(Premises{.root = weakened->root, .service = service});
    const security::SiteOptions site{.root = weakened->root, .limits = weakened->limits, .add_more = [&](files::Dispatcher& pages) {
                                         add_scripts(pages, weakened->scripts, place.canary());
                                     }};
    files::ServerProgram program;
    program.server = server_options(options, *weakened, place);
    const Clock clock{options.minutes};
    const int status = files::serve(
        program, "Le serveur vulnérable écoute",
        [&](const files::Limits& limits, asio::any_io_executor executor) {
            security::SiteOptions own = site;
            own.limits = limits;
            return with_flaws(security::make_site(service, own, std::move(executor)), weakened, premises);
        },
        [&](const files::Server& server) { write_papers(options, place, papers, server); });
    service->finish();
    return status;
}

}  // namespace vulnerable
