#include "06-security/vulnerable/throwaway.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "05-https-client/certificates/pem.hpp"
#include "06-security/password.hpp"
#include "common/system_error.hpp"

namespace vulnerable {
namespace {

namespace fs = std::filesystem;

constexpr const char* page =
    "<!DOCTYPE html>\n<html lang=\"fr\">\n<meta charset=\"utf-8\">\n<title>Serveur vulnérable</title>\n"
    "<h1>Serveur vulnérable</h1>\n<p>Ce serveur a des failles ouvertes exprès, pour apprendre. Il n'écoute que cette "
    "machine, et s'arrête de lui-même.</p>\n</html>\n";

std::string make_directory() {
    const char* const place = std::getenv("TMPDIR");
    std::string path = (place && *place ? std::string{place} : "/tmp") + "/atelier-vulnerable-XXXXXX";
    if (!::mkdtemp(path.data())) common::throw_errno("mkdtemp", path);
    return path;
}

}  // namespace

void write_private(const std::string& path, const std::string& text) {
    client::write_file(path, text, 0600);
}

Throwaway::Throwaway() : path_{make_directory()}, canary_{security::random_id()} {
    try {
        plant();
    } catch (...) {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
        throw;
    }
}

Throwaway::~Throwaway() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

void Throwaway::plant() const {
    fs::create_directories(path("racine/dossier"));
    fs::create_directories(path("secret"));
    write_private(path("racine/index.html"), page);
    write_private(path("racine/dossier/notes.txt"), "Des notes que rien ne relie à la page d'accueil.\n");
    write_private(path("racine/.htpasswd"), "admin:" + canary_ + "\n");
    write_private(path("secret/canari.txt"), "Ce fichier est hors de la racine : " + canary_ + "\n");
    fs::create_symlink("../secret/canari.txt", path("racine/lien"));
}

std::vector<KnownAccount> make_accounts() {
    using security::Role;
    std::vector<KnownAccount> accounts{{"louis", Role::reader, {}},
                                       {"ada", Role::author, {}},
                                       {"alan", Role::author, {}},
                                       {"victime", Role::author, {}},
                                       {"grace", Role::admin, {}}};
    for (KnownAccount& account : accounts) account.password = security::random_id(8);
    return accounts;
}

security::Accounts hashed(const std::vector<KnownAccount>& accounts) {
    security::Accounts all;
    for (const KnownAccount& account : accounts) {
        all.add({account.name, account.role, security::hash_password(account.password, {.n = 1024})});
    }
    return all;
}

}  // namespace vulnerable
