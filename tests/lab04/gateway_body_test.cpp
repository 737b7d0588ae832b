#include "lab04/running_gateway.hpp"

namespace {

using namespace std::chrono_literals;
using played::get;
using played::GatewaySetup;
using played::Mailbox;
using played::post;
using played::Received;
using played::RunningGateway;

support::Lesson lesson_on(std::string rule) {
    return support::Lesson{{.rule = std::move(rule),
                            .slide = "04-cgi.md#les-deux-sens-à-la-fois",
                            .command = "./lab run cgi_server --cgi-bin cgi-bin, puis, avec le cat.sh de l'énoncé : "
                                       "curl --data-binary @gros-fichier http://127.0.0.1:8080/cgi-bin/cat.sh"}};
}

constexpr std::string_view echo = "printf 'Content-Type: text/plain\\n\\n'; cat";

// Sends all that while it receives, to the end of the connection.
std::string exchange(support::Lesson& lesson, RunningGateway& gateway, const std::string& request) {
    lesson.sent(request);
    const common::UniqueFd client = gateway.connect();
    peers::Background sending{[&] { peers::send(client.get(), request); }, client.get()};
    std::string received = peers::receive_to_end(client.get());
    lesson.received(received);
    gateway.describe(lesson);
    sending.join();
    return received;
}

}  // namespace

TEST_CASE("4.4 dix mégaoctets passent par cat : l'entrée et la sortie coulent ensemble") {
    support::Lesson lesson = lesson_on("pipe(7) : un tube ne contient que 64 Kio");
    RunningGateway gateway;
    gateway.script("echo", echo);
    const std::string bytes = peers::varied_bytes(10'000'000);
    const std::string received = exchange(lesson, gateway, post("/cgi-bin/echo", bytes, "Connection: close\r\n"));
    const std::vector<Received> answers = played::split_answers(received, {"POST"});
    lesson.require("les statuts reçus", played::statuses_of(answers), "200");
    lesson.expect("le nombre d'octets revenus", answers[0].body.size(), bytes.size());
    lesson.expect_that("ce sont les mêmes", answers[0].body == bytes);
}

TEST_CASE("4.4 un script qui ne lit pas un corps d'un mégaoctet est entendu quand même") {
    support::Lesson lesson = lesson_on("RFC 3875 §4.2 : un script n'est pas tenu de lire son entrée");
    RunningGateway gateway;
    gateway.script("sourd", "printf 'Content-Type: text/plain\\n\\nfini'");
    gateway.script("ferme", "exec <&-; printf 'Content-Type: text/plain\\n\\nfini'");
    for (const std::string name : {"sourd", "ferme"}) {
        const std::string received = exchange(lesson, gateway, post("/cgi-bin/" + name, std::string(1'000'000, 'x')));
        const std::vector<Received> answers = played::split_answers(received, {"POST"});
        lesson.require("les statuts reçus", played::statuses_of(answers), "200");
        lesson.expect("le corps", answers[0].body, "fini");
        lesson.expect("Connection", answers[0].field("Connection"), "close");
    }
}

TEST_CASE("4.4 un corps qu'un script n'a pas lu n'est pas pris pour la requête suivante") {
    support::Lesson lesson = lesson_on("RFC 9112 §11.2 : contrebande de requêtes");
    RunningGateway gateway;
    gateway.script("sourd", "exec <&-; sleep 0.1; printf 'Content-Type: text/plain\\n\\nfini'");
    gateway.directory().write("www/cache.txt", "caché");
    const std::string hidden = get("/cache.txt", "X: " + std::string(8'000, 'x') + "\r\n");
    const common::UniqueFd client = gateway.connect();
    for (int time = 1; time <= 3; ++time) {
        lesson.step("le corps de la requête " + std::to_string(time) + " ressemble à une requête");
        peers::send(client.get(), post("/cgi-bin/sourd", hidden));
        const Received answer = played::receive_answer(client.get());
        gateway.describe(lesson);
        lesson.require("le statut", answer.status, 200);
        lesson.expect("le corps de la réponse", answer.body, "fini");
        if (answer.field("Connection") == "close") {
            lesson.expect("ce qui vient encore", peers::receive_to_end(client.get()), "");
            return;
        }
    }
    lesson.expect_that("rien d'autre n'est venu", !peers::is_readable(client.get(), 0ms));
}

TEST_CASE("4.4 un script répond avant d'avoir tout lu : chacun des deux sens a son allure") {
    support::Lesson lesson = lesson_on("pump.hpp");
    RunningGateway gateway;
    gateway.script("dialogue", "printf 'Content-Type: text/plain\\n\\n'; while read line; do echo \"lu $line\"; done");
    const common::UniqueFd client = gateway.connect();
    peers::send(client.get(), "POST /cgi-bin/dialogue HTTP/1.0\r\nContent-Length: 9\r\n\r\nun\n");
    std::string received;
    while (received.find("lu un\n") == std::string::npos) {
        const std::string byte = peers::receive(client.get(), 1);
        if (byte.size() != 1) break;
        received += byte;
    }
    gateway.describe(lesson);
    lesson.received(received);
    lesson.expect_that("la réponse à la première ligne vient avant la seconde", received.ends_with("lu un\n"));
    peers::send(client.get(), "trois\n");
    lesson.expect("la suite", peers::receive_to_end(client.get()), "lu trois\n");
}

TEST_CASE("4.4 un corps par morceaux a sa longueur dans CONTENT_LENGTH") {
    support::Lesson lesson = lesson_on("RFC 3875 §4.1.2");
    RunningGateway gateway;
    gateway.script("longueur", "printf 'Content-Type: text/plain\\n\\n%s:' \"$CONTENT_LENGTH\"; cat");
    const std::string head = "POST /cgi-bin/longueur HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
    const Received answer = gateway.ask(lesson, head + "3\r\nbon\r\n4\r\njour\r\n0\r\n\r\n", "POST");
    lesson.expect("ce que le script a vu", answer.body, "7:bonjour");
    const Received empty = gateway.ask(lesson, head + "0\r\n\r\n", "POST");
    lesson.expect("ce qu'il voit d'un corps vide", empty.body, ":");
    const Received none = gateway.ask(lesson, get("/cgi-bin/longueur"));
    lesson.expect("ce qu'il voit sans corps", none.body, ":");
}

TEST_CASE("4.4 un corps trop long reçoit 413, sans que le script soit lancé") {
    support::Lesson lesson = lesson_on("RFC 9110 §15.5.14 ; input_bytes, stored_bytes");
    GatewaySetup setup;
    setup.scripts.input_bytes = 1'000;
    setup.scripts.stored_bytes = 500;
    RunningGateway gateway{setup};
    gateway.script("echo", std::string{echo} + "; exit 3");
    lesson.expect("pour 1 000 octets annoncés",
                  gateway.ask(lesson, post("/cgi-bin/echo", std::string(1'000, 'x'))).status, 200);
    gateway.expect_logged(lesson, "statut 3");
    lesson.expect("pour 1 001 octets annoncés",
                  gateway.ask(lesson, post("/cgi-bin/echo", std::string(1'001, 'x'))).status, 413);
    const std::string chunked = "POST /cgi-bin/echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
    const std::string body = http::encode_chunk(std::string(501, 'x')) + std::string{http::last_chunk};
    lesson.expect("pour 501 octets par morceaux", gateway.ask(lesson, chunked + body).status, 413);
    lesson.expect("le journal", gateway.log(), "/cgi-bin/echo : terminé avec le statut 3\n");
}

TEST_CASE("4.5 un corps qui s'interrompt reçoit 400, et le script est arrêté") {
    support::Lesson lesson = lesson_on("RFC 9112 §8");
    RunningGateway gateway;
    Mailbox mail{gateway, "courrier"};
    gateway.script("attend", "echo $$ > ../courrier; cat > /dev/null; sleep 100");
    const common::UniqueFd client = gateway.connect();
    peers::send(client.get(), "POST /cgi-bin/attend HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\ndébut");
    const pid_t script = std::stoi(mail.receive());
    peers::finish_sending(client.get());
    const Received answer = played::receive_answer(client.get(), "POST");
    gateway.describe(lesson);
    lesson.expect("le statut", answer.status, 400);
    lesson.expect_that("le script a fini", played::ends(script));
}

TEST_CASE("4.4 un script qui échoue avant que le corps soit là : c'est sa faute (502), non celle du client (400)") {
    support::Lesson lesson = lesson_on("RFC 9110 §15.6.3");
    RunningGateway gateway;
    gateway.script("muet", "exit 0");
    const common::UniqueFd client = gateway.connect();
    peers::send(client.get(), "POST /cgi-bin/muet HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\ndébut");
    lesson.step("le client a encore presque tout son corps à envoyer quand le script finit sans un mot");
    const Received answer = played::receive_answer(client.get(), "POST");
    gateway.describe(lesson);
    lesson.expect("le statut", answer.status, 502);
}

TEST_CASE("4.4 un script lent à lire n'est pas la faute du client") {
    support::Lesson lesson = lesson_on("RFC 9110 §15.5.9 ; stall_time");
    GatewaySetup setup;
    setup.files.stall_time = 1s;
    RunningGateway gateway{setup};
    Mailbox mail{gateway, "courrier"};
    gateway.script("lent", "sleep 2; echo debout > ../courrier; printf 'Content-Type: text/plain\\n\\n'; wc -c");
    const common::UniqueFd client = gateway.connect();
    lesson.step("le script dort deux secondes ; un client n'a le droit de se taire qu'une seconde");
    lesson.step("ce que le client envoie d'abord tient dans le tube, et dans le morceau qui attend d'y entrer");
    peers::send(client.get(),
                "POST /cgi-bin/lent HTTP/1.0\r\nContent-Length: 200000\r\n\r\n" + std::string(70'000, 'x'));
    mail.receive();
    lesson.step("le script se met à lire, le client envoie le reste");
    peers::send(client.get(), std::string(130'000, 'x'));
    const std::string received = peers::receive_to_end(client.get());
    lesson.received(received);
    gateway.describe(lesson);
    lesson.expect_that("le script a tout lu", received.ends_with("\r\n\r\n200000\n"));
}
