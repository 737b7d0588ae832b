#include <memory>
#include <string>

#include "lab01/peers.hpp"
#include "lab05/connection_run.hpp"
#include "lab05/scripted_server.hpp"

// Steps 5.2 and 5.7 over real sockets: what the system adds to what a script in memory shows.
namespace {

using namespace std::chrono_literals;
using lab05::Exchanged;
using lab05::failure_to_open;
using lab05::route_to;
using scripted::Guest;
using support::Lesson;

Lesson lesson_on(std::string rule, std::string_view anchor = "lire-la-réponse") {
    return Lesson{{.rule = std::move(rule),
                   .slide = "05-https-client.md#" + std::string{anchor},
                   .command = "./lab run https_client --explain http://127.0.0.1:8081/drip?duration=5"}};
}

// A connection to the server under test; the delays are those of its exchanges.
struct Client {
    explicit Client(std::uint16_t port, const client::Timeouts& delays = {}) : timeouts{delays} {
        client::Observer observer;
        connection = std::make_unique<client::Connection>(
            client::network()(route_to(port), client::Limits{}, client::Timer{{}}, observer), client::Limits{});
    }

    Exchanged send(const client::Outgoing& request) { return lab05::exchange(*connection, request, timeouts); }

    client::Timeouts timeouts;
    std::unique_ptr<client::Connection> connection;
};

}  // namespace

TEST_CASE("5.2 deux requêtes et leurs corps sur une vraie connexion") {
    Lesson lesson = lesson_on("RFC 9112 §9.3");
    const std::string body = peers::varied_bytes(2'000'000);
    scripted::Server server{[&](Guest& guest) {
        guest.read_request();
        guest.send_in_pieces("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nbon\r\n0\r\n\r\n", 5);
        guest.read_request();
        guest.send("HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n" + body);
    }};
    Client client{server.port()};
    lesson.expect("la première réponse, envoyée par 5 octets", client.send(lab05::get()).summary(), "200, \"bon\"");
    lesson.expect("la connexion peut-elle resservir", client.connection->is_reusable(), true);
    client::BytesBody sent{body};
    const Exchanged second = client.send(lab05::post(sent, "Content-Length: 2000000\r\n"));
    lesson.expect("la seconde réponse est-elle entière", second.body == body, true);
    lesson.expect("le serveur a-t-il reçu tout le corps", server.received(0).ends_with(body), true);
    lesson.expect("ce qui a mal tourné dans le serveur", server.failures(), "");
}

TEST_CASE("5.2 un 413 se lit même si le serveur coupe sans avoir lu le corps") {
    Lesson lesson = lesson_on("RFC 9112 §9.6");
    scripted::Server server{[](Guest& guest) {
        guest.read_head();
        guest.send("HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 3\r\n\r\nnon");
        guest.reset();
    }};
    Client client{server.port()};
    client::BytesBody body{std::string(20'000'000, 'x')};
    lesson.step("20 000 000 octets à envoyer ; le serveur répond 413 sans en lire un seul, et coupe (RST)");
    const Exchanged exchanged = client.send(lab05::post(body, "Content-Length: 20000000\r\n"));
    lesson.expect("la réponse", exchanged.summary(), "413, \"non\"");
    lesson.expect("la connexion peut-elle resservir", client.connection->is_reusable(), false);
}

TEST_CASE("5.2 une coupure au milieu du corps est un corps tronqué") {
    Lesson lesson = lesson_on("RFC 9293 §3.10.7");
    scripted::Server server{[](Guest& guest) {
        guest.read_request();
        guest.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
        guest.stall();
        guest.reset();
    }};
    Client client{server.port()};
    lab05::Told told;
    const client::Timer timer{{}};
    lesson.expect("le statut", client.connection->exchange(lab05::get(), timer, told).status, 200);
    server.release();
    std::string failure;
    try {
        while (!client.connection->read_body(timer, told).empty()) {
        }
    } catch (const client::RequestException& error) {
        failure = lab05::kind_of(error);
    }
    lesson.step("le serveur coupe (RST) après l'en-tête");
    lesson.expect("l'exception", failure, "IncompleteBody");
}

TEST_CASE("5.7 un serveur muet n'est pas attendu au-delà du délai de lecture") {
    Lesson lesson = lesson_on("timer.hpp", "quand-ça-échoue");
    scripted::Server server{[](Guest& guest) { guest.stall(); }};
    Client client{server.port(), {.read = 100ms}};
    lesson.step("le serveur accepte la connexion et ne dit rien ; délai de lecture de 100 ms");
    const Exchanged exchanged = client.send(lab05::get());
    lesson.expect("l'exception", exchanged.failure, "ReadTimeout");
    lesson.expect_contains("le message", exchanged.message, "100 ms");
    lesson.expect("est-elle restée sans aucune réponse", client.connection->broke_unanswered(), false);
}

TEST_CASE("5.7 un serveur qui se tait au milieu du corps, non plus") {
    Lesson lesson = lesson_on("timer.hpp", "quand-ça-échoue");
    scripted::Server server{[](Guest& guest) {
        guest.read_request();
        guest.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\ndébut");
        guest.stall();
    }};
    Client client{server.port()};
    lab05::Told told;
    lesson.expect("le statut", client.connection->exchange(lab05::get(), client::Timer{{}}, told).status, 200);
    const client::Timer impatient{{.read = 100ms}};
    lesson.expect("les premiers octets", client.connection->read_body(impatient, told), "début");
    lesson.step("le serveur a envoyé l'en-tête et « début », puis se tait ; délai de lecture de 100 ms");
    std::string failure;
    try {
        client.connection->read_body(impatient, told);
    } catch (const client::RequestException& error) {
        failure = lab05::kind_of(error);
    }
    lesson.expect("l'exception", failure, "ReadTimeout");
}

TEST_CASE("5.7 un serveur qui ne lit pas le corps n'est pas attendu non plus") {
    Lesson lesson = lesson_on("timer.hpp", "quand-ça-échoue");
    scripted::Server server{[](Guest& guest) { guest.stall(); }};
    Client client{server.port(), {.read = 200ms}};
    client::BytesBody body{std::string(50'000'000, 'x')};
    lesson.step("50 000 000 octets à envoyer à un serveur qui n'en lit aucun ; délai de lecture de 200 ms");
    lesson.expect("l'exception", client.send(lab05::post(body, "Content-Length: 50000000\r\n")).failure, "ReadTimeout");
}

TEST_CASE("5.7 un serveur qui donne un octet de temps en temps est arrêté par le délai total") {
    Lesson lesson = lesson_on("timer.hpp", "quand-ça-échoue");
    scripted::Server server{[](Guest& guest) {
        guest.read_request();
        guest.send_in_pieces("HTTP/1.1 200 OK\r\nX: " + std::string(2'000, 'a'), 1, 10ms);
    }};
    Client client{server.port(), {.read = 10s, .total = 400ms}};
    lesson.step("un octet toutes les 10 ms ; délai total de 400 ms");
    const Exchanged exchanged = client.send(lab05::get());
    lesson.expect("l'exception", exchanged.failure, "TotalTimeout");
    lesson.expect_contains("le message", exchanged.message, "400 ms");
}

TEST_CASE("5.7 une machine qui ne répond pas n'est pas attendue au-delà du délai de connexion") {
    Lesson lesson = lesson_on("timer.hpp", "quand-ça-échoue");
    const peers::BlackHole hole = peers::black_hole();
    lesson.step("un serveur dont la file d'attente est pleine ; délai de connexion de 100 ms");
    const Exchanged exchanged = failure_to_open(route_to(hole.listener.address.port()), {.connect = 100ms});
    lesson.expect("l'exception", exchanged.failure, "ConnectTimeout");
    lesson.expect_contains("le message", exchanged.message, "127.0.0.1");
    lesson.expect_contains("le message", exchanged.message, "100 ms");
}
