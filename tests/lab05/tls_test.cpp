// Step 5.3: whom a client believes.
#include <openssl/x509_vfy.h>

#include "05-https-client/errors.hpp"
#include "lab05/tls_attempt.hpp"

using scripted::class_options;
using scripted::TestCertificates;
using scripted::TlsAttempt;
using scripted::try_server;
using support::Lesson;

namespace {

void expect_refusal(Lesson& lesson, const TlsAttempt& attempt, long code, std::string_view part) {
    lesson.expect("la connexion est-elle établie", attempt.succeeded(), false);
    lesson.expect_contains("le message", attempt.error, part);
    lesson.expect("le code de vérification (X509_V_ERR_…)", attempt.verify_code, code);
}

}  // namespace

TEST_CASE("5.3 un bon certificat est accepté, pour le nom et pour les adresses qu'il porte") {
    for (const std::string host : {"localhost", "127.0.0.1", "::1"}) {
        Lesson lesson = scripted::tls_lesson();
        lesson.step("le serveur présente server.pem ; le client demande " + host);
        const TlsAttempt attempt = try_server({}, host);
        lesson.expect("l'erreur", attempt.error, "");
        lesson.expect("la connexion est-elle établie", attempt.succeeded(), true);
    }
}

TEST_CASE("5.3 ce que TLS a convenu est dit : version, suite, protocole, chaîne, et d'où vient la confiance") {
    Lesson lesson = scripted::tls_lesson();
    const TlsAttempt attempt = try_server({}, "localhost");
    const client::TlsFacts& facts = attempt.ear.facts;
    lesson.require("l'erreur", attempt.error, "");
    lesson.expect("la version", facts.version, "TLSv1.3");
    lesson.expect_contains("la suite", facts.suite, "TLS_");
    lesson.expect("le groupe est-il connu", !facts.group.empty(), true);
    lesson.expect("vérifié", facts.verified, true);
    lesson.expect("repris", facts.resumed, false);
    lesson.require("les certificats de la chaîne", facts.chain.size(), std::size_t{1});
    lesson.expect("le sujet", facts.chain[0].subject, "O=Atelier HTTP, CN=localhost");
    lesson.expect_contains("la confiance", facts.trust, "Autorité de la classe");
    lesson.expect_contains("son origine", facts.trust, TestCertificates::get().authority());
}

TEST_CASE("5.3 les messages de la poignée de main sont dits dans l'ordre, en TLS 1.3 et en TLS 1.2") {
    Lesson lesson = scripted::tls_lesson();
    const TlsAttempt newer = try_server({}, "localhost");
    lesson.expect_contains("TLS 1.3", newer.ear.messages, "> ClientHello < ServerHello");
    lesson.expect_contains("TLS 1.3", newer.ear.messages,
                           "< EncryptedExtensions < Certificate < CertificateVerify < Finished");
    lesson.expect_contains("TLS 1.3", newer.ear.messages, "> Finished");
    const TlsAttempt older = try_server({.highest = TLS1_2_VERSION}, "localhost");
    lesson.expect("la version", older.ear.facts.version, "TLSv1.2");
    lesson.expect_contains("TLS 1.2", older.ear.messages,
                           "< Certificate < ServerKeyExchange < ServerHelloDone > ClientKeyExchange");
}

TEST_CASE("5.3 un certificat que l'on ne doit pas croire est refusé, et le message dit pourquoi") {
    struct Case {
        const char* certificate;
        long code;
        const char* message;
    };
    const Case cases[] = {
        {"expired", X509_V_ERR_CERT_HAS_EXPIRED, "le certificat de localhost a expiré le "},
        {"not-yet-valid", X509_V_ERR_CERT_NOT_YET_VALID, "n'est pas encore valide"},
        {"wrong-name", X509_V_ERR_HOSTNAME_MISMATCH, "autre.example"},
        {"self-signed", X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, "auto-signé"},
        {"unknown-issuer", X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, "autorité inconnue"},
        {"weak", X509_V_ERR_EE_KEY_TOO_SMALL, "trop faible (RSA 1024 bits, "},
        {"wrong-use", X509_V_ERR_INVALID_PURPOSE, "n'est pas fait pour un serveur"},
    };
    for (const Case& one : cases) {
        Lesson lesson = scripted::tls_lesson();
        lesson.step(std::string{"le serveur présente "} + one.certificate + ".pem");
        expect_refusal(lesson, try_server({.certificate = one.certificate}, "localhost"), one.code, one.message);
    }
}

TEST_CASE("5.3 les autorités du système ne connaissent pas celle de la classe") {
    Lesson lesson = scripted::tls_lesson();
    lesson.step("le client n'a pas de --cacert");
    const TlsAttempt attempt = try_server({}, "localhost", client::TlsOptions{});
    expect_refusal(lesson, attempt, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, "autorité inconnue");
    lesson.expect_contains("le conseil", attempt.error, "--cacert");
}

TEST_CASE("5.3 un certificat auto-signé est accepté de qui le connaît") {
    Lesson lesson = scripted::tls_lesson();
    lesson.step("--cacert self-signed.pem");
    const TlsAttempt attempt = try_server({.certificate = "self-signed"}, "localhost",
                                          {.verify = TestCertificates::get().path("self-signed"), .certificate = {}});
    lesson.expect("l'erreur", attempt.error, "");
}

TEST_CASE("5.3 sans vérification tout certificat passe, mais l'observateur est averti et voit la chaîne") {
    for (const std::string name : {"self-signed", "expired", "wrong-name", "weak"}) {
        Lesson lesson = scripted::tls_lesson();
        lesson.step("--insecure, et le serveur présente " + name + ".pem");
        const TlsAttempt attempt = try_server({.certificate = name}, "localhost", {.verify = false, .certificate = {}});
        lesson.expect("l'erreur", attempt.error, "");
        lesson.expect("l'observateur est averti (tls_unverified)", attempt.ear.unverified, true);
        lesson.expect("vérifié", attempt.ear.facts.verified, false);
        lesson.expect("les certificats montrés", attempt.ear.facts.chain.size(), std::size_t{1});
        lesson.expect_contains("ce qu'on en dit", attempt.ear.facts.trust, "n'a pas été vérifié");
    }
}

TEST_CASE("5.3 avec vérification, l'observateur n'est pas averti") {
    Lesson lesson = scripted::tls_lesson();
    lesson.expect("tls_unverified", try_server({}, "localhost").ear.unverified, false);
}

TEST_CASE("5.3 un certificat pour un nom ne vaut pas pour une adresse, ni pour un autre nom") {
    Lesson lesson = scripted::tls_lesson();
    expect_refusal(lesson, try_server({.certificate = "wrong-name"}, "127.0.0.1"), X509_V_ERR_IP_ADDRESS_MISMATCH,
                   "autre.example");
    expect_refusal(lesson, try_server({}, "127.0.0.2"), X509_V_ERR_IP_ADDRESS_MISMATCH, "localhost, 127.0.0.1 et ::1");
    expect_refusal(lesson, try_server({}, "localhost.example"), X509_V_ERR_HOSTNAME_MISMATCH, "localhost, 127.0.0.1");
}

TEST_CASE("5.3 un joker vaut pour une étiquette entière, ni pour aucune ni pour deux") {
    Lesson lesson = scripted::tls_lesson();
    lesson.step("le certificat est pour *.classe.test");
    const scripted::TlsSettings wildcard{.certificate = "wildcard"};
    lesson.expect("poste.classe.test", try_server(wildcard, "poste.classe.test").error, "");
    lesson.expect("classe.test accepté", try_server(wildcard, "classe.test").succeeded(), false);
    lesson.expect("a.b.classe.test accepté", try_server(wildcard, "a.b.classe.test").succeeded(), false);
}

TEST_CASE("5.3 le nom du sujet (CN) ne compte pas : il faut un subjectAltName") {
    Lesson lesson = scripted::tls_lesson();
    expect_refusal(lesson, try_server({.certificate = "nameless"}, "localhost"), X509_V_ERR_HOSTNAME_MISMATCH,
                   "n'en porte aucun");
}

TEST_CASE("5.3 SNI dit au serveur le nom demandé, jamais une adresse") {
    for (const std::string host : {"localhost", "127.0.0.1", "::1"}) {
        Lesson lesson = scripted::tls_lesson();
        std::string name;
        scripted::Server server{scripted::over_tls({}, [&](scripted::TlsGuest& guest) {
            name = guest.requested_name();
            guest.say_goodbye();
        })};
        const TlsAttempt attempt = scripted::try_tls(server, host);
        lesson.require("l'erreur", attempt.error, "");
        server.join();
        lesson.expect("le nom reçu par le serveur pour " + host, name, host == "localhost" ? host : "");
    }
}

TEST_CASE("5.3 un fichier d'autorités absent ou qui n'en est pas un est une erreur qui le nomme") {
    Lesson lesson = scripted::tls_lesson();
    const auto message = [](const std::string& authorities) {
        try {
            const client::TlsContext context{{.verify = authorities, .certificate = {}}};
            return std::string{"accepté"};
        } catch (const client::SSLError& error) {
            return std::string{error.what()};
        }
    };
    lesson.expect_contains("absent", message("/nulle/part/ca.pem"), "« /nulle/part/ca.pem » : fichier introuvable");
    const std::string key = TestCertificates::get().path("server", ".key");
    lesson.expect_contains("une clé", message(key), key + " » est inutilisable");
}
