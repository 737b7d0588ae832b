#include "lab04/running_gateway.hpp"

namespace {

using namespace std::chrono_literals;
using played::get;
using played::GatewaySetup;
using played::Mailbox;
using played::Received;
using played::RunningGateway;

support::Lesson lesson_on(std::string rule) {
    return support::Lesson{{.rule = std::move(rule) + " ; slots.hpp",
                            .slide = "04-cgi.md#quand-le-script-se-tait",
                            .command = "./lab run cgi_server --cgi-bin cgi-bin --max-scripts 1, puis plusieurs curl"}};
}

// A script that says that it works, and answers when it is told to.
const std::string held = "echo au travail > ../courrier; read mot < ../suite; "
                         "printf 'Content-Type: text/plain\\n\\n%s' \"$mot\"";

GatewaySetup with_slots(std::size_t scripts, std::size_t queue) {
    GatewaySetup setup;
    setup.scripts.scripts = scripts;
    setup.scripts.queued_requests = queue;
    return setup;
}

void expect_busy(support::Lesson& lesson, const Received& answer) {
    lesson.expect("le statut", answer.status, 503);
    lesson.expect_that("le client apprend quand revenir (Retry-After)", !answer.field("Retry-After").empty());
}

// Which of these two clients is answered first.
std::size_t first_answered(const std::vector<common::UniqueFd>& clients, std::size_t one, std::size_t other) {
    for (auto waited = 0ms; waited < peers::patience; waited += 100ms) {
        if (peers::is_readable(clients[one].get(), 50ms)) return one;
        if (peers::is_readable(clients[other].get(), 50ms)) return other;
    }
    throw std::runtime_error{"aucune des deux requêtes n'a de réponse"};
}

}  // namespace

TEST_CASE("4.5 au-delà de N scripts à la fois et d'une file pleine : 503 et Retry-After") {
    support::Lesson lesson = lesson_on("RFC 9110 §15.6.4");
    RunningGateway gateway{with_slots(2, 1)};
    Mailbox mail{gateway, "courrier"};
    Mailbox go{gateway, "suite"};
    gateway.script("tenu", held);
    std::vector<common::UniqueFd> clients;
    for (int i = 0; i < 2; ++i) {
        clients.push_back(gateway.connect());
        peers::send(clients.back().get(), get("/cgi-bin/tenu"));
        lesson.expect("ce que dit le script", mail.receive(), "au travail");
    }
    lesson.step("deux scripts travaillent ; deux requêtes de plus, pour une file d'une place");
    for (int i = 0; i < 2; ++i) {
        clients.push_back(gateway.connect());
        peers::send(clients.back().get(), get("/cgi-bin/tenu"));
    }
    const std::size_t refused = first_answered(clients, 2, 3);
    lesson.step("l'une des deux a une réponse, alors qu'aucun script n'a fini");
    expect_busy(lesson, played::receive_answer(clients[refused].get()));
    const std::size_t queued = 5 - refused;
    lesson.step("un script finit : celle qui attendait dans la file a sa place");
    go.send("un");
    lesson.expect("ce que dit le script suivant", mail.receive(), "au travail");
    go.send("deux");
    go.send("trois");
    for (const std::size_t client : {std::size_t{0}, std::size_t{1}, queued}) {
        lesson.expect("le statut", played::receive_answer(clients[client].get()).status, 200);
    }
}

TEST_CASE("4.5 qui attend trop longtemps dans la file reçoit 503 aussi") {
    support::Lesson lesson = lesson_on("queue_time");
    GatewaySetup setup = with_slots(1, 5);
    setup.scripts.queue_time = 200ms;
    RunningGateway gateway{setup};
    Mailbox mail{gateway, "courrier"};
    Mailbox go{gateway, "suite"};
    gateway.script("tenu", held);
    const common::UniqueFd first = gateway.connect();
    peers::send(first.get(), get("/cgi-bin/tenu"));
    mail.receive();
    expect_busy(lesson, gateway.ask(lesson, get("/cgi-bin/tenu")));
    go.send("un");
    lesson.expect("le corps de la première réponse", played::receive_answer(first.get()).body, "un");
}

TEST_CASE("4.5 une place revient quand son script a fini, vingt fois de suite") {
    support::Lesson lesson = lesson_on("une place est un processus");
    RunningGateway gateway{with_slots(1, 1)};
    gateway.script("court", "printf 'Content-Type: text/plain\\n\\nbonjour'");
    for (int time = 0; time < 20; ++time) {
        const Received answer = gateway.ask(lesson, get("/cgi-bin/court", "Connection: close\r\n"));
        lesson.require("le statut de la réponse " + std::to_string(time + 1), answer.status, 200);
    }
}

TEST_CASE("4.5 un client qui envoie trop lentement son corps rend sa place à qui l'attend : 408") {
    support::Lesson lesson = lesson_on("hurry_time");
    GatewaySetup setup = with_slots(1, 1);
    setup.scripts.hurry_time = 200ms;
    RunningGateway gateway{setup};
    gateway.script("lecteur", "cat > /dev/null; printf 'Content-Type: text/plain\\n\\nlu'");
    const common::UniqueFd slow = gateway.connect();
    lesson.step("un client annonce dix octets, en envoie deux, et se tait");
    peers::send(slow.get(), "POST /cgi-bin/lecteur HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nab");
    lesson.expect("le statut de la requête suivante", gateway.ask(lesson, get("/cgi-bin/lecteur")).status, 200);
    lesson.expect("le statut de celle qui n'est pas venue", played::receive_answer(slow.get()).status, 408);
}

TEST_CASE("4.5 un corps sans longueur qui vient lentement ne prend la place d'aucun script") {
    support::Lesson lesson = lesson_on("stored_bytes");
    RunningGateway gateway{with_slots(1, 0)};
    gateway.script("lecteur", "cat > /dev/null; printf 'Content-Type: text/plain\\n\\nlu'");
    const common::UniqueFd slow = gateway.connect();
    lesson.step("un client envoie le début d'un corps par morceaux, et se tait");
    peers::send(slow.get(), "POST /cgi-bin/lecteur HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n"
                            "Expect: 100-continue\r\n\r\n");
    const std::string asked = "HTTP/1.1 100 Continue\r\n\r\n";
    lesson.expect("ce qui dit que le corps est attendu", peers::receive(slow.get(), asked.size()), asked);
    peers::send(slow.get(), "1\r\na\r\n");
    lesson.expect("le statut d'une autre requête", gateway.ask(lesson, get("/cgi-bin/lecteur")).status, 200);
    peers::send(slow.get(), "0\r\n\r\n");
    lesson.expect("le corps de la première réponse", played::receive_answer(slow.get()).body, "lu");
}
