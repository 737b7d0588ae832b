#include <algorithm>
#include <string>

#include "lab05/connection_run.hpp"
#include "lab05/scripted_transport.hpp"

// Step 5.2: servers that are broken, hostile, or something else than HTTP. Nothing of what they send may be taken for
// an answer, nor make the client wait or grow without end.
namespace {

using lab05::answer_to_get;
using lab05::End;
using lab05::Exchanged;
using lab05::lesson_on_answers;
using support::Lesson;

struct Row {
    std::string_view what;
    std::string bytes;
    std::string_view failure;
};

std::string repeated(std::string_view text, std::size_t times) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i) all += text;
    return all;
}

const std::string status = "HTTP/1.1 200 OK\r\n";
const std::string chunked = status + "Transfer-Encoding: chunked\r\n\r\n";

// Each of these is refused, whether the server then finishes or says nothing more: what is wrong is wrong at once.
void expect_refused(std::string_view rule, std::initializer_list<Row> rows) {
    for (const Row& row : rows) {
        Lesson lesson = lesson_on_answers(std::string{rule});
        lesson.step(std::string{row.what});
        lesson.received(row.bytes);
        lesson.expect("l'exception", answer_to_get(row.bytes).failure, row.failure);
        scripted::Peer peer;
        peer.send_by_bytes(std::string_view{row.bytes}.substr(0, 2'000));
        peer.send(std::string_view{row.bytes}.substr(std::min<std::size_t>(2'000, row.bytes.size())));
        peer.finish();
        client::Connection connection{peer.transport(), client::Limits{}};
        lesson.step("les mêmes octets, reçus un par un");
        lesson.expect("l'exception", lab05::exchange(connection, lab05::get()).failure, row.failure);
        lesson.expect("la connexion peut-elle resservir", connection.is_reusable(), false);
    }
}

}  // namespace

TEST_CASE("5.2 ce qui n'est pas une réponse HTTP/1 est refusé") {
    expect_refused("RFC 9112 §4", {
        {"HTTP/0.9 : le document sans en-tête", "<!DOCTYPE html>\n<p>bonjour", "ProtocolError"},
        {"HTTP/2 : une trame SETTINGS", std::string("\0\0\6\4\0\0\0\0\0\0\3\0\0\0\x64", 15), "ProtocolError"},
        {"la préface de HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "ProtocolError"},
        {"une version qui n'existe pas", "HTTP/3.0 200 OK\r\n\r\n", "ProtocolError"},
        {"un serveur SSH", "SSH-2.0-OpenSSH_9.2\r\n", "ProtocolError"},
        {"une alerte TLS", std::string("\x15\x03\x01\0\2\2\x46", 7), "ProtocolError"},
        {"un statut à deux chiffres", "HTTP/1.1 20 OK\r\n\r\n", "ProtocolError"},
        {"un statut hors des cinq classes", "HTTP/1.1 600 OK\r\n\r\n", "ProtocolError"},
        {"des fins de ligne sans CR", "HTTP/1.1 200 OK\nContent-Length: 2\n\nok", "ProtocolError"},
        {"un nom de champ suivi d'une espace", status + "Content-Length : 2\r\n\r\nok", "ProtocolError"},
        {"un champ replié sur deux lignes", status + "X: a\r\n b\r\n\r\n", "ProtocolError"},
        {"un octet nul", status + std::string("X: a\0b\r\n\r\n", 10), "ProtocolError"},
        {"un changement de protocole que personne n'a demandé",
         "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n", "ProtocolError"},
    });
}

TEST_CASE("5.2 une réponse fausse est refusée dès qu'elle l'est, sans attendre la suite") {
    Lesson lesson = lesson_on_answers("RFC 9112 §4");
    const std::string settings("\0\0\6\4\0\0\0\0\0\0\3\0\0\0\x64", 15);
    lesson.received(settings);
    lesson.step("puis le serveur, qui attend du HTTP/2, se tait");
    lesson.expect("l'exception", answer_to_get(settings, End::silence).failure, "ProtocolError");
}

TEST_CASE("5.2 à un port qui parle TLS, le message conseille https") {
    Lesson lesson = lesson_on_answers("RFC 8446 §6");
    const std::string alert("\x15\x03\x01\0\2\2\x46", 7);
    lesson.received(alert);
    lesson.expect_contains("le message", answer_to_get(alert).message, "https://");
}

TEST_CASE("5.2 un en-tête sans fin s'arrête aux limites") {
    const client::Limits limits;
    const std::string line_beyond(limits.message.start_line_bytes + 1, 'a');
    const std::string fields_beyond(limits.message.fields_bytes + 1, 'a');
    expect_refused("limits.hpp", {
        {"une ligne de statut sans fin", "HTTP/1.1 200 " + line_beyond, "LimitExceeded"},
        {"un champ sans fin", status + "X: " + fields_beyond, "LimitExceeded"},
        {"des champs sans nombre", status + repeated("X: y\r\n", limits.message.field_count + 1), "LimitExceeded"},
        {"des réponses 1xx sans nombre",
         repeated("HTTP/1.1 103 Early Hints\r\n\r\n", limits.informational + 1), "LimitExceeded"},
    });
}

TEST_CASE("5.2 les limites elles-mêmes sont permises") {
    const client::Limits limits;
    const std::string end = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n";
    const Row rows[] = {
        {"autant de réponses 1xx que permis",
         repeated("HTTP/1.1 103 Early Hints\r\n\r\n", limits.informational) + end + "\r\nok", ""},
        {"autant de champs que permis", end + repeated("X: y\r\n", limits.message.field_count - 1) + "\r\nok", ""},
        {"un champ de 200 000 octets", end + "X: " + std::string(200'000, 'a') + "\r\n\r\nok", ""},
    };
    for (const Row& row : rows) {
        Lesson lesson = lesson_on_answers("limits.hpp");
        lesson.step(std::string{row.what});
        lesson.expect("la réponse", answer_to_get(row.bytes).summary(), "200, \"ok\"");
    }
}

TEST_CASE("5.2 une réponse dont la fin se lit de deux façons est refusée") {
    expect_refused("RFC 9112 §6.3", {
        {"deux longueurs", status + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nok!", "ProtocolError"},
        {"une liste de longueurs", status + "Content-Length: 2, 2\r\n\r\nok", "ProtocolError"},
        {"une longueur avec un signe", status + "Content-Length: +2\r\n\r\nok", "ProtocolError"},
        {"une longueur négative", status + "Content-Length: -1\r\n\r\nok", "ProtocolError"},
        {"une longueur trop grande", status + "Content-Length: 99999999999999999999\r\n\r\nok", "ProtocolError"},
        {"longueur et morceaux ensemble",
         status + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", "ProtocolError"},
        {"des morceaux en HTTP/1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "ProtocolError"},
        {"un codage de transfert jamais demandé",
         status + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "ProtocolError"},
        {"un codage de transfert inconnu", status + "Transfer-Encoding: xchunked\r\n\r\nok", "ProtocolError"},
    });
}

TEST_CASE("5.2 des morceaux mal formés sont refusés") {
    const client::Limits limits;
    const std::string long_extension = ";a=" + std::string(limits.message.chunk_line_bytes, 'b');
    expect_refused("RFC 9112 §7.1", {
        {"une taille qui déborde", chunked + "10000000000000002\r\nok\r\n0\r\n\r\n", "ProtocolError"},
        {"une taille négative", chunked + "-2\r\nok\r\n0\r\n\r\n", "ProtocolError"},
        {"une taille en « 0x »", chunked + "0x2\r\nok\r\n0\r\n\r\n", "ProtocolError"},
        {"une extension sans fin", chunked + "2" + long_extension, "ProtocolError"},
        {"des données plus longues que la taille", chunked + "2\r\nok!\r\n0\r\n\r\n", "ProtocolError"},
        {"une fin de ligne sans CR", chunked + "2\nok\r\n0\r\n\r\n", "ProtocolError"},
        {"des champs de fin sans nombre",
         chunked + "0\r\n" + repeated("X: y\r\n", limits.message.field_count + 1), "ProtocolError"},
        {"pas de dernier morceau", chunked + "2\r\nok\r\n", "IncompleteBody"},
        {"un dernier morceau sans sa ligne vide", chunked + "2\r\nok\r\n0\r\n", "IncompleteBody"},
    });
}

TEST_CASE("5.2 une longueur mensongère : trop grande, le corps est tronqué, trop petite, la connexion ne ressert pas") {
    Lesson lesson = lesson_on_answers("RFC 9112 §6.3");
    lesson.step("Content-Length: 5, et 2 octets");
    lesson.expect("l'exception", answer_to_get(status + "Content-Length: 5\r\n\r\nok").failure, "IncompleteBody");
    scripted::Peer peer;
    peer.send(status + "Content-Length: 2\r\n\r\nok, et le reste");
    client::Connection connection{peer.transport(), client::Limits{}};
    lesson.step("Content-Length: 2, et plus d'octets");
    lesson.expect("la réponse", lab05::exchange(connection, lab05::get()).summary(), "200, \"ok\"");
    lesson.expect("la connexion peut-elle resservir", connection.is_reusable(), false);
}

TEST_CASE("5.2 ce qu'un serveur met dans un message d'erreur ne commande pas le terminal") {
    Lesson lesson = lesson_on_answers("common/escape.hpp");
    const std::string escape = "\x1b[2J\x1b]0;titre\x07\r\n";
    lesson.received(escape);
    const Exchanged exchanged = answer_to_get(escape);
    lesson.expect("l'exception", exchanged.failure, "ProtocolError");
    const bool escaped = exchanged.message.find('\x1b') == std::string::npos;
    lesson.expect_that("le message n'a pas de caractère d'échappement", escaped);
}
