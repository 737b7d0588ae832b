#include "lab03/conversation.hpp"

namespace {

using namespace std::chrono_literals;
using played::Conversation;
using played::Received;

support::Lesson lesson_on(std::string rule, std::string command = "curl -sv http://127.0.0.1:8080/ http://127.0.0.1:8080/") {
    return support::Lesson{{.rule = std::move(rule),
                            .slide = "03-static-server.md#connexions-persistantes",
                            .command = "./lab run static_server --root www, puis : " + std::move(command)}};
}

std::string get(std::string_view path, std::string_view fields = "") {
    return "GET " + std::string{path} + " HTTP/1.1\r\nHost: h\r\n" + std::string{fields} + "\r\n";
}

std::string bodies_of(const std::vector<Received>& answers) {
    std::string text;
    for (const Received& answer : answers) text += (&answer == &answers.front() ? "" : " | ") + answer.body;
    return text;
}

// Serves a client who sends these bytes and then ends, whole or byte by byte; gives what it received.
std::vector<Received> serve(support::Lesson& lesson, std::string_view bytes, bool whole = true,
                            std::vector<std::string> methods = {}) {
    Conversation conversation;
    lesson.step(whole ? "en un seul morceau :" : "octet par octet :");
    lesson.sent(bytes);
    whole ? conversation.client.send(bytes) : conversation.client.send_by_bytes(bytes);
    conversation.client.finish();
    conversation.serve();
    return played::answers_of(lesson, conversation, std::move(methods));
}

// The same for what must give these bodies, whole and byte by byte.
void expect_bodies(const support::Lesson& source, std::string_view bytes, std::string_view bodies) {
    for (const bool whole : {true, false}) {
        support::Lesson lesson = source;
        const std::vector<Received> answers = serve(lesson, bytes, whole);
        lesson.expect("les corps des réponses", bodies_of(answers), bodies);
    }
}

}  // namespace

TEST_CASE("3.8 HTTP/1.1 garde la connexion ouverte pour d'autres requêtes") {
    support::Lesson lesson = lesson_on("RFC 9112 §9.3");
    Conversation conversation;
    conversation.client.send(get("/un"));
    conversation.client.wait(10s);
    conversation.client.send(get("/deux"));
    conversation.client.finish();
    lesson.step("une requête, dix secondes de silence, une autre requête, la fin");
    conversation.serve();
    const std::vector<Received> answers = played::answers_of(lesson, conversation);
    lesson.require("les statuts reçus", played::statuses_of(answers), "200 200");
    lesson.expect("les corps des réponses", bodies_of(answers), "GET /un | GET /deux");
    lesson.expect("les champs Connection de la première", answers[0].fields.count("Connection"), 0u);
}

TEST_CASE("3.8 les requêtes envoyées d'avance reçoivent leurs réponses dans l'ordre") {
    support::Lesson lesson = lesson_on("RFC 9112 §9.3.2", "printf 'GET /a…' | nc 127.0.0.1 8080");
    expect_bodies(lesson, get("/un") + get("/deux") + get("/trois"), "GET /un | GET /deux | GET /trois");
}

TEST_CASE("3.8 mille requêtes envoyées d'un coup reçoivent mille réponses") {
    support::Lesson lesson = lesson_on("RFC 9112 §9.3.2");
    std::string requests;
    for (int i = 0; i < 1'000; ++i) requests += get("/" + std::to_string(i));
    Conversation conversation;
    conversation.client.send(requests);
    conversation.client.finish();
    conversation.serve();
    const std::vector<Received> answers = played::split_answers(conversation.client.output());
    lesson.require("le nombre de réponses", answers.size(), 1'000u);
    for (int i = 0; i < 1'000; ++i) {
        const std::string expected = "GET /" + std::to_string(i);
        lesson.require("une réponse", answers[static_cast<std::size_t>(i)].body, expected);
    }
}

TEST_CASE("3.8 « Connection: close » ferme après la réponse, qui le dit") {
    support::Lesson lesson = lesson_on("RFC 9112 §9.6", "curl -si -H 'Connection: close' http://127.0.0.1:8080/");
    for (const std::string_view value : {"close", "Close", "keep-alive, close", "x, CLOSE"}) {
        const std::string field = "Connection: " + std::string{value} + "\r\n";
        const std::vector<Received> answers = serve(lesson, get("/un", field) + get("/deux"));
        lesson.require("les statuts reçus", played::statuses_of(answers), "200");
        lesson.expect("Connection", answers[0].field("Connection"), "close");
    }
}

TEST_CASE("3.8 HTTP/1.0 ferme après la réponse") {
    support::Lesson lesson = lesson_on("RFC 9112 §9.3", "curl -si --http1.0 http://127.0.0.1:8080/");
    const std::vector<Received> answers = serve(lesson, "GET /un HTTP/1.0\r\n\r\nGET /deux HTTP/1.0\r\n\r\n");
    lesson.require("les statuts reçus", played::statuses_of(answers), "200");
    lesson.expect("la version", http::to_string(answers[0].version), "HTTP/1.0");
    lesson.expect("Connection", answers[0].field("Connection"), "close");
}

TEST_CASE("3.8 HTTP/1.0 garde la connexion si le client le demande") {
    support::Lesson lesson = lesson_on("RFC 9112 §9.3 et §C.2.2", "ab -k -n 2 http://127.0.0.1:8080/");
    const std::string request = "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n";
    const std::vector<Received> answers = serve(lesson, request + request + "GET /fin HTTP/1.0\r\n\r\n" + request);
    lesson.require("les statuts reçus", played::statuses_of(answers), "200 200 200");
    lesson.expect("Connection de la première réponse", answers[0].field("Connection"), "keep-alive");
    lesson.expect("la version de la première réponse", http::to_string(answers[0].version), "HTTP/1.0");
    lesson.expect("Connection de la dernière réponse", answers[2].field("Connection"), "close");
}

TEST_CASE("3.8 les réponses sans corps ne décalent pas les suivantes") {
    support::Lesson lesson = lesson_on("RFC 9112 §6.3", "curl -sI http://127.0.0.1:8080/ http://127.0.0.1:8080/");
    const std::string head = "HEAD /un HTTP/1.1\r\nHost: h\r\n\r\n";
    const std::vector<Received> answers =
        serve(lesson, head + get("/deux") + head + get("/quatre"), true, {"HEAD", "GET", "HEAD", "GET"});
    lesson.require("les statuts reçus", played::statuses_of(answers), "200 200 200 200");
    lesson.expect("les corps des réponses", bodies_of(answers), " | GET /deux |  | GET /quatre");
}

TEST_CASE("3.8 un corps lu par le gestionnaire s'arrête où il doit") {
    support::Lesson lesson = lesson_on("RFC 9112 §6.2", "curl -s -d corps http://127.0.0.1:8080/");
    expect_bodies(lesson, "POST /un HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\ncorps" + get("/deux"),
                  "POST /un: corps | GET /deux");
    expect_bodies(lesson, "POST /un HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n" + get("/deux"),
                  "POST /un | GET /deux");
    expect_bodies(lesson, "GET /un HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc" + get("/deux"),
                  "GET /un: abc | GET /deux");
}

TEST_CASE("3.8 un corps par morceaux s'arrête après le dernier morceau") {
    support::Lesson lesson = lesson_on("RFC 9112 §7.1", "curl -s -H 'Transfer-Encoding: chunked' -d corps …");
    const std::string head = "POST /un HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
    const std::string chunks = "3\r\nabc\r\n0A;ext=1\r\n0123456789\r\n";
    expect_bodies(lesson, head + chunks + "0\r\n\r\n" + get("/deux"), "POST /un: abc0123456789 | GET /deux");
    expect_bodies(lesson, head + chunks + "0\r\nFin: oui\r\n\r\n" + get("/deux"),
                  "POST /un: abc0123456789 | GET /deux");
    expect_bodies(lesson, head + "0\r\n\r\n" + get("/deux"), "POST /un | GET /deux");
}

TEST_CASE("3.8 un corps dont personne ne veut est jeté, puis la requête suivante est lue") {
    support::Lesson lesson = lesson_on("RFC 9112 §9.3", "curl -s -d corps http://127.0.0.1:8080/ http://127.0.0.1:8080/");
    const std::string smuggled = get("/caché");
    for (const std::string& body :
         {"Content-Length: " + std::to_string(smuggled.size()) + "\r\n\r\n" + smuggled,
          std::string{"Transfer-Encoding: chunked\r\n\r\n5\r\ncorps\r\n0\r\n\r\n"}}) {
        for (const bool whole : {true, false}) {
            Conversation conversation{played::answer_with("sans lire")};
            const std::string bytes = "POST /un HTTP/1.1\r\nHost: h\r\n" + body + get("/deux");
            lesson.sent(bytes);
            whole ? conversation.client.send(bytes) : conversation.client.send_by_bytes(bytes);
            conversation.client.finish();
            conversation.serve();
            const std::vector<Received> answers = played::answers_of(lesson, conversation);
            lesson.expect("les statuts reçus", played::statuses_of(answers), "200 200");
            lesson.require("le nombre de requêtes traitées", conversation.handled.size(), 2u);
            lesson.expect("la seconde requête traitée", conversation.handled[1], "GET /deux");
        }
    }
}

TEST_CASE("3.8 un corps mal formé reçoit 400, et rien de ce qui suit n'est une requête") {
    support::Lesson lesson = lesson_on("RFC 9112 §7.1 et §11.2");
    for (const std::string_view chunks : {"5\r\ncorps0\r\n\r\n", "-1\r\n", "0x5\r\ncorps\r\n0\r\n\r\n", "5 \ncorps\r\n",
                                          "ffffffffffffffffff\r\n", "5\ncorps\n0\n\n", "g\r\n"}) {
        const std::string head = "POST /un HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
        const std::vector<Received> answers = serve(lesson, head + std::string{chunks} + get("/caché"));
        lesson.require("les statuts reçus", played::statuses_of(answers), "400");
        lesson.expect("Connection", answers[0].field("Connection"), "close");
    }
}

TEST_CASE("3.8 après un refus, rien de ce qui suit n'est lu comme une requête") {
    support::Lesson lesson = lesson_on("RFC 9112 §11.2");
    for (const std::string_view refused :
         {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
          "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
          "GET / HTTP/1.1\r\nHost: h\r\nNom : valeur\r\n\r\n", "GET / HTTP/1.1\r\nHost: h\r\nA: b\r\n c\r\n\r\n",
          "GET / HTTP/1.1\nHost: h\n\n", "GET /\r\n"}) {
        const std::vector<Received> answers = serve(lesson, get("/un") + std::string{refused} + get("/caché"));
        lesson.expect("les statuts reçus", played::statuses_of(answers), "200 400");
    }
}

TEST_CASE("3.8 un corps incomplet reçoit 400") {
    support::Lesson lesson = lesson_on("RFC 9112 §8");
    const std::vector<Received> answers =
        serve(lesson, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\ncourt");
    lesson.require("les statuts reçus", played::statuses_of(answers), "400");
    lesson.expect("Connection", answers[0].field("Connection"), "close");
}

TEST_CASE("3.8 « Expect: 100-continue » reçoit 100 avant le corps, puis la réponse") {
    support::Lesson lesson = lesson_on("RFC 9110 §10.1.1", "curl -sv -H 'Expect: 100-continue' -d corps http://127.0.0.1:8080/");
    Conversation conversation;
    conversation.client.send("POST /un HTTP/1.1\r\nHost: h\r\nExpect: 100-Continue\r\nContent-Length: 5\r\n\r\n");
    lesson.step("le client attend « 100 Continue » avant d'envoyer le corps");
    conversation.client.wait_for("HTTP/1.1 100 Continue\r\n\r\n");
    conversation.client.send("corps" + get("/deux"));
    conversation.client.finish();
    conversation.serve();
    const std::vector<Received> answers = played::answers_of(lesson, conversation);
    lesson.expect("les corps des réponses", bodies_of(answers), "POST /un: corps | GET /deux");
    lesson.expect("l'attente, en millisecondes", conversation.client.elapsed().count(), 0);
}

TEST_CASE("3.8 un gestionnaire qui ne veut pas du corps répond sans 100, et la connexion se ferme") {
    support::Lesson lesson = lesson_on("RFC 9110 §10.1.1 : le client n'enverra peut-être pas le corps");
    Conversation conversation{played::answer_with("non merci")};
    conversation.client.send("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n");
    conversation.client.wait_for("non merci");
    conversation.client.send(get("/caché"));
    conversation.client.finish();
    conversation.serve();
    const std::vector<Received> answers = played::answers_of(lesson, conversation);
    lesson.require("les statuts reçus", played::statuses_of(answers), "200");
    lesson.expect("Connection", answers[0].field("Connection"), "close");
    lesson.expect_that("100 n'a pas été envoyé", conversation.client.output().find(" 100 ") == std::string::npos);
}

TEST_CASE("3.8 un corps déjà là, ou un client 1.0, ne reçoit pas 100") {
    support::Lesson lesson = lesson_on("RFC 9110 §10.1.1");
    for (const std::string version : {"1.1", "1.0"}) {
        Conversation conversation;
        const std::string head = "POST / HTTP/" + version + "\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n";
        conversation.client.send(version == "1.1" ? head + "corps" : head);
        if (version == "1.0") conversation.client.send("corps");
        conversation.client.finish();
        conversation.serve();
        lesson.received(conversation.client.output());
        lesson.expect_that("la réponse vient sans 100", conversation.client.output().starts_with("HTTP/" + version + " 200 "));
    }
}

TEST_CASE("3.8 un gestionnaire peut fermer la connexion") {
    support::Lesson lesson = lesson_on("RFC 9112 §9.6");
    Conversation conversation{[](files::Exchange&) -> asio::awaitable<files::Answer> {
        files::Answer answer;
        answer.close = true;
        co_return answer;
    }};
    conversation.client.send(get("/un") + get("/deux"));
    conversation.client.finish();
    conversation.serve();
    const std::vector<Received> answers = played::answers_of(lesson, conversation);
    lesson.require("les statuts reçus", played::statuses_of(answers), "200");
    lesson.expect("Connection", answers[0].field("Connection"), "close");
}

TEST_CASE("3.8 le serveur qui ferme annonce la fin, puis lit encore") {
    support::Lesson lesson = lesson_on("RFC 9112 §9.6 : fermer avec des octets non lus peut détruire la réponse");
    Conversation conversation;
    conversation.client.send("GET / HTTP/1.0\r\n\r\n");
    conversation.client.wait(500ms);
    conversation.client.send("encore quelques octets");
    conversation.client.finish();
    conversation.serve();
    lesson.received(conversation.client.output());
    lesson.expect_that("il a dit qu'il n'enverrait plus rien", conversation.client.is_finished());
    lesson.expect("les octets lus en tout", conversation.client.bytes_read(), 18u + 22u);
    lesson.expect("l'attente, en millisecondes", conversation.client.elapsed().count(), 500);
}

TEST_CASE("3.8 un client parti n'est plus attendu") {
    support::Lesson lesson = lesson_on("RFC 9112 §9.5");
    Conversation conversation;
    conversation.client.send(get("/un"));
    conversation.client.finish();
    conversation.serve();
    lesson.expect("les statuts reçus", played::statuses_of(played::answers_of(lesson, conversation)), "200");
    lesson.expect("l'attente, en millisecondes", conversation.client.elapsed().count(), 0);
    lesson.expect_that("rien n'est annoncé à un client parti", !conversation.client.is_finished());
}

TEST_CASE("3.8 un client qui disparaît pendant une réponse n'en reçoit pas d'autre") {
    support::Lesson lesson = lesson_on("send(2) : EPIPE, ECONNRESET");
    Conversation conversation{played::answer_with(std::string(100'000, 'x'))};
    conversation.client.send(get("/un") + get("/deux"));
    conversation.client.vanish_after(5'000);
    conversation.serve();
    lesson.expect("les requêtes traitées", conversation.handled.size(), 1u);
    lesson.expect("les échecs signalés", conversation.failures.size(), 0u);
}

TEST_CASE("3.8 chaque réponse donne une entrée du journal") {
    support::Lesson lesson = lesson_on("Common Log Format");
    Conversation conversation;
    conversation.client.send(get("/un") + "HEAD /deux HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" +
                             "POST /%zz HTTP/1.1\r\nHost: h\r\n\r\n");
    conversation.client.finish();
    conversation.serve();
    lesson.require("le nombre d'entrées", conversation.logged.size(), 3u);
    lesson.expect("la première", conversation.logged[0], "GET /un HTTP/1.1 200 7");
    lesson.expect("la deuxième, sans corps", conversation.logged[1], "HEAD /deux HTTP/1.0 200 0");
    lesson.expect_contains("la troisième", conversation.logged[2], "POST /%zz HTTP/1.1 400 ");
}
