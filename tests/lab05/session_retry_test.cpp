#include "05-https-client/client.hpp"
#include "fake_web.hpp"
#include "support/lesson.hpp"

namespace {

using client_test::FakeWeb;
using client_test::Received;
using support::Lesson;
using namespace std::chrono_literals;

Lesson lesson_on(std::string rule) {
    return Lesson{{.rule = std::move(rule),
                   .slide = "05-https-client.md#quand-ça-échoue",
                   .command = "https_client --retry 3 http://127.0.0.1:8081/status/503"}};
}

const client::Retries quick{.count = 3, .first_delay = 1ms, .longest_delay = 2ms};

// A web whose server gives these answers, one after the other, then the last one again and again.
struct Answers {
    explicit Answers(std::vector<std::string> answers) {
        web.on("a.test", [answers = std::move(answers), next = std::size_t{0}](const Received&) mutable {
            return answers[std::min(next++, answers.size() - 1)];
        });
    }
    std::size_t requests() const { return web.received().size(); }

    FakeWeb web;
    client::Session session{client_test::alone({.retries = quick}), web.connector()};
};

const std::string busy = FakeWeb::answer(503, "");
const std::string good = FakeWeb::answer(200, "bonjour");
const std::string cut = std::string{FakeWeb::then_close} + "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nbon";

}  // namespace

TEST_CASE("5.7 une réponse 503 est redemandée, jusqu'à la bonne") {
    Lesson lesson = lesson_on("RFC 9110 §15.6.4");
    Answers world{{busy, busy, good}};
    lesson.expect("le statut", world.session.get("http://a.test/").status_code, 200);
    lesson.expect("les requêtes", world.requests(), 3u);
}

TEST_CASE("5.7 quand il n'y a plus d'essai, la dernière réponse est rendue") {
    Lesson lesson = lesson_on("RFC 9110 §15.6.4");
    Answers world{{busy}};
    lesson.expect("le statut", world.session.get("http://a.test/").status_code, 503);
    lesson.expect("les requêtes", world.requests(), 4u);
}

TEST_CASE("5.7 une réponse coupée est redemandée, et le dernier essai finit par IncompleteBody") {
    Lesson lesson = lesson_on("RFC 9112 §8");
    Answers world{{cut, good}};
    lesson.expect("le texte", world.session.get("http://a.test/").text(), "bonjour");
    Answers always{{cut}};
    CHECK_THROWS_AS(always.session.get("http://a.test/"), client::IncompleteBody);
    lesson.expect("les requêtes", always.requests(), 4u);
}

TEST_CASE("5.7 un POST n'est pas envoyé deux fois") {
    Lesson lesson = lesson_on("RFC 9110 §9.2.2");
    Answers world{{busy, good}};
    lesson.expect("le statut", world.session.post("http://a.test/", {.data = "x"}).status_code, 503);
    lesson.expect("les requêtes", world.requests(), 1u);
}

TEST_CASE("5.7 un PUT est envoyé de nouveau, avec tout son corps") {
    Lesson lesson = lesson_on("RFC 9110 §9.2.2");
    Answers world{{busy, good}};
    lesson.expect("le statut", world.session.put("http://a.test/", {.data = "octets"}).status_code, 200);
    lesson.expect("le corps la deuxième fois", world.web.received().back().body, "octets");
}

TEST_CASE("5.7 une réponse 404 n'est pas redemandée") {
    Lesson lesson = lesson_on("RFC 9110 §15.5.5");
    Answers world{{busy, FakeWeb::answer(404, "")}};
    lesson.expect("le statut", world.session.get("http://a.test/").status_code, 404);
    lesson.expect("les requêtes", world.requests(), 2u);
}

TEST_CASE("5.7 les essais ne dépassent pas le délai total") {
    Lesson lesson = lesson_on("timer.hpp");
    Answers world{{busy}};
    client::Options options{.timeout = client::Timeouts{.total = 200ms},
                            .retries = client::Retries{.count = 1, .first_delay = 1h, .longest_delay = 1h}};
    CHECK_THROWS_AS(world.session.get("http://a.test/", options), client::TotalTimeout);
    lesson.expect("les requêtes", world.requests(), 1u);
}
