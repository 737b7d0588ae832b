#include "06-security/browser_rules.hpp"

#include <string>

#include "support/lesson.hpp"

namespace {

using security::Served;

support::Lesson lesson_of(std::string rule) {
    return support::Lesson{{.rule = std::move(rule), .slide = "06-security.md#le-navigateur",
                            .command = "curl -si http://127.0.0.1:8080/ | head -20"}};
}

std::string field(Served served, bool is_secure, std::string_view name) {
    http::Fields fields;
    security::add_browser_fields(fields, served, is_secure);
    return std::string{fields.find(name).value_or("(absent)")};
}

http::Request request(const std::vector<http::Field>& fields) {
    http::Request request{.method = "POST", .target = "/files", .version = http::Version::http_1_1, .fields = {}};
    for (const http::Field& field : fields) request.fields.add(field.name, field.value);
    return request;
}

constexpr std::string_view origin = "https://localhost:8443";

void expect_own(std::string_view why, const std::vector<http::Field>& fields, bool is_own) {
    support::Lesson lesson = lesson_of("OWASP ASVS 4.0.3 4.2.2, CWE-352");
    lesson.step(std::string{why});
    for (const http::Field& field : fields) lesson.received(std::string{field.name}.append(": ").append(field.value));
    lesson.expect("is_from_this_site", security::is_from_this_site(request(fields), origin, "jeton"), is_own);
}

void expect_session(const std::vector<http::Field>& fields, std::string_view id) {
    support::Lesson lesson = lesson_of("RFC 6265bis §4.1.3.2");
    for (const http::Field& field : fields) lesson.received(std::string{field.name}.append(": ").append(field.value));
    lesson.expect("session_in", security::session_in(request(fields)).value_or("(aucune)"), id);
}

}  // namespace

TEST_CASE("6.7 une page ne charge que ce qui vient de ce site, sans script dans le texte, hors de tout cadre") {
    const std::string policy = field(Served::page, false, "Content-Security-Policy");
    support::Lesson lesson = lesson_of("CSP niveau 3 ; OWASP ASVS 4.0.3 14.4.3");
    lesson.expect_contains("la politique", policy, "default-src 'none'");
    lesson.expect_contains("la politique", policy, "script-src 'self'");
    lesson.expect_contains("la politique", policy, "frame-ancestors 'none'");
    lesson.expect_contains("la politique", policy, "base-uri 'none'");
    lesson.expect_that("rien d'écrit dans la page n'est exécuté", policy.find("unsafe-inline") == std::string::npos);
}

TEST_CASE("6.7 un fichier reçu est rendu dans un bac à sable, qui ne peut rien charger") {
    support::Lesson lesson = lesson_of("CSP niveau 3, directive sandbox");
    const std::string policy = field(Served::download, false, "Content-Security-Policy");
    lesson.expect_contains("la politique", policy, "sandbox");
    lesson.expect_contains("la politique", policy, "default-src 'none'");
    lesson.expect_that("aucun script", policy.find("script-src") == std::string::npos);
}

TEST_CASE("6.7 toute réponse refuse les cadres, tait d'où l'on vient et reste à ce site") {
    for (const Served served : {Served::page, Served::data, Served::download}) {
        support::Lesson lesson = lesson_of("OWASP ASVS 4.0.3 14.4");
        lesson.expect("X-Frame-Options", field(served, false, "X-Frame-Options"), "DENY");
        lesson.expect("Referrer-Policy", field(served, false, "Referrer-Policy"), "no-referrer");
        lesson.expect("Cross-Origin-Resource-Policy", field(served, false, "Cross-Origin-Resource-Policy"), "same-origin");
    }
}

TEST_CASE("6.7 des données et un fichier reçu ne sont gardés par personne, une page l'est et se vérifie") {
    support::Lesson lesson = lesson_of("RFC 9111 §5.2.2");
    lesson.expect("d'une page", field(Served::page, false, "Cache-Control"), "no-cache");
    lesson.expect("de données", field(Served::data, false, "Cache-Control"), "no-store");
    lesson.expect("d'un fichier", field(Served::download, false, "Cache-Control"), "no-store");
}

TEST_CASE("6.7 Strict-Transport-Security ne se dit que par TLS") {
    support::Lesson lesson = lesson_of("RFC 6797 §7.2");
    lesson.expect("par TLS", field(Served::page, true, "Strict-Transport-Security"), "max-age=31536000");
    lesson.expect("sans TLS", field(Served::page, false, "Strict-Transport-Security"), "(absent)");
}

TEST_CASE("6.7 un champ déjà là n'est ni remplacé ni doublé") {
    http::Fields fields;
    fields.add("cache-control", "max-age=60");
    security::add_browser_fields(fields, Served::data, false);
    support::Lesson lesson = lesson_of("browser_rules.hpp");
    lesson.expect("Cache-Control", fields.joined("Cache-Control").value_or(""), "max-age=60");
}

TEST_CASE("6.7 le cookie de session a __Host-, Secure, HttpOnly et SameSite=Strict, et vaut pour tout le site") {
    const std::string cookie = security::session_cookie("abc", std::chrono::hours{8});
    support::Lesson lesson = lesson_of("RFC 6265bis §4.1.3.2, §4.1.2");
    lesson.sent("Set-Cookie: " + cookie);
    lesson.expect_that("il commence par son nom et sa valeur", cookie.starts_with("__Host-session=abc;"));
    for (const char* attribute : {"; Path=/", "; Max-Age=28800", "; Secure", "; HttpOnly", "; SameSite=Strict"}) {
        lesson.expect_contains("le cookie", cookie, attribute);
    }
    lesson.expect_that("il n'a pas de Domain", cookie.find("Domain") == std::string::npos);
}

TEST_CASE("6.7 la session se lit parmi les autres cookies") {
    expect_session({{"Cookie", "__Host-session=abc"}}, "abc");
    expect_session({{"cookie", "a=1; __Host-session=abc; b=2"}}, "abc");
    expect_session({{"Cookie", "a=1"}, {"Cookie", "__Host-session=abc"}}, "abc");
    expect_session({{"Cookie", "a=1;__Host-session=a=b"}}, "a=b");
}

TEST_CASE("6.7 une session absente, vide ou donnée deux fois n'en est pas une") {
    expect_session({}, "(aucune)");
    expect_session({{"Cookie", "__Host-session="}}, "(aucune)");
    expect_session({{"Cookie", "x__Host-session=abc; __Host-sessions=abc; session=abc"}}, "(aucune)");
    expect_session({{"Cookie", "__Host-session=abc; __Host-session=abc"}}, "(aucune)");
    expect_session({{"Cookie", "__Host-session=abc"}, {"Cookie", "__Host-session=pirate"}}, "(aucune)");
}

TEST_CASE("6.7 une demande de ce site porte son jeton, et le navigateur n'en dit pas le contraire") {
    expect_own("le jeton suffit à un programme", {{"X-CSRF-Token", "jeton"}}, true);
    expect_own("une page de ce site",
               {{"X-CSRF-Token", "jeton"}, {"Origin", origin}, {"Sec-Fetch-Site", "same-origin"}}, true);
    expect_own("l'adresse tapée par l'utilisateur", {{"X-CSRF-Token", "jeton"}, {"Sec-Fetch-Site", "none"}}, true);
}

TEST_CASE("6.7 une demande d'un autre site est refusée, même avec le bon jeton") {
    expect_own("une autre origine", {{"X-CSRF-Token", "jeton"}, {"Origin", "https://mechant.example"}}, false);
    expect_own("une origine cachée", {{"X-CSRF-Token", "jeton"}, {"Origin", "null"}}, false);
    expect_own("le même nom sans TLS", {{"X-CSRF-Token", "jeton"}, {"Origin", "http://localhost:8443"}}, false);
    expect_own("un autre port", {{"X-CSRF-Token", "jeton"}, {"Origin", "https://localhost:8444"}}, false);
    expect_own("deux origines", {{"X-CSRF-Token", "jeton"}, {"Origin", origin}, {"Origin", origin}}, false);
    expect_own("un site voisin", {{"X-CSRF-Token", "jeton"}, {"Sec-Fetch-Site", "same-site"}}, false);
    expect_own("un site étranger", {{"X-CSRF-Token", "jeton"}, {"Sec-Fetch-Site", "cross-site"}}, false);
}

TEST_CASE("6.7 sans jeton, ou avec un autre, la demande est refusée") {
    expect_own("pas de jeton", {{"Origin", origin}, {"Sec-Fetch-Site", "same-origin"}}, false);
    expect_own("un jeton vide", {{"X-CSRF-Token", ""}, {"Origin", origin}}, false);
    expect_own("un autre jeton", {{"X-CSRF-Token", "jetos"}, {"Origin", origin}}, false);
    expect_own("le début du jeton", {{"X-CSRF-Token", "jet"}, {"Origin", origin}}, false);
    expect_own("deux jetons", {{"X-CSRF-Token", "jeton"}, {"X-CSRF-Token", "jeton"}}, false);
    support::Lesson lesson = lesson_of("browser_rules.hpp");
    lesson.expect("une session sans jeton", security::is_from_this_site(request({{"X-CSRF-Token", ""}}), origin, ""), false);
}
