#include "05-https-client/set_cookie.hpp"
#include "cookie_lesson.hpp"

namespace {

using played::cookie_time;

client::SetCookie parse(support::Lesson& lesson, std::string_view text) {
    lesson.received(text);
    return client::parse_set_cookie(text, cookie_time);
}

void expect_pair(std::string_view text, std::string_view name, std::string_view value) {
    support::Lesson lesson = played::cookie_lesson("RFC 6265bis §5.6");
    const client::SetCookie said = parse(lesson, text);
    lesson.expect("le nom", said.name, name);
    lesson.expect("la valeur", said.value, value);
}

// How many seconds the cookie lasts, -1 if it lasts as long as the session.
void expect_life(std::string_view attributes, long long seconds) {
    support::Lesson lesson = played::cookie_lesson("RFC 6265bis §5.6.1 et §5.6.2");
    const client::SetCookie said = parse(lesson, "a=1" + std::string{attributes});
    const long long life = said.expires ? (*said.expires - cookie_time).count() : -1;
    lesson.expect("la durée de vie, en secondes (-1 : la session)", life, seconds);
}

constexpr long long year_and_more = 400LL * 24 * 3600;

}  // namespace

TEST_CASE("5.5 le nom d'un cookie va jusqu'au premier signe égal, sa valeur jusqu'au point-virgule") {
    expect_pair("id=42", "id", "42");
    expect_pair("id=42; Path=/", "id", "42");
    expect_pair("id=42;Path=/", "id", "42");
    expect_pair("id=a=b==", "id", "a=b==");
    expect_pair(" \t id \t = \t 42 \t ; Path=/", "id", "42");
    expect_pair("le nom = la valeur ", "le nom", "la valeur");
    expect_pair("id=", "id", "");
    expect_pair("id=;b=2", "id", "");
    expect_pair("id=a, b=2", "id", "a, b=2");
    expect_pair("prénom=Zoé", "prénom", "Zoé");
}

TEST_CASE("5.5 les guillemets d'une valeur en font partie, et ne protègent pas le point-virgule") {
    expect_pair(R"(id="42")", "id", R"("42")");
    expect_pair(R"(id=" 42 " ; x)", "id", R"(" 42 ")");
    expect_pair(R"(id="a;b")", "id", R"("a)");
}

TEST_CASE("5.5 sans signe égal, ou sans rien devant, c'est une valeur sans nom") {
    expect_pair("42", "", "42");
    expect_pair("=42", "", "42");
    expect_pair(" = 42", "", "42");
    expect_pair("==42", "", "=42");
    expect_pair("42; Path=/", "", "42");
    expect_pair("", "", "");
    expect_pair("; Secure", "", "");
}

TEST_CASE("5.5 les attributs viennent dans n'importe quel ordre et n'importe quelle casse") {
    support::Lesson lesson = played::cookie_lesson("RFC 6265bis §5.6");
    const auto said =
        parse(lesson, "a=1;hTTPoNLY; SAMESITE = strict ;inconnu=x;;path=/Cours;DOMAIN=.Example.com;secure=0");
    lesson.expect("Domain, sans son point", said.domain, "Example.com");
    lesson.require("il y a un Path", said.path.has_value(), true);
    lesson.expect("Path", *said.path, "/Cours");
    lesson.expect("HttpOnly", said.http_only, true);
    lesson.expect("Secure, quelle que soit sa valeur", said.secure, true);
    lesson.expect("SameSite", said.same_site, client::SameSite::strict);
    const auto plain = parse(lesson, R"(a=1; "Secure"; Secure x; HttpOnly-y)");
    lesson.expect("ni Secure", plain.secure, false);
    lesson.expect("ni HttpOnly", plain.http_only, false);
    lesson.expect("ni Path", plain.path.has_value(), false);
}

TEST_CASE("5.5 de deux attributs du même nom, le dernier compte, même vide") {
    support::Lesson lesson = played::cookie_lesson("RFC 6265bis §5.7");
    const auto said = parse(lesson, "a=1; Path=/a; Path=/b; Domain=a.test; Domain=b.test; SameSite=Lax; SameSite=None");
    lesson.expect("Domain", said.domain, "b.test");
    lesson.expect("Path", said.path.value_or(""), "/b");
    lesson.expect("SameSite", said.same_site, client::SameSite::none);
    const auto emptied = parse(lesson, "a=1; Path=/a; Path=; Domain=a.test; Domain=; SameSite=Lax; SameSite=autre");
    lesson.expect("Domain", emptied.domain, "");
    lesson.expect("Path", emptied.path.value_or("absent"), "");
    lesson.expect("SameSite", emptied.same_site, client::SameSite::unset);
}

TEST_CASE("5.5 un attribut de plus de 1024 octets ne compte pas") {
    support::Lesson lesson = played::cookie_lesson("RFC 6265bis §5.6");
    const std::string fits = "/" + std::string(1023, 'a');
    const std::string fitting = "a=1; Path=" + fits;
    const auto said = parse(lesson, fitting);
    lesson.expect("Path", said.path.value_or("absent"), fits);
    const std::string too_long = "a=1; Path=/x; Path=" + fits + "a; Domain=" + std::string(1025, 'd');
    const auto longer = parse(lesson, too_long);
    lesson.expect("Path", longer.path.value_or("absent"), "/x");
    lesson.expect("Domain", longer.domain, "");
}

TEST_CASE("5.5 Max-Age compte depuis la réception, et passe avant Expires") {
    expect_life("", -1);
    expect_life("; Max-Age=60", 60);
    expect_life("; max-age = 60 ", 60);
    expect_life("; Max-Age=60; Max-Age=7", 7);
    expect_life("; Max-Age=0", 0);
    expect_life("; Max-Age=-1", 0);
    expect_life("; Max-Age=-99999999999999999999999", 0);
    expect_life("; Max-Age=007", 7);
    expect_life("; Max-Age=60; Expires=Sun, 15 Jun 2025 15:08:20 GMT", 60);
    expect_life("; Expires=Sun, 15 Jun 2025 15:08:20 GMT; Max-Age=60", 60);
    expect_life("; Expires=Sun, 15 Jun 2025 15:08:20 GMT", 100);
    expect_life("; Expires=Sun, 15 Jun 2025 15:05:00 GMT", -100);
}

TEST_CASE("5.5 une durée qui n'en est pas une ne compte pas") {
    for (std::string_view wrong : {"", "-", "+5", "5s", "5 6", "1e3", "0x10", "3,6", "--5", "\"5\""}) {
        expect_life("; Max-Age=" + std::string{wrong}, -1);
        expect_life("; Max-Age=60; Max-Age=" + std::string{wrong}, 60);
    }
    expect_life("; Expires=demain", -1);
    expect_life("; Expires=Sun, 15 Jun 2025 15:08:20 GMT; Expires=demain", 100);
}

TEST_CASE("5.5 aucun cookie ne vit plus de 400 jours") {
    expect_life("; Max-Age=34560000", year_and_more);
    expect_life("; Max-Age=34560001", year_and_more);
    expect_life("; Max-Age=99999999999999999999999999", year_and_more);
    expect_life("; Expires=Fri, 31 Dec 9999 23:59:59 GMT", year_and_more);
}
