#include "lab03/conversation.hpp"

namespace {

using namespace std::chrono_literals;
using played::Conversation;
using played::Received;

support::Lesson lesson_on(std::string rule) {
    return support::Lesson{{.rule = std::move(rule) + " ; limits.hpp",
                            .slide = "03-static-server.md#connexions-persistantes",
                            .command = "./lab run static_server --root www, puis : nc 127.0.0.1 8080, et patience"}};
}

const std::string request = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

// Is a wait as long as the limit, to the sweeps before and after it?
void expect_wait(support::Lesson& lesson, const Conversation& conversation, std::chrono::milliseconds limit) {
    const auto waited = conversation.client.elapsed();
    const auto slack = 2 * conversation.service.limits.sweep_period;
    lesson.step("le serveur a attendu " + std::to_string(waited.count()) + " ms");
    lesson.expect_that("c'est le délai de " + std::to_string(limit.count()) + " ms, à un demi-seconde près",
                       limit - slack <= waited && waited <= limit + slack);
}

std::string statuses(support::Lesson& lesson, const Conversation& conversation) {
    return played::statuses_of(played::answers_of(lesson, conversation));
}

}  // namespace

TEST_CASE("3.8 un client qui n'envoie rien est congédié sans un mot") {
    support::Lesson lesson = lesson_on("RFC 9112 §9.5");
    Conversation conversation;
    lesson.step("le client se connecte et n'envoie rien");
    conversation.serve();
    lesson.expect("ce qu'il reçoit", conversation.client.output(), "");
    expect_wait(lesson, conversation, conversation.service.limits.idle_time);
}

TEST_CASE("3.8 un client qui ne demande plus rien est congédié sans un mot") {
    support::Lesson lesson = lesson_on("RFC 9112 §9.5");
    Conversation conversation;
    conversation.client.send(request);
    lesson.step("le client reçoit une réponse, et n'envoie plus rien");
    conversation.serve();
    lesson.expect("les statuts reçus", statuses(lesson, conversation), "200");
    expect_wait(lesson, conversation, conversation.service.limits.idle_time);
}

TEST_CASE("3.8 un client patient a droit au délai entier avant chaque requête") {
    support::Lesson lesson = lesson_on("RFC 9112 §9.5");
    Conversation conversation;
    for (int i = 0; i < 3; ++i) {
        conversation.client.wait(70s);
        conversation.client.send(request);
    }
    conversation.client.finish();
    conversation.serve();
    lesson.expect("les statuts reçus", statuses(lesson, conversation), "200 200 200");
}

TEST_CASE("3.8 un en-tête qui arrive au compte-gouttes reçoit 408") {
    support::Lesson lesson = lesson_on("RFC 9110 §15.5.9 ; l'attaque s'appelle « slowloris »");
    Conversation conversation;
    conversation.client.send("GET / HTTP/1.1\r\nHost: h\r\n");
    for (int i = 0; i < 20; ++i) {
        conversation.client.wait(3s);
        conversation.client.send("X-" + std::to_string(i) + ": y\r\n");
    }
    lesson.step("le client envoie un champ toutes les trois secondes");
    conversation.serve();
    const std::vector<Received> answers = played::answers_of(lesson, conversation);
    lesson.require("les statuts reçus", played::statuses_of(answers), "408");
    lesson.expect("Connection", answers[0].field("Connection"), "close");
    lesson.expect("la version de la réponse", http::to_string(answers[0].version), "HTTP/1.1");
    const auto limits = conversation.service.limits;
    expect_wait(lesson, conversation, limits.header_time + limits.linger_time);
}

TEST_CASE("3.8 le délai de l'en-tête part du premier octet de chaque requête") {
    support::Lesson lesson = lesson_on("RFC 9110 §15.5.9");
    Conversation conversation;
    conversation.client.wait(60s);
    for (int i = 0; i < 3; ++i) {
        conversation.client.send(request.substr(0, 5));
        conversation.client.wait(15s);
        conversation.client.send(request.substr(5));
    }
    conversation.client.send("GET /suite");
    lesson.step("trois requêtes de quinze secondes chacune, et le début d'une quatrième");
    conversation.serve();
    lesson.expect("les statuts reçus", statuses(lesson, conversation), "200 200 200 408");
}

TEST_CASE("3.8 un corps qui n'arrive plus reçoit 408") {
    support::Lesson lesson = lesson_on("RFC 9110 §15.5.9");
    Conversation conversation;
    conversation.client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\ndébut");
    lesson.step("le client annonce 1 000 octets, en envoie quelques-uns, puis se tait");
    conversation.serve();
    const std::vector<Received> answers = played::answers_of(lesson, conversation);
    lesson.require("les statuts reçus", played::statuses_of(answers), "408");
    lesson.expect("Connection", answers[0].field("Connection"), "close");
    const auto limits = conversation.service.limits;
    expect_wait(lesson, conversation, limits.stall_time + limits.linger_time);
}

TEST_CASE("3.8 un téléversement trop lent reçoit 408, même s'il n'arrête jamais") {
    support::Lesson lesson = lesson_on("RFC 9110 §15.5.9");
    Conversation conversation;
    conversation.client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n");
    for (int i = 0; i < 100; ++i) {
        conversation.client.send(std::string(100, 'x'));
        conversation.client.wait(1s);
    }
    lesson.step("le client envoie 100 octets par seconde ; le minimum est de 512, après vingt secondes");
    conversation.serve();
    lesson.expect("les statuts reçus", statuses(lesson, conversation), "408");
    lesson.expect_that("il a eu ses vingt secondes, et guère plus",
                       conversation.client.elapsed() >= 20s && conversation.client.elapsed() <= 30s);
}

TEST_CASE("3.8 un téléversement régulier au-dessus du minimum a tout son temps") {
    support::Lesson lesson = lesson_on("minimum_rate");
    Conversation conversation;
    conversation.client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 180000\r\n\r\n");
    for (int i = 0; i < 300; ++i) {
        conversation.client.wait(1s);
        conversation.client.send(std::string(600, 'x'));
    }
    conversation.client.finish();
    lesson.step("le client envoie 600 octets par seconde pendant cinq minutes");
    conversation.serve();
    lesson.expect("les statuts reçus", statuses(lesson, conversation), "200");
    lesson.expect("le temps passé, en secondes", conversation.client.elapsed() / 1s, 300);
}

TEST_CASE("3.8 un client qui cesse de lire sa réponse est abandonné") {
    support::Lesson lesson = lesson_on("stall_time");
    Conversation conversation{played::answer_with(std::string(1'000'000, 'x'))};
    conversation.client.send(request + request);
    conversation.client.stop_reading_after(100'000);
    lesson.step("le client lit 100 000 octets de sa réponse, puis plus rien");
    conversation.serve();
    lesson.expect("les octets envoyés", conversation.client.output().size(), 100'000u);
    lesson.expect("les requêtes traitées", conversation.handled.size(), 1u);
    expect_wait(lesson, conversation, conversation.service.limits.stall_time);
}

TEST_CASE("3.8 un client qui lit trop lentement est abandonné") {
    support::Lesson lesson = lesson_on("minimum_rate, rate_grace");
    Conversation conversation{played::answer_with(std::string(1'000'000, 'x'))};
    conversation.client.send(request);
    conversation.client.read_at(100);
    lesson.step("le client lit 100 octets par seconde ; le minimum est de 512, après vingt secondes");
    conversation.serve();
    lesson.expect_that("la réponse n'est pas entière", conversation.client.output().size() < 10'000);
    lesson.expect_that("il a eu ses vingt secondes, et guère plus",
                       conversation.client.elapsed() >= 20s && conversation.client.elapsed() <= 30s);
}

TEST_CASE("3.8 un client lent mais régulier reçoit tout") {
    support::Lesson lesson = lesson_on("minimum_rate");
    Conversation conversation{played::answer_with(std::string(100'000, 'x'))};
    conversation.client.send(request);
    conversation.client.finish();
    conversation.client.read_at(600);
    conversation.serve();
    const std::vector<Received> answers = played::answers_of(lesson, conversation);
    lesson.require("les statuts reçus", played::statuses_of(answers), "200");
    lesson.expect("la taille du corps", answers[0].body.size(), 100'000u);
}

TEST_CASE("3.8 avoir été rapide ne donne pas droit à un long silence") {
    support::Lesson lesson = lesson_on("stall_time");
    Conversation conversation;
    conversation.client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 200000\r\n\r\n" + std::string(100'000, 'x'));
    lesson.step("le client envoie 100 000 octets d'un coup, puis se tait");
    conversation.serve();
    lesson.expect("les statuts reçus", statuses(lesson, conversation), "408");
    const auto limits = conversation.service.limits;
    expect_wait(lesson, conversation, limits.stall_time + limits.linger_time);
}

TEST_CASE("3.8 une ligne de requête trop longue reçoit 414") {
    support::Lesson lesson = lesson_on("RFC 9110 §15.5.15");
    files::Limits limits;
    limits.message.start_line_bytes = 100;
    const std::string longest(100 - std::string{"GET / HTTP/1.1"}.size(), 'a');
    for (const bool whole : {true, false}) {
        for (const bool too_long : {false, true}) {
            Conversation conversation;
            conversation.service.limits = limits;
            const std::string bytes = "GET /" + longest + (too_long ? "a" : "") + " HTTP/1.1\r\nHost: h\r\n\r\n";
            whole ? conversation.client.send(bytes) : conversation.client.send_by_bytes(bytes);
            conversation.client.finish();
            conversation.serve();
            lesson.expect("les statuts, pour une ligne de " + std::to_string(too_long ? 101 : 100) + " octets",
                          statuses(lesson, conversation), too_long ? "414" : "200");
        }
    }
}

TEST_CASE("3.8 une ligne sans fin est refusée sans être lue jusqu'au bout") {
    support::Lesson lesson = lesson_on("RFC 9110 §15.5.15");
    Conversation conversation;
    conversation.service.limits.linger_bytes = 0;
    conversation.client.send("GET /" + std::string(1'000'000, 'a'));
    conversation.serve();
    lesson.expect("les statuts reçus", statuses(lesson, conversation), "414");
    lesson.expect_that("le serveur n'en a guère lu plus que sa limite",
                       conversation.client.bytes_read() <= 2 * conversation.service.limits.message.start_line_bytes);
}

TEST_CASE("3.8 un en-tête trop long ou fait de trop de champs reçoit 431") {
    support::Lesson lesson = lesson_on("RFC 6585 §5");
    std::string many;
    for (int i = 0; i < 100; ++i) many += "X: y\r\n";
    const std::string large = "X: " + std::string(33 * 1024, 'a') + "\r\n";
    for (const std::string& fields : {many, large}) {
        for (const bool whole : {true, false}) {
            Conversation conversation;
            const std::string bytes = "GET / HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n";
            whole ? conversation.client.send(bytes) : conversation.client.send_by_bytes(bytes);
            conversation.client.finish();
            conversation.serve();
            lesson.expect("les statuts reçus", statuses(lesson, conversation), "431");
        }
    }
}

TEST_CASE("3.8 un en-tête sans fin est refusé sans être lu jusqu'au bout") {
    support::Lesson lesson = lesson_on("RFC 6585 §5");
    Conversation conversation;
    conversation.service.limits.linger_bytes = 0;
    conversation.client.send("GET / HTTP/1.1\r\nHost: h\r\nX: " + std::string(1'000'000, 'a'));
    conversation.serve();
    lesson.expect("les statuts reçus", statuses(lesson, conversation), "431");
    const http::Limits& limits = conversation.service.limits.message;
    lesson.expect_that("le serveur n'en a guère lu plus que ses limites",
                       conversation.client.bytes_read() <= 2 * (limits.start_line_bytes + limits.fields_bytes));
}

TEST_CASE("3.8 un corps dont personne ne veut est jeté jusqu'à une limite, au-delà la connexion se ferme") {
    support::Lesson lesson = lesson_on("discarded_body");
    for (const std::size_t size : {1'000u, 1'001u}) {
        Conversation conversation{played::answer_with("sans lire")};
        conversation.service.limits.discarded_body = 1'000;
        conversation.client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n");
        conversation.client.send(std::string(size, 'x') + request);
        conversation.client.finish();
        conversation.serve();
        const std::vector<Received> answers = played::answers_of(lesson, conversation);
        lesson.expect("les statuts reçus, pour un corps de " + std::to_string(size) + " octets",
                      played::statuses_of(answers), size == 1'000 ? "200 200" : "200");
        lesson.expect_that("le serveur dit s'il ferme", (answers[0].field("Connection") == "close") == (size > 1'000));
    }
}

TEST_CASE("3.8 un corps par morceaux dont personne ne veut est jeté jusqu'à la même limite") {
    support::Lesson lesson = lesson_on("discarded_body");
    Conversation conversation{played::answer_with("sans lire")};
    conversation.service.limits.discarded_body = 1'000;
    conversation.service.limits.linger_bytes = 0;
    conversation.client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 10'000; ++i) conversation.client.send("64\r\n" + std::string(100, 'x') + "\r\n");
    conversation.serve();
    const std::vector<Received> answers = played::answers_of(lesson, conversation);
    lesson.require("les statuts reçus", played::statuses_of(answers), "200");
    lesson.expect("Connection", answers[0].field("Connection"), "close");
    lesson.expect_that("le serveur n'a pas tout lu", conversation.client.bytes_read() < 40'000);
}

TEST_CASE("3.8 une ligne de morceau trop longue reçoit 400") {
    support::Lesson lesson = lesson_on("RFC 9112 §7.1.1");
    Conversation conversation;
    conversation.client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5;" +
                             std::string(100'000, 'e'));
    conversation.serve();
    lesson.expect("les statuts reçus", statuses(lesson, conversation), "400");
}

TEST_CASE("3.8 la mémoire d'une connexion ne dépend pas de la taille du corps") {
    support::Lesson lesson = lesson_on("RFC 9112 §6 : le corps se lit au fil de l'eau");
    std::size_t total = 0;
    Conversation conversation{[&](files::Exchange& exchange) -> asio::awaitable<files::Answer> {
        for (;;) {
            const std::string_view piece = co_await exchange.body.next();
            if (piece.empty()) break;
            total += piece.size();
        }
        co_return files::Answer{};
    }};
    conversation.client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 20000000\r\n\r\n");
    for (int i = 0; i < 20; ++i) conversation.client.send(std::string(1'000'000, 'x'));
    conversation.client.finish();
    conversation.serve();
    lesson.expect("les octets reçus par le gestionnaire", total, 20'000'000u);
    lesson.expect_that("le serveur n'a jamais eu de place pour plus de 64 Kio à la fois",
                       conversation.client.largest_read() <= 64 * 1024);
}

TEST_CASE("3.8 une connexion ne sert qu'un nombre limité de requêtes") {
    support::Lesson lesson = lesson_on("requests_per_connection");
    for (const std::size_t most : {1u, 2u, 5u}) {
        Conversation conversation;
        conversation.service.limits.requests_per_connection = most;
        for (int i = 0; i < 8; ++i) conversation.client.send(request);
        conversation.client.finish();
        conversation.serve();
        const std::vector<Received> answers = played::answers_of(lesson, conversation);
        lesson.require("le nombre de réponses", answers.size(), most);
        for (std::size_t i = 0; i < most; ++i) {
            lesson.expect("Connection de la réponse " + std::to_string(i + 1), answers[i].field("Connection"),
                          i + 1 == most ? "close" : "");
        }
    }
}

TEST_CASE("3.8 après sa dernière réponse, le serveur ne lit qu'un moment") {
    support::Lesson lesson = lesson_on("RFC 9112 §9.6 ; linger_time");
    Conversation conversation;
    conversation.client.send("GET / HTTP/1.0\r\n\r\n");
    for (int i = 0; i < 100; ++i) {
        conversation.client.wait(1s);
        conversation.client.send("encore");
    }
    lesson.step("le client n'en finit pas d'envoyer, un peu chaque seconde");
    conversation.serve();
    expect_wait(lesson, conversation, conversation.service.limits.linger_time);
}

TEST_CASE("3.8 après sa dernière réponse, le serveur laisse finir qui envoie à bonne allure") {
    support::Lesson lesson = lesson_on("RFC 9112 §9.6 ; linger_rate");
    Conversation conversation;
    conversation.client.send("GET / HTTP/1.0\r\n\r\n");
    for (int i = 0; i < 20; ++i) {
        conversation.client.wait(1s);
        conversation.client.send(std::string(200'000, 'x'));
    }
    lesson.step("le client envoie 200 000 octets par seconde pendant vingt secondes, puis se tait");
    conversation.serve();
    expect_wait(lesson, conversation, 20s + conversation.service.limits.linger_time);
}

TEST_CASE("3.8 après sa dernière réponse, le serveur ne lit qu'un nombre limité d'octets") {
    support::Lesson lesson = lesson_on("RFC 9112 §9.6 ; linger_bytes");
    Conversation conversation;
    conversation.client.send("GET / HTTP/1.0\r\n\r\n");
    conversation.client.send(std::string(10'000'000, 'x'));
    conversation.service.limits.linger_bytes = 256 * 1024;
    lesson.step("le client envoie dix millions d'octets de trop ; linger_bytes vaut 256 Kio");
    conversation.serve();
    lesson.expect_that("le serveur n'en a guère lu plus que linger_bytes",
                       conversation.client.bytes_read() <= conversation.service.limits.linger_bytes + 64 * 1024);
}
