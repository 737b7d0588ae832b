#include "lab03/conversation.hpp"
#include "lab03/made_body.hpp"

namespace {

using namespace std::chrono_literals;
using Next = files::Connection::Next;
using played::Conversation;
using played::MadeBody;
using played::Received;

support::Lesson lesson_on(std::string rule) {
    return support::Lesson{{.rule = std::move(rule) + " ; body_source.hpp",
                            .slide = "03-static-server.md#connexions-persistantes",
                            .command = "./lab run cgi_server --cgi-bin cgi-bin, puis : curl -sv --data-binary @fichier "
                                       "http://127.0.0.1:8080/cgi-bin/echo.sh"}};
}

std::string post(std::string_view body, std::size_t announced, std::string_view fields = "") {
    return "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(announced) + "\r\n" + std::string{fields} +
           "\r\n" + std::string{body};
}

// Reads so many pieces of the request's body, then answers with one that is made while it is sent.
files::Handler after_reading(int pieces, MadeBody::Plan plan, MadeBody::Record& record) {
    return [pieces, plan, &record](files::Exchange& exchange) -> asio::awaitable<files::Answer> {
        for (int i = 0; i < pieces; ++i) {
            const std::string_view piece = co_await exchange.body.next();
            if (piece.empty()) break;
        }
        files::Answer answer;
        answer.body = files::StreamBody{.source = std::make_unique<MadeBody>(plan, record, exchange)};
        co_return answer;
    };
}

}  // namespace

TEST_CASE("3.1 le corps d'une requête, lu sans que personne en demande la fin, n'est pas pris pour la requête suivante") {
    support::Lesson lesson = lesson_on("RFC 9112 §6.3 et §11.2 : contrebande de requêtes");
    MadeBody::Record record;
    Conversation conversation{after_reading(1, {.pieces = {"fait"}}, record)};
    const std::string hidden = "GET /cachee HTTP/1.1\r\nHost: h\r\n\r\n";
    conversation.client.send(post(hidden, hidden.size()));
    conversation.client.send("GET /suivante HTTP/1.1\r\nHost: h\r\n\r\n");
    conversation.client.finish();
    conversation.serve();
    const std::vector<Received> answers = played::answers_of(lesson, conversation);
    lesson.expect("les statuts reçus", played::statuses_of(answers), "200 200");
    lesson.require("le nombre de requêtes traitées", conversation.handled.size(), 2u);
    lesson.expect("la seconde requête", conversation.handled[1], "GET /suivante");
}

TEST_CASE("3.1 un corps de requête qui n'est pas lu jusqu'au bout ferme la connexion") {
    support::Lesson lesson = lesson_on("RFC 9112 §9.6");
    MadeBody::Record record;
    Conversation conversation{after_reading(1, {.pieces = {"fait"}}, record)};
    conversation.client.send(post("début", 100));
    conversation.client.finish();
    const Next next = conversation.exchange_once();
    const std::vector<Received> answers = played::answers_of(lesson, conversation);
    lesson.require("les statuts reçus", played::statuses_of(answers), "200");
    lesson.expect("Connection", answers[0].field("Connection"), "close");
    lesson.expect("le corps, entier", answers[0].body, "fait");
    lesson.expect_that("la connexion se ferme", next == Next::end);
    lesson.expect("le nombre d'appels de finish()", record.finished, 1);
}

TEST_CASE("3.1 une source qui a reçu tout le corps de la requête laisse la connexion ouverte") {
    support::Lesson lesson = lesson_on("RFC 9112 §9.3");
    MadeBody::Record record;
    Conversation conversation{after_reading(1000, {.pieces = {"fait"}}, record)};
    conversation.client.send(post(std::string(40'000, 'x'), 40'000));
    conversation.client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    conversation.client.finish();
    conversation.serve();
    lesson.expect("les statuts reçus", played::statuses_of(played::answers_of(lesson, conversation)), "200 200");
}

TEST_CASE("3.8 une source lente n'est pas la faute du client") {
    support::Lesson lesson = lesson_on("deadline.hpp");
    MadeBody::Record record;
    Conversation* played = nullptr;
    int expired = 0;
    const auto while_making = [&](files::Exchange&) {
        for (int second = 0; second < 600; ++second) played->deadlines.sweep(played->deadlines.now() + 1s);
        if (played->client.deadline().expired()) ++expired;
    };
    Conversation conversation{MadeBody::handler({.pieces = {"un, ", "deux"}, .while_making = while_making}, record)};
    played = &conversation;
    conversation.client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    conversation.client.finish();
    lesson.step("la source prend dix minutes pour chaque morceau");
    const Next next = conversation.exchange_once();
    const std::vector<Received> answers = played::answers_of(lesson, conversation);
    lesson.require("les statuts reçus", played::statuses_of(answers), "200");
    lesson.expect("le corps", answers[0].body, "un, deux");
    lesson.expect("les fois où l'échéance du client est passée", expired, 0);
    lesson.expect_that("la connexion reste ouverte", next == Next::request);
}

TEST_CASE("3.8 un client trop lent à lire un corps fait en chemin est abandonné") {
    support::Lesson lesson = lesson_on("minimum_rate, stall_time");
    for (const bool stops : {true, false}) {
        MadeBody::Record record;
        Conversation conversation{MadeBody::handler({.pieces = {std::string(1'000'000, 'x')}}, record)};
        conversation.client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        stops ? conversation.client.stop_reading_after(100'000) : conversation.client.read_at(100);
        const Next next = conversation.exchange_once();
        lesson.step(stops ? "le client s'arrête de lire" : "le client lit 100 octets par seconde");
        lesson.expect_that("le serveur l'abandonne", next == Next::gone);
        lesson.expect_that("la connexion est rompue", conversation.client.is_reset());
        lesson.expect_that("il a attendu entre vingt et trente-deux secondes",
                           conversation.client.elapsed() >= 20s && conversation.client.elapsed() <= 32s);
        lesson.expect("le nombre d'appels de finish()", record.finished, 1);
    }
}

TEST_CASE("3.8 un gestionnaire lent à prendre le corps de la requête n'est pas la faute du client") {
    support::Lesson lesson = lesson_on("body_reader.hpp");
    Conversation* played = nullptr;
    std::size_t total = 0;
    Conversation conversation{[&](files::Exchange& exchange) -> asio::awaitable<files::Answer> {
        for (;;) {
            const std::string_view piece = co_await exchange.body.next();
            if (piece.empty()) break;
            total += piece.size();
            for (int second = 0; second < 60; ++second) played->deadlines.sweep(played->deadlines.now() + 1s);
        }
        co_return files::Answer{};
    }};
    played = &conversation;
    conversation.client.send(post("", 3));
    for (const std::string_view byte : {"a", "b", "c"}) {
        conversation.client.send(byte);
        conversation.client.wait(2s);
    }
    conversation.client.finish();
    lesson.step("le gestionnaire prend une minute par morceau, le client deux secondes");
    conversation.exchange_once();
    lesson.expect("les statuts reçus", played::statuses_of(played::answers_of(lesson, conversation)), "200");
    lesson.expect("les octets reçus par le gestionnaire", total, 3u);
}
