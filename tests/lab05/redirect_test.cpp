#include "05-https-client/redirect.hpp"

#include "05-https-client/errors.hpp"
#include "common/escape.hpp"
#include "support/lesson.hpp"

namespace {

support::Lesson redirect_lesson() {
    return support::Lesson{{"RFC 9110 §15.4", "05-https-client.md#les-redirections",
                            "./lab run https_client --verbose http://127.0.0.1:8081/redirect/3"}};
}

http::Response answer_to(int status, std::string_view location) {
    http::Response answer;
    answer.status = status;
    answer.fields.add("Location", location);
    return answer;
}

// « GET http://b/ avec le corps, autre origine », « rien », or what the exception says.
std::string outcome(const http::Response& answer, std::string_view method, std::string_view url) {
    try {
        const auto redirect = client::redirect_of(answer, method, client::url_from(url));
        if (!redirect) return "rien";
        return redirect->method + " " + to_string(redirect->to, true) + (redirect->keeps_body ? " avec le corps" : "") +
               (redirect->same_origin ? "" : ", autre origine");
    } catch (const client::InvalidURL& error) {
        return "refusé : " + std::string{error.what()};
    }
}

void expect_outcome(int status, std::string_view method, std::string_view location, std::string_view expected) {
    auto lesson = redirect_lesson();
    lesson.step(std::string{method} + " http://ada:x@a/b#c");
    lesson.step("la réponse : " + std::to_string(status) + ", Location: " + common::escape_bytes(location));
    lesson.expect("la suite", outcome(answer_to(status, location), method, "http://ada:x@a/b#c"), expected);
}

}  // namespace

TEST_CASE("5.4 la méthode qui suit une redirection est celle des navigateurs") {
    for (int status : {301, 302}) {
        expect_outcome(status, "GET", "/d", "GET http://ada:x@a/d#c avec le corps");
        expect_outcome(status, "HEAD", "/d", "HEAD http://ada:x@a/d#c avec le corps");
        expect_outcome(status, "POST", "/d", "GET http://ada:x@a/d#c");
        expect_outcome(status, "PUT", "/d", "PUT http://ada:x@a/d#c avec le corps");
        expect_outcome(status, "DELETE", "/d", "DELETE http://ada:x@a/d#c avec le corps");
    }
    for (int status : {307, 308}) {
        for (std::string method : {"GET", "POST", "PUT"}) {
            expect_outcome(status, method, "/d", method + " http://ada:x@a/d#c avec le corps");
        }
    }
    expect_outcome(303, "POST", "/d", "GET http://ada:x@a/d#c");
    expect_outcome(303, "PUT", "/d", "GET http://ada:x@a/d#c");
    expect_outcome(303, "GET", "/d", "GET http://ada:x@a/d#c");
    expect_outcome(303, "HEAD", "/d", "HEAD http://ada:x@a/d#c");
}

TEST_CASE("5.4 seuls 301, 302, 303, 307 et 308 avec un Location redirigent") {
    for (int status : {200, 201, 300, 304, 305, 306, 309, 399, 401, 404, 503}) {
        expect_outcome(status, "GET", "/d", "rien");
    }
    expect_outcome(302, "GET", "", "rien");
    auto lesson = redirect_lesson();
    http::Response no_location;
    no_location.status = 302;
    lesson.expect("sans Location", outcome(no_location, "GET", "http://a/"), "rien");
}

TEST_CASE("5.4 l'adresse d'une redirection est résolue depuis celle de la requête, et dit si l'origine change") {
    expect_outcome(302, "GET", "d?e", "GET http://ada:x@a/d?e#c avec le corps");
    expect_outcome(302, "GET", "http://A:80/d", "GET http://ada:x@a/d#c avec le corps");
    expect_outcome(302, "GET", "//d/e", "GET http://d/e#c avec le corps, autre origine");
    expect_outcome(302, "GET", "https://a/b", "GET https://a/b#c avec le corps, autre origine");
    expect_outcome(302, "GET", "http://a:81/b", "GET http://a:81/b#c avec le corps, autre origine");
    expect_outcome(302, "GET", "/été d", "GET http://ada:x@a/%C3%A9t%C3%A9%20d#c avec le corps");
    auto lesson = redirect_lesson();
    lesson.expect("de https vers http : suivie, mais l'origine a changé",
                  outcome(answer_to(302, "http://a/d"), "GET", "https://ada:x@a/b"),
                  "GET http://a/d avec le corps, autre origine");
}

TEST_CASE("5.4 le fragment de la première adresse reste, sauf si la nouvelle en a un") {
    expect_outcome(302, "GET", "/d#e", "GET http://ada:x@a/d#e avec le corps");
    expect_outcome(302, "GET", "/d#", "GET http://ada:x@a/d avec le corps");
    expect_outcome(302, "GET", "#e", "GET http://ada:x@a/b#e avec le corps");
}

TEST_CASE("5.4 une redirection vers ce qui n'est pas une adresse pour ce client est refusée, et dit d'où elle vient") {
    for (std::string_view location : {"javascript:alert(1)", "file:///etc/passwd", "ftp://d/", "http://", "http:d",
                                      "//d@e@f", "http://127.1/", "/d\te", "\\\\d", "http://d:0/"}) {
        auto lesson = redirect_lesson();
        const std::string found = outcome(answer_to(302, location), "GET", "http://ada:secret@a/b");
        lesson.step("Location: " + common::escape_bytes(location));
        lesson.expect_contains("l'adresse qui redirige", found, "refusé : http://a/b redirige vers « ");
        lesson.expect_that("le mot de passe n'est pas montré", found.find("secret") == std::string::npos);
    }
    auto lesson = redirect_lesson();
    http::Response answer = answer_to(302, "/d");
    answer.fields.add("location", "/d");
    lesson.expect("deux fois la même", outcome(answer, "GET", "http://a/b"), "GET http://a/d avec le corps");
    answer.fields.add("Location", "/e");
    lesson.expect_contains("deux adresses à la fois", outcome(answer, "GET", "http://a/b"), "refusé");
}
