#include "06-security/token.hpp"

#include <string>
#include <vector>

#include "lab06/token_writing.hpp"
#include "support/exact_buffer.hpp"
#include "support/lesson.hpp"

namespace {

using security::Algorithm;
using security::check_token;
using security::TokenKey;
using security::TokenRules;
using token_writing::good_claims;
using token_writing::now;
using token_writing::written;

constexpr Algorithm all_algorithms[] = {Algorithm::hs256, Algorithm::es256, Algorithm::eddsa};

support::Lesson token_lesson(std::string rule) {
    return support::Lesson{{std::move(rule), "06-security.md#le-jeton",
                            "printf %s \"$JETON\" | ./lab run jwt_inspect --key-file clé --alg HS256"}};
}

// A key, with which a good token is accepted: only then does a refusal say anything.
class Checker {
public:
    explicit Checker(Algorithm algorithm, TokenRules rules = {}) : key_{TokenKey::make(algorithm)}, rules_{rules} {}

    const TokenKey& key() const { return key_; }

    void accepts(support::Lesson& lesson, const std::string& what, std::string_view token) const {
        lesson.step(what);
        lesson.received(token);
        const support::ExactBuffer bytes{token};
        const auto decided = check_token(bytes.view(), key_, rules_, now);
        lesson.expect("le refus", decided ? std::string{} : decided.refusal().reason, "");
    }

    void refuses(support::Lesson& lesson, const std::string& what, std::string_view token) const {
        accepts(lesson, "le témoin, un bon jeton", written(good_claims, key_));
        lesson.step(what);
        lesson.received(token);
        const support::ExactBuffer bytes{token};
        const auto decided = check_token(bytes.view(), key_, rules_, now);
        lesson.require("accepté", static_cast<bool>(decided), false);
        lesson.expect("le statut", decided.refusal().status, 401);
        lesson.expect("error_code", decided.refusal().error_code, "invalid_token");
        lesson.expect_that("le refus dit pourquoi", !decided.refusal().reason.empty());
    }

private:
    TokenKey key_;
    TokenRules rules_;
};

std::string claims_with(std::string_view more) {
    return R"({"sub":"ada","iss":"atelier-http","aud":"depot","exp":1800000900)" + std::string{more} + "}";
}

// The good claims but for the date of expiry.
std::string expiring(std::string_view date) {
    return R"({"sub":"ada","iss":"atelier-http","aud":"depot","exp":)" + std::string{date} + "}";
}

}  // namespace

TEST_CASE("6.3 un bon jeton donne ses affirmations") {
    auto lesson = token_lesson("RFC 7519 §4.1");
    for (const Algorithm algorithm : all_algorithms) {
        const TokenKey key = TokenKey::make(algorithm);
        lesson.step("un jeton signé par " + std::string{name_of(algorithm)});
        const auto decided = check_token(written(good_claims, key), key, {}, now);
        lesson.require("le refus", decided ? std::string{} : decided.refusal().reason, "");
        const security::Claims& claims = decided.value();
        lesson.expect("sub", claims.subject, "ada");
        lesson.expect("role", claims.role, "auteur");
        lesson.expect("iss", claims.issuer, "atelier-http");
        lesson.expect("aud", claims.audience, "depot");
        lesson.expect("jti", claims.id, "7f");
        lesson.expect("iat", claims.issued.time_since_epoch().count(), 1'799'999'990);
        lesson.expect("nbf, qui n'y est pas", claims.not_before.time_since_epoch().count(), 0);
        lesson.expect("exp", claims.expires.time_since_epoch().count(), 1'800'000'900);
    }
}

TEST_CASE("6.3 « none » n'est pas une signature, de quelque façon qu'il s'écrive") {
    auto lesson = token_lesson("RFC 8725 §2.1, §3.1 ; CWE-347");
    for (const Algorithm algorithm : all_algorithms) {
        const Checker checker{algorithm};
        for (const char* none : {"none", "None", "NONE", "nOnE", "", " none"}) {
            const std::string header = R"({"alg":")" + std::string{none} + R"(","typ":"JWT"})";
            const std::string bytes = security::to_base64url(header) + '.' + security::to_base64url(good_claims) + '.';
            checker.refuses(lesson, "alg « " + std::string{none} + " », sans signature", bytes);
            checker.refuses(lesson, "le même, bien signé", written(header, good_claims, checker.key()));
        }
    }
}

TEST_CASE("6.3 l'algorithme est celui du serveur, pas celui du jeton") {
    auto lesson = token_lesson("RFC 8725 §2.1, §3.1 ; CWE-347");
    for (const Algorithm algorithm : {Algorithm::es256, Algorithm::eddsa}) {
        const Checker checker{algorithm};
        const TokenKey public_key_as_secret = TokenKey::from_secret(*checker.key().public_text());
        checker.refuses(lesson, "la clé publique prise pour le secret de HS256",
                        written(good_claims, public_key_as_secret));
    }
    for (const Algorithm algorithm : all_algorithms) {
        const Checker checker{algorithm};
        for (const char* alg : {R"("HS512")", R"("RS256")", R"("hs256")", R"("es256")", "null", "1", R"(["HS256"])"}) {
            const std::string header = R"({"alg":)" + std::string{alg} + "}";
            const std::string token = written(header, good_claims, checker.key());
            checker.refuses(lesson, "alg " + std::string{alg} + ", bien signé", token);
        }
        checker.refuses(lesson, "sans alg, bien signé", written(R"({"typ":"JWT"})", good_claims, checker.key()));
    }
}

TEST_CASE("6.3 la signature d'une autre clé, ou une signature abîmée, ne vaut rien") {
    auto lesson = token_lesson("RFC 7515 §5.2 ; CWE-347");
    for (const Algorithm algorithm : all_algorithms) {
        const Checker checker{algorithm};
        checker.refuses(lesson, "signé par une autre clé", written(good_claims, TokenKey::make(algorithm)));
        const std::string token = written(good_claims, checker.key());
        const std::size_t last_dot = token.rfind('.');
        checker.refuses(lesson, "sans signature", token.substr(0, last_dot + 1));
        checker.refuses(lesson, "la moitié de la signature", token.substr(0, last_dot + 41));
        checker.refuses(lesson, "la signature deux fois", token + token.substr(last_dot + 1));
        const std::string zeros(algorithm == Algorithm::hs256 ? 32 : 64, '\0');
        checker.refuses(lesson, "des zéros (CVE-2022-21449)",
                        token.substr(0, last_dot + 1) + security::to_base64url(zeros));
    }
}

TEST_CASE("6.3 un caractère changé, où que ce soit, et le jeton ne vaut plus rien") {
    auto lesson = token_lesson("RFC 7515 §5.2");
    const TokenKey key = TokenKey::make(Algorithm::hs256);
    const std::string token = written(good_claims, key);
    lesson.received(token);
    lesson.require("le témoin est accepté", static_cast<bool>(check_token(token, key, {}, now)), true);
    for (std::size_t i = 0; i < token.size(); ++i) {
        for (const char other : {'A', 'B', '.', '=', ' ', '\0', '\n', '+', '/', '\xC3'}) {
            if (token[i] == other) continue;
            std::string changed = token;
            changed[i] = other;
            const bool accepted = static_cast<bool>(check_token(changed, key, {}, now));
            if (accepted) lesson.received(changed);
            lesson.require("accepté", accepted, false);
        }
        const support::ExactBuffer cut{std::string_view{token}.substr(0, i)};
        lesson.require("coupé, accepté", static_cast<bool>(check_token(cut.view(), key, {}, now)), false);
    }
}

TEST_CASE("6.3 un jeton a une forme et une seule") {
    auto lesson = token_lesson("RFC 7515 §2, §7.1");
    const Checker checker{Algorithm::hs256};
    const std::string token = written(good_claims, checker.key());
    for (const std::string& wrong : {std::string{}, std::string{"."}, std::string{".."}, std::string{"..."},
                                     std::string{"a"}, token + ".", "." + token, token + ".AAAA", token + "=",
                                     token + "==", token + "\n", " " + token, token + "A", token + "%00",
                                     "Bearer " + token, std::string{"ada.auteur.secret"}}) {
        checker.refuses(lesson, "une autre forme", wrong);
    }
    std::string first_padded = token;
    first_padded.insert(token.find('.'), "=");
    checker.refuses(lesson, "un « = » au bout de l'en-tête", first_padded);
}

TEST_CASE("6.3 un en-tête qui commande, ou qui se lit de deux façons, est refusé") {
    auto lesson = token_lesson("RFC 7515 §4.1.11, RFC 8725 §3.1, RFC 7519 §4");
    const Checker checker{Algorithm::hs256};
    for (const char* header :
         {"", "null", "[]", "\"HS256\"", R"({"alg":"HS256"} x)", R"({"alg":"HS256")", R"({"alg":"HS256","alg":"none"})",
          R"({"alg":"none","alg":"HS256"})", R"({"alg":"HS256","\u0061lg":"none"})", R"({"alg":"HS256","typ":"JWE"})",
          R"({"alg":"HS256","typ":1})", R"({"alg":"HS256","crit":["b64"],"b64":false})", R"({"alg":"HS256","crit":[]})",
          R"({"alg":"HS256",})", "{\"alg\":\"HS256\",\"x\":\"\xFF\"}", "\xEF\xBB\xBF{\"alg\":\"HS256\"}",
          R"({"alg":"HS256","x":NaN})", R"(/**/{"alg":"HS256"})"}) {
        checker.refuses(lesson, "l'en-tête " + std::string{header}, written(header, good_claims, checker.key()));
    }
    const std::string hidden = R"({"alg":"HS256"})" + std::string{"\0,\"crit\":1}", 11};
    checker.refuses(lesson, "un octet nul, et une suite", written(hidden, good_claims, checker.key()));
}

TEST_CASE("6.3 un en-tête ordinaire est accepté, et la clé qu'il apporte ne compte pas") {
    auto lesson = token_lesson("RFC 7515 §4.1, RFC 8725 §3.10");
    const Checker checker{Algorithm::hs256};
    for (const char* header : {R"({"alg":"HS256"})", "{\"typ\":\"jwt\",\r\n \"alg\":\"HS256\"}",
                               R"({"alg":"HS256","kid":"../../dev/null","jku":"https://example.com/keys"})"}) {
        checker.accepts(lesson, "l'en-tête " + std::string{header}, written(header, good_claims, checker.key()));
    }
    const TokenKey own = TokenKey::from_secret(std::string(32, 'x'));
    const std::string jwk = R"({"kty":"oct","k":")" + security::to_base64url(std::string(32, 'x')) + R"("})";
    checker.refuses(lesson, "signé par la clé qu'il apporte (« jwk »)",
                    written(R"({"alg":"HS256","jwk":)" + jwk + "}", good_claims, own));
}

TEST_CASE("6.3 un jeton expiré, ou pas encore valable, est refusé, à 30 secondes près") {
    auto lesson = token_lesson("RFC 7519 §4.1.4 à §4.1.6");
    const Checker checker{Algorithm::hs256};
    const auto token = [&checker](const std::string& claims) { return written(claims, checker.key()); };
    checker.accepts(lesson, "expiré depuis 29 s", token(expiring("1799999971")));
    checker.refuses(lesson, "expiré depuis 30 s", token(expiring("1799999970")));
    checker.refuses(lesson, "expiré depuis un an", token(expiring("1768464000")));
    checker.accepts(lesson, "valable dans 30 s", token(claims_with(R"(,"nbf":1800000030)")));
    checker.refuses(lesson, "valable dans 31 s", token(claims_with(R"(,"nbf":1800000031)")));
    checker.accepts(lesson, "fait dans 30 s", token(claims_with(R"(,"iat":1800000030)")));
    checker.refuses(lesson, "fait dans 31 s", token(claims_with(R"(,"iat":1800000031)")));
    checker.refuses(lesson, "sans exp", token(R"({"sub":"ada","iss":"atelier-http","aud":"depot"})"));
}

TEST_CASE("6.3 une date est un nombre de secondes, rien d'autre") {
    auto lesson = token_lesson("RFC 7519 §2 (NumericDate)");
    const Checker checker{Algorithm::hs256};
    for (const char* date : {"1800000900", "1800000900.75", "18e8", "253402300799", "2.5E11"}) {
        checker.accepts(lesson, "exp " + std::string{date}, written(expiring(date), checker.key()));
    }
    for (const char* date : {"\"1800000900\"", "null", "true", "[1800000900]", "{}", "-1", "-1800000900", "0", "1e-9",
                             "1e300", "1e400", "-1e400", "253402300800", "9223372036854775807", "9223372036854775808",
                             "18446744073709551616", "99999999999999999999999999", "NaN", "Infinity", "0x6B49D584",
                             "01800000900", "+1800000900", "1800000900.", ""}) {
        checker.refuses(lesson, "exp " + std::string{date}, written(expiring(date), checker.key()));
    }
    for (const char* name : {"nbf", "iat"}) {
        const std::string more = ",\"" + std::string{name} + "\":";
        checker.refuses(lesson, "nbf ou iat en texte", written(claims_with(more + "\"0\""), checker.key()));
        checker.refuses(lesson, "nbf ou iat énorme", written(claims_with(more + "1e300"), checker.key()));
    }
}

TEST_CASE("6.3 un jeton d'un autre émetteur, pour un autre service ou de personne est refusé") {
    auto lesson = token_lesson("RFC 7519 §4.1.1 à §4.1.3, RFC 8725 §3.8, §3.9");
    const Checker checker{Algorithm::hs256};
    const auto claims = [](std::string_view sub, std::string_view iss, std::string_view aud) {
        const auto member = [](std::string_view name, std::string_view value) {
            return value.empty() ? std::string{} : "\"" + std::string{name} + "\":" + std::string{value} + ",";
        };
        return "{" + member("sub", sub) + member("iss", iss) + member("aud", aud) + "\"exp\":1800000900}";
    };
    const std::string ada = "\"ada\"", issuer = "\"atelier-http\"", audience = "\"depot\"";
    const auto token = [&](const std::string& text) { return written(text, checker.key()); };
    checker.accepts(lesson, "tout y est", token(claims(ada, issuer, audience)));
    checker.accepts(lesson, "une liste de services", token(claims(ada, issuer, R"(["autre","depot"])")));
    for (const char* sub : {"", "\"\"", "1", "null", "[\"ada\"]"}) {
        checker.refuses(lesson, "sub " + std::string{sub}, token(claims(sub, issuer, audience)));
    }
    for (const char* iss :
         {"", "\"\"", "\"autre\"", "\"atelier-http \"", "\"Atelier-HTTP\"", "1", "[\"atelier-http\"]"}) {
        checker.refuses(lesson, "iss " + std::string{iss}, token(claims(ada, iss, audience)));
    }
    for (const char* aud : {"", "\"\"", "\"autre\"", "\"depots\"", "[]", "[\"autre\"]", "[1]", "[\"depot\",1]", "null",
                            "{\"depot\":1}", "[[\"depot\"]]"}) {
        checker.refuses(lesson, "aud " + std::string{aud}, token(claims(ada, issuer, aud)));
    }
}

TEST_CASE("6.3 ce qui n'a pas à être vérifié ne l'est pas") {
    auto lesson = token_lesson("RFC 7519 §4.1, RFC 7515 A.1");
    TokenRules rules{.issuer = "", .audience = "", .require_subject = false, .require_expiry = false};
    const Checker checker{Algorithm::hs256, rules};
    checker.accepts(lesson, "sans aucune affirmation", written("{}", checker.key()));
    checker.accepts(lesson, "d'un autre, pour un autre", written(R"({"iss":"a","aud":["b","c"]})", checker.key()));
    checker.refuses(lesson, "mais expiré", written(R"({"exp":1})", checker.key()));
    checker.refuses(lesson, "mais d'une autre sorte", written(R"({"iss":1})", checker.key()));
}

TEST_CASE("6.3 les affirmations d'un jeton se lisent d'une seule façon, et sans peine") {
    auto lesson = token_lesson("RFC 7519 §4, §7.2 ; RFC 8725 §2.4");
    const Checker checker{Algorithm::hs256};
    const auto nested = [](std::size_t lists) {
        return claims_with(",\"x\":" + std::string(lists, '[') + std::string(lists, ']'));
    };
    checker.accepts(lesson, "huit niveaux", written(nested(7), checker.key()));
    checker.refuses(lesson, "neuf niveaux", written(nested(8), checker.key()));
    checker.refuses(lesson, "mille niveaux", written(nested(1'000), checker.key()));
    checker.refuses(lesson, "mille niveaux jamais fermés", written(std::string(1'000, '['), checker.key()));
    for (const std::string& claims :
         {std::string{"Example of Ed25519 signing"}, std::string{}, std::string{"[]"}, good_claims + "{}",
          good_claims + " x", good_claims + std::string{"\0", 1}, claims_with(R"(,"sub":"grace")"),
          claims_with(R"(,"s\u0075b":"grace")"), claims_with(R"(,"x":{"a":1,"a":2})"), claims_with(R"(,"role":1)"),
          claims_with(R"(,"jti":{})"), claims_with(",\"x\":\"\xC0\xAE\""), claims_with(R"(,"x":"\ud800")")}) {
        checker.refuses(lesson, "des affirmations douteuses", written(claims, checker.key()));
    }
}

TEST_CASE("6.3 un jeton trop long est refusé sans être lu") {
    auto lesson = token_lesson("RFC 8725 §2.4 ; CWE-770");
    const Checker checker{Algorithm::hs256};
    const auto padded = [&checker](std::size_t more) {
        return written(claims_with(",\"x\":\"" + std::string(more, 'x') + '"'), checker.key());
    };
    checker.accepts(lesson, "environ 4 000 octets", padded(2'800));
    checker.refuses(lesson, "environ 4 150 octets", padded(2'950));
    checker.refuses(lesson, "un million d'octets", padded(1'000'000));
}

TEST_CASE("6.3 les exemples des RFC 7515 et 8037 sont reconnus") {
    auto lesson = token_lesson("RFC 7515 A.1, A.3 ; RFC 8037 A.4");
    const std::chrono::seconds none{0};
    const TokenRules rules{.issuer = "joe", .audience = "", .require_subject = false, .leeway = none};
    const http::Seconds expires{std::chrono::seconds{1'300'819'380}};
    const auto why = [&rules](const std::string& token, const TokenKey& key, http::Seconds at) {
        const auto decided = check_token(token, key, rules, at);
        return decided ? std::string{"accepté"} : decided.refusal().reason;
    };
    const TokenKey secret = TokenKey::from_secret(token_writing::rfc7515_secret);
    const TokenKey ecdsa = TokenKey::parse(Algorithm::es256, token_writing::rfc7515_es256_key);
    const std::chrono::seconds second{1};
    lesson.expect("HS256, A.1", why(token_writing::rfc7515_hs256, secret, expires - second), "accepté");
    lesson.expect("ES256, A.3", why(token_writing::rfc7515_es256, ecdsa, expires - second), "accepté");
    lesson.expect_that("HS256, expiré", why(token_writing::rfc7515_hs256, secret, expires) != "accepté");
    lesson.expect_that("ES256, expiré", why(token_writing::rfc7515_es256, ecdsa, expires) != "accepté");
    const TokenKey eddsa = TokenKey::parse(Algorithm::eddsa, token_writing::rfc8037_key);
    const std::string signed_text = token_writing::rfc8037_bytes + '.' + token_writing::rfc8037_signature;
    lesson.expect_that("EdDSA, A.4 : bien signé, mais pas de JSON", why(signed_text, eddsa, expires) != "accepté");
}
