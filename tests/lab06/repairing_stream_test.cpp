#include "06-security/vulnerable/repairing_stream.hpp"

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/io_context.hpp>

#include "lab03/conversation.hpp"
#include "lab03/memory_stream.hpp"
#include "support/lesson.hpp"

namespace {

using played::MemoryStream;

// A connection of lab 03 behind a stream that repairs, and a client in memory before it.
struct Repaired {
    explicit Repaired(vulnerable::Repairs repairs_) : repairs{std::move(repairs_)} {
        auto owned = std::make_unique<MemoryStream>(deadlines);
        client = owned.get();
        stream = std::make_unique<vulnerable::RepairingStream>(std::move(owned), deadlines, service.limits, repairs);
        service.handler = played::Conversation::describe_request();
    }

    // What the client receives in all.
    std::string serve() {
        files::Connection connection{*stream, service, "192.0.2.7"};
        asio::io_context context;
        asio::co_spawn(context, connection.serve(), asio::detached);
        context.run();
        return client->output();
    }

    files::Deadlines deadlines{files::Clock::time_point{} + std::chrono::hours{1}};
    files::Service service{};
    vulnerable::Repairs repairs;
    MemoryStream* client = nullptr;
    std::unique_ptr<vulnerable::RepairingStream> stream;
};

void drop_length(vulnerable::Head& head) {
    vulnerable::drop_fields(head, "Content-Length");
}

constexpr std::string_view smuggled = "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 39\r\n"
                                      "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                                      "GET /cachee HTTP/1.1\r\nHost: a\r\n\r\n";

support::Lesson lesson_on(std::string flaw) {
    return support::Lesson{{.rule = "RFC 9112 §11.2",
                            .slide = "06-security.md#une-requête-deux-lectures",
                            .command = "./lab run vulnerable_server --flaw " + std::move(flaw)}};
}

std::vector<played::Received> answers_to(support::Lesson& lesson, vulnerable::Repairs repairs, std::string_view request,
                                         bool by_bytes) {
    Repaired repaired{std::move(repairs)};
    lesson.step(by_bytes ? "octet par octet :" : "en un seul morceau :");
    lesson.sent(request);
    by_bytes ? repaired.client->send_by_bytes(request) : repaired.client->send(request);
    repaired.client->finish();
    const std::string received = repaired.serve();
    lesson.received(received);
    return played::split_answers(received, {"POST"});
}

}  // namespace

TEST_CASE("0.6 une réparation de l'en-tête fait voir la requête cachée dans le corps") {
    for (const bool by_bytes : {false, true}) {
        support::Lesson lesson = lesson_on("cl-te");
        const auto refused = answers_to(lesson, {}, smuggled, by_bytes);
        lesson.expect("sans réparation", played::statuses_of(refused), "400");
        const auto answers = answers_to(lesson, {.head = {drop_length}, .answers = {}}, smuggled, by_bytes);
        lesson.require("le nombre de réponses", answers.size(), 2u);
        lesson.expect("la seconde", answers[1].body, "GET /cachee");
    }
}

TEST_CASE("0.6 les tailles de morceaux réparées donnent le corps") {
    for (const bool by_bytes : {false, true}) {
        support::Lesson lesson = lesson_on("chunk-size");
        const auto answers = answers_to(lesson, {.head = {}, .chunk_sizes = true, .answers = {}},
                                        "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                                        "0x5\r\naudit\r\n0\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\n\r\n",
                                        by_bytes);
        lesson.require("le nombre de réponses", answers.size(), 2u);
        lesson.expect("la première", answers[0].body, "POST /a: audit");
        lesson.expect("la seconde", answers[1].body, "GET /b");
    }
}

TEST_CASE("0.6 seule la première requête d'une connexion est réparée") {
    support::Lesson lesson = lesson_on("cl-te");
    const std::string request = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n" + std::string{smuggled};
    const auto answers = answers_to(lesson, {.head = {drop_length}, .answers = {}}, request, false);
    lesson.expect("les statuts", played::statuses_of(answers), "200 400");
}

TEST_CASE("0.6 chaque réponse est changée en sortant, son corps non") {
    support::Lesson lesson = lesson_on("server-banner");
    const auto drop_type = [](vulnerable::Head& head) { vulnerable::drop_fields(head, "Content-Type"); };
    const auto answers = answers_to(lesson, {.head = {}, .answers = {drop_type}},
                                    "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"
                                    "GET /b HTTP/1.1\r\nHost: a\r\n\r\n",
                                    false);
    lesson.require("le nombre de réponses", answers.size(), 2u);
    for (const played::Received& answer : answers) lesson.expect("Content-Type", answer.field("Content-Type"), "");
    lesson.expect("le second corps", answers[1].body, "GET /b");
}

TEST_CASE("0.6 un en-tête qui ne finit pas est refusé en son temps (408), réparé ou non") {
    support::Lesson lesson = lesson_on("cl-te");
    Repaired repaired{{.head = {drop_length}, .answers = {}}};
    repaired.client->send("GET / HTTP/1.1\r\nHost:");
    const auto answers = played::split_answers(repaired.serve());
    lesson.expect("les statuts", played::statuses_of(answers), "408");
}
