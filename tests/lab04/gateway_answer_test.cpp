#include "lab04/running_gateway.hpp"

#include <sys/stat.h>

namespace {

using namespace std::chrono_literals;
using played::get;
using played::Mailbox;
using played::Received;
using played::RunningGateway;

support::Lesson lesson_on(std::string rule) {
    return support::Lesson{{.rule = std::move(rule),
                            .slide = "04-cgi.md#la-réponse-du-script",
                            .command = "./lab run cgi_server --cgi-bin cgi-bin, puis : curl -sv http://127.0.0.1:8080/"
                                       "cgi-bin/…"}};
}

constexpr std::string_view hello = "printf 'Content-Type: text/plain\\n\\nbonjour'";

}  // namespace

TEST_CASE("4.4 la réponse d'un script arrive par morceaux, et la connexion sert encore") {
    support::Lesson lesson = lesson_on("RFC 3875 §6.2.1 ; RFC 9112 §7.1");
    RunningGateway gateway;
    gateway.script("bonjour", hello);
    const common::UniqueFd client = gateway.connect();
    for (int time = 1; time <= 3; ++time) {
        lesson.step("requête " + std::to_string(time) + " sur la même connexion");
        peers::send(client.get(), get("/cgi-bin/bonjour"));
        const Received answer = played::receive_answer(client.get());
        gateway.describe(lesson);
        lesson.expect("le statut", answer.status, 200);
        lesson.expect("le corps", answer.body, "bonjour");
        lesson.expect("Content-Type", answer.field("Content-Type"), "text/plain");
        lesson.expect("Transfer-Encoding", answer.field("Transfer-Encoding"), "chunked");
    }
}

TEST_CASE("4.4 ce qu'un script dit part aussitôt, sans attendre sa fin") {
    support::Lesson lesson = lesson_on("RFC 3875 §6 ; la réponse n'est pas gardée en mémoire");
    RunningGateway gateway;
    Mailbox go{gateway, "suite"};
    gateway.script("lent", "printf 'Content-Type: text/plain\\n\\nun\\n'; read x < ../suite; echo $x");
    const common::UniqueFd client = gateway.connect();
    peers::send(client.get(), "GET /cgi-bin/lent HTTP/1.0\r\n\r\n");
    std::string received;
    while (received.find("un\n") == std::string::npos && peers::is_readable(client.get(), peers::patience)) {
        const std::string byte = peers::receive(client.get(), 1);
        if (byte.size() != 1) break;
        received += byte;
    }
    gateway.describe(lesson);
    lesson.received(received);
    lesson.expect_that("la première ligne est là, alors que le script attend encore",
                       received.ends_with("\r\n\r\nun\n"));
    go.send("deux");
    lesson.expect("la suite, jusqu'à la fin de la connexion (client 1.0)", peers::receive_to_end(client.get()),
                  "deux\n");
}

TEST_CASE("4.4 un script qui dit sa longueur répond sans morceaux, et en dit au plus autant") {
    support::Lesson lesson = lesson_on("RFC 9112 §6.2");
    RunningGateway gateway;
    gateway.script("juste", "printf 'Content-Type: text/plain\\nContent-Length: 7\\n\\nbonjour'");
    gateway.script("trop", "printf 'Content-Type: text/plain\\nContent-Length: 7\\n\\nbonjour, et plus'");
    gateway.script("peu", "printf 'Content-Type: text/plain\\nContent-Length: 9\\n\\nbonjour'");
    for (const std::string name : {"juste", "trop"}) {
        const Received answer = gateway.ask(lesson, get("/cgi-bin/" + name));
        lesson.expect("le statut", answer.status, 200);
        lesson.expect("Content-Length", answer.field("Content-Length"), "7");
        lesson.expect("le corps", answer.body, "bonjour");
    }
    lesson.expect_that("une réponse trop courte finit par une rupture",
                       gateway.ask_to_end(lesson, get("/cgi-bin/peu")).ends_with("bonjour(RST)"));
}

TEST_CASE("4.4 HEAD, 204 et 304 : l'en-tête du script sans son corps, et la connexion sert encore") {
    support::Lesson lesson = lesson_on("RFC 3875 §4.3.3 ; RFC 9110 §9.3.2 et §15.4.5");
    RunningGateway gateway;
    gateway.script("bonjour", "printf 'Content-Type: text/plain\\nX-Methode: %s\\n\\nbonjour' $REQUEST_METHOD");
    gateway.script("304", "printf 'Status: 304 Not Modified\\nETag: \"a\"\\n\\nrien'");
    gateway.script("204", "printf 'Status: 204 No Content\\n\\nrien'");
    struct Case { std::string method, name; int status; };
    const common::UniqueFd client = gateway.connect();
    for (const Case& asked : {Case{"HEAD", "bonjour", 200}, Case{"GET", "304", 304}, Case{"GET", "204", 204},
                              Case{"GET", "bonjour", 200}}) {
        lesson.step(asked.method + " /cgi-bin/" + asked.name);
        peers::send(client.get(), asked.method + " /cgi-bin/" + asked.name + " HTTP/1.1\r\nHost: h\r\n\r\n");
        const Received answer = played::receive_answer(client.get(), asked.method);
        gateway.describe(lesson);
        lesson.require("le statut", answer.status, asked.status);
        if (asked.method == "HEAD") lesson.expect("la méthode que le script a vue", answer.field("X-Methode"), "HEAD");
        lesson.expect("le corps", answer.body, asked.method == "GET" && asked.status == 200 ? "bonjour" : "");
    }
}

TEST_CASE("4.4 la réponse d'un script « nph- » à HEAD perd son corps, et ses lignes peuvent finir par LF") {
    support::Lesson lesson = lesson_on("RFC 3875 §4.3.3 et §5");
    RunningGateway gateway;
    gateway.script("nph-lf", "printf 'HTTP/1.0 200 OK\nX: y\n\nbrut'");
    lesson.expect("la réponse à GET", gateway.ask_to_end(lesson, get("/cgi-bin/nph-lf")),
                  "HTTP/1.0 200 OK\nX: y\n\nbrut");
    lesson.expect("la réponse à HEAD", gateway.ask_to_end(lesson, "HEAD /cgi-bin/nph-lf HTTP/1.0\r\n\r\n"),
                  "HTTP/1.0 200 OK\nX: y\n\n");
}

TEST_CASE("4.4 un script « nph- » écrit toute la réponse, et rien n'y est changé") {
    support::Lesson lesson = lesson_on("RFC 3875 §5");
    RunningGateway gateway;
    gateway.script("nph-brut", "printf 'HTTP/1.1 299 A moi\\r\\nX: y\\r\\n\\r\\nbrut'");
    gateway.script("nph-faux", "echo bonjour");
    lesson.expect("toute la réponse", gateway.ask_to_end(lesson, get("/cgi-bin/nph-brut")),
                  "HTTP/1.1 299 A moi\r\nX: y\r\n\r\nbrut");
    lesson.expect("le statut, si ce n'est pas une réponse HTTP",
                  gateway.ask(lesson, get("/cgi-bin/nph-faux")).status, 502);
}

TEST_CASE("4.4 un script qui ne répond pas comme il faut : 502, et le journal dit pourquoi") {
    support::Lesson lesson = lesson_on("RFC 9110 §15.6.3 ; RFC 3875 §6");
    RunningGateway gateway;
    struct Case { std::string name, words, logged; };
    for (const Case& bad : {Case{"muet", "exit 0", "muet : n'a rien répondu"},
                            Case{"moitie", "printf 'Content-Type: text/plain\\nX: y\\n'",
                                 "moitie : sa réponse s'arrête"},
                            Case{"faux", "printf 'bonjour tout le monde\\n\\n'", "faux : "},
                            Case{"long", "printf 'X: '; head -c 100000 /dev/zero | tr '\\0' x", "long : "},
                            Case{"code", "printf 'Content-Type: a/b\\nX: y'; exit 7",
                                 "code : terminé avec le statut 7"},
                            Case{"signal", "kill -9 $$", "signal : tué par le signal 9 (SIGKILL)"}}) {
        gateway.script(bad.name, bad.words);
        const Received answer = gateway.ask(lesson, get("/cgi-bin/" + bad.name));
        lesson.expect("le statut", answer.status, 502);
        lesson.expect_that("le client n'en apprend pas la raison", answer.body.find("cgi-bin") == std::string::npos);
        gateway.expect_logged(lesson, "/cgi-bin/" + bad.logged);
    }
}

TEST_CASE("4.4 un fichier qui ne peut pas être lancé : 403, 404 ou 502, et le journal dit pourquoi") {
    support::Lesson lesson = lesson_on("execve(2)");
    RunningGateway gateway;
    gateway.directory().write("cgi-bin/pas-executable", "#!/bin/sh\necho secret\n");
    const std::string orphan = gateway.directory().write("cgi-bin/sans-interprete", "#!/nulle/part\necho secret\n");
    ::chmod(orphan.c_str(), 0755);
    struct Case { std::string path; int status; };
    for (const Case& asked : {Case{"/cgi-bin/absent", 404}, Case{"/cgi-bin/pas-executable", 403},
                              Case{"/cgi-bin/sans-interprete", 502}}) {
        const Received answer = gateway.ask(lesson, get(asked.path));
        lesson.expect("le statut", answer.status, asked.status);
        lesson.expect_that("le texte n'est pas montré", answer.body.find("secret") == std::string::npos);
    }
    gateway.expect_logged(lesson, "/cgi-bin/pas-executable : ");
    gateway.expect_logged(lesson, "/cgi-bin/sans-interprete : ");
}

TEST_CASE("4.4 un script qui finit mal après avoir répondu : le journal le dit, la réponse reste") {
    support::Lesson lesson = lesson_on("RFC 3875 §6");
    RunningGateway gateway;
    gateway.script("sept", std::string{hello} + "; exit 7");
    const Received answer = gateway.ask(lesson, get("/cgi-bin/sept"));
    lesson.expect("le statut", answer.status, 200);
    lesson.expect("le corps", answer.body, "bonjour");
    gateway.expect_logged(lesson, "/cgi-bin/sept : terminé avec le statut 7");
}
