#include "05-https-client/certificates/class_certificates.hpp"

#include <openssl/x509v3.h>

#include <array>
#include <filesystem>
#include <stdexcept>

#include "05-https-client/certificates/issue.hpp"
#include "05-https-client/certificates/pem.hpp"

namespace client {
namespace {

using Use = CertificatePlan::Use;

constexpr mode_t public_mode = 0644;
constexpr mode_t secret_mode = 0600;
constexpr int month = 30;
constexpr const char* wrong_name = "autre.example";
constexpr std::array own_names{"ca", "server", "client"};

const CertificatePlan authority_plan{
    .name = "Autorité de la classe", .use = Use::authority, .ends = most_days};

// Writes the files of one class.
class Writer {
public:
    explicit Writer(std::string directory) : directory_{std::move(directory)} {}

    std::string path(const std::string& name) const { return directory_ + "/" + name; }
    bool has(const std::string& name) const { return std::filesystem::exists(path(name)); }

    // The key first: a certificate without its key is of no use to anybody.
    void write(const std::string& name, const Issued& issued, const std::string& what, const std::string& key_what) {
        write_file(path(name + ".key"), to_pem(issued.key.get()), secret_mode);
        write_file(path(name + ".pem"), to_pem(issued.certificate.get()), public_mode);
        tell(name, what, key_what);
    }

    void tell(const std::string& name, const std::string& what, const std::string& key_what) {
        made.files.push_back({name + ".pem", what});
        made.files.push_back({name + ".key", key_what});
    }

    MadeCertificates made;

private:
    std::string directory_;
};

std::string list(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
    return text;
}

Issued existing_authority(const Writer& writer) {
    const std::string path = writer.path("ca.pem");
    const std::string advice = " ; --force crée une nouvelle autorité";
    if (!writer.has("ca.key")) {
        throw std::runtime_error{"« " + path + " » est une autorité dont la clé (ca.key) manque" + advice};
    }
    Issued authority = read_pem(path, writer.path("ca.key"));
    if (X509_check_ca(authority.certificate.get()) != 1) {
        throw std::runtime_error{"« " + path + " » n'est pas le certificat d'une autorité" + advice};
    }
    if (X509_cmp_current_time(X509_get0_notAfter(authority.certificate.get())) <= 0) {
        throw std::runtime_error{"l'autorité « " + path + " » a expiré" + advice};
    }
    return authority;
}

// Files of these names that belong to nobody we know.
void refuse_to_overwrite(const Writer& writer) {
    for (const char* name : own_names) {
        for (const char* extension : {".pem", ".key"}) {
            if (!writer.has(name + std::string{extension})) continue;
            throw std::runtime_error{"« " + writer.path(name + std::string{extension}) +
                                     " » existe, et n'est pas d'une autorité de ce programme ; choisissez un autre "
                                     "répertoire, ou --force pour l'écraser"};
        }
    }
}

Issued authority(Writer& writer, const ClassOptions& options) {
    constexpr const char* what = "certificat de l'autorité de certification : à donner à tous les clients";
    constexpr const char* key_what = "clé de l'autorité : secrète, à garder";
    if (!options.force && writer.has("ca.pem")) {
        Issued existing = existing_authority(writer);
        writer.made.authority_is_new = false;
        writer.tell("ca", what, key_what);
        return existing;
    }
    if (!options.force) refuse_to_overwrite(writer);
    Issued made = issue(authority_plan, nullptr);
    writer.write("ca", made, what, key_what);
    return made;
}

void make_broken(Writer& writer, const Issued& authority, const CertificatePlan& good) {
    const auto make = [&](const std::string& name, CertificatePlan plan, const Issued* by, const std::string& what) {
        plan.name = good.name;
        if (plan.hosts.empty()) plan.hosts = good.hosts;
        writer.write(name, issue(plan, by), what, "sa clé");
    };
    const Issued stranger = issue({.name = "Autorité que personne ne connaît", .use = Use::authority}, nullptr);
    make("expired", {.name = "", .begins = -3 * month, .ends = -month}, &authority, "expiré depuis un mois");
    make("wrong-name", {.name = "", .hosts = {wrong_name}, .ends = good.ends}, &authority,
         std::string{"valable pour "} + wrong_name + " seulement");
    make("self-signed", {.name = "", .ends = good.ends}, nullptr, "auto-signé : sans autorité");
    make("unknown-issuer", {.name = "", .ends = good.ends}, &stranger,
         "signé par une autorité que personne ne connaît");
    make("not-yet-valid", {.name = "", .begins = month, .ends = month + good.ends}, &authority,
         "valide dans un mois seulement");
    make("weak", {.name = "", .ends = good.ends, .weak = true}, &authority, "trop faible : RSA 1024 bits, SHA-1");
    make("wrong-use", {.name = "", .use = Use::client, .ends = good.ends}, &authority,
         "fait pour un client, présenté par un serveur");
}

}  // namespace

MadeCertificates make_class_certificates(const ClassOptions& options) {
    Writer writer{options.directory};
    std::filesystem::create_directories(options.directory);
    const Issued by = authority(writer, options);
    CertificatePlan server{.name = "localhost", .hosts = {"localhost", "127.0.0.1", "::1"}, .ends = options.days};
    server.hosts.insert(server.hosts.end(), options.hosts.begin(), options.hosts.end());
    writer.write("server", issue(server, &by), "certificat de serveur, pour " + list(server.hosts), "sa clé : secrète");
    const CertificatePlan client{.name = "Client de la classe", .use = Use::client, .ends = options.days};
    writer.write("client", issue(client, &by), "certificat de client, pour un serveur qui en demande un",
                 "sa clé : secrète");
    if (options.broken) make_broken(writer, by, server);
    return writer.made;
}

}  // namespace client
