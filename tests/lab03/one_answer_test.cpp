#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "02-http-message/date.hpp"
#include "lab03/conversation.hpp"
#include "lab03/temporary_directory.hpp"

namespace {

using Next = files::Connection::Next;
using played::Conversation;
using played::Received;

support::Lesson lesson_on(std::string rule, std::string command = "curl -si http://127.0.0.1:8080/") {
    return support::Lesson{{.rule = std::move(rule),
                            .slide = "03-static-server.md#une-connexion-une-réponse",
                            .command = "./lab run static_server --root www, puis : " + std::move(command)}};
}

// What a request gets that comes alone on its connection; a failed test stops here if that is not one answer.
Received answer_to(support::Lesson& lesson, std::string_view request, std::string method = "GET") {
    Conversation conversation;
    lesson.sent(request);
    conversation.client.send(request);
    conversation.client.finish();
    conversation.exchange_once();
    std::vector<Received> answers = played::answers_of(lesson, conversation, {std::move(method)});
    lesson.require("le nombre de réponses", answers.size(), 1u);
    return answers.front();
}

// Sends what must be refused, whole and byte by byte, and checks that nobody handled it.
void expect_refusal(const support::Lesson& source, std::string_view request, int status) {
    for (const bool whole : {true, false}) {
        support::Lesson lesson = source;
        Conversation conversation;
        lesson.step(whole ? "en un seul morceau :" : "octet par octet :");
        lesson.sent(request);
        whole ? conversation.client.send(request) : conversation.client.send_by_bytes(request);
        conversation.client.finish();
        const Next next = conversation.exchange_once();
        const std::vector<Received> answers = played::answers_of(lesson, conversation);
        lesson.expect("les statuts reçus", played::statuses_of(answers), std::to_string(status));
        lesson.expect("le nombre de requêtes confiées au gestionnaire", conversation.handled.size(), 0u);
        lesson.expect_that("la connexion se ferme, puisque la suite est illisible", next == Next::end);
        if (!answers.empty()) lesson.expect("Connection", answers.front().field("Connection"), "close");
    }
}

// An open file with this content, kept in memory as well or not.
std::shared_ptr<const files::OpenFile> open_file(const played::TemporaryDirectory& directory, std::string_view content,
                                                 bool in_memory) {
    auto file = std::make_shared<files::OpenFile>();
    file->fd = directory.open(directory.write("fichier.bin", content));
    file->size = content.size();
    if (in_memory) file->content = content;
    return file;
}

files::Handler answer_with_file(files::FileBody body) {
    return [body](files::Exchange&) -> asio::awaitable<files::Answer> {
        files::Answer answer;
        answer.body = body;
        co_return answer;
    };
}

}  // namespace

TEST_CASE("3.1 une requête reçoit une réponse, avec un en-tête et un corps") {
    support::Lesson lesson = lesson_on("RFC 9112 §6");
    const Received answer = answer_to(lesson, "GET /cours/ HTTP/1.0\r\n\r\n");
    lesson.expect("le statut", answer.status, 200);
    lesson.expect("le corps", answer.body, "GET /cours/");
    lesson.expect("Content-Length", answer.field("Content-Length"), "11");
    lesson.expect("Content-Type", answer.field("Content-Type"), "text/plain; charset=utf-8");
}

TEST_CASE("3.1 une requête qui arrive octet par octet reçoit la même réponse") {
    support::Lesson lesson = lesson_on("RFC 9112 §2.2 : TCP ne connaît pas les messages");
    const std::string request = "GET /lentement?q=1 HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n";
    Conversation conversation;
    conversation.client.send_by_bytes(request);
    conversation.client.finish();
    lesson.step("envoi, octet par octet, d'une requête de " + std::to_string(request.size()) + " octets");
    conversation.exchange_once();
    const std::vector<Received> answers = played::answers_of(lesson, conversation);
    lesson.require("les statuts reçus", played::statuses_of(answers), "200");
    lesson.expect("le corps", answers[0].body, "GET /lentement");
    lesson.expect("le nombre de requêtes confiées au gestionnaire", conversation.handled.size(), 1u);
}

TEST_CASE("3.1 une requête coupée n'importe où reçoit la même réponse") {
    support::Lesson lesson = lesson_on("RFC 9112 §2.2 : TCP ne connaît pas les messages");
    const std::string request = "\r\nGET /a HTTP/1.1\r\nHost: h\r\n\r\n";
    for (std::size_t cut = 1; cut < request.size(); ++cut) {
        Conversation conversation;
        conversation.client.send(std::string_view{request}.substr(0, cut));
        conversation.client.send(std::string_view{request}.substr(cut));
        conversation.client.finish();
        conversation.exchange_once();
        const std::string statuses = played::statuses_of(played::split_answers(conversation.client.output()));
        lesson.expect("les statuts reçus, quand " + std::to_string(cut) + " octets arrivent d'abord", statuses, "200");
    }
}

TEST_CASE("3.1 une requête 1.0 reçoit une réponse 1.0, une requête 1.1 une réponse 1.1") {
    support::Lesson lesson = lesson_on("RFC 9110 §2.5");
    const Received old = answer_to(lesson, "GET / HTTP/1.0\r\n\r\n");
    lesson.expect("la version de la réponse à HTTP/1.0", http::to_string(old.version), "HTTP/1.0");
    const Received current = answer_to(lesson, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    lesson.expect("la version de la réponse à HTTP/1.1", http::to_string(current.version), "HTTP/1.1");
    const Received future = answer_to(lesson, "GET / HTTP/1.9\r\nHost: h\r\n\r\n");
    lesson.expect("la version de la réponse à HTTP/1.9", http::to_string(future.version), "HTTP/1.1");
}

TEST_CASE("3.1 une requête refusée reçoit une réponse de sa version") {
    support::Lesson lesson = lesson_on("RFC 9110 §2.5");
    const Received old = answer_to(lesson, "GET / HTTP/1.0\r\nNom : valeur\r\n\r\n");
    lesson.expect("le statut", old.status, 400);
    lesson.expect("la version de la réponse à HTTP/1.0", http::to_string(old.version), "HTTP/1.0");
    const Received current = answer_to(lesson, "GET / HTTP/1.1\r\nNom : valeur\r\n\r\n");
    lesson.expect("la version de la réponse à HTTP/1.1", http::to_string(current.version), "HTTP/1.1");
}

TEST_CASE("3.1 toute réponse porte la date de sa fabrication, une seule fois") {
    support::Lesson lesson = lesson_on("RFC 9110 §6.6.1");
    for (const std::string_view request : {"GET / HTTP/1.1\r\nHost: h\r\n\r\n", "n'importe quoi\r\n\r\n"}) {
        const Received answer = answer_to(lesson, request);
        const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
        const auto date = http::parse_date(answer.field("Date"), now);
        lesson.expect("le nombre de champs Date", answer.fields.count("Date"), 1u);
        lesson.require("Date est une date de HTTP", date.has_value(), true);
        lesson.expect_that("c'est l'heure actuelle", *date <= now && now - *date <= std::chrono::seconds{10});
        lesson.expect("elle s'écrit dans la forme moderne", answer.field("Date"), http::format_date(*date));
    }
}

TEST_CASE("3.1 l'en-tête et un corps en mémoire partent en une seule fois") {
    support::Lesson lesson = lesson_on("tcp(7) : chaque envoi peut faire un paquet", "./lab run tcp_spy …");
    Conversation conversation;
    conversation.client.send("GET / HTTP/1.0\r\n\r\n");
    conversation.exchange_once();
    played::answers_of(lesson, conversation);
    lesson.expect("le nombre d'appels de write()", conversation.client.writes(), 1);
}

TEST_CASE("3.1 les octets qui suivent la requête restent pour la suivante") {
    support::Lesson lesson = lesson_on("RFC 9112 §9.3.2");
    Conversation conversation;
    conversation.client.send("GET /un HTTP/1.1\r\nHost: h\r\n\r\nGET /deux HTTP/1.1\r\nHost: h\r\n\r\nGET /tro");
    conversation.client.finish();
    lesson.step("deux requêtes et le début d'une troisième arrivent en un seul morceau");
    const Next first = conversation.exchange_once();
    lesson.expect_that("après la première, la connexion attend une autre requête", first == Next::request);
    lesson.expect("les réponses après un échange", played::split_answers(conversation.client.output()).size(), 1u);
    conversation.exchange_once();
    const std::vector<Received> answers = played::answers_of(lesson, conversation);
    lesson.require("les statuts reçus après deux échanges", played::statuses_of(answers), "200 200");
    lesson.expect("le corps de la première réponse", answers[0].body, "GET /un");
    lesson.expect("le corps de la seconde réponse", answers[1].body, "GET /deux");
    const Next third = conversation.exchange_once();
    lesson.expect_that("à la troisième, le client est parti", third == Next::gone);
    lesson.expect("les réponses en tout", played::split_answers(conversation.client.output()).size(), 2u);
}

TEST_CASE("3.1 un client qui part au milieu de sa requête ne reçoit rien") {
    support::Lesson lesson = lesson_on("RFC 9112 §8 : une requête incomplète ne se traite pas");
    for (const std::string_view start : {"", "G", "GET / HTTP/1.0", "GET / HTTP/1.1\r\nHost: h\r\n"}) {
        Conversation conversation;
        lesson.sent(start);
        conversation.client.send(start);
        conversation.client.finish();
        lesson.step("le client ferme la connexion");
        const Next next = conversation.exchange_once();
        lesson.expect_that("le serveur a compris que le client est parti", next == Next::gone);
        lesson.expect("ce qu'il a écrit", conversation.client.output(), "");
        lesson.expect("les requêtes confiées au gestionnaire", conversation.handled.size(), 0u);
    }
}

TEST_CASE("3.1 HEAD reçoit l'en-tête de GET, sans le corps") {
    support::Lesson lesson = lesson_on("RFC 9110 §9.3.2", "curl -sI http://127.0.0.1:8080/");
    Conversation conversation{played::answer_with("douze octets")};
    conversation.client.send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n");
    conversation.exchange_once();
    const std::vector<Received> answers = played::answers_of(lesson, conversation, {"HEAD"});
    lesson.require("les statuts reçus", played::statuses_of(answers), "200");
    lesson.expect("Content-Length", answers[0].field("Content-Length"), "12");
    lesson.expect_that("rien ne suit l'en-tête", conversation.client.output().ends_with("\r\n\r\n"));
}

TEST_CASE("3.1 204 et 304 n'ont ni corps ni Content-Length") {
    support::Lesson lesson = lesson_on("RFC 9110 §6.4.1 et §8.6");
    for (const int status : {204, 304}) {
        Conversation conversation{[status](files::Exchange&) -> asio::awaitable<files::Answer> {
            files::Answer answer;
            answer.status = status;
            answer.body = "un corps qui n'a pas lieu d'être";
            co_return answer;
        }};
        conversation.client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        conversation.exchange_once();
        const std::vector<Received> answers = played::answers_of(lesson, conversation);
        lesson.require("les statuts reçus", played::statuses_of(answers), std::to_string(status));
        lesson.expect("les champs Content-Length", answers[0].fields.count("Content-Length"), 0u);
        lesson.expect_that("rien ne suit l'en-tête", conversation.client.output().ends_with("\r\n\r\n"));
    }
}

TEST_CASE("3.1 un fichier est envoyé tel quel, qu'il soit en mémoire ou non") {
    support::Lesson lesson = lesson_on("RFC 9110 §6.4 : le corps est fait d'octets quelconques");
    const played::TemporaryDirectory directory;
    std::string content;
    for (int i = 0; i < 20'000; ++i) content += static_cast<char>(i * 7);
    for (const bool in_memory : {true, false}) {
        files::FileBody body;
        body.file = open_file(directory, content, in_memory);
        body.pieces.push_back({.offset = 0, .length = content.size(), .before = {}});
        Conversation conversation{answer_with_file(body)};
        conversation.client.send("GET / HTTP/1.0\r\n\r\n");
        conversation.exchange_once();
        const std::vector<Received> answers = played::answers_of(lesson, conversation);
        lesson.require("les statuts reçus", played::statuses_of(answers), "200");
        lesson.expect("Content-Length", answers[0].field("Content-Length"), "20000");
        lesson.expect_that("le corps est le fichier, octet pour octet", answers[0].body == content);
    }
}

TEST_CASE("3.1 un corps fait de plusieurs morceaux d'un fichier les donne dans l'ordre") {
    support::Lesson lesson = lesson_on("RFC 9110 §14.6");
    const played::TemporaryDirectory directory;
    for (const bool in_memory : {true, false}) {
        files::FileBody body;
        body.file = open_file(directory, "0123456789", in_memory);
        body.pieces.push_back({.offset = 7, .length = 3, .before = "<"});
        body.pieces.push_back({.offset = 0, .length = 2, .before = "|"});
        body.after = ">";
        Conversation conversation{answer_with_file(body)};
        conversation.client.send("GET / HTTP/1.0\r\n\r\n");
        conversation.exchange_once();
        const std::vector<Received> answers = played::answers_of(lesson, conversation);
        lesson.require("les statuts reçus", played::statuses_of(answers), "200");
        lesson.expect("le corps", answers[0].body, "<789|01>");
    }
}

TEST_CASE("3.1 un fichier qui raccourcit pendant l'envoi ferme la connexion") {
    support::Lesson lesson = lesson_on("RFC 9112 §8 : le client doit voir que le corps est incomplet");
    const played::TemporaryDirectory directory;
    files::FileBody body;
    body.file = open_file(directory, "0123456789", false);
    body.pieces.push_back({.offset = 0, .length = 25, .before = {}});
    Conversation conversation{answer_with_file(body)};
    conversation.client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    lesson.step("l'en-tête annonce 25 octets, le fichier n'en a plus que 10");
    const Next next = conversation.exchange_once();
    lesson.received(conversation.client.output());
    lesson.expect_that("la connexion ne sert plus", next == Next::gone);
    lesson.expect_that("le corps s'arrête où le fichier s'arrête",
                       conversation.client.output().ends_with("\r\n\r\n0123456789"));
}

TEST_CASE("3.1 un gestionnaire qui échoue donne 500, sans rien dire de la cause au client") {
    support::Lesson lesson = lesson_on("RFC 9110 §15.6.1");
    Conversation conversation{[](files::Exchange&) -> asio::awaitable<files::Answer> {
        throw std::runtime_error{"le mot de passe de la base est 1234"};
        co_return files::Answer{};
    }};
    conversation.client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    conversation.exchange_once();
    const std::vector<Received> answers = played::answers_of(lesson, conversation);
    lesson.require("les statuts reçus", played::statuses_of(answers), "500");
    lesson.expect_that("la cause n'est pas dans la page", answers[0].body.find("1234") == std::string::npos);
    lesson.require("le nombre d'échecs signalés à l'exploitant", conversation.failures.size(), 1u);
    lesson.expect_contains("l'échec signalé", conversation.failures[0], "1234");
}

TEST_CASE("3.1 un serveur à court de descripteurs ou de mémoire répond 503") {
    support::Lesson lesson = lesson_on("RFC 9110 §15.6.4");
    for (const int error : {EMFILE, ENFILE, ENOMEM}) {
        Conversation conversation{[error](files::Exchange&) -> asio::awaitable<files::Answer> {
            throw std::system_error{error, std::generic_category(), "open"};
            co_return files::Answer{};
        }};
        conversation.client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        conversation.exchange_once();
        const std::vector<Received> answers = played::answers_of(lesson, conversation);
        lesson.expect("les statuts reçus", played::statuses_of(answers), "503");
    }
}

TEST_CASE("3.1 ce qui n'est pas du HTTP reçoit 400 et la connexion se ferme") {
    support::Lesson lesson = lesson_on("RFC 9112 §3", "printf 'GET /\\r\\n\\r\\n' | nc 127.0.0.1 8080");
    expect_refusal(lesson, "GET /\r\n\r\n", 400);  // HTTP/0.9
    expect_refusal(lesson, std::string_view{"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11}, 400);  // TLS
    expect_refusal(lesson, "EHLO exemple.fr\r\n", 400);  // SMTP
    expect_refusal(lesson, "GET  / HTTP/1.1\r\nHost: h\r\n\r\n", 400);
    expect_refusal(lesson, "{\"json\": true}\r\n\r\n", 400);
}

TEST_CASE("3.1 un salut TLS est refusé dès ses premiers octets, sans attendre une fin de ligne") {
    support::Lesson lesson = lesson_on("RFC 8446 §4.1.2 et RFC 9112 §3", "curl -sk https://127.0.0.1:8080/");
    Conversation conversation;
    conversation.client.send(std::string_view{"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11});
    lesson.step("le client envoie le début d'un salut TLS, puis attend la réponse du serveur");
    conversation.exchange_once();
    const std::vector<Received> answers = played::answers_of(lesson, conversation);
    lesson.expect("les statuts reçus", played::statuses_of(answers), "400");
    lesson.expect("l'attente avant la réponse, en millisecondes", conversation.client.elapsed().count(), 0);
}

TEST_CASE("3.1 une version inconnue reçoit 505") {
    support::Lesson lesson = lesson_on("RFC 9110 §15.6.6");
    expect_refusal(lesson, "GET / HTTP/2.0\r\nHost: h\r\n\r\n", 505);
    expect_refusal(lesson, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505);
}

TEST_CASE("3.1 une cible ou un hôte invalides reçoivent 400") {
    support::Lesson lesson = lesson_on("RFC 9112 §3.2", "curl -si --path-as-is http://127.0.0.1:8080/%zz");
    expect_refusal(lesson, "GET /%zz HTTP/1.0\r\n\r\n", 400);
    expect_refusal(lesson, "GET /a%00b HTTP/1.0\r\n\r\n", 400);
    expect_refusal(lesson, "GET /../etc/passwd HTTP/1.0\r\n\r\n", 400);
    expect_refusal(lesson, "GET * HTTP/1.0\r\n\r\n", 400);
    expect_refusal(lesson, "GET index.html HTTP/1.0\r\n\r\n", 400);
    expect_refusal(lesson, "GET / HTTP/1.1\r\n\r\n", 400);
    expect_refusal(lesson, "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400);
    expect_refusal(lesson, "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400);
}

TEST_CASE("3.1 un corps dont la longueur peut se lire de deux façons reçoit 400") {
    support::Lesson lesson = lesson_on("RFC 9112 §6.3 et §11.2");
    const std::string smuggled = "GET /cachée HTTP/1.1\r\nHost: h\r\n\r\n";
    for (const std::string_view fields :
         {"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "Content-Length: 4\r\nContent-Length: 5\r\n",
          "Content-Length: +4\r\n", "Content-Length: 4, 4\r\n", "Transfer-Encoding: chunked, identity\r\n",
          "Transfer-Encoding : chunked\r\n", "Content-Length: 99999999999999999999\r\n"}) {
        const std::string head = "POST / HTTP/1.1\r\nHost: h\r\n" + std::string{fields} + "\r\n";
        expect_refusal(lesson, head + "0\r\n\r\n" + smuggled, 400);
    }
    expect_refusal(lesson, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400);
}

TEST_CASE("3.1 un codage de transfert inconnu reçoit 501") {
    support::Lesson lesson = lesson_on("RFC 9112 §6.1");
    expect_refusal(lesson, "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501);
}

TEST_CASE("3.1 une attente inconnue reçoit 417") {
    support::Lesson lesson = lesson_on("RFC 9110 §10.1.1", "curl -si -H 'Expect: magie' http://127.0.0.1:8080/");
    expect_refusal(lesson, "GET / HTTP/1.1\r\nHost: h\r\nExpect: un-miracle\r\n\r\n", 417);
    const Received answer = answer_to(lesson, "GET / HTTP/1.0\r\nExpect: un-miracle\r\n\r\n");
    lesson.expect("le statut, pour un client 1.0, qui ne connaît pas ce champ", answer.status, 200);
}

TEST_CASE("3.1 ce qui est refusé à HEAD l'est sans corps") {
    support::Lesson lesson = lesson_on("RFC 9110 §9.3.2");
    for (const std::string_view request : {"HEAD /%zz HTTP/1.0\r\n\r\n", "HEAD / HTTP/1.0\r\nNom : x\r\n\r\n",
                                           "\r\nHEAD / HTTP/1.0\r\nNom : x\r\n\r\n"}) {
        Conversation conversation;
        conversation.client.send(request);
        conversation.exchange_once();
        const std::vector<Received> answers = played::answers_of(lesson, conversation, {"HEAD"});
        lesson.require("les statuts reçus", played::statuses_of(answers), "400");
        lesson.expect("la version de la réponse", http::to_string(answers[0].version), "HTTP/1.0");
        lesson.expect_that("rien ne suit l'en-tête", conversation.client.output().ends_with("\r\n\r\n"));
    }
}

TEST_CASE("3.1 la raison d'un refus est dans la page, échappée") {
    support::Lesson lesson = lesson_on("RFC 9110 §15.5 : une erreur s'explique");
    const Received answer = answer_to(lesson, "GET / HTTP/1.1\r\nNom : <script>\r\n\r\n");
    lesson.expect("le statut", answer.status, 400);
    lesson.expect("Content-Type", answer.field("Content-Type"), "text/html; charset=utf-8");
    lesson.expect_contains("la page", answer.body, "<p class=\"detail\">");
    lesson.expect_that("elle ne répète pas ce que le client a écrit", answer.body.find("<script>") == std::string::npos);
}

TEST_CASE("3.1 un client qui part au milieu de la réponse n'est pas une panne") {
    support::Lesson lesson = lesson_on("send(2) : EPIPE, ECONNRESET");
    Conversation conversation{played::answer_with(std::string(100'000, 'x'))};
    conversation.client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n");
    conversation.client.vanish_after(5'000);
    lesson.step("le client disparaît quand il a reçu 5 000 octets");
    const Next next = conversation.exchange_once();
    lesson.expect_that("le serveur a compris que le client est parti", next == Next::gone);
    lesson.expect("les échecs signalés à l'exploitant", conversation.failures.size(), 0u);
}
