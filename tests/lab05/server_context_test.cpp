#include <openssl/pem.h>
#include <sys/stat.h>

#include "05-https-client/server/server_context.hpp"
#include "lab05/throwaway_certificate.hpp"
#include "support/catch.hpp"
#include "support/lesson.hpp"

namespace {

support::Lesson lesson_on_files() {
    return support::Lesson{{.rule = "server_context.hpp", .slide = "05-https-client.md#la-poignée-de-main",
                            .command = "./lab run https_server --tls-port 0 --tls-cert cert.pem --tls-key cert.key"}};
}

// What ServerContext complains of with these files; "" if of nothing.
std::string complaint(const https::CertificateFiles& files) {
    try {
        const https::ServerContext context{files};
        std::string warnings;
        for (const std::string& warning : context.warnings()) warnings += warning + "\n";
        return warnings;
    } catch (const std::exception& error) {
        return error.what();
    }
}

std::string locked_copy(const played::TemporaryDirectory& directory, const std::string& key) {
    const client::BioHandle in{BIO_new_file(key.c_str(), "r")};
    const client::KeyHandle opened{PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr)};
    std::string copy = directory.path("verrouillée.key");
    const client::BioHandle out{BIO_new_file(copy.c_str(), "w")};
    PEM_write_bio_PKCS8PrivateKey(out.get(), opened.get(), EVP_aes_256_cbc(), "mot", 3, nullptr, nullptr);
    return copy;
}

}  // namespace

TEST_CASE("https : un certificat et sa clé en ordre ne donnent lieu à aucune plainte") {
    support::Lesson lesson = lesson_on_files();
    const played::TemporaryDirectory directory;
    lesson.expect("la plainte", complaint(played::make_certificate(directory)), "");
}

TEST_CASE("https : ce qui ne va pas dans les fichiers du certificat est dit en français, avec leur nom") {
    support::Lesson lesson = lesson_on_files();
    const played::TemporaryDirectory directory;
    const https::CertificateFiles good = played::make_certificate(directory);
    const https::CertificateFiles other = played::make_certificate(directory, {.name = "autre"});
    const std::string absent = directory.path("absent.pem");
    const std::string noise = directory.write("bruit.pem", "rien de tel\n");
    lesson.expect_contains("un certificat absent", complaint({absent, good.key}), absent);
    lesson.expect_contains("une clé absente", complaint({good.certificate, absent}), absent);
    lesson.expect_contains("un certificat qui n'en est pas un", complaint({noise, good.key}),
                           "« " + noise + " » ne contient pas de certificat");
    lesson.expect_contains("une clé qui n'en est pas une", complaint({good.certificate, noise}),
                           "« " + noise + " » ne contient pas de clé privée");
    lesson.expect_contains("la clé d'un autre", complaint({good.certificate, other.key}),
                           "« " + other.key + " » n'est pas celle du certificat « " + good.certificate + " »");
    lesson.expect_contains("une clé verrouillée", complaint({good.certificate, locked_copy(directory, good.key)}),
                           "protégée par un mot de passe");
    lesson.expect_contains("des autorités qui n'en sont pas", complaint({good.certificate, good.key, noise}),
                           "« " + noise + " » ne contient pas de certificat d'autorité");
}

TEST_CASE("https : une clé que tous peuvent lire et un certificat périmé valent un avertissement") {
    support::Lesson lesson = lesson_on_files();
    const played::TemporaryDirectory directory;
    const https::CertificateFiles open = played::make_certificate(directory);
    ::chmod(open.key.c_str(), 0644);
    lesson.expect_contains("la clé lisible par tous", complaint(open), "chmod 600 " + open.key);
    lesson.expect_contains("le certificat périmé",
                           complaint(played::make_certificate(directory, {.name = "vieux", .valid_until = -60})),
                           "a expiré");
    lesson.expect_contains("le certificat pas encore valable",
                           complaint(played::make_certificate(directory, {.name = "futur", .valid_from = 1'800})),
                           "n'est pas encore valable");
}
