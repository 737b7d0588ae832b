#include "lab03/conversation.hpp"
#include "lab03/made_body.hpp"
#include "lab05/tls_server.hpp"

namespace {

using namespace std::chrono_literals;
using played::TlsClient;
using played::TlsServer;

support::Lesson lesson_on(std::string rule) {
    return support::Lesson{{.rule = std::move(rule), .slide = "05-https-client.md#la-poignée-de-main",
                            .command = "./lab serve, puis : openssl s_client -connect localhost:8443"}};
}

// What a client gets that asks once, without anything that could fail having failed.
std::string ask(support::Lesson& lesson, TlsClient& client, std::string_view request) {
    lesson.sent(request);
    TlsClient::End end = TlsClient::End::broken;
    if (!client.send(request)) return "(envoi impossible)";
    std::string received = client.receive_to_end(end);
    lesson.received(received);
    lesson.expect("la fin de la connexion est dite (close_notify)", end, TlsClient::End::said);
    return received;
}

std::string body_of(std::string_view answer) {
    const std::size_t end = answer.find("\r\n\r\n");
    return std::string{end == std::string_view::npos ? answer : answer.substr(end + 4)};
}

}  // namespace

TEST_CASE("https : le même gestionnaire répond aux deux ports, et sait par lequel on est venu") {
    support::Lesson lesson = lesson_on("stream.hpp, is_secure ; tls_stream.hpp, TlsFacts");
    TlsServer server{played::describe_tls()};
    TlsClient client{server.address(), {.protocols = "\x08http/1.1"}};
    lesson.expect_that("la poignée de main réussit", client.shake_hands());
    lesson.expect("la réponse sur TLS", body_of(ask(lesson, client, played::last_get())),
                  "sûr TLSv1.3 localhost http/1.1 ");
    const common::UniqueFd plain = peers::connect(server.plain_address());
    peers::send(plain.get(), played::last_get());
    lesson.expect("la réponse sans TLS", body_of(peers::receive_to_end(plain.get())), "en clair");
    server.expect_no_failure(lesson);
}

TEST_CASE("https : une poignée de main peut venir octet par octet, en TLS 1.2 comme en TLS 1.3") {
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        support::Lesson lesson = lesson_on("RFC 8446 §4 ; RFC 5246 §7.3");
        TlsServer server{played::describe_tls()};
        TlsClient client{server.address(), {.lowest = version, .highest = version}};
        lesson.expect_that("la poignée de main réussit", client.shake_hands_by_bytes());
        lesson.expect_contains("la réponse", ask(lesson, client, played::last_get()), "sûr TLSv1.");
        server.expect_no_failure(lesson);
    }
}

TEST_CASE("https : TLS 1.1 est refusé") {
    support::Lesson lesson = lesson_on("RFC 8996");
    TlsServer server{played::describe_tls()};
    TlsClient client{server.address(), {.lowest = TLS1_1_VERSION, .highest = TLS1_1_VERSION}};
    lesson.expect_that("la poignée de main échoue", !client.shake_hands());
    lesson.expect_contains("ce que le serveur en dit", client.why(), "protocol version");
}

TEST_CASE("https : un protocole que le serveur ne parle pas est refusé pendant la poignée de main") {
    support::Lesson lesson = lesson_on("RFC 7301 §3.2");
    TlsServer server{played::describe_tls()};
    TlsClient client{server.address(), {.protocols = "\x02h2"}};
    lesson.expect_that("la poignée de main échoue", !client.shake_hands());
    lesson.expect_contains("ce que le serveur en dit", client.why(), "no application protocol");
}

TEST_CASE("https : un client qui revient avec son ticket n'a pas besoin du certificat") {
    support::Lesson lesson = lesson_on("RFC 8446 §4.6.1");
    TlsServer server{played::describe_tls()};
    TlsClient first{server.address()};
    lesson.expect_that("la première poignée de main réussit", first.shake_hands());
    ask(lesson, first, played::last_get());
    const client::TlsSessionHandle session = first.session();
    TlsClient second{server.address(), {.session = session.get()}};
    lesson.expect_that("la seconde aussi", second.shake_hands());
    lesson.expect_contains("la réponse", ask(lesson, second, played::last_get()), "repris");
}

TEST_CASE("https : le client ne peut pas faire renégocier les clés") {
    support::Lesson lesson = lesson_on("RFC 5746 §5 ; SSL_OP_NO_RENEGOTIATION");
    TlsServer server{played::describe_tls()};
    TlsClient client{server.address(), {.highest = TLS1_2_VERSION}};
    lesson.expect_that("la poignée de main réussit", client.shake_hands());
    SSL_renegotiate(client.tls());
    lesson.expect_that("une seconde échoue", !client.shake_hands());
    lesson.expect_contains("ce que le client en dit", client.why(), "no renegotiation");
}

TEST_CASE("https : une requête HTTP en clair reçoit 400, qui dit que ce port parle HTTPS") {
    support::Lesson lesson = lesson_on("tls_stream.hpp");
    TlsServer server{played::describe_tls()};
    const common::UniqueFd client = peers::connect(server.address());
    lesson.sent(played::last_get());
    peers::send(client.get(), played::last_get());
    peers::finish_sending(client.get());
    const std::string received = peers::receive_to_end(client.get());
    lesson.received(received);
    lesson.expect_that("le statut est 400", received.starts_with("HTTP/1.1 400 "));
    lesson.expect_contains("la réponse", received, "Ce port parle HTTPS");
    server.expect_no_failure(lesson);
}

TEST_CASE("https : ce qui n'est pas TLS ferme la connexion, et elle seule") {
    support::Lesson lesson = lesson_on("RFC 8446 §6.2");
    TlsServer server{played::describe_tls()};
    const std::string endless = std::string{"\x16\x03\x01\xff\xff"} + std::string(70'000, 'x');
    const std::string hello_of_nothing{"\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00", 10};
    for (const std::string& bytes : {std::string(300, '\0'), endless, hello_of_nothing}) {
        const common::UniqueFd client = peers::connect(server.address());
        lesson.sent(bytes);
        peers::send(client.get(), bytes);
        lesson.received(peers::receive_to_end(client.get()));
    }
    TlsClient client{server.address()};
    lesson.expect_that("un client de bonne foi est servi ensuite", client.shake_hands());
    lesson.expect_contains("la réponse", ask(lesson, client, played::last_get()), "TLSv1.3");
    server.expect_no_failure(lesson);
}

TEST_CASE("https : une poignée de main qui reste en plan est fermée à l'échéance de l'en-tête") {
    support::Lesson lesson = lesson_on("limits.hpp, header_time");
    files::Limits limits = played::short_limits();
    limits.header_time = 200ms;
    TlsServer server{played::describe_tls(), limits};
    const common::UniqueFd client = peers::connect(server.address());
    lesson.sent("\x16\x03\x01");
    peers::send(client.get(), "\x16\x03\x01");
    lesson.expect("ce que le client reçoit, jusqu'à la fin", peers::receive_to_end(client.get()), "");
    server.expect_no_failure(lesson);
}

TEST_CASE("https : une connexion silencieuse après la poignée de main est fermée, et sa fin est dite") {
    support::Lesson lesson = lesson_on("limits.hpp, idle_time ; RFC 8446 §6.1");
    files::Limits limits = played::short_limits();
    limits.idle_time = 200ms;
    TlsServer server{played::describe_tls(), limits};
    TlsClient client{server.address()};
    lesson.expect_that("la poignée de main réussit", client.shake_hands());
    TlsClient::End end = TlsClient::End::broken;
    lesson.expect("ce que le client reçoit", client.receive_to_end(end), "");
    lesson.expect("la fin est dite", end, TlsClient::End::said);
}

TEST_CASE("https : un grand fichier arrive entier chez un client lent, et la fin de la connexion est dite") {
    support::Lesson lesson = lesson_on("RFC 8446 §5.1 et §6.1");
    const played::TemporaryDirectory directory;
    const std::string content = peers::varied_bytes(3'000'000);
    TlsServer server{played::answer_with_file(directory.write("grand.bin", content), content.size())};
    TlsClient client{server.address(), {.buffers = peers::Buffers::small}};
    lesson.expect_that("la poignée de main réussit", client.shake_hands());
    const std::string received = body_of(ask(lesson, client, played::last_get()));
    lesson.expect_that("les octets sont ceux du fichier", received == content);
    server.expect_no_failure(lesson);
}

TEST_CASE("https : un grand corps arrive entier au gestionnaire, et des requêtes enchaînées ont leurs réponses") {
    support::Lesson lesson = lesson_on("RFC 9112 §9.3.2");
    TlsServer server{played::Conversation::describe_request()};
    TlsClient client{server.address()};
    lesson.expect_that("la poignée de main réussit", client.shake_hands());
    const std::string body = peers::varied_bytes(200'000);
    const std::string first = "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 200000\r\n\r\n" + body;
    const std::string second = "GET /b HTTP/1.1\r\nHost: h\r\n\r\n";
    const std::string received = ask(lesson, client, first + second + played::last_get("/c"));
    const std::vector<played::Received> answers = played::split_answers(received);
    lesson.require("le nombre de réponses", answers.size(), 3u);
    lesson.expect_that("le premier corps est répété", answers[0].body == "POST /a: " + body);
    lesson.expect("la deuxième réponse", answers[1].body, "GET /b");
    lesson.expect("la troisième", answers[2].body, "GET /c");
    server.expect_no_failure(lesson);
}

TEST_CASE("https : une réponse interrompue ne finit pas comme une réponse entière") {
    support::Lesson lesson = lesson_on("RFC 8446 §6.1 ; RFC 9112 §9.8");
    played::MadeBody::Record record;
    TlsServer server{played::MadeBody::handler({.pieces = {"le début"}, .complete = false}, record)};
    TlsClient client{server.address()};
    lesson.expect_that("la poignée de main réussit", client.shake_hands());
    client.send("GET / HTTP/1.0\r\n\r\n");
    TlsClient::End end = TlsClient::End::said;
    lesson.received(client.receive_to_end(end));
    lesson.expect_that("la fin n'est pas dite", end != TlsClient::End::said);
    server.expect_no_failure(lesson);
}

TEST_CASE("https : un client sans certificat est refusé quand le serveur en demande un, et connu quand il en a un") {
    support::Lesson lesson = lesson_on("RFC 8446 §4.3.2 et §4.4.2.4");
    TlsServer server{played::describe_tls(), played::short_limits(), true};
    TlsClient stranger{server.address()};
    TlsClient::End end = TlsClient::End::said;
    stranger.shake_hands();  // in TLS 1.3 a client is done before it has been judged
    stranger.send(played::last_get());
    lesson.expect("ce que reçoit l'inconnu", stranger.receive_to_end(end), "");
    lesson.expect_that("la connexion est rompue", end == TlsClient::End::broken);
    TlsClient known{server.address(), {.certificate = server.files().certificate, .key = server.files().key}};
    lesson.expect_that("la poignée de main réussit avec un certificat", known.shake_hands());
    lesson.expect_contains("la réponse", ask(lesson, known, played::last_get()), "CN=localhost");
    server.expect_no_failure(lesson);
}
