#include <set>

#include "06-security/vulnerable/careless_files.hpp"
#include "06-security/vulnerable/flaws.hpp"
#include "06-security/vulnerable/open_token.hpp"
#include "06-security/vulnerable/stand_in.hpp"
#include "06-security/vulnerable/toy_shell.hpp"
#include "support/lesson.hpp"

namespace {

support::Lesson lesson_on(std::string slide) {
    return support::Lesson{{.rule = "labs/06-security/vulnerable",
                            .slide = "06-security.md#" + std::move(slide),
                            .command = "./lab run vulnerable_server --list"}};
}

}  // namespace

TEST_CASE("0.6 chaque faille a un nom, un titre, de quoi l'exploiter, et change quelque chose") {
    support::Lesson lesson = lesson_on("la-liste-de-contrôle");
    std::set<std::string> ids;
    for (const vulnerable::Flaw& flaw : vulnerable::all_flaws()) {
        lesson.expect_that(flaw.id + " est un nom unique", ids.insert(flaw.id).second);
        lesson.expect_that(flaw.id + " a un titre", !flaw.title.empty());
        lesson.expect_that(flaw.id + " s'exploite sur une ligne", flaw.exploit.find('\n') == std::string::npos);
        lesson.expect_that(flaw.id + " s'exploite avec $PORT ou $TLS_PORT",
                           flaw.exploit.find("PORT") != std::string::npos);
        lesson.expect_that(flaw.id + " se trouve par son nom", vulnerable::find_flaw(flaw.id) == &flaw);
        lesson.expect_that(flaw.id + " fait quelque chose", static_cast<bool>(flaw.open));
    }
    lesson.expect_that("un autre nom n'est pas celui d'une faille", vulnerable::find_flaw("crowd") == nullptr);
}

TEST_CASE("0.6 ce qui n'est pas écrit est remplacé, ce qui l'est reste") {
    support::Lesson lesson = lesson_on("la-liste-de-contrôle");
    using Function = std::function<int(int)>;
    const Function written = [](int value) { return value; };
    const Function missing = [](int) -> int { throw common::NotImplemented{"6.1"}; };
    const Function careless = [](int) { return 7; };
    lesson.expect("ce qui est écrit", vulnerable::or_careless(written, careless)(1), 1);
    lesson.expect("ce qui ne l'est pas", vulnerable::or_careless(missing, careless)(1), 7);
}

TEST_CASE("0.6 l'interpréteur simulé calcule, sépare et n'exécute rien") {
    support::Lesson lesson = lesson_on("les-scripts");
    const auto grep = [](std::string_view word) { return "[" + std::string{word} + "]\n"; };
    lesson.expect("un mot", vulnerable::play_shell("grep mot", grep), "[mot]\n");
    lesson.expect("une commande de plus", vulnerable::play_shell("grep mot; echo $((20+22))", grep), "[mot]\n42\n");
    lesson.expect("un produit", vulnerable::play_shell("echo a$((6*7))b", grep), "a42b\n");
    lesson.expect("ce qui n'est pas un calcul", vulnerable::play_shell("echo $((a+b", grep), "$((a+b\n");
    lesson.expect_contains("une vraie commande", vulnerable::play_shell("id", grep), "n'est pas exécuté");
}

TEST_CASE("0.6 les points d'un chemin passent sous un codage de plus") {
    support::Lesson lesson = lesson_on("hors-de-la-racine");
    vulnerable::Head head{"GET /../a%20b?c=.. HTTP/1.1", "Host: a"};
    vulnerable::hide_dots(head);
    lesson.expect("la première ligne", head[0], "GET /%252e%252e/a%2520b?c=.. HTTP/1.1");
    head = {"GET /../a HTTP/1.1"};
    vulnerable::hide_dots(head);
    lesson.expect("l'exemple", head[0], "GET /%252e%252e/a HTTP/1.1");
}

TEST_CASE("0.6 un jeton ouvert sans contrôle puis refait est celui que le service aurait fait") {
    support::Lesson lesson = lesson_on("le-jeton");
    const auto key = security::TokenKey::make(security::Algorithm::eddsa);
    const http::Seconds now{std::chrono::seconds{1'800'000'000}};
    const security::Claims claims{.subject = "ada",
                                  .role = "auteur",
                                  .issuer = "atelier-http",
                                  .audience = "depot",
                                  .issued = now,
                                  .not_before = now,
                                  .expires = now + std::chrono::hours{1},
                                  .id = "1"};
    const std::string token = vulnerable::seal(vulnerable::claims_text(claims), key);
    const auto open = vulnerable::open_token(token);
    lesson.require("il s'ouvre", open.has_value(), true);
    lesson.expect("alg", vulnerable::text_in(open->header, "alg"), "EdDSA");
    lesson.expect("sub", vulnerable::claims_in(open->claims).subject, "ada");
    lesson.expect_that("exp est le bon", vulnerable::claims_in(open->claims).expires == claims.expires);
    lesson.expect_that("la signature est bonne", key.verifies(open->content, open->signature));
    for (const char* wrong : {"", ".", "..", "a.b", "e30.e30", "e30.W10=.", "é.é.é", "e30.{}.AA"}) {
        lesson.step(wrong);
        const bool opens = vulnerable::open_token(wrong).has_value();
        lesson.expect("s'ouvre", opens, false);
    }
}

TEST_CASE("0.6 un jeton sans signature s'ouvre") {
    support::Lesson lesson = lesson_on("le-jeton");
    const auto open = vulnerable::open_token("eyJhbGciOiJub25lIn0.eyJhdWQiOlsiYSIsImIiXX0.");
    lesson.require("il s'ouvre", open.has_value(), true);
    lesson.expect("alg", vulnerable::text_in(open->header, "alg"), "none");
    lesson.expect("le premier de la liste", vulnerable::text_in(open->claims, "aud"), "a");
    lesson.expect("la signature", open->signature, "");
}
