#include <string>

#include "lab05/connection_run.hpp"
#include "lab05/scripted_transport.hpp"

// Steps 5.2 and 5.7: when a connection may carry another request, and when not.
namespace {

using lab05::lesson_on_answers;
using support::Lesson;

const std::string ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

client::Route route_to(std::string host) {
    return {.scheme = "http", .host = std::move(host), .port = 80, .proxy = {}, .tls = {}};
}

// A connection whose exchange has ended well, and what it knows of itself then.
struct Used {
    explicit Used(std::string_view answer) {
        peer.wait_for("\r\n\r\n");
        peer.send(answer);
        lab05::exchange(*connection, lab05::get());
    }

    scripted::Peer peer;
    std::unique_ptr<client::Connection> connection =
        std::make_unique<client::Connection>(peer.transport(), client::Limits{});
};

}  // namespace

TEST_CASE("5.2 une connexion ressert quand la réponse est finie et que les deux côtés le veulent") {
    struct Row {
        std::string_view answer;
        bool reusable;
        std::string_view why;
    };
    const Row rows[] = {
        {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", true, "HTTP/1.1, le corps a été lu"},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", true, "le dernier morceau lu"},
        {"HTTP/1.1 304 Not Modified\r\n\r\n", true, "pas de corps"},
        {"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok", false, "le serveur va fermer"},
        {"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", false, "HTTP/1.0 ferme, sauf avis contraire"},
        {"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok", true, "HTTP/1.0 qui garde ouvert"},
        {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok!", false, "un octet que personne n'a demandé"},
    };
    for (const Row& row : rows) {
        Lesson lesson = lesson_on_answers("RFC 9112 §9.3");
        lesson.received(row.answer);
        lesson.step(std::string{row.why});
        lesson.expect("peut-elle resservir", Used{row.answer}.connection->is_reusable(), row.reusable);
    }
}

TEST_CASE("5.2 une seconde réponse cachée derrière la première n'est pas prise pour la suivante") {
    Lesson lesson = lesson_on_answers("RFC 9112 §11.1");
    const std::string forged = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfaux";
    for (const bool later : {false, true}) {
        scripted::Peer peer;
        peer.wait_for("\r\n\r\n");
        peer.send(later ? ok : ok + forged);
        if (later) peer.send(forged);
        lesson.step(later ? "la fausse réponse suit la vraie de peu" : "la fausse réponse vient avec la vraie");
        client::Connection connection{peer.transport(), client::Limits{}};
        lesson.expect("la vraie", lab05::exchange(connection, lab05::get()).summary(), "200, \"ok\"");
        lesson.expect("peut-elle resservir", connection.is_reusable(), false);
    }
}

TEST_CASE("5.2 un corps qui n'est pas lu jusqu'au bout use la connexion") {
    Lesson lesson = lesson_on_answers("RFC 9112 §9.3");
    scripted::Peer peer;
    peer.send(ok);
    client::Connection connection{peer.transport(), client::Limits{}};
    client::Observer observer;
    connection.exchange(lab05::get(), client::Timer{{}}, observer);
    lesson.step("l'en-tête est lu, pas encore le corps");
    lesson.expect("peut-elle resservir", connection.is_reusable(), false);
}

TEST_CASE("5.7 un corps dont la fin n'est pas venue à temps use la connexion") {
    Lesson lesson = lesson_on_answers("RFC 9112 §9.3");
    lesson.step("deux octets sur trois, puis le silence");
    Used truncated{"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok"};
    lesson.expect("peut-elle resservir", truncated.connection->is_reusable(), false);
}

TEST_CASE("5.2 une connexion sert deux requêtes de suite, la seconde réponse n'ayant rien de la première") {
    Lesson lesson = lesson_on_answers("RFC 9112 §9.3");
    Used used{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"};
    used.peer.wait_for("\r\n\r\n");
    used.peer.send("HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\n\r\nnon");
    lesson.expect("peut-elle resservir", used.connection->is_reusable(), true);
    lesson.expect("la seconde réponse", lab05::exchange(*used.connection, lab05::get()).summary(), "404, \"non\"");
}

TEST_CASE("5.2 une connexion que le serveur a fermée pendant la pause se reconnaît") {
    Lesson lesson = lesson_on_answers("RFC 9112 §9.3.1");
    Used closed{ok};
    closed.peer.finish();
    lesson.step("le serveur ferme pendant que la connexion attend");
    lesson.expect("peut-elle resservir", closed.connection->is_reusable(), false);
    Used closing{ok};
    closing.peer.wait_for("\r\n\r\n");
    closing.peer.finish();
    lesson.step("le serveur ferme juste quand la seconde requête part");
    lesson.expect("peut-elle resservir", closing.connection->is_reusable(), true);
    lesson.expect("l'exception", lab05::exchange(*closing.connection, lab05::get()).failure, "ConnectionError");
    lesson.expect("est-elle restée sans aucune réponse", closing.connection->broke_unanswered(), true);
}

TEST_CASE("5.2 la réserve rend une connexion au même endroit, et à lui seul") {
    Lesson lesson = lesson_on_answers("RFC 9112 §9.3");
    client::Pool pool{4};
    Used used{ok};
    const client::Connection* const kept = used.connection.get();
    pool.give_back(route_to("a.test"), std::move(used.connection));
    lesson.step("une connexion vers a.test est mise en réserve");
    lesson.expect_that("rien pour b.test", pool.take(route_to("b.test")) == nullptr);
    client::Route unverified = route_to("a.test");
    unverified.tls.verify = false;
    lesson.expect_that("rien pour a.test sans vérification", pool.take(unverified) == nullptr);
    const auto taken = pool.take(route_to("a.test"));
    lesson.expect_that("elle pour a.test", taken.get() == kept);
    lesson.expect_that("une seule fois", pool.take(route_to("a.test")) == nullptr);
}

TEST_CASE("5.2 la réserve ne garde ni une connexion usée, ni plus que sa limite") {
    Lesson lesson = lesson_on_answers("limits.hpp : idle_connections");
    client::Pool pool{1};
    Used worn{"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"};
    pool.give_back(route_to("a.test"), std::move(worn.connection));
    lesson.expect_that("une connexion usée est fermée", worn.peer.is_closed());
    Used first{ok};
    Used second{ok};
    pool.give_back(route_to("a.test"), std::move(first.connection));
    pool.give_back(route_to("b.test"), std::move(second.connection));
    lesson.step("deux connexions mises en réserve, où il y a place pour une");
    lesson.expect_that("la plus ancienne est fermée", first.peer.is_closed() && !second.peer.is_closed());
    lesson.expect_that("l'autre attend", pool.take(route_to("b.test")) != nullptr);
    Used stale{ok};
    pool.give_back(route_to("a.test"), std::move(stale.connection));
    stale.peer.finish();
    lesson.step("le serveur ferme une connexion qui attend");
    lesson.expect_that("elle n'est plus rendue", pool.take(route_to("a.test")) == nullptr);
}
