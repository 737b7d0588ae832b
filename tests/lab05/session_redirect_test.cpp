#include <cstdlib>
#include <filesystem>

#include "05-https-client/client.hpp"
#include "fake_web.hpp"
#include "lab03/temporary_directory.hpp"
#include "support/lesson.hpp"

namespace {

using client_test::FakeWeb;
using client_test::Received;
using support::Lesson;

Lesson lesson_on(std::string rule) {
    return Lesson{{.rule = std::move(rule),
                   .slide = "05-https-client.md#les-redirections",
                   .command = "https_client -L -v http://127.0.0.1:8081/redirect/2"}};
}

// What is not the origin of http://a.test/: another host, another scheme, another port.
const std::string other_origins[] = {"http://b.test/", "https://a.test/fin", "http://a.test:8080/fin"};

// A web in which a.test redirects everything but « /fin » to `location`, and b.test answers.
struct RedirectingWeb {
    RedirectingWeb(int status, std::string location) {
        web.on("a.test", [=](const Received& request) {
            return request.head.target == "/fin" ? FakeWeb::answer(200, "arrivé") : FakeWeb::redirect(status, location);
        });
        web.on("b.test", [](const Received&) { return FakeWeb::answer(200, "chez b"); });
    }

    const Received& last() const { return web.received().back(); }

    FakeWeb web;
    client::Session session{client_test::alone(), web.connector()};
};

// A file that NETRC names while the test lasts.
class Netrc {
public:
    explicit Netrc(std::string_view text) : path_{directory_.write("netrc", text)} {
        std::filesystem::permissions(path_, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
        ::setenv("NETRC", path_.c_str(), 1);
    }
    ~Netrc() { ::unsetenv("NETRC"); }
    Netrc(const Netrc&) = delete;
    Netrc& operator=(const Netrc&) = delete;

private:
    played::TemporaryDirectory directory_;
    std::string path_;
};

}  // namespace

TEST_CASE("5.4 une redirection est suivie, et l'historique gardé") {
    Lesson lesson = lesson_on("RFC 9110 §15.4");
    RedirectingWeb world{302, "/fin"};
    const client::Response response = world.session.get("http://a.test/debut");
    lesson.expect("le statut", response.status_code, 200);
    lesson.expect("l'adresse de la réponse", to_string(response.url), "http://a.test/fin");
    lesson.require("le nombre de redirections", response.history().size(), 1u);
    lesson.expect("le statut de la première réponse", response.history()[0].status_code, 302);
    lesson.expect("le nombre de connexions (le corps de la redirection a été lu)", world.web.connections(), 1u);
}

TEST_CASE("5.4 chaque redirection est dite à l'observateur") {
    struct Watcher final : client::Observer {
        void redirect(int status, const client::Url& from, const client::Url& to, std::string_view method) override {
            said = std::to_string(status) + " : " + to_string(from) + " → " + std::string{method} + " " + to_string(to);
        }
        std::string said = {};
    };
    Lesson lesson = lesson_on("observer.hpp : redirect");
    RedirectingWeb world{303, "/fin"};
    const auto watcher = std::make_shared<Watcher>();
    world.session.post("http://a.test/debut", {.observer = watcher});
    lesson.expect("ce qu'il apprend", watcher->said, "303 : http://a.test/debut → GET http://a.test/fin");
}

TEST_CASE("5.4 sans allow_redirects, la redirection est la réponse") {
    Lesson lesson = lesson_on("requests : allow_redirects");
    RedirectingWeb world{302, "/fin"};
    world.session.get("http://a.test/fin");
    lesson.expect("la redirection suivie", world.session.get("http://a.test/").status_code, 200);
    const client::Response response = world.session.get("http://a.test/", {.allow_redirects = false});
    lesson.expect("le statut", response.status_code, 302);
    lesson.expect("l'adresse donnée", response.header("location"), "/fin");
}

TEST_CASE("5.4 HEAD ne suit pas les redirections, sauf si on le lui demande") {
    Lesson lesson = lesson_on("requests : allow_redirects");
    FakeWeb web;
    web.on("a.test", [](const Received& request) -> std::string {
        if (request.head.target == "/fin") return "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n";
        return "HTTP/1.1 301 Moved Permanently\r\nLocation: /fin\r\nContent-Length: 8\r\n\r\n";
    });
    client::Session session{client_test::alone(), web.connector()};
    lesson.expect("le statut de HEAD", session.head("http://a.test/").status_code, 301);
    const client::Response followed = session.head("http://a.test/", {.allow_redirects = true});
    lesson.expect("le statut de HEAD suivi", followed.status_code, 200);
    lesson.expect("la dernière méthode", web.received().back().head.method, "HEAD");
}

TEST_CASE("5.4 après 303, un POST devient un GET sans corps") {
    Lesson lesson = lesson_on("RFC 9110 §15.4.4");
    RedirectingWeb world{303, "/fin"};
    world.session.post("http://a.test/", {.headers = {{"Content-Type", "text/plain"}}, .data = "un texte"});
    lesson.expect("la méthode", world.last().head.method, "GET");
    lesson.expect("le corps", world.last().body, "");
    lesson.expect("Content-Type", world.last().field("Content-Type"), "");
    lesson.expect("Content-Length", world.last().field("Content-Length"), "");
}

TEST_CASE("5.4 après 307 et 308, la méthode et le corps sont les mêmes") {
    for (const int status : {307, 308}) {
        Lesson lesson = lesson_on("RFC 9110 §15.4.8 et §15.4.9");
        lesson.step("réponse " + std::to_string(status));
        RedirectingWeb world{status, "/fin"};
        world.session.post("http://a.test/", {.headers = {{"Content-Type", "text/plain"}}, .data = "un texte"});
        lesson.expect("la méthode", world.last().head.method, "POST");
        lesson.expect("le corps", world.last().body, "un texte");
        lesson.expect("Content-Type", world.last().field("Content-Type"), "text/plain");
    }
}

TEST_CASE("5.4 au-delà de 30 redirections, TooManyRedirects") {
    Lesson lesson = lesson_on("RFC 9110 §15.4");
    RedirectingWeb world{302, "/encore"};
    try {
        world.session.get("http://a.test/");
        lesson.expect_that("une exception est lancée", false);
    } catch (const client::TooManyRedirects& error) {
        lesson.expect_contains("le message", error.what(), "a.test/encore");
    }
    lesson.expect("le nombre de requêtes", world.web.received().size(), 31u);
}

TEST_CASE("5.8 le mot de passe donné pour une requête ne va pas à une autre origine") {
    for (const std::string& elsewhere : other_origins) {
        Lesson lesson = lesson_on("RFC 6454 ; CVE-2018-18074, CVE-2018-1000007");
        lesson.step("redirection vers " + elsewhere);
        RedirectingWeb world{302, elsewhere};
        world.session.get("http://a.test/", {.auth = client::Basic{"ada", "secret"}});
        lesson.expect("Authorization au premier", world.web.received()[0].field("Authorization"),
                      "Basic YWRhOnNlY3JldA==");
        lesson.expect("Authorization au second", world.last().field("Authorization"), "");
    }
}

TEST_CASE("5.4 les champs Authorization et Cookie écrits à la main ne vont pas à une autre origine") {
    for (const std::string& elsewhere : other_origins) {
        Lesson lesson = lesson_on("RFC 6454 ; CVE-2018-18074, CVE-2018-1000007");
        lesson.step("redirection vers " + elsewhere);
        RedirectingWeb world{302, elsewhere};
        const client::Pairs fields{{"authorization", "Bearer jeton"}, {"Cookie", "secret=1"}, {"X-Autre", "reste"}};
        world.session.get("http://a.test/", {.headers = fields});
        lesson.expect("le nombre de requêtes", world.web.received().size(), 2u);
        lesson.expect("Authorization", world.last().field("Authorization"), "");
        lesson.expect("Cookie", world.last().field("Cookie"), "");
        lesson.expect("un champ ordinaire", world.last().field("X-Autre"), "reste");
    }
}

TEST_CASE("5.4 les cookies donnés pour une requête ne vont pas à une autre origine") {
    Lesson lesson = lesson_on("RFC 6454 ; CVE-2018-18074");
    RedirectingWeb world{302, "http://b.test/"};
    world.session.get("http://a.test/", {.cookies = {{"id", "42"}}});
    lesson.expect("l'hôte atteint", world.last().host, "b.test");
    lesson.expect("Cookie au premier", world.web.received()[0].field("Cookie"), "id=42");
    lesson.expect("Cookie au second", world.last().field("Cookie"), "");
}

TEST_CASE("5.4 un champ Host écrit à la main ne vaut que pour la première origine") {
    Lesson lesson = lesson_on("RFC 9110 §7.2");
    const client::Options options{.headers = {{"Host", "interne.test"}}};
    RedirectingWeb same{302, "/fin"};
    same.session.get("http://a.test/", options);
    lesson.expect("Host dans la même origine", same.last().field("Host"), "interne.test");
    RedirectingWeb other{302, "http://b.test/"};
    other.session.get("http://a.test/", options);
    lesson.expect("Host chez un autre", other.last().field("Host"), "b.test");
}

TEST_CASE("5.8 le mot de passe de l'adresse ne va pas à une autre origine") {
    Lesson lesson = lesson_on("RFC 6454");
    RedirectingWeb world{302, "//b.test/"};
    world.session.get("http://ada:secret@a.test/");
    lesson.expect("Authorization au premier", world.web.received()[0].field("Authorization"), "Basic YWRhOnNlY3JldA==");
    lesson.expect("Authorization au second", world.last().field("Authorization"), "");
}

TEST_CASE("5.8 de https vers http, le mot de passe de ~/.netrc ne part pas en clair") {
    Lesson lesson = lesson_on("RFC 7617 §4");
    const Netrc netrc{"machine a.test login ada password secret\n"};
    RedirectingWeb world{302, "http://a.test/fin"};
    world.session.get("https://a.test/", {.use_netrc = true});
    lesson.expect("Authorization par https", world.web.received()[0].field("Authorization"), "Basic YWRhOnNlY3JldA==");
    lesson.expect("Authorization par http", world.last().field("Authorization"), "");
}

TEST_CASE("5.8 dans la même origine, l'autorisation reste") {
    Lesson lesson = lesson_on("RFC 6454");
    RedirectingWeb world{302, "/fin"};
    world.session.get("http://a.test/", {.auth = client::Basic{"ada", "secret"}});
    lesson.expect("Authorization", world.last().field("Authorization"), "Basic YWRhOnNlY3JldA==");
}

TEST_CASE("5.4 une redirection dont le corps est tronqué, ou mal formé, est suivie") {
    for (const std::string body : {"Content-Length: 100\r\n\r\ntrop court", "Transfer-Encoding: chunked\r\n\r\nzut"}) {
        Lesson lesson = lesson_on("RFC 9110 §15.4");
        lesson.step(body);
        FakeWeb web;
        web.on("a.test", [&](const Received& request) {
            if (request.head.target == "/fin") return FakeWeb::answer(200, "arrivé");
            return std::string{FakeWeb::then_close} + "HTTP/1.1 302 Found\r\nLocation: /fin\r\n" + body;
        });
        client::Session session{client_test::alone(), web.connector()};
        lesson.expect("le texte", session.get("http://a.test/").text(), "arrivé");
    }
}

TEST_CASE("5.4 un long corps de redirection n'est pas lu jusqu'au bout") {
    Lesson lesson = lesson_on("limits.hpp : drained_bytes");
    FakeWeb web;
    web.on("a.test", [](const Received& request) {
        if (request.head.target == "/fin") return FakeWeb::answer(200, "arrivé");
        return FakeWeb::answer(302, std::string(1'000'000, 'x'), "Location: /fin\r\nContent-Encoding: gzip\r\n");
    });
    client::Session session{client_test::alone(), web.connector()};
    lesson.expect("le texte", session.get("http://a.test/").text(), "arrivé");
    lesson.expect("le nombre de connexions", web.connections(), 2u);
}
