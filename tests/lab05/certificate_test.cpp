// Given: a certificate, for people; what OpenSSL says, in French.
#include "05-https-client/certificate.hpp"

#include <openssl/ssl.h>

#include "05-https-client/certificates/issue.hpp"
#include "05-https-client/tls_failure.hpp"
#include "support/catch.hpp"

using client::CertificatePlan;
using client::facts_of;
using client::french_date;
using client::Issued;

TEST_CASE("certificat : une date se lit en français") {
    CHECK(french_date("2026-03-03 08:00:00 UTC") == "le 3 mars 2026");
    CHECK(french_date("2027-08-01 00:00:00 UTC") == "le 1er août 2027");
    CHECK(french_date("2027-13-01 00:00:00 UTC") == "2027-13-01 00:00:00 UTC");
    CHECK(french_date("").empty());
}

TEST_CASE("certificat : le sujet, les noms, la clé et la signature sont dits") {
    const Issued authority = client::issue({.name = "Autorité", .use = CertificatePlan::Use::authority}, nullptr);
    const std::vector<std::string> names{"a.test", "*.b.test", "192.0.2.1", "2001:db8::1"};
    const Issued server = client::issue({.name = "serveur", .hosts = names}, &authority);
    const client::CertificateFacts facts = facts_of(server.certificate.get());
    CHECK(facts.subject == "O=Atelier HTTP, CN=serveur");
    CHECK(facts.issuer == "O=Atelier HTTP, CN=Autorité");
    CHECK(facts.names == names);
    CHECK(facts.key == "EC P-256");
    CHECK(facts.signature == "ecdsa-with-SHA256");
    CHECK(facts.fingerprint.size() == 95);
    CHECK(facts.valid_from.substr(19) == " UTC");
    CHECK(facts.valid_from < facts.valid_until);
    CHECK_FALSE(facts.is_authority);
    CHECK(facts_of(authority.certificate.get()).is_authority);
}

TEST_CASE("certificat : un certificat faible se reconnaît à sa clé et à sa signature") {
    const Issued weak = client::issue({.name = "faible", .weak = true}, nullptr);
    CHECK(facts_of(weak.certificate.get()).key == "RSA 1024 bits");
    CHECK(facts_of(weak.certificate.get()).signature == "RSA-SHA1");
}

TEST_CASE("certificat : ce qu'il dit de lui-même ne commande pas le terminal") {
    const Issued odd = client::issue({.name = "a\x1b[31mb"}, nullptr);
    CHECK(facts_of(odd.certificate.get()).subject.find('\x1b') == std::string::npos);
}

TEST_CASE("certificat : un nom d'hôte ou une adresse, rien d'autre") {
    for (const char* good : {"localhost", "a.b-c.test", "*.classe.test", "xn--caf-dma.example", "192.0.2.1", "::1"}) {
        CHECK(client::is_host_name(good));
    }
    for (const char* bad : {"", ".", "a..b", ".a", "a.", "a b", "a,DNS:b", "café.example", "a/b", "*.", "a*.b",
                            "a\nb"}) {
        CHECK_FALSE(client::is_host_name(bad));
    }
}

TEST_CASE("TLS : les messages de la poignée de main ont leur nom") {
    CHECK(client::handshake_message_name(SSL3_MT_CLIENT_HELLO) == "ClientHello");
    CHECK(client::handshake_message_name(99) == "message 99");
}

TEST_CASE("TLS : une alerte se lit en français, et dit que faire") {
    CHECK(client::explain_alert(TLS13_AD_CERTIFICATE_REQUIRED).what == "certificat client exigé");
    CHECK(client::explain_alert(SSL_AD_UNKNOWN_CA).advice.find("--cert") != std::string::npos);
    CHECK(client::explain_alert(0).what.empty());
}
