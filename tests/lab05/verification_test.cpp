// Step 5.3: what is said of a certificate that was refused.
#include <openssl/x509_vfy.h>

#include "05-https-client/certificate.hpp"
#include "support/lesson.hpp"

using client::CertificateFacts;
using client::explain_verification;
using support::Lesson;

namespace {

Lesson lesson() {
    return Lesson{{.rule = "RFC 5280 §6.1 ; RFC 9525", .slide = "05-https-client.md#vérifier-un-certificat",
                   .command = "./lab run make_certs certs --broken"}};
}

const CertificateFacts server{.subject = "CN=exemple.fr",
                              .issuer = "O=Autorité, CN=Intermédiaire",
                              .names = {"exemple.fr", "*.exemple.fr", "192.0.2.1"},
                              .valid_from = "2026-01-01 00:00:00 UTC",
                              .valid_until = "2026-03-03 12:00:00 UTC",
                              .key = "RSA 1024 bits",
                              .signature = "RSA-SHA1",
                              .fingerprint = ""};
const CertificateFacts intermediate{.subject = "O=Autorité, CN=Intermédiaire",
                                    .issuer = "O=Autorité, CN=Racine",
                                    .names = {},
                                    .valid_from = "2026-04-01 00:00:00 UTC",
                                    .valid_until = "2026-02-01 00:00:00 UTC",
                                    .key = "EC P-256",
                                    .signature = "ecdsa-with-SHA256",
                                    .fingerprint = "",
                                    .is_authority = true};

std::string what(long code, const std::vector<CertificateFacts>& chain = {server}) {
    return explain_verification(code, "exemple.fr", chain).what;
}

}  // namespace

TEST_CASE("5.3 un certificat expiré : depuis quelle date, en français") {
    Lesson said = lesson();
    said.expect("le message", what(X509_V_ERR_CERT_HAS_EXPIRED), "le certificat de exemple.fr a expiré le 3 mars 2026");
}

TEST_CASE("5.3 dans une chaîne, c'est le certificat expiré qui est nommé, et non celui du serveur") {
    Lesson said = lesson();
    said.expect_contains("le message", what(X509_V_ERR_CERT_HAS_EXPIRED, {server, intermediate}),
                         "l'autorité « O=Autorité, CN=Intermédiaire », présenté par exemple.fr, a expiré le 1er "
                         "février");
}

TEST_CASE("5.3 un certificat qui n'est pas encore valide : à partir de quelle date") {
    Lesson said = lesson();
    said.expect_contains("le message", what(X509_V_ERR_CERT_NOT_YET_VALID), "à partir du 1er janvier 2026");
    said.expect_contains("le conseil", explain_verification(X509_V_ERR_CERT_NOT_YET_VALID, "x", {server}).advice,
                         "l'heure de cette machine");
}

TEST_CASE("5.3 un certificat d'un autre nom : les noms qu'il porte sont dits") {
    Lesson said = lesson();
    for (const int code : {X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH}) {
        said.expect_contains("le message", what(code), "il vaut pour exemple.fr, *.exemple.fr et 192.0.2.1");
    }
}

TEST_CASE("5.3 auto-signé et autorité inconnue ne sont pas la même chose") {
    Lesson said = lesson();
    said.expect_contains("auto-signé", what(X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT), "auto-signé");
    for (const int code : {X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT,
                           X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE}) {
        said.expect_contains("autorité inconnue", what(code, {server, intermediate}),
                             "est signé par une autorité inconnue (O=Autorité, CN=Racine)");
        said.expect_contains("le conseil", explain_verification(code, "x", {server}).advice, "--cacert");
    }
}

TEST_CASE("5.3 révoqué, trop faible, pas fait pour un serveur : chacun a sa phrase") {
    Lesson said = lesson();
    said.expect_contains("révoqué", what(X509_V_ERR_CERT_REVOKED), "révoqué");
    for (const int code : {X509_V_ERR_EE_KEY_TOO_SMALL, X509_V_ERR_CA_KEY_TOO_SMALL, X509_V_ERR_CA_MD_TOO_WEAK}) {
        said.expect_contains("trop faible", what(code), "est trop faible (RSA 1024 bits, RSA-SHA1)");
    }
    said.expect_contains("usage", what(X509_V_ERR_INVALID_PURPOSE), "n'est pas fait pour un serveur");
}

TEST_CASE("5.3 un refus rare garde les mots d'OpenSSL") {
    Lesson said = lesson();
    said.expect_contains("le message", what(X509_V_ERR_PATH_LENGTH_EXCEEDED), "path length constraint exceeded");
}

TEST_CASE("5.3 une chaîne vide est expliquée aussi, sans date ni nom") {
    Lesson said = lesson();
    for (const int code : {X509_V_ERR_CERT_HAS_EXPIRED, X509_V_ERR_CERT_NOT_YET_VALID, X509_V_ERR_HOSTNAME_MISMATCH,
                           X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, X509_V_ERR_EE_KEY_TOO_SMALL}) {
        said.expect_contains("le message", what(code, {}), "exemple.fr");
    }
}
