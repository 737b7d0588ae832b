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
                            .slide = "03-static-server.md#une-connexion-une-réponse",
                            .command = "./lab run cgi_server --cgi-bin cgi-bin, puis : curl -sv http://127.0.0.1:8080/"
                                       "cgi-bin/horloge.sh"}};
}

std::string request(std::string_view method = "GET", std::string_view version = "1.1", std::string_view fields = "") {
    return std::string{method} + " / HTTP/" + std::string{version} + "\r\nHost: h\r\n" + std::string{fields} + "\r\n";
}

// A conversation whose answers have a body that is made while it is sent.
struct Played {
    explicit Played(MadeBody::Plan plan) : conversation{MadeBody::handler(std::move(plan), record)} {}

    MadeBody::Record record;
    Conversation conversation;

    // One exchange, of a client that has nothing more to say.
    Next exchange(const std::string& bytes) {
        conversation.client.send(bytes);
        conversation.client.finish();
        return conversation.exchange_once();
    }

    Received only_answer(support::Lesson& lesson, std::string method = "GET") {
        const std::vector<Received> answers = played::answers_of(lesson, conversation, {std::move(method)});
        lesson.require("le nombre de réponses", answers.size(), 1u);
        return answers.front();
    }

    void expect_finished(support::Lesson& lesson) const {
        lesson.expect("le nombre d'appels de finish()", record.finished, 1);
    }
};

}  // namespace

TEST_CASE("3.1 un corps fait en chemin part par morceaux vers un client 1.1, et la connexion reste") {
    support::Lesson lesson = lesson_on("RFC 9112 §7.1");
    Played played{{.pieces = {"un, ", "deux, ", "trois"}}};
    const Next next = played.exchange(request());
    const Received answer = played.only_answer(lesson);
    lesson.expect("Transfer-Encoding", answer.field("Transfer-Encoding"), "chunked");
    lesson.expect("Content-Length", answer.field("Content-Length"), "");
    lesson.expect("le corps", answer.body, "un, deux, trois");
    lesson.expect_contains("les octets", played.conversation.client.output(), "\r\n4\r\nun, \r\n6\r\ndeux, \r\n");
    lesson.expect_that("la connexion reste ouverte", next == Next::request);
    played.expect_finished(lesson);
}

TEST_CASE("3.1 un corps fait en chemin finit avec la connexion pour un client 1.0") {
    support::Lesson lesson = lesson_on("RFC 1945 §7.2.2");
    Played played{{.pieces = {"un, ", "deux"}}};
    const Next next = played.exchange(request("GET", "1.0", "Connection: keep-alive\r\n"));
    const Received answer = played.only_answer(lesson);
    lesson.expect("Transfer-Encoding", answer.field("Transfer-Encoding"), "");
    lesson.expect("Content-Length", answer.field("Content-Length"), "");
    lesson.expect("Connection", answer.field("Connection"), "close");
    lesson.expect("le corps", answer.body, "un, deux");
    lesson.expect_that("la connexion se ferme", next == Next::end);
    lesson.expect_that("et n'est pas rompue", !played.conversation.client.is_reset());
    played.expect_finished(lesson);
}

TEST_CASE("3.1 un corps fait en chemin dont la longueur est connue part sans morceaux") {
    support::Lesson lesson = lesson_on("RFC 9112 §6.2");
    for (const std::string version : {"1.0", "1.1"}) {
        Played played{{.pieces = {"un, ", "deux"}, .length = 8}};
        const Next next = played.exchange(request("GET", version, "Connection: keep-alive\r\n"));
        const Received answer = played.only_answer(lesson);
        lesson.expect("Transfer-Encoding", answer.field("Transfer-Encoding"), "");
        lesson.expect("Content-Length", answer.field("Content-Length"), "8");
        lesson.expect("le corps", answer.body, "un, deux");
        lesson.expect_that("la connexion reste ouverte", next == Next::request);
        played.expect_finished(lesson);
    }
}

TEST_CASE("3.1 une fois la longueur annoncée envoyée, le serveur n'attend plus rien de la source") {
    support::Lesson lesson = lesson_on("RFC 9112 §6.3");
    Played played{{.pieces = {"un, ", "deux"}, .length = 8}};
    played.exchange(request());
    lesson.expect("les morceaux demandés", played.record.asked, 2);
    Played empty{{.pieces = {}, .length = 0}};
    const Next next = empty.exchange(request());
    lesson.expect("Content-Length du corps vide", empty.only_answer(lesson).field("Content-Length"), "0");
    lesson.expect("les morceaux demandés du corps vide", empty.record.asked, 0);
    lesson.expect_that("la connexion reste ouverte", next == Next::request);
    empty.expect_finished(lesson);
}

TEST_CASE("3.1 un corps vide fait en chemin a quand même sa fin") {
    support::Lesson lesson = lesson_on("RFC 9112 §7.1");
    Played played{{.pieces = {}}};
    const Next next = played.exchange(request());
    const Received answer = played.only_answer(lesson);
    lesson.expect("Transfer-Encoding", answer.field("Transfer-Encoding"), "chunked");
    lesson.expect("le corps", answer.body, "");
    lesson.expect_that("la connexion reste ouverte", next == Next::request);
    played.expect_finished(lesson);
}

TEST_CASE("3.1 un corps qui s'interrompt n'a pas de dernier morceau, et la connexion est rompue") {
    support::Lesson lesson = lesson_on("RFC 9112 §8 : un message incomplet doit se voir");
    for (const std::string version : {"1.0", "1.1"}) {
        Played played{{.pieces = {"un, ", "deux"}, .complete = false}};
        const Next next = played.exchange(request("GET", version));
        lesson.received(played.conversation.client.output());
        lesson.expect_contains("ce qui est parti", played.conversation.client.output(), "deux");
        lesson.expect_that("aucun dernier morceau", !played.conversation.client.output().ends_with("0\r\n\r\n"));
        lesson.expect_that("la connexion est rompue (RST)", played.conversation.client.is_reset());
        lesson.expect_that("et n'attend plus rien", next == Next::gone);
        played.expect_finished(lesson);
    }
}

TEST_CASE("3.1 un corps plus court qu'annoncé rompt la connexion") {
    support::Lesson lesson = lesson_on("RFC 9112 §8");
    Played played{{.pieces = {"un, ", "deux"}, .length = 9}};
    const Next next = played.exchange(request());
    lesson.received(played.conversation.client.output());
    lesson.expect_contains("ce qui est parti", played.conversation.client.output(), "\r\n\r\nun, deux");
    lesson.expect_that("la connexion est rompue (RST)", played.conversation.client.is_reset() && next == Next::gone);
    played.expect_finished(lesson);
}

TEST_CASE("3.1 un corps plus long qu'annoncé est coupé à sa longueur : le reste serait pris pour une autre réponse") {
    support::Lesson lesson = lesson_on("RFC 9112 §6.3");
    for (const bool at_once : {true, false}) {
        Played played{{.pieces = at_once ? std::vector<std::string>{"HTTP/1.1 200"} : std::vector<std::string>{"HT", "TP/1.1 200"},
                       .length = 4}};
        const Next next = played.exchange(request());
        lesson.expect("le corps", played.only_answer(lesson).body, "HTTP");
        lesson.expect_that("la connexion reste ouverte", next == Next::request);
        played.expect_finished(lesson);
    }
}

TEST_CASE("3.1 une réponse à HEAD, ou de statut 204 ou 304, n'a pas de corps, même fait en chemin") {
    support::Lesson lesson = lesson_on("RFC 9110 §6.4.1 et §9.3.2");
    struct Case { std::string method; int status; std::string encoding; };
    for (const Case& expected : {Case{"HEAD", 200, "chunked"}, Case{"GET", 204, ""}, Case{"GET", 304, ""}}) {
        Played played{{.pieces = {"un, ", "deux"}, .status = expected.status}};
        const Next next = played.exchange(request(expected.method));
        const Received answer = played.only_answer(lesson, expected.method);
        lesson.expect("le statut", answer.status, expected.status);
        lesson.expect("Transfer-Encoding", answer.field("Transfer-Encoding"), expected.encoding);
        lesson.expect_that("rien ne suit l'en-tête", played.conversation.client.output().ends_with("\r\n\r\n"));
        lesson.expect("les morceaux demandés", played.record.asked, 0);
        lesson.expect_that("la connexion reste ouverte", next == Next::request);
        played.expect_finished(lesson);
    }
}

TEST_CASE("3.1 l'en-tête part sans attendre une source qui n'a encore rien") {
    support::Lesson lesson = lesson_on("RFC 9112 §2.2");
    Played slow{{.pieces = {"tard"}}};
    slow.exchange(request());
    lesson.expect_contains("ce que le client a quand la source cherche encore", slow.record.output_at_first_piece,
                           "Transfer-Encoding: chunked\r\n");
    Played ready{{.pieces = {"déjà là"}, .ready = true}};
    ready.exchange(request());
    lesson.expect("ce qu'il a si la source est prête", ready.record.output_at_first_piece, "");
    lesson.expect("les écritures : l'en-tête avec le premier morceau, puis le dernier",
                  ready.conversation.client.writes(), 2);
}

TEST_CASE("3.1 une source qui donne aussi l'en-tête est transmise telle quelle, et la connexion se ferme") {
    support::Lesson lesson = lesson_on("RFC 3875 §5");
    const std::string own = "HTTP/1.1 299 A moi\r\nX: y\r\n\r\ncorps";
    for (const std::string method : {"GET", "HEAD"}) {
        Played played{{.pieces = {own.substr(0, 20), own.substr(20)}, .status = 299, .has_head = true}};
        const Next next = played.exchange(request(method));
        lesson.expect("tout ce qui est parti", played.conversation.client.output(), own);
        lesson.expect_that("la connexion se ferme", next == Next::end);
        played.expect_finished(lesson);
    }
}

TEST_CASE("3.1 un client qui disparaît arrête la source, qui en est informée une fois") {
    support::Lesson lesson = lesson_on("body_source.hpp");
    Played played{{.pieces = std::vector<std::string>(100, std::string(1000, 'x'))}};
    played.conversation.client.send(request());
    played.conversation.client.vanish_after(5'000);
    const Next next = played.conversation.exchange_once();
    lesson.expect_that("le serveur sait que le client est parti", next == Next::gone);
    lesson.expect_that("il n'a pas demandé tous les morceaux", played.record.asked < 10);
    played.expect_finished(lesson);
}

TEST_CASE("3.1 une source qui lève une exception est finie aussi") {
    support::Lesson lesson = lesson_on("body_source.hpp");
    Played played{{.pieces = {"un"}, .fails = true}};
    bool thrown = false;
    try {
        played.exchange(request());
    } catch (const std::runtime_error& failure) {
        thrown = std::string_view{failure.what()} == "source en panne";
        if (!thrown) lesson.step(failure.what());
    } catch (const std::exception& failure) {
        lesson.step(failure.what());
    }
    lesson.expect_that("l'exception arrive à qui s'occupe de la connexion", thrown);
    played.expect_finished(lesson);
}

TEST_CASE("3.1 deux réponses faites en chemin se suivent sur une connexion") {
    support::Lesson lesson = lesson_on("RFC 9112 §9.3");
    Played played{{.pieces = {"un, ", "deux"}}};
    played.conversation.client.send(request() + request());
    played.conversation.client.finish();
    played.conversation.exchange_once();
    played.conversation.exchange_once();
    const std::vector<Received> answers = played::answers_of(lesson, played.conversation);
    lesson.require("les statuts reçus", played::statuses_of(answers), "200 200");
    lesson.expect("le second corps", answers[1].body, "un, deux");
    lesson.expect("le nombre d'appels de finish()", played.record.finished, 2);
}

TEST_CASE("3.1 le journal compte les octets du corps fait en chemin qui sont partis") {
    support::Lesson lesson = lesson_on("access_log.hpp");
    Played played{{.pieces = {"un, ", "deux"}}};
    played.exchange(request());
    lesson.require("le nombre de lignes", played.conversation.logged.size(), 1u);
    lesson.expect("la ligne", played.conversation.logged[0], "GET / HTTP/1.1 200 8");
}
