#include "06-security/vulnerable/assembly.hpp"

#include <filesystem>

#include "03-static-server/date_clock.hpp"
#include "05-https-client/certificates/class_certificates.hpp"
#include "05-https-client/server/tls_stream.hpp"
#include "06-security/vulnerable/flaw.hpp"
#include "06-security/vulnerable/old_tls.hpp"
#include "06-security/vulnerable/stand_in.hpp"

namespace vulnerable {
namespace {

using namespace std::chrono_literals;

// An author's, for this service or another one, that is valid for a day, until then.
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

// Whatever flaw is open, nobody fills the disk: it is not this server's.
security::StoreDecisions within_quota(const security::Defences& defences) {
    const auto does_not_fit = [decide = defences.does_not_fit](std::uint64_t size, const security::Room& room) {
        if (size <= room.owner_bytes) return decide(size, room);
        return std::optional{security::Refusal{413, "Ce serveur d'essai ne garde pas davantage."}};
    };
    return {.does_not_fit = does_not_fit, .make_visible = defences.make_visible, .new_id = {}};
}

files::Listener tls_listener(const Weakened& weakened, const Throwaway& place, std::uint16_t port) {
    const std::string directory = place.path("certificats");
    client::make_class_certificates({.directory = directory, .broken = weakened.shows_expired_certificate});
    const std::string name = directory + (weakened.shows_expired_certificate ? "/expired" : "/server");
    const https::CertificateFiles files{.certificate = name + ".pem", .key = name + ".key"};
    if (weakened.speaks_old_tls) return https::listener(port, std::make_shared<OldTls>(files));
    return https::listener(port, std::make_shared<https::ServerContext>(files));
}

}  // namespace

Weakened sound_server(const Throwaway& place) {
    Weakened sound;
    sound.defences = defences_with_stand_ins();
    sound.root = place.path("racine");
    sound.store.file_bytes = largest_file;
    sound.store.owner_bytes = 256 * largest_file;
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

void open_flaws(Weakened& weakened, const std::vector<std::string>& ids) {
    for (const std::string& id : ids) find_flaw(id)->open(weakened);
}

security::ServicePointer make_service(const Weakened& weakened, const Throwaway& place,
                                      std::vector<KnownAccount> accounts) {
    if (weakened.has_default_account) accounts.push_back({"admin", security::Role::admin, "admin"});
    return std::make_shared<security::Service>(
        hashed(accounts), security::TokenKey::make(security::Algorithm::eddsa),
        std::make_shared<security::Store>(place.path("depot"), weakened.store, within_quota(weakened.defences)),
        weakened.scanner, weakened.inspector, weakened.defences, weakened.service);
}

Papers make_papers(const security::Service& service, const Throwaway& place, std::vector<KnownAccount> accounts) {
    const http::Seconds now = files::current_second();
    return {.accounts = std::move(accounts),
            .canary = place.canary(),
            .expired_token = token_until(service, now - 24h, service.token_rules.audience),
            .foreign_token = token_until(service, now + 1h, "autre-service"),
            .authority = place.path("certificats/ca.pem"),
            .largest = largest_file};
}

files::ServerOptions server_options(const Weakened& weakened, const Throwaway& place, std::uint16_t port,
                                    std::uint16_t tls_port) {
    files::ServerOptions server;
    server.address = "127.0.0.1";
    server.port = port;
    server.threads = 2;
    server.limits = weakened.limits;
    server.others.push_back(tls_listener(weakened, place, tls_port));
    if (!weakened.repairs.empty()) {
        server.make_stream = repairing({}, weakened.repairs);
        server.others[0].make_stream = repairing(server.others[0].make_stream, weakened.repairs);
    }
    return server;
}

}  // namespace vulnerable
