#include "lab04/running_gateway.hpp"

namespace {

using namespace std::chrono_literals;
using played::get;
using played::GatewaySetup;
using played::Mailbox;
using played::RunningGateway;

support::Lesson lesson_on(std::string rule) {
    return support::Lesson{{.rule = std::move(rule),
                            .slide = "04-cgi.md#quand-le-script-se-tait",
                            .command = "./lab run cgi_server --cgi-bin cgi-bin, puis curl, et Ctrl-C"}};
}

const std::string hello = "printf 'Content-Type: text/plain\\n\\nbonjour\\n'; ";

// A script with a child, each of which tells its number and would go on for long; the script waits, silent or talking.
const std::string family = "sleep 100 & echo $! > ../courrier; echo $$ > ../courrier; ";

struct Family {
    explicit Family(Mailbox& mail) : child{std::stoi(mail.receive())}, script{std::stoi(mail.receive())} {}
    pid_t child;
    pid_t script;

    void expect_end(support::Lesson& lesson, RunningGateway& gateway) const {
        const bool both = played::ends(script) && played::ends(child);
        gateway.describe(lesson);
        lesson.expect_that("le script et son enfant ont fini", both);
    }
};

}  // namespace

TEST_CASE("4.5 un client qui rompt la connexion : son script et toute sa famille finissent") {
    support::Lesson lesson = lesson_on("kill(2) : tout le groupe");
    for (const std::string& words : {family + "wait", family + hello + "wait",
                                     family + hello + "while echo encore; do sleep 0.1; done"}) {
        RunningGateway gateway;
        Mailbox mail{gateway, "courrier"};
        gateway.script("long", words);
        common::UniqueFd client = gateway.connect();
        peers::send(client.get(), get("/cgi-bin/long"));
        const Family scripts{mail};
        lesson.step("le client rompt la connexion (RST)");
        peers::reset(client);
        scripts.expect_end(lesson, gateway);
        gateway.expect_logged(lesson, "doit finir (SIGTERM)");
    }
}

TEST_CASE("4.5 un client qui ferme la connexion, et dont on n'entend plus rien : son script finit") {
    support::Lesson lesson = lesson_on("leaving_time");
    GatewaySetup setup;
    setup.scripts.leaving_time = 300ms;
    RunningGateway gateway{setup};
    Mailbox mail{gateway, "courrier"};
    gateway.script("long", family + "wait");
    common::UniqueFd client = gateway.connect();
    peers::send(client.get(), get("/cgi-bin/long"));
    const Family scripts{mail};
    lesson.step("le client ferme la connexion sans attendre la réponse");
    client.reset();
    scripts.expect_end(lesson, gateway);
    gateway.expect_logged(lesson, "le client est parti");
}

TEST_CASE("4.5 un client qui ferme pendant une réponse : le script finit à la première écriture vaine") {
    support::Lesson lesson = lesson_on("tcp(7) : écrire à qui a fermé donne RST");
    GatewaySetup setup;
    setup.scripts.leaving_time = 20s;
    RunningGateway gateway{setup};
    Mailbox mail{gateway, "courrier"};
    gateway.script("bavard", family + hello + "while echo encore; do sleep 0.1; done");
    common::UniqueFd client = gateway.connect();
    peers::send(client.get(), get("/cgi-bin/bavard"));
    const Family scripts{mail};
    lesson.expect("le début de ce qu'il reçoit", peers::receive(client.get(), 15), "HTTP/1.1 200 OK");
    client.reset();
    scripts.expect_end(lesson, gateway);
}

TEST_CASE("4.5 un client qui part au milieu de son envoi : son script finit") {
    support::Lesson lesson = lesson_on("kill(2) : tout le groupe");
    RunningGateway gateway;
    Mailbox mail{gateway, "courrier"};
    gateway.script("long", family + "cat > /dev/null; wait");
    common::UniqueFd client = gateway.connect();
    peers::send(client.get(), "POST /cgi-bin/long HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\ndébut");
    const Family scripts{mail};
    peers::reset(client);
    scripts.expect_end(lesson, gateway);
}

TEST_CASE("4.5 un client qui a seulement fini d'envoyer reçoit sa réponse") {
    support::Lesson lesson = lesson_on("tcp(7) : une connexion à demi fermée");
    RunningGateway gateway;
    gateway.script("prompt", "sleep 0.2; " + hello + "sleep 0.2; echo fin");
    const common::UniqueFd client = gateway.connect();
    peers::send(client.get(), "GET /cgi-bin/prompt HTTP/1.0\r\n\r\n");
    peers::finish_sending(client.get());
    const std::string received = peers::receive_to_end(client.get());
    lesson.received(received);
    gateway.describe(lesson);
    lesson.expect_that("la réponse est entière", received.ends_with("\r\n\r\nbonjour\nfin\n"));
}

TEST_CASE("4.5 un client trop lent à lire sa réponse est abandonné, et son script finit") {
    support::Lesson lesson = lesson_on("stall_time");
    GatewaySetup setup;
    setup.files.stall_time = 1s;
    RunningGateway gateway{setup};
    Mailbox mail{gateway, "courrier"};
    gateway.script("flot", family + hello + "exec yes");
    const common::UniqueFd client = gateway.connect(peers::Buffers::small);
    peers::send(client.get(), get("/cgi-bin/flot"));
    const Family scripts{mail};
    lesson.step("le client ne lit rien de sa réponse, qui n'a pas de fin");
    scripts.expect_end(lesson, gateway);
}
