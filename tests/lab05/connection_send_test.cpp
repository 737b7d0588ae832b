#include <string>
#include <vector>

#include "lab01/peers.hpp"
#include "lab05/connection_run.hpp"
#include "lab05/scripted_transport.hpp"

// Step 5.2: what a connection reads while it sends a body: « 100 Continue », an answer before the end, the end.
namespace {

using lab05::Exchanged;
using lab05::Pieces;
using support::Lesson;

const std::string ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
const std::string too_large = "HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n\r\nnon";

Lesson lesson_on_sending(std::string rule) {
    return Lesson{{.rule = std::move(rule),
                   .slide = "05-https-client.md#lire-la-réponse",
                   .command = "./lab run https_client -v -T photo.jpg http://127.0.0.1:8081/upload-max/10"}};
}

struct Sent {
    Exchanged exchanged;
    std::string body;  // what the server has got
    bool reusable;
};

// Sends a body with these fields to a server that follows a script.
Sent send(scripted::Peer& peer, client::RequestBody& body, std::string_view fields, bool awaits_continue = false) {
    client::Connection connection{peer.transport(), client::Limits{}};
    const client::Outgoing request = lab05::post(body, fields, awaits_continue);
    Exchanged exchanged = lab05::exchange(connection, request);
    return {std::move(exchanged), peer.written().substr(request.head.size()), connection.is_reusable()};
}

}  // namespace

TEST_CASE("5.2 un corps part tel quel quand sa longueur est connue, en morceaux sinon") {
    Lesson lesson = lesson_on_sending("RFC 9112 §7.1");
    scripted::Peer by_length;
    by_length.wait_for("bonjour");
    by_length.send(ok);
    client::BytesBody bytes{"bonjour"};
    const Sent whole = send(by_length, bytes, "Content-Length: 7\r\n");
    lesson.expect("la réponse", whole.exchanged.summary(), "200, \"ok\"");
    lesson.expect("le corps avec Content-Length", whole.body, "bonjour");
    lesson.expect("la connexion peut-elle resservir", whole.reusable, true);
    scripted::Peer chunked;
    chunked.wait_for("0\r\n\r\n");
    chunked.send(ok);
    Pieces pieces{{"bon", "jour"}};
    const Sent in_chunks = send(chunked, pieces, "Transfer-Encoding: chunked\r\n");
    lesson.expect("la réponse", in_chunks.exchanged.summary(), "200, \"ok\"");
    lesson.expect("le corps en morceaux", in_chunks.body, "3\r\nbon\r\n4\r\njour\r\n0\r\n\r\n");
    lesson.expect("la connexion peut-elle resservir", in_chunks.reusable, true);
}

TEST_CASE("5.2 avec Expect le corps attend « 100 Continue »") {
    Lesson lesson = lesson_on_sending("RFC 9110 §10.1.1");
    scripted::Peer peer;
    peer.wait_for("\r\n\r\n");
    peer.send("HTTP/1.1 103 Early Hints\r\n\r\n");
    peer.send("HTTP/1.1 100 Continue\r\n\r\n");
    peer.wait_for("bonjour");
    peer.send(ok);
    client::BytesBody body{"bonjour"};
    const Sent sent = send(peer, body, "Content-Length: 7\r\nExpect: 100-continue\r\n", true);
    lesson.expect("la réponse", sent.exchanged.summary(), "200, \"ok\"");
    lesson.expect("ce que l'observateur a vu", sent.exchanged.told,
                  "en-tête de la requête, 103, 100, envoyée, 200, fin");
    lesson.expect("la connexion peut-elle resservir", sent.reusable, true);
}

TEST_CASE("5.2 un serveur qui ne dit jamais « 100 Continue » reçoit le corps quand même") {
    Lesson lesson = lesson_on_sending("RFC 9110 §10.1.1");
    scripted::Peer peer;
    peer.wait_for("bonjour");
    peer.send("HTTP/1.1 100 Continue\r\n\r\n" + ok);
    client::BytesBody body{"bonjour"};
    const Sent sent = send(peer, body, "Content-Length: 7\r\nExpect: 100-continue\r\n", true);
    lesson.expect("la réponse", sent.exchanged.summary(), "200, \"ok\"");
    lesson.expect("le corps", sent.body, "bonjour");
}

TEST_CASE("5.2 un refus à la place de « 100 Continue » : le corps n'est pas envoyé, la connexion ne ressert pas") {
    Lesson lesson = lesson_on_sending("RFC 9110 §10.1.1");
    scripted::Peer peer;
    peer.wait_for("\r\n\r\n");
    peer.send(too_large);
    client::BytesBody body{"bonjour"};
    const Sent sent = send(peer, body, "Content-Length: 7\r\nExpect: 100-continue\r\n", true);
    lesson.expect("la réponse", sent.exchanged.summary(), "413, \"non\"");
    lesson.expect("le corps envoyé", sent.body, "");
    lesson.expect("la connexion peut-elle resservir", sent.reusable, false);
}

TEST_CASE("5.2 une réponse avant la fin du corps arrête l'envoi, et se lit") {
    for (const bool chunked : {false, true}) {
        Lesson lesson = lesson_on_sending("RFC 9112 §9.6");
        scripted::Peer peer;
        peer.wait_for(std::string(10'000, 'x'));
        peer.send("HTTP/1.1 103 Early Hints\r\n\r\n");
        peer.wait_for(std::string(10'000, 'x'));
        peer.send(too_large);
        Pieces body{std::vector<std::string>(100, std::string(100'000, 'x')),
                    chunked ? std::nullopt : std::optional<std::uint64_t>{10'000'000}};
        lesson.step("10 000 000 octets à envoyer ; le serveur dit 103 après 10 000, puis 413 après 10 000 autres");
        const Sent sent =
            send(peer, body, chunked ? "Transfer-Encoding: chunked\r\n" : "Content-Length: 10000000\r\n");
        lesson.expect("la réponse", sent.exchanged.summary(), "413, \"non\"");
        lesson.expect_that("le reste du corps n'a pas été envoyé", sent.body.size() < 100'000);
        lesson.expect("la connexion peut-elle resservir", sent.reusable, false);
    }
}

TEST_CASE("5.2 la réponse d'un serveur qui est déjà parti se lit encore") {
    Lesson lesson = lesson_on_sending("RFC 9112 §9.6");
    scripted::Peer peer;
    peer.wait_for("\r\n\r\n");
    peer.send(too_large);
    peer.reset();
    client::BytesBody body{std::string(10'000'000, 'x')};
    const Sent sent = send(peer, body, "Content-Length: 10000000\r\n");
    lesson.step("le serveur répond 413, puis coupe la connexion sans lire le corps");
    lesson.expect("la réponse", sent.exchanged.summary(), "413, \"non\"");
    scripted::Peer gone;
    gone.vanish_after(1'000'000);
    client::BytesBody again{std::string(10'000'000, 'x')};
    lesson.step("un autre coupe au milieu de l'envoi, sans rien dire");
    const Sent unanswered = send(gone, again, "Content-Length: 10000000\r\n");
    lesson.expect("l'exception", unanswered.exchanged.failure, "ConnectionError");
}
