#include <algorithm>

#include "lab04/running_gateway.hpp"

namespace {

using namespace std::chrono_literals;
using played::get;
using played::GatewaySetup;
using played::Mailbox;
using played::Received;
using played::RunningGateway;

support::Lesson lesson_on(std::string rule) {
    return support::Lesson{{.rule = std::move(rule) + " ; limits.hpp",
                            .slide = "04-cgi.md#quand-le-script-se-tait",
                            .command = "./lab run cgi_server --cgi-bin cgi-bin, puis : curl -sv http://127.0.0.1:8080/"
                                       "cgi-bin/…"}};
}

const std::string hello = "printf 'Content-Type: text/plain\\n\\nbonjour\\n'; ";

// What a 1.1 client has of an answer that was cut: no last chunk, and the connection is broken.
void expect_cut(support::Lesson& lesson, const std::string& received) {
    lesson.expect_contains("le début de la réponse", received, "HTTP/1.1 200 OK\r\n");
    lesson.expect_that("la connexion est rompue", received.ends_with("(RST)"));
    lesson.expect_that("il n'y a pas de dernier morceau", received.find("\r\n0\r\n\r\n") == std::string::npos);
}

GatewaySetup with_silence_time(std::chrono::milliseconds time) {
    GatewaySetup setup;
    setup.scripts.silence_time = time;
    return setup;
}

std::size_t count_lines(const std::string& text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

TEST_CASE("4.5 un script qui ne dit rien : 504, et il est arrêté") {
    support::Lesson lesson = lesson_on("RFC 9110 §15.6.5 ; silence_time");
    RunningGateway gateway{with_silence_time(500ms)};
    Mailbox mail{gateway, "courrier"};
    gateway.script("dort", "echo $$ > ../courrier; sleep 100");
    const common::UniqueFd client = gateway.connect();
    peers::send(client.get(), get("/cgi-bin/dort"));
    const pid_t script = std::stoi(mail.receive());
    const Received answer = played::receive_answer(client.get());
    gateway.describe(lesson);
    lesson.expect("le statut", answer.status, 504);
    lesson.expect_that("le script a fini", played::ends(script));
    gateway.expect_logged(
        lesson, "/cgi-bin/dort : n'a rien dit dans le délai prévu\n/cgi-bin/dort : doit finir (SIGTERM)");
}

TEST_CASE("4.5 un script qui se tait au milieu de sa réponse : elle est coupée, et cela se voit") {
    support::Lesson lesson = lesson_on("RFC 9112 §8 ; silence_time");
    RunningGateway gateway{with_silence_time(500ms)};
    gateway.script("dort", hello + "sleep 100");
    expect_cut(lesson, gateway.ask_to_end(lesson, get("/cgi-bin/dort")));
}

TEST_CASE("4.5 un script qui parle sans fin est coupé à total_time") {
    support::Lesson lesson = lesson_on("total_time");
    GatewaySetup setup;
    setup.scripts.total_time = 1s;
    RunningGateway gateway{setup};
    gateway.script("bavard", hello + "while echo encore; do sleep 0.1; done");
    expect_cut(lesson, gateway.ask_to_end(lesson, get("/cgi-bin/bavard")));
    gateway.expect_logged(lesson, "n'a pas fini dans le délai prévu");
}

TEST_CASE("4.5 un script qui inonde sa sortie est coupé à output_bytes") {
    support::Lesson lesson = lesson_on("output_bytes");
    GatewaySetup setup;
    setup.scripts.output_bytes = 1'000'000;
    RunningGateway gateway{setup};
    gateway.script("flot", hello + "exec yes");
    const std::string received = gateway.ask_to_end(lesson, get("/cgi-bin/flot"));
    expect_cut(lesson, received);
    lesson.expect_that("le client n'en a pas reçu davantage", received.size() < 1'100'000);
    gateway.expect_logged(lesson, "sa réponse est trop longue");
}

TEST_CASE("4.5 un script qui inonde son erreur standard : peu de lignes au journal, et sa réponse arrive") {
    support::Lesson lesson = lesson_on("error_lines, error_line_bytes");
    GatewaySetup setup;
    setup.scripts.error_lines = 3;
    setup.scripts.error_line_bytes = 20;
    RunningGateway gateway{setup};
    gateway.script("plaintif", "printf '\\033[31mrouge\\n' >&2; yes | head -c 1000000 >&2; " + hello);
    const Received answer = gateway.ask(lesson, get("/cgi-bin/plaintif"));
    lesson.expect("le statut", answer.status, 200);
    lesson.expect("le corps", answer.body, "bonjour\n");
    gateway.expect_logged(lesson, "lignes de plus ont été omises");
    const std::string log = gateway.log();
    lesson.expect("le nombre de lignes du journal", count_lines(log), 4u);
    lesson.expect_that("rien n'y commande le terminal", log.find('\033') == std::string::npos);
}

TEST_CASE("4.5 un script qui ferme sa sortie et vit encore : la réponse est finie, puis il doit finir") {
    support::Lesson lesson = lesson_on("ending_time");
    RunningGateway gateway;
    Mailbox mail{gateway, "courrier"};
    gateway.script("survit", hello + "echo $$ > ../courrier; exec >&-; sleep 100");
    const Received answer = gateway.ask(lesson, get("/cgi-bin/survit"));
    lesson.expect("le statut", answer.status, 200);
    lesson.expect("le corps, entier", answer.body, "bonjour\n");
    lesson.expect_that("le script a fini", played::ends(std::stoi(mail.receive())));
    gateway.expect_logged(lesson, "/cgi-bin/survit : doit finir (SIGTERM)");
}

TEST_CASE("4.5 un script qui ignore SIGTERM est tué") {
    support::Lesson lesson = lesson_on("signal(7) ; ending_time");
    RunningGateway gateway;
    Mailbox mail{gateway, "courrier"};
    gateway.script("sourd", "trap '' TERM; " + hello + "echo $$ > ../courrier; exec >&-; while :; do sleep 1; done");
    const Received answer = gateway.ask(lesson, get("/cgi-bin/sourd"));
    lesson.expect("le corps, entier", answer.body, "bonjour\n");
    lesson.expect_that("le script a fini", played::ends(std::stoi(mail.receive())));
}

TEST_CASE("4.5 un enfant qui survit au script ne retient ni la réponse, ni le tube, et finit avec lui") {
    support::Lesson lesson = lesson_on("kill(2) : tout le groupe");
    RunningGateway gateway;
    Mailbox mail{gateway, "courrier"};
    gateway.script("parent", hello + "sleep 100 & echo $! > ../courrier; exit 0");
    const Received answer = gateway.ask(lesson, get("/cgi-bin/parent"));
    lesson.expect("le corps, entier", answer.body, "bonjour\n");
    lesson.expect_that("l'enfant a fini", played::ends(std::stoi(mail.receive())));
}

TEST_CASE("4.5 un enfant qui a quitté le groupe et écrit sans fin ne retient pas le serveur") {
    support::Lesson lesson = lesson_on("setsid(2) ; pump.hpp, read_rest");
    RunningGateway gateway;
    Mailbox mail{gateway, "courrier"};
    gateway.script("fuite", hello + "setsid sh -c 'echo $$ > ../courrier; exec yes' & read x < ../libre; exit 0");
    gateway.script("fuite2", hello + "setsid sh -c 'echo $$ > ../courrier; exec yes >&2' & read x < ../libre; exit 0");
    Mailbox free{gateway, "libre"};
    gateway.script("autre", hello);
    for (const std::string name : {"fuite", "fuite2"}) {
        const common::UniqueFd client = gateway.connect();
        peers::send(client.get(), get("/cgi-bin/" + name, "Connection: close\r\n"));
        const pid_t child = std::stoi(mail.receive());
        free.send("va");
        const std::string received = peers::receive_to_end(client.get());
        lesson.expect_that("la réponse a une fin", received.ends_with("0\r\n\r\n"));
        lesson.expect("le corps d'une autre réponse", gateway.ask(lesson, get("/cgi-bin/autre")).body, "bonjour\n");
        lesson.expect_that("l'enfant n'a plus à qui écrire (SIGPIPE)", played::ends(child));
    }
}

TEST_CASE("4.5 un script tué au milieu de sa réponse : elle est coupée, et le journal dit par quoi") {
    support::Lesson lesson = lesson_on("RFC 9112 §8");
    RunningGateway gateway;
    gateway.script("mort", hello + "kill -9 $$");
    expect_cut(lesson, gateway.ask_to_end(lesson, get("/cgi-bin/mort")));
    gateway.expect_logged(lesson, "/cgi-bin/mort : tué par le signal 9 (SIGKILL)");
}

TEST_CASE("4.5 un serveur qui s'arrête tue les scripts au travail") {
    support::Lesson lesson = lesson_on("process.hpp");
    GatewaySetup setup;
    setup.scripts.scripts = 3;
    RunningGateway gateway{setup};
    Mailbox mail{gateway, "courrier"};
    gateway.script("muet", "echo $$ > ../courrier; sleep 100");
    gateway.script("coupe", hello + "echo $$ > ../courrier; sleep 100");
    gateway.script("entree", "echo $$ > ../courrier; sleep 100");
    std::vector<common::UniqueFd> clients;
    std::vector<pid_t> scripts;
    for (const std::string name : {"muet", "coupe", "entree", "attend"}) {
        clients.push_back(gateway.connect());
        const bool has_body = name == "entree";
        const std::string body = "POST /cgi-bin/entree HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\nbonjour";
        const std::string place = name == "attend" ? "muet" : name;
        peers::send(clients.back().get(), has_body ? body : get("/cgi-bin/" + place));
        if (name != "attend") scripts.push_back(std::stoi(mail.receive()));
    }
    lesson.step("trois scripts travaillent, une requête attend dans la file ; le serveur s'arrête");
    gateway.stop();
    for (const pid_t script : scripts) lesson.expect_that("un script a fini", played::ends(script));
    for (const common::UniqueFd& client : clients) {
        const std::string end = peers::receive_to_end(client.get());
        lesson.expect_that("la connexion est finie", !end.ends_with("(rien)"));
    }
}
