// The upload service: whoever has an account leaves files here, and gets them back as they were.
#include <sys/resource.h>
#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "03-static-server/server_program.hpp"
#include "05-https-client/server/tls_program.hpp"
#include "06-security/service/accounts_file.hpp"
#include "06-security/service/service.hpp"
#include "common/program.hpp"
#include "common/system_error.hpp"

namespace {

constexpr const char* key_variable = "ATELIER_TOKEN_KEY";

struct Options {
    files::ServerProgram program;
    https::TlsOptions tls;
    std::string data = "depot";
    std::string algorithm = "EdDSA";
    std::string key_file;
    std::string clamd;
    security::StoreLimits limits;
    std::string new_account;
    std::string role = "auteur";
};

void declare_account_options(CLI::App& app, Options& options) {
    app.add_option("--add-account", options.new_account, "Ajoute un compte, dont le mot de passe est lu sur l'entrée "
                                                         "standard, puis s'arrête")->type_name("NOM");
    app.add_option("--role", options.role, "Rôle du compte ajouté : lecteur, auteur ou admin")
        ->check(common::one_of({"lecteur", "auteur", "admin"}))->type_name("RÔLE")->capture_default_str();
}

void declare(CLI::App& app, Options& options) {
    files::declare_options(app, options.program);
    https::declare_tls_options(app, options.tls);
    declare_account_options(app, options);
    app.add_option("--data", options.data, "Répertoire des fichiers reçus, des comptes et de la clé des jetons")
        ->type_name("RÉPERTOIRE")->capture_default_str();
    app.add_option("--token-alg", options.algorithm, "Signature des jetons : EdDSA, ES256 ou HS256")
        ->check(common::one_of({"EdDSA", "ES256", "HS256"}))->type_name("ALGORITHME")->capture_default_str();
    app.add_option("--token-key", options.key_file, "Clé des jetons (0600) ; à défaut, la variable ATELIER_TOKEN_KEY, ou "
                                                    "une clé que le service crée dans --data")->type_name("FICHIER");
    app.add_option("--clamd", options.clamd, "Antivirus clamd : unix:/chemin ou hôte:port ; sans lui, quelques "
                                             "signatures pour apprendre")->type_name("ADRESSE");
    app.add_option("--max-size", options.limits.file_bytes, "Taille du plus grand fichier accepté, en octets")
        ->check(common::whole_number(1, std::uint64_t{1} << 40))->type_name("OCTETS")->capture_default_str();
    app.add_option("--quota", options.limits.owner_bytes, "Place de chaque propriétaire, en octets")
        ->check(common::whole_number(1, std::uint64_t{1} << 50))->type_name("OCTETS")->capture_default_str();
}

std::string accounts_file(const Options& options) {
    return options.data + "/comptes";
}

void make_data_directory(const std::string& path) {
    if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) common::throw_errno("mkdir", path);
}

int add_account(const Options& options) {
    std::string password;
    std::getline(std::cin, password);
    make_data_directory(options.data);
    security::add_account(accounts_file(options), options.new_account, *security::role_of(options.role), password);
    std::cout << "Le compte « " << options.new_account << " » (" << options.role << ") est ajouté à "
              << accounts_file(options) << ".\n";
    return 0;
}

// Of the file that was named, else of the environment, else one that this service keeps for itself.
security::TokenKey token_key(const Options& options) {
    const auto algorithm = *security::algorithm_of(options.algorithm);
    if (!options.key_file.empty()) return security::TokenKey::load(algorithm, options.key_file);
    if (const char* text = std::getenv(key_variable)) return security::TokenKey::parse(algorithm, text);
    const std::string own = options.data + "/jetons-" + options.algorithm + ".key";
    if (!std::filesystem::exists(own)) {
        security::write_private_file(own, security::TokenKey::make(algorithm).to_text());
    }
    return security::TokenKey::load(algorithm, own);
}

std::shared_ptr<const security::Scanner> scanner(const Options& options) {
    if (options.clamd.empty()) return security::make_signature_scanner();
    try {
        return security::make_clamd_scanner(options.clamd);
    } catch (const std::invalid_argument& failure) {
        throw common::WrongUsage{failure.what()};
    }
}

// file_inspector stands beside this program.
std::string inspector_program() {
    return std::filesystem::read_symlink("/proc/self/exe").parent_path() / "file_inspector";
}

bool is_within(const std::filesystem::path& inner, const std::filesystem::path& outer) {
    return std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first == outer.end();
}

// Whatever is under the root anybody may have: no received file, no account, no key must stand there.
void require_outside_root(const Options& options) {
    const std::filesystem::path root = std::filesystem::weakly_canonical(options.program.root);
    for (const std::string& secret : {options.data, options.key_file, options.tls.files.key}) {
        if (secret.empty() || !is_within(std::filesystem::weakly_canonical(secret), root)) continue;
        throw std::runtime_error{secret + " est dans le répertoire servi, " + root.string() +
                                 " : tout le monde le lirait ; donnez à --root un répertoire qui n'a que des pages"};
    }
}

security::ServicePointer make_service(const Options& options) {
    make_data_directory(options.data);
    require_outside_root(options);
    const security::Accounts accounts = security::load_accounts(accounts_file(options));
    if (accounts.empty()) {
        throw std::runtime_error{"il n'y a pas encore de compte ; ajoutez-en un : upload_server --data " + options.data +
                                 " --add-account NOM --role auteur"};
    }
    security::TokenKey key = token_key(options);
    auto antivirus = scanner(options);  // before the store, which may be busy: a wrong option is wrong all the same
    auto store = std::make_shared<security::Store>(options.data, options.limits);
    return std::make_shared<security::Service>(accounts, std::move(key), std::move(store), std::move(antivirus),
                                               security::make_isolated_inspector(inspector_program()));
}

// A core file would hold passwords and keys.
void leave_no_core() {
    constexpr rlimit none{};
    if (::setrlimit(RLIMIT_CORE, &none) != 0) common::throw_errno("setrlimit", "RLIMIT_CORE");
}

// Whatever a desk has to do, begun or waiting, has a bell: two descriptors (desk.hpp).
std::uint64_t descriptors_for(const security::ServiceLimits& limits) {
    return 2 * (limits.log_ins_at_once + limits.waiting_log_ins + limits.files_at_once + limits.waiting_files +
                limits.checks_at_once + limits.waiting_checks);
}

int serve(Options options) {
    leave_no_core();
    const security::ServicePointer service = make_service(options);
    ::unsetenv(key_variable);  // what this process starts has no business with it
    https::add_tls(options.tls, options.program.server);
    std::cout << "Antivirus : " << service->scanner->description() << ".\nExamen du contenu : "
              << service->inspector->description() << ".\n";
    options.program.server.limits.listing_entries = 0;
    options.program.other_descriptors = descriptors_for(service->limits);
    const int status = files::serve(
        options.program, "Le service de dépôt écoute", [&](const files::Limits& limits, asio::any_io_executor executor) {
            return security::make_site(service, {.root = options.program.root, .limits = limits}, std::move(executor));
        });
    service->finish();
    return status;
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    const common::ProgramDescription description{
        .name = "upload_server",
        .purpose = "Un service de dépôt de fichiers : comptes, jetons, droits, antivirus, reprise des envois coupés.\n"
                   "Sa page est /depot.html ; son interface, POST /token puis POST /files.",
        .examples = "  upload_server --add-account ada --role auteur      (le mot de passe, puis Entrée)\n"
                    "  upload_server --root www\n"
                    "  upload_server --root www --tls-port 8443 --tls-cert certs/server.pem --tls-key certs/server.key\n"
                    "  upload_server --root www --clamd unix:/run/clamav/clamd.ctl"};
    return common::run_program(
        argc, argv, description, [&](CLI::App& app) { declare(app, options); },
        [&] { return options.new_account.empty() ? serve(options) : add_account(options); });
}
