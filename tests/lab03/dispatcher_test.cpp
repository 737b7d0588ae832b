#include "03-static-server/dispatcher.hpp"

#include "lab03/conversation.hpp"

namespace {

using files::Dispatcher;
using played::Conversation;
using played::Received;

support::Lesson lesson_on(std::string rule, std::string command = "curl -si -X DELETE http://127.0.0.1:8080/") {
    return support::Lesson{{.rule = std::move(rule),
                            .slide = "03-static-server.md#méthodes-et-erreurs",
                            .command = "./lab run static_server --root www, puis : " + std::move(command)}};
}

// A site as labs 04 and 06 will have it; each handler answers its own name.
Dispatcher site() {
    Dispatcher dispatcher;
    dispatcher.on("GET", "/", played::answer_with("les fichiers"));
    dispatcher.on("GET", "/cgi-bin/", played::answer_with("la passerelle"));
    dispatcher.on("POST", "/cgi-bin/", played::answer_with("la passerelle, avec un corps"));
    dispatcher.on("GET", "/cgi-bin/aide", played::answer_with("l'aide"));
    dispatcher.on("POST", "/televersement", played::answer_with("le dépôt"));
    return dispatcher;
}

// The dispatcher's answer to this request line, received by a client.
Received answer_of(support::Lesson lesson, const Dispatcher& dispatcher, const std::string& method,
                   const std::string& target) {
    Conversation conversation{[&](files::Exchange& exchange) { return dispatcher.handle(exchange); }};
    const std::string request = method + " " + target + " HTTP/1.1\r\nHost: h\r\n\r\n";
    lesson.sent(request);
    conversation.client.send(request);
    conversation.exchange_once();
    const std::vector<Received> answers = played::answers_of(lesson, conversation, {method});
    lesson.require("le nombre de réponses", answers.size(), 1u);
    if (!conversation.failures.empty()) lesson.expect("l'échec interne du serveur", conversation.failures[0], "");
    return answers[0];
}

}  // namespace

TEST_CASE("3.4 une requête va au gestionnaire déclaré pour son chemin") {
    support::Lesson lesson = lesson_on("RFC 9110 §3.3 ; le « répartiteur » du cours");
    const Dispatcher dispatcher = site();
    lesson.expect("GET /", answer_of(lesson, dispatcher, "GET", "/").body, "les fichiers");
    lesson.expect("GET /a/b.html", answer_of(lesson, dispatcher, "GET", "/a/b.html").body, "les fichiers");
    lesson.expect("POST /televersement", answer_of(lesson, dispatcher, "POST", "/televersement").body, "le dépôt");
    lesson.expect("GET /cgi-bin/x?y=1", answer_of(lesson, dispatcher, "GET", "/cgi-bin/x?y=1").body, "la passerelle");
}

TEST_CASE("3.4 le chemin déclaré le plus long l'emporte, quel que soit l'ordre des déclarations") {
    support::Lesson lesson = lesson_on("dispatcher.hpp");
    Dispatcher other;
    other.on("GET", "/cgi-bin/aide", played::answer_with("l'aide"));
    other.on("GET", "/cgi-bin/", played::answer_with("la passerelle"));
    other.on("GET", "/", played::answer_with("les fichiers"));
    for (const Dispatcher& dispatcher : {site(), other}) {
        lesson.expect("/cgi-bin/aide", answer_of(lesson, dispatcher, "GET", "/cgi-bin/aide").body, "l'aide");
        lesson.expect("/cgi-bin/aider", answer_of(lesson, dispatcher, "GET", "/cgi-bin/aider").body, "la passerelle");
        lesson.expect("/cgi-bin/", answer_of(lesson, dispatcher, "GET", "/cgi-bin/").body, "la passerelle");
        lesson.expect("/cgi-bin", answer_of(lesson, dispatcher, "GET", "/cgi-bin").body, "les fichiers");
    }
}

TEST_CASE("3.4 HEAD va au gestionnaire de GET, et sa réponse n'a pas de corps") {
    support::Lesson lesson = lesson_on("RFC 9110 §9.3.2", "curl -sI http://127.0.0.1:8080/");
    const Received answer = answer_of(lesson, site(), "HEAD", "/a");
    lesson.expect("le statut", answer.status, 200);
    lesson.expect("Content-Length", answer.field("Content-Length"), "12");
    lesson.expect("le corps", answer.body, "");
}

TEST_CASE("3.4 une méthode connue mais pas admise reçoit 405, et Allow dit lesquelles le sont") {
    support::Lesson lesson = lesson_on("RFC 9110 §15.5.6 et §10.2.1");
    const Dispatcher dispatcher = site();
    for (const std::string method : {"POST", "PUT", "DELETE", "PATCH", "TRACE"}) {
        const Received answer = answer_of(lesson, dispatcher, method, "/a.html");
        lesson.expect("le statut de " + method, answer.status, 405);
        lesson.expect("Allow", answer.field("Allow"), "GET, HEAD, OPTIONS");
        lesson.expect("Content-Type de la page", answer.field("Content-Type"), "text/html; charset=utf-8");
        lesson.expect_contains("la page", answer.body, "405");
    }
}

TEST_CASE("3.4 Allow ne parle que du chemin demandé") {
    support::Lesson lesson = lesson_on("RFC 9110 §10.2.1");
    const Dispatcher dispatcher = site();
    const Received upload = answer_of(lesson, dispatcher, "GET", "/televersement");
    lesson.expect("le statut de GET /televersement", upload.status, 405);
    lesson.expect("Allow de /televersement", upload.field("Allow"), "POST, OPTIONS");
    const Received gateway = answer_of(lesson, dispatcher, "PUT", "/cgi-bin/x");
    lesson.expect("le statut de PUT /cgi-bin/x", gateway.status, 405);
    lesson.expect("Allow de /cgi-bin/x", gateway.field("Allow"), "GET, HEAD, POST, OPTIONS");
}

TEST_CASE("3.4 une méthode que HTTP ne connaît pas reçoit 501, où que ce soit") {
    support::Lesson lesson = lesson_on("RFC 9110 §15.6.2 et §9.1", "curl -si -X BREW http://127.0.0.1:8080/");
    for (const std::string method : {"BREW", "get", "Get", "PROPFIND", "GETT", "G"}) {
        const Received answer = answer_of(lesson, site(), method, "/a.html");
        lesson.expect("le statut de " + method, answer.status, 501);
        lesson.expect("les champs Allow", answer.fields.count("Allow"), 0u);
    }
    Dispatcher empty;
    lesson.expect("le statut de BREW /nulle-part", answer_of(lesson, empty, "BREW", "/nulle-part").status, 501);
    lesson.expect("le statut de CONNECT", answer_of(lesson, site(), "CONNECT", "exemple.fr:443").status, 501);
}

TEST_CASE("3.4 un chemin pour lequel rien n'est déclaré reçoit 404") {
    support::Lesson lesson = lesson_on("RFC 9110 §15.5.5");
    Dispatcher dispatcher;
    dispatcher.on("GET", "/seul", played::answer_with("seul"));
    lesson.expect("le statut de /seul", answer_of(lesson, dispatcher, "GET", "/seul").status, 200);
    for (const std::string target : {"/", "/seule", "/seul/", "/seul/a", "/Seul"}) {
        lesson.expect("le statut de GET " + target, answer_of(lesson, dispatcher, "GET", target).status, 404);
        lesson.expect("le statut de POST " + target, answer_of(lesson, dispatcher, "POST", target).status, 404);
        lesson.expect("le statut de OPTIONS " + target, answer_of(lesson, dispatcher, "OPTIONS", target).status, 404);
    }
}

TEST_CASE("3.4 OPTIONS reçoit 204 et les méthodes du chemin") {
    support::Lesson lesson = lesson_on("RFC 9110 §9.3.7", "curl -si -X OPTIONS http://127.0.0.1:8080/");
    const Received answer = answer_of(lesson, site(), "OPTIONS", "/cgi-bin/x");
    lesson.expect("le statut", answer.status, 204);
    lesson.expect("Allow", answer.field("Allow"), "GET, HEAD, POST, OPTIONS");
    lesson.expect("le corps", answer.body, "");
}

TEST_CASE("3.4 OPTIONS * reçoit les méthodes de tout le serveur, chacune une fois") {
    support::Lesson lesson = lesson_on("RFC 9110 §9.3.7", "curl -si -X OPTIONS --request-target '*' http://127.0.0.1:8080");
    const Received answer = answer_of(lesson, site(), "OPTIONS", "*");
    lesson.expect("le statut", answer.status, 204);
    lesson.expect("Allow", answer.field("Allow"), "GET, HEAD, POST, OPTIONS");
}

TEST_CASE("3.4 une méthode refusée n'interrompt pas la connexion") {
    support::Lesson lesson = lesson_on("RFC 9112 §9.3");
    const Dispatcher dispatcher = site();
    Conversation conversation{[&](files::Exchange& exchange) { return dispatcher.handle(exchange); }};
    conversation.client.send("DELETE /a HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\ncorpsGET /b HTTP/1.1\r\nHost: h\r\n\r\n");
    conversation.exchange_once();
    conversation.exchange_once();
    const std::vector<Received> answers = played::answers_of(lesson, conversation);
    lesson.require("les statuts reçus", played::statuses_of(answers), "405 200");
    lesson.expect("le corps de la seconde réponse", answers[1].body, "les fichiers");
}
