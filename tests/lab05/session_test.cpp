#include <nlohmann/json.hpp>

#include "05-https-client/client.hpp"
#include "fake_web.hpp"
#include "support/lesson.hpp"

// What a session does with the steps that it is made of. The tests of each step are elsewhere; these would fail with
// any of them, and so count for the one that brings the last piece.
namespace {

using client_test::FakeWeb;
using client_test::Received;
using support::Lesson;

Lesson lesson_on(std::string rule, std::string anchor) {
    return Lesson{{.rule = std::move(rule),
                   .slide = "05-https-client.md#" + anchor,
                   .command = "https_client -v http://127.0.0.1:8081/anything"}};
}

// A web of one server, which gives the same answer to everything.
struct OneServer {
    explicit OneServer(std::string answer = FakeWeb::answer(200, "bonjour")) {
        web.on("a.test", [answer = std::move(answer)](const Received&) { return answer; });
    }
    const Received& last() const { return web.received().back(); }

    FakeWeb web;
    client::Session session{client_test::alone(), web.connector()};
};

}  // namespace

TEST_CASE("5.2 get() donne le statut, les en-têtes et le texte") {
    Lesson lesson = lesson_on("requests : Response", "lire-la-réponse");
    OneServer world{FakeWeb::answer(404, "pas là", "X-Essai: oui\r\n")};
    client::Response response = world.session.get("http://a.test/page");
    lesson.expect("le statut", response.status_code, 404);
    lesson.expect("la raison", response.reason, "Not Found");
    lesson.expect("un en-tête, quelle que soit la casse", response.header("x-essai"), "oui");
    lesson.expect("le texte", response.text(), "pas là");
    lesson.expect_that("404 est une réponse, pas une exception", !response.ok());
}

TEST_CASE("5.2 la cible et Host viennent de l'adresse") {
    Lesson lesson = lesson_on("RFC 9112 §3.2", "lire-la-réponse");
    OneServer world;
    world.session.get("http://a.test:8081/page?a=1#bas");
    lesson.expect("la cible", world.last().head.target, "/page?a=1");
    lesson.expect("Host", world.last().field("Host"), "a.test:8081");
}

TEST_CASE("5.6 les paramètres s'ajoutent à la requête de l'adresse") {
    Lesson lesson = lesson_on("requests : params", "un-formulaire-sur-le-fil");
    OneServer world;
    world.session.get("http://a.test/page?a=1#bas", {.params = {{"mot", "été 26"}}});
    lesson.expect("la cible", world.last().head.target, "/page?a=1&mot=%C3%A9t%C3%A9+26");
}

TEST_CASE("5.2 deux requêtes d'une session partagent une connexion") {
    Lesson lesson = lesson_on("RFC 9112 §9.3", "lire-la-réponse");
    OneServer world;
    world.session.get("http://a.test/1");
    world.session.get("http://a.test/2");
    lesson.expect("les connexions", world.web.connections(), 1u);
    lesson.expect("les requêtes", world.web.received().size(), 2u);
}

TEST_CASE("5.2 une connexion non vérifiée ne sert jamais à une requête vérifiée") {
    Lesson lesson = lesson_on("CVE-2016-5420, CVE-2023-27535", "lire-la-réponse");
    OneServer world;
    world.session.get("https://a.test/", {.verify = false});
    world.session.get("https://a.test/");
    world.session.get("https://a.test/", {.verify = "ca.pem"});
    world.session.get("https://a.test/", {.cert = client::ClientCertificate{"moi.pem"}});
    lesson.expect("les connexions", world.web.connections(), 4u);
}

TEST_CASE("5.2 la longueur que le client calcule ne se remplace pas") {
    for (const std::string name : {"Content-Length", "transfer-encoding"}) {
        Lesson lesson = lesson_on("RFC 9112 §11.2", "lire-la-réponse");
        OneServer world;
        world.session.get("http://a.test/");
        const client::Options options{.headers = {{name, "5"}}};
        CHECK_THROWS_AS(world.session.post("http://a.test/", options), client::InvalidRequest);
        lesson.expect("les requêtes envoyées", world.web.received().size(), 1u);
    }
}

TEST_CASE("5.2 un champ de l'utilisateur prend la place de celui du client") {
    Lesson lesson = lesson_on("requests : headers", "lire-la-réponse");
    OneServer world;
    world.session.options.headers = {{"Accept", "text/html"}, {"X-Session", "1"}};
    world.session.get("http://a.test/", {.headers = {{"user-agent", "moi"}, {"X-Session", "2"}},
                                         .without_headers = {"Accept-Encoding"}});
    lesson.expect("User-Agent", world.last().field("User-Agent"), "moi");
    lesson.expect("Accept", world.last().field("Accept"), "text/html");
    lesson.expect("X-Session", world.last().field("X-Session"), "2");
    lesson.expect("Accept-Encoding", world.last().field("Accept-Encoding"), "");
}

TEST_CASE("5.8 un champ à enlever ne part pas, même s'il vient d'un mot de passe ou d'un cookie") {
    Lesson lesson = lesson_on("options.hpp : without_headers", "les-mandataires");
    OneServer world;
    client::Options options{.without_headers = {"authorization", "cookie"}};
    options.auth = client::Basic{"ada", "secret"};
    options.cookies = {{"id", "42"}};
    world.session.get("http://a.test/", options);
    lesson.expect("Authorization", world.last().field("Authorization"), "");
    lesson.expect("Cookie", world.last().field("Cookie"), "");
    options.without_headers = {};
    world.session.get("http://a.test/", options);
    lesson.expect("Authorization, s'il n'est pas à enlever", world.last().field("Authorization"),
                  "Basic YWRhOnNlY3JldA==");
}

TEST_CASE("5.2 une réponse plus grande que la limite n'est pas gardée en mémoire") {
    Lesson lesson = lesson_on("limits.hpp : memory_bytes", "lire-la-réponse");
    OneServer world{FakeWeb::answer(200, std::string(5000, 'x'))};
    client::Limits limits;
    limits.memory_bytes = 4999;
    lesson.expect("sans limite", world.session.get("http://a.test/").content().size(), 5000u);
    CHECK_THROWS_AS(world.session.get("http://a.test/", {.limits = limits}), client::LimitExceeded);
    client::Response response = world.session.get("http://a.test/", {.stream = true, .limits = limits});
    lesson.expect("en continu, le premier morceau", response.next().size(), 5000u);
}

TEST_CASE("5.2 un corps lu en continu a une limite aussi, qu'il soit compressé ou non, annoncé ou non") {
    const std::string body(5000, 'x');
    const std::string chunks = "1388\r\n" + body + "\r\n0\r\n\r\n";
    for (const std::string& answer : {FakeWeb::answer(200, body),
                                      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks,
                                      std::string{FakeWeb::then_close} + "HTTP/1.1 200 OK\r\n\r\n" + body}) {
        Lesson lesson = lesson_on("limits.hpp : decoded_bytes", "lire-la-réponse");
        OneServer world{answer};
        client::Limits limits;
        limits.decoded_bytes = 4999;
        lesson.expect("sans limite", world.session.get("http://a.test/").content().size(), 5000u);
        client::Response response = world.session.get("http://a.test/", {.stream = true, .limits = limits});
        CHECK_THROWS_AS(response.next(), client::LimitExceeded);
    }
}

TEST_CASE("5.2 un codage inconnu n'empêche pas une réponse sans corps") {
    Lesson lesson = lesson_on("RFC 9110 §8.4", "lire-la-réponse");
    const std::string coding = "Content-Encoding: br\r\n";
    OneServer empty{FakeWeb::answer(200, "", coding)};
    lesson.expect("le statut", empty.session.head("http://a.test/").status_code, 200);
    lesson.expect("le corps", empty.session.get("http://a.test/").content(), "");
    OneServer encoded{FakeWeb::answer(200, "bonjour", coding)};
    CHECK_THROWS_AS(encoded.session.get("http://a.test/"), client::DecodingError);
}

TEST_CASE("5.2 un corps qui n'a pas pu être lu jusqu'au bout ne passe jamais pour entier") {
    Lesson lesson = lesson_on("response.hpp : content()", "lire-la-réponse");
    OneServer world{std::string{FakeWeb::then_close} + "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nbon"};
    client::Response cut = world.session.get("http://a.test/", {.stream = true});
    lesson.step("le serveur annonce 9 octets, en envoie 3 et ferme la connexion");
    for (const char* const time : {"premier content()", "second content()"}) {
        INFO(time);
        CHECK_THROWS_AS(cut.content(), client::IncompleteBody);
    }
    client::Limits limits;
    limits.memory_bytes = 2;
    OneServer whole;
    client::Response large = whole.session.get("http://a.test/", {.stream = true, .limits = limits});
    CHECK_THROWS_AS(large.content(), client::LimitExceeded);
    CHECK_THROWS_AS(large.text(), client::LimitExceeded);
}

TEST_CASE("5.2 json() lit la réponse, et dit où elle n'est pas du JSON") {
    Lesson lesson = lesson_on("requests : Response.json", "lire-la-réponse");
    OneServer world{FakeWeb::answer(200, R"({"nom":"Ada"})")};
    lesson.expect("le nom", world.session.get("http://a.test/").json()["nom"].get<std::string>(), "Ada");
    OneServer other{FakeWeb::answer(200, "<html>")};
    client::Response page = other.session.get("http://a.test/");
    CHECK_THROWS_AS(page.json(), client::JSONDecodeError);
}

TEST_CASE("5.5 une session garde les cookies et les renvoie") {
    Lesson lesson = lesson_on("RFC 6265bis §5.8", "les-cookies");
    OneServer world{FakeWeb::answer(200, "", "Set-Cookie: id=42; Path=/\r\nSet-Cookie: mauvais=1; Domain=b.test\r\n")};
    const client::Response first = world.session.get("http://a.test/");
    lesson.expect("la première requête n'en a pas", world.web.received()[0].field("Cookie"), "");
    lesson.require("les cookies gardés de la réponse", first.cookies().size(), 1u);
    lesson.expect("son nom", first.cookies()[0].name, "id");
    world.session.get("http://a.test/autre", {.cookies = {{"lang", "fr"}}});
    lesson.expect("Cookie", world.last().field("Cookie"), "id=42; lang=fr");
}

TEST_CASE("5.2 les cookies d'une requête s'écrivent comme ceux d'une session, avec ou sans nom") {
    Lesson lesson = lesson_on("RFC 6265bis §5.8.3", "les-cookies");
    OneServer world;
    world.session.get("http://a.test/", {.cookies = {{"a", "1"}, {"", "seul"}}});
    lesson.expect("Cookie", world.last().field("Cookie"), "a=1; seul");
}

TEST_CASE("5.5 un cookie posé par une redirection part avec la requête suivante") {
    Lesson lesson = lesson_on("RFC 6265bis §5.7", "les-cookies");
    FakeWeb web;
    web.on("a.test", [](const Received& request) {
        if (request.head.target == "/fin") return FakeWeb::answer(200, "");
        return FakeWeb::answer(302, "", "Location: /fin\r\nSet-Cookie: id=42\r\n");
    });
    client::Session session{client_test::alone(), web.connector()};
    session.get("http://a.test/");
    lesson.expect("Cookie", web.received().back().field("Cookie"), "id=42");
}

TEST_CASE("5.6 data, json et files donnent chacun leur type") {
    Lesson lesson = lesson_on("requests : data, json, files", "un-formulaire-sur-le-fil");
    OneServer world;
    world.session.post("http://a.test/", {.data = {{"a", "é"}, {"b", "x y"}}});
    lesson.expect("un formulaire", world.last().body, "a=%C3%A9&b=x+y");
    lesson.expect("son type", world.last().field("Content-Type"), "application/x-www-form-urlencoded");
    world.session.post("http://a.test/", {.json = nlohmann::json{{"a", 1}}});
    lesson.expect("du JSON", world.last().body, R"({"a":1})");
    lesson.expect("son type", world.last().field("Content-Type"), "application/json");
    world.session.post("http://a.test/", {.data = "octets"});
    lesson.expect("des octets", world.last().body, "octets");
    lesson.expect("sans type", world.last().field("Content-Type"), "");
    world.session.post("http://a.test/", {.files = {{.field = "f", .content = "x", .file_name = "x.txt"}}});
    lesson.expect_contains("un fichier", world.last().field("Content-Type"), "multipart/form-data; boundary=");
}

TEST_CASE("5.7 raise_for_status() lance HTTPError pour 4xx et 5xx seulement") {
    Lesson lesson = lesson_on("requests : raise_for_status", "quand-ça-échoue");
    OneServer fine;
    fine.session.get("http://a.test/", {.retries = client::Retries{.count = 1}}).raise_for_status();
    OneServer world{FakeWeb::answer(500, "")};
    try {
        world.session.get("http://a.test/x").raise_for_status();
        lesson.expect_that("une exception est lancée", false);
    } catch (const client::HTTPError& error) {
        lesson.expect("le statut", error.status_code(), 500);
        lesson.expect_contains("le message", error.what(), "http://a.test/x");
    }
}
