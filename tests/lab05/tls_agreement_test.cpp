// Step 5.3: client certificates, and servers with whom there is no agreement.
#include "05-https-client/errors.hpp"
#include "lab05/tls_attempt.hpp"

using scripted::class_options;
using scripted::TestCertificates;
using scripted::TlsAttempt;
using scripted::try_server;
using support::Lesson;

namespace {

client::TlsOptions with_certificate(const std::string& certificate, const std::string& key) {
    client::TlsOptions options = class_options();
    options.certificate = {TestCertificates::get().path(certificate), TestCertificates::get().path(key, ".key")};
    return options;
}

// What making a context with this certificate ends with; "" if it is accepted.
std::string context_error(const client::TlsOptions& options) {
    try {
        const client::TlsContext context{options};
        return "";
    } catch (const client::SSLError& error) {
        return error.what();
    }
}

// What a client is told that speaks to this server: by the handshake, or, in TLS 1.3, by what it reads next.
std::string refusal_by(const scripted::TlsSettings& settings, const client::TlsOptions& options) {
    const TlsAttempt attempt = try_server(settings, "localhost", options);
    if (!attempt.succeeded()) return attempt.error;
    try {
        return scripted::read_all(*attempt.transport);
    } catch (const client::SSLError& error) {
        return error.what();
    }
}

std::string error_against(const scripted::Play& play) {
    const scripted::Server server{play};
    return scripted::try_tls(server, "localhost").error;
}

}  // namespace

TEST_CASE("5.3 le certificat du client arrive au serveur qui en demande un") {
    Lesson lesson = scripted::tls_lesson();
    std::string name;
    scripted::Server server{scripted::over_tls({.demands_client = true}, [&](scripted::TlsGuest& guest) {
        name = guest.client_name();
        guest.send("bonjour ");
        guest.say_goodbye();
    })};
    const TlsAttempt attempt = scripted::try_tls(server, "localhost", with_certificate("client", "client"));
    lesson.require("l'erreur", attempt.error, "");
    lesson.expect("ce que le client reçoit", scripted::read_all(*attempt.transport), "bonjour (fin)");
    server.join();
    lesson.expect("le client, vu du serveur", name, "O=Atelier HTTP, CN=Client de la classe");
}

TEST_CASE("5.3 un certificat client exigé et absent : le refus du serveur est dit, en TLS 1.3 comme en TLS 1.2") {
    Lesson lesson = scripted::tls_lesson();
    lesson.expect_contains("TLS 1.3", refusal_by({.demands_client = true}, class_options()),
                           "localhost a refusé : certificat client exigé");
    lesson.expect_contains("TLS 1.2", refusal_by({.demands_client = true, .highest = TLS1_2_VERSION}, class_options()),
                           "certificat client exigé");
}

TEST_CASE("5.3 un certificat client d'une autre autorité est refusé, et le conseil parle de --cert") {
    Lesson lesson = scripted::tls_lesson();
    const std::string refusal =
        refusal_by({.demands_client = true}, with_certificate("unknown-issuer", "unknown-issuer"));
    lesson.expect_contains("le message", refusal, "certificat client d'une autorité qu'il ne connaît pas");
    lesson.expect_contains("le conseil", refusal, "--cert");
}

TEST_CASE("5.3 un certificat client et une clé qui ne vont pas ensemble : c'est dit avant toute connexion") {
    Lesson lesson = scripted::tls_lesson();
    lesson.expect_contains("le message", context_error(with_certificate("client", "server")),
                           "n'est pas celle du certificat client");
    lesson.expect("la bonne clé", context_error(with_certificate("client", "client")), "");
}

TEST_CASE("5.3 un certificat client qui n'existe pas ou n'en est pas un : le fichier est nommé") {
    Lesson lesson = scripted::tls_lesson();
    client::TlsOptions options = class_options();
    options.certificate.certificate = "/nulle/part/client.pem";
    lesson.expect_contains("absent", context_error(options), "« /nulle/part/client.pem » : fichier introuvable");
    options.certificate.certificate = TestCertificates::get().path("client", ".key");
    lesson.expect_contains("une clé", context_error(options), "client.key » est inutilisable");
}

TEST_CASE("5.3 un serveur qui ne parle que TLS 1.1 est refusé, et le message parle de version") {
    Lesson lesson = scripted::tls_lesson();
    const TlsAttempt attempt = try_server({.lowest = TLS1_VERSION, .highest = TLS1_1_VERSION}, "localhost");
    lesson.expect("la connexion est-elle établie", attempt.succeeded(), false);
    lesson.expect_contains("le message", attempt.error, "trop ancienne");
    lesson.expect("le code de vérification", attempt.verify_code, 0);
}

TEST_CASE("5.3 sans suite cryptographique commune, le message le dit") {
    Lesson lesson = scripted::tls_lesson();
    lesson.step("le serveur a une clé EC, et n'accepte qu'une suite pour RSA");
    const TlsAttempt attempt = try_server({.highest = TLS1_2_VERSION, .suites = "AES128-SHA"}, "localhost");
    lesson.expect_contains("le message", attempt.error, "aucune suite cryptographique en commun");
}

TEST_CASE("5.3 un serveur qui répond en HTTP n'est pas un serveur TLS : le message le dit") {
    Lesson lesson = scripted::tls_lesson();
    const std::string error = error_against([](scripted::Guest& guest) {
        guest.read(1);
        guest.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    });
    lesson.expect_contains("le message", error, "ce n'est pas du TLS : localhost a répondu en HTTP");
}

TEST_CASE("5.3 un serveur d'un autre protocole n'est pas un serveur TLS : le message montre ce qu'il a dit") {
    Lesson lesson = scripted::tls_lesson();
    const std::string error = error_against([](scripted::Guest& guest) { guest.send("220 poste.example SMTP\r\n"); });
    lesson.expect_contains("le message", error, "ce n'est pas du TLS : localhost a répondu « 220 ");
}

TEST_CASE("5.3 un serveur qui ferme ou coupe pendant la poignée de main : c'est dit") {
    Lesson lesson = scripted::tls_lesson();
    const std::string_view message = "localhost a coupé la connexion pendant la poignée de main TLS";
    lesson.expect_contains("FIN", error_against([](scripted::Guest& guest) { guest.read(1); }), message);
    lesson.expect_contains("RST", error_against([](scripted::Guest& guest) {
                               guest.read(1);
                               guest.reset();
                           }),
                           message);
}

TEST_CASE("5.7 un serveur muet pendant la poignée de main : le délai de connexion est dépassé") {
    Lesson lesson = scripted::tls_lesson();
    scripted::Server server{[](scripted::Guest& guest) { guest.stall(); }};
    const client::TlsContext context{class_options()};
    std::string error;
    try {
        scripted::try_tls(server, "localhost", context, std::chrono::milliseconds{50});
    } catch (const client::ConnectTimeout& timeout) {
        error = timeout.what();
    }
    lesson.expect_contains("le message", error, "localhost");
}
