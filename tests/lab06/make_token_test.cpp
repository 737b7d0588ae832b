#include <string>

#include "06-security/token.hpp"
#include "lab06/token_writing.hpp"
#include "support/lesson.hpp"

namespace {

using security::Algorithm;
using security::Claims;
using security::make_token;
using security::TokenKey;
using token_writing::now;

support::Lesson making_lesson() {
    return support::Lesson{{"RFC 7519 §3, RFC 7515 §7.1", "06-security.md#le-jeton",
                            "printf %s \"$JETON\" | ./lab run jwt_inspect"}};
}

Claims ada() {
    Claims claims;
    claims.subject = "ada";
    claims.role = "auteur";
    claims.issuer = "atelier-http";
    claims.audience = "depot";
    claims.issued = now;
    claims.not_before = now;
    claims.expires = now + std::chrono::seconds{900};
    claims.id = "7f";
    return claims;
}

}  // namespace

TEST_CASE("6.3 un jeton est fait de trois parties, et la dernière signe les deux autres") {
    auto lesson = making_lesson();
    for (const Algorithm algorithm : {Algorithm::hs256, Algorithm::es256, Algorithm::eddsa}) {
        const TokenKey key = TokenKey::make(algorithm);
        const std::string token = make_token(ada(), key);
        lesson.step("un jeton signé par " + std::string{name_of(algorithm)});
        lesson.received(token);
        const std::size_t last_dot = token.rfind('.');
        lesson.require("deux points", std::count(token.begin(), token.end(), '.'), 2);
        lesson.expect_that("rien qui ne puisse aller dans un champ ou une adresse",
                           token.find_first_of("=+/ \r\n\"") == std::string::npos);
        const auto signature = security::from_base64url(token.substr(last_dot + 1));
        lesson.require("la signature est en Base64url", signature.has_value(), true);
        lesson.expect("la clé reconnaît la signature", key.verifies(token.substr(0, last_dot), *signature), true);
        const std::string header = token.substr(0, token.find('.'));
        lesson.expect("l'en-tête", security::from_base64url(header).value_or(""), token_writing::header_for(algorithm));
    }
}

TEST_CASE("6.3 ce que make_token écrit, check_token le lit") {
    auto lesson = making_lesson();
    for (const Algorithm algorithm : {Algorithm::hs256, Algorithm::es256, Algorithm::eddsa}) {
        const TokenKey key = TokenKey::make(algorithm);
        const auto decided = check_token(make_token(ada(), key), key, {}, now);
        lesson.step("un jeton signé par " + std::string{name_of(algorithm)});
        lesson.require("le refus", decided ? std::string{} : decided.refusal().reason, "");
        lesson.expect("sub", decided.value().subject, "ada");
        lesson.expect("role", decided.value().role, "auteur");
        lesson.expect("jti", decided.value().id, "7f");
        lesson.expect_that("les trois dates", decided.value().issued == now && decided.value().not_before == now &&
                                                  decided.value().expires == now + std::chrono::seconds{900});
    }
}

TEST_CASE("6.3 un texte quelconque ne sort pas de sa place") {
    auto lesson = making_lesson();
    const TokenKey key = TokenKey::make(Algorithm::hs256);
    Claims claims = ada();
    claims.subject = "a\",\"role\":\"admin\",\"x\":\"é\\\n";
    lesson.step("un compte dont le nom est « " + claims.subject + " »");
    const auto decided = check_token(make_token(claims, key), key, {}, now);
    lesson.require("le refus", decided ? std::string{} : decided.refusal().reason, "");
    lesson.expect("sub", decided.value().subject, claims.subject);
    lesson.expect("role", decided.value().role, "auteur");
}
