#include "06-security/trail.hpp"

#include <string>

#include "support/lesson.hpp"

namespace {

using security::Event;

const http::Seconds evening{std::chrono::sys_days{std::chrono::year{2026} / 11 / 20} + std::chrono::hours{17} +
                            std::chrono::minutes{42} + std::chrono::seconds{7}};

Event event(std::string who, std::string detail) {
    return {.time = evening, .peer = "127.0.0.1", .who = std::move(who), .action = "connexion", .outcome = "refus",
            .detail = std::move(detail)};
}

void expect_line(const Event& event, std::string_view rest) {
    support::Lesson lesson{{.rule = "OWASP ASVS 4.0.3 7.3.1, CWE-117", .slide = "06-security.md#le-journal",
                            .command = "./lab run audit URL --profile audit.conf --only log-injection"}};
    lesson.received(event.who);
    lesson.received(event.detail);
    lesson.expect("la ligne", security::trail_line(event), "2026-11-20T17:42:07Z 127.0.0.1 " + std::string{rest});
}

}  // namespace

TEST_CASE("6.8 un événement est une ligne : quand, d'où, qui, quoi, avec quel résultat") {
    expect_line(event("ada", "6f0c (« photo.png », 1234 octets)"),
                "ada connexion refus 6f0c (« photo.png », 1234 octets)");
}

TEST_CASE("6.8 ce qui n'est pas dit est un tiret") {
    expect_line(event("", ""), "- connexion refus -");
}

TEST_CASE("6.8 une fin de ligne dans un nom ne commence pas une autre ligne") {
    expect_line(event("ada\r\n2026-11-20T17:43:00Z ::1 grace connexion succès -", ""),
                R"(ada\x0D\x0A2026-11-20T17:43:00Z\x20::1\x20grace\x20connexion\x20succès\x20- connexion refus -)");
}

TEST_CASE("6.8 une espace dans un nom n'en fait pas deux colonnes, dans un détail elle reste") {
    expect_line(event("ada lovelace", "deux mots"), R"(ada\x20lovelace connexion refus deux mots)");
}

TEST_CASE("6.8 une barre oblique inverse se double : personne ne contrefait un octet échappé") {
    expect_line(event(R"(ada\x0A)", R"(C:\photo)"), R"(ada\\x0A connexion refus C:\\photo)");
}

TEST_CASE("6.8 ni couleur de terminal, ni fin de ligne d'Unicode, ni écriture retournée n'entre dans le journal") {
    expect_line(event("a\x1B[31m", ""), "a\\x1B[31m connexion refus -");
    expect_line(event("a\xE2\x80\xA8z", ""), R"(a\xE2\x80\xA8z connexion refus -)");
    expect_line(event("a", "\xE2\x80\xAE" "gnp.exe"), R"(a connexion refus \xE2\x80\xAEgnp.exe)");
    expect_line(event("a\xC2\x9B", std::string("b\0c", 3)), R"(a\xC2\x9B connexion refus b\x00c)");
}

TEST_CASE("6.8 un octet qui n'est pas de l'UTF-8 s'écrit en hexadécimal, un accent reste") {
    expect_line(event("zo\xC3\xA9", "\xFF\xC3"), "zo\xC3\xA9 connexion refus \\xFF\\xC3");
}

TEST_CASE("6.8 un texte long est coupé à 200 octets, entre deux caractères") {
    const std::string cut = std::string(199, 'a').append("…");
    expect_line(event(std::string(199, 'a').append("é suite"), ""), cut + " connexion refus -");
    expect_line(event(std::string(200, 'a'), ""), std::string(200, 'a').append(" connexion refus -"));
}
