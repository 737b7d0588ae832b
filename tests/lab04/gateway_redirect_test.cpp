#include "lab04/running_gateway.hpp"

namespace {

using namespace std::chrono_literals;
using played::get;
using played::GatewaySetup;
using played::post;
using played::Received;
using played::RunningGateway;

support::Lesson lesson_on(std::string rule) {
    return support::Lesson{{.rule = std::move(rule),
                            .slide = "04-cgi.md#la-réponse-du-script",
                            .command = "./lab run cgi_server --cgi-bin cgi-bin, puis : curl -sv http://127.0.0.1:8080/"
                                       "cgi-bin/…"}};
}

const std::string show = "printf 'Content-Type: text/plain\\n\\n%s %s?%s [%s] %s:' $REQUEST_METHOD "
                         "\"$SCRIPT_NAME$PATH_INFO\" \"$QUERY_STRING\" \"$CONTENT_LENGTH\" \"$HTTP_COOKIE\"; cat";

}  // namespace

TEST_CASE("4.4 une redirection locale vers un fichier : le serveur répond lui-même") {
    support::Lesson lesson = lesson_on("RFC 3875 §6.2.2");
    RunningGateway gateway;
    gateway.directory().write("www/page.txt", "une page");
    gateway.script("vers", "printf 'Location: /page.txt\\n\\n'");
    gateway.script("nulle-part", "printf 'Location: /absent\\n\\n'");
    const Received answer = gateway.ask(lesson, get("/cgi-bin/vers"));
    lesson.expect("le statut", answer.status, 200);
    lesson.expect("le corps", answer.body, "une page");
    lesson.expect("Location n'est pas pour le client", answer.field("Location"), "");
    lesson.expect("le statut vers un fichier absent", gateway.ask(lesson, get("/cgi-bin/nulle-part")).status, 404);
    lesson.expect("le corps d'une réponse à HEAD",
                  gateway.ask(lesson, "HEAD /cgi-bin/vers HTTP/1.0\r\n\r\n", "HEAD").body, "");
}

TEST_CASE("4.4 une redirection locale vers un autre script, avec chemin et requête") {
    support::Lesson lesson = lesson_on("RFC 3875 §6.2.2");
    RunningGateway gateway;
    gateway.script("vers", "printf 'Location: /cgi-bin/montre/a%%20b?x=1&y\\n\\n'");
    gateway.script("montre", show);
    const Received answer = gateway.ask(lesson, get("/cgi-bin/vers?z", "Cookie: c=1\r\n"));
    lesson.expect("ce que le second script a vu", answer.body, "GET /cgi-bin/montre/a b?x=1&y [] c=1:");
}

TEST_CASE("4.4 une redirection locale après POST est un GET sans corps") {
    support::Lesson lesson = lesson_on("RFC 3875 §6.2.2");
    RunningGateway gateway;
    gateway.directory().write("www/page.txt", "une page");
    gateway.script("lit", "cat > /dev/null; printf 'Location: /cgi-bin/montre\\n\\n'");
    gateway.script("ignore", "printf 'Location: /page.txt\\n\\n'");
    gateway.script("montre", show);
    lesson.expect("ce que le second script a vu", gateway.ask(lesson, post("/cgi-bin/lit", "corps"), "POST").body,
                  "GET /cgi-bin/montre? [] :");
    const std::string half = "POST /cgi-bin/ignore HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\ndébut";
    lesson.step("le premier script répond avant que le corps soit là");
    const Received early = gateway.ask(lesson, half, "POST");
    lesson.expect("le statut", early.status, 200);
    lesson.expect("le corps", early.body, "une page");
}

TEST_CASE("4.4 des redirections locales en boucle finissent par 502") {
    support::Lesson lesson = lesson_on("RFC 3875 §6.2.2 ; local_redirects");
    GatewaySetup setup;
    setup.scripts.local_redirects = 3;
    RunningGateway gateway{setup};
    gateway.script("boucle", "printf 'Location: /cgi-bin/boucle\\n\\n'");
    lesson.expect("le statut", gateway.ask(lesson, get("/cgi-bin/boucle")).status, 502);
    gateway.expect_logged(lesson, "trop de redirections locales, la dernière vers /cgi-bin/boucle");
}

TEST_CASE("4.4 une redirection du client lui est transmise") {
    support::Lesson lesson = lesson_on("RFC 3875 §6.2.3 et §6.2.4");
    RunningGateway gateway;
    gateway.script("ailleurs", "printf 'Location: http://exemple.fr/a?b\\n\\n'");
    gateway.script(
        "avec", "printf 'Status: 303 See Other\\nLocation: /page.txt\\nContent-Type: text/plain\\n\\nallez voir'");
    const Received bare = gateway.ask(lesson, get("/cgi-bin/ailleurs"));
    lesson.expect("le statut", bare.status, 302);
    lesson.expect("Location", bare.field("Location"), "http://exemple.fr/a?b");
    const Received full = gateway.ask(lesson, get("/cgi-bin/avec"));
    lesson.expect("le statut dit par le script", full.status, 303);
    lesson.expect("Location", full.field("Location"), "/page.txt");
    lesson.expect("le corps", full.body, "allez voir");
}
