#include <string>

#include "common/escape.hpp"
#include "lab01/peers.hpp"
#include "lab05/connection_run.hpp"
#include "lab05/scripted_transport.hpp"

// Step 5.2: a connection reads answers, however they are cut and however they end.
namespace {

using lab05::answer_to_get;
using lab05::End;
using lab05::Exchanged;
using lab05::lesson_on_answers;
using support::Lesson;

struct Answer {
    std::string_view what;
    std::string bytes;
    std::string result;  // Exchanged::summary()
    bool until_close = false;
};

const std::string small_chunks = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                 "3;nom=\"valeur\"\r\nbon\r\n4\r\njour\r\n0\r\nX-Fin: oui\r\n\r\n";

const Answer answers[] = {
    {"un corps avec sa longueur", "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nbonjour", "200, \"bonjour\""},
    {"un corps vide avec sa longueur", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "200, \"\""},
    {"un corps en morceaux", small_chunks, "200, \"bonjour\""},
    {"un statut qui n'a jamais de corps", "HTTP/1.1 204 No Content\r\nX: y\r\n\r\n", "204, \"\""},
    {"une erreur est une réponse", "HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\n\r\nnon", "404, \"non\""},
    {"des réponses 1xx avant la vraie",
     "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 102 \r\n\r\n"
     "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab",
     "200, \"ab\""},
    {"un corps jusqu'à la fin de la connexion", "HTTP/1.0 200 OK\r\n\r\nbonjour", "200, \"bonjour\"", true},
};

// The answer in pieces of the script's choosing.
template <typename Send>
Exchanged answer_by(Send send) {
    scripted::Peer peer;
    peer.wait_for("\r\n\r\n");
    send(peer);
    peer.finish();
    client::Connection connection{peer.transport(), client::Limits{}};
    return lab05::exchange(connection, lab05::get());
}

// Where the head of the last answer ends.
std::size_t body_start(std::string_view bytes) {
    return bytes.find("\r\n\r\n", bytes.rfind("HTTP/1.")) + 4;
}

}  // namespace

TEST_CASE("5.2 une réponse est la même, où que ses octets soient coupés") {
    for (const Answer& answer : answers) {
        Lesson lesson = lesson_on_answers("RFC 9112 §6.3");
        lesson.step(std::string{answer.what});
        lesson.received(answer.bytes);
        const Exchanged by_bytes = answer_by([&](scripted::Peer& peer) { peer.send_by_bytes(answer.bytes); });
        lesson.expect("la réponse, reçue octet par octet", by_bytes.summary(), answer.result);
        for (std::size_t cut = 0; cut < answer.bytes.size(); ++cut) {
            const Exchanged in_two = answer_by([&](scripted::Peer& peer) { peer.send_in_two(answer.bytes, cut); });
            if (in_two.summary() == answer.result) continue;
            lesson.step("coupée après l'octet " + std::to_string(cut));
            lesson.expect("la réponse", in_two.summary(), answer.result);
            break;
        }
    }
}

TEST_CASE("5.2 une réponse qui finit trop tôt est une erreur, où que ce soit") {
    for (const Answer& answer : answers) {
        for (const End end : {End::finish, End::reset}) {
            Lesson lesson = lesson_on_answers("RFC 9112 §8");
            lesson.step(std::string{answer.what} + (end == End::reset ? ", puis une coupure" : ", puis la fin"));
            const std::size_t body = body_start(answer.bytes);
            const std::size_t limit = answer.until_close && end == End::finish ? body : answer.bytes.size();
            for (std::size_t cut = 0; cut < limit; ++cut) {
                const Exchanged cut_short = answer_to_get(answer.bytes.substr(0, cut), end);
                const std::string expected = cut < body ? "ConnectionError" : "IncompleteBody";
                if (cut_short.failure == expected) continue;
                lesson.received(answer.bytes.substr(0, cut));
                lesson.expect("l'exception", cut_short.summary(), expected);
                break;
            }
            SUCCEED();
        }
    }
}

TEST_CASE("5.2 un corps tronqué dit combien d'octets sont venus, et sur combien") {
    Lesson lesson = lesson_on_answers("RFC 9112 §8");
    const std::string bytes = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nquelques octets";
    lesson.received(bytes);
    const Exchanged exchanged = answer_to_get(bytes);
    lesson.expect("l'exception", exchanged.failure, "IncompleteBody");
    lesson.expect("les octets rendus avant elle", exchanged.body, "quelques octets");
    lesson.expect_contains("le message", exchanged.message, "a.test");
    lesson.expect_contains("le message", exchanged.message, common::format_bytes(15));
    lesson.expect_contains("le message", exchanged.message, common::format_bytes(1'000));
}

TEST_CASE("5.2 la réponse à HEAD n'a pas de corps, quoi que disent ses champs") {
    for (const std::string_view field : {"Content-Length: 1000", "Transfer-Encoding: chunked"}) {
        Lesson lesson = lesson_on_answers("RFC 9112 §6.3");
        scripted::Peer peer;
        peer.wait_for("\r\n\r\n");
        peer.send("HTTP/1.1 200 OK\r\n" + std::string{field} + "\r\n\r\n");
        client::Connection connection{peer.transport(), client::Limits{}};
        lesson.sent(lab05::head_of("HEAD"));
        lesson.received("HTTP/1.1 200 OK\r\n" + std::string{field} + "\r\n\r\n");
        const client::Outgoing head{.method = "HEAD", .head = lab05::head_of("HEAD"), .host = "a.test"};
        lesson.expect("la réponse", lab05::exchange(connection, head).summary(), "200, \"\"");
        lesson.expect("la connexion peut-elle resservir", connection.is_reusable(), true);
    }
}

TEST_CASE("5.2 un grand corps arrive entier") {
    const std::string body = peers::varied_bytes(3'000'000);
    const std::string fields = "Content-Length: 3000000\r\n\r\n";
    Lesson lesson = lesson_on_answers("RFC 9112 §6.2");
    lesson.step("un corps de 3 000 000 octets, par sa longueur puis en morceaux de 65 536 octets");
    lesson.expect("est-il le même par sa longueur",
                  answer_to_get("HTTP/1.1 200 OK\r\n" + fields + body).body == body, true);
    std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (std::size_t at = 0; at < body.size(); at += 65'536) chunked += http::encode_chunk(body.substr(at, 65'536));
    chunked += http::last_chunk;
    lesson.expect("est-il le même en morceaux", answer_to_get(chunked).body == body, true);
}

TEST_CASE("5.2 l'observateur apprend chaque chose dans son ordre, une seule fois") {
    Lesson lesson = lesson_on_answers("observer.hpp");
    const Exchanged exchanged = answer_to_get("HTTP/1.1 103 Early Hints\r\n\r\n" + small_chunks);
    lesson.expect("ce qui lui a été dit", exchanged.told, "en-tête de la requête, envoyée, 103, 200, fin");
    scripted::Peer peer;
    peer.send(small_chunks);
    client::Connection connection{peer.transport(), client::Limits{}};
    lab05::Told told;
    const client::Timer timer{{}};
    connection.exchange(lab05::get(), timer, told);
    while (!connection.read_body(timer, told).empty()) {
    }
    connection.read_body(timer, told);
    lesson.step("la fin du corps est demandée une seconde fois");
    lesson.expect("ce qui lui a été dit", told.text(), "en-tête de la requête, envoyée, 200, fin");
    lesson.expect("les octets du corps", told.received(), 7u);
}

TEST_CASE("5.2 sans un octet de réponse, la requête peut être répétée, mais pas dès qu'il en est venu un") {
    struct Row {
        std::string_view received;
        bool unanswered;
    };
    for (const Row& row : {Row{"", true}, Row{"H", false}, Row{"HTTP/1.1 100 Continue\r\n\r\n", false}}) {
        for (const bool cut : {false, true}) {
            Lesson lesson = lesson_on_answers("RFC 9112 §9.3.1");
            lesson.received(row.received);
            lesson.step(cut ? "puis la connexion est coupée" : "puis le serveur ferme");
            scripted::Peer peer;
            peer.wait_for("\r\n\r\n");
            peer.send(row.received);
            if (cut) peer.reset();
            if (!cut) peer.finish();
            client::Connection connection{peer.transport(), client::Limits{}};
            lesson.expect("l'exception", lab05::exchange(connection, lab05::get()).failure, "ConnectionError");
            lesson.expect("est-elle restée sans aucune réponse", connection.broke_unanswered(), row.unanswered);
        }
    }
}
