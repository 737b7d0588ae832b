#include "05-https-client/auth.hpp"

#include "05-https-client/errors.hpp"
#include "support/lesson.hpp"

namespace {

support::Lesson auth_lesson() {
    return support::Lesson{{"RFC 7617 §2, RFC 6750 §2.1", "05-https-client.md#les-mandataires",
                            "./lab run https_client --user ada:secret http://127.0.0.1:8081/basic-auth/ada/secret"}};
}

std::string value_or_refusal(const client::Auth& auth) {
    try {
        return client::authorization(auth);
    } catch (const client::InvalidRequest& error) {
        const bool tells = std::string_view{error.what()}.find("secret") != std::string_view::npos;
        return tells ? "le message dit le secret" : "InvalidRequest";
    }
}

}  // namespace

TEST_CASE("5.8 nom et mot de passe deviennent un champ Authorization") {
    auto lesson = auth_lesson();
    const auto basic = [](std::string user, std::string password) {
        return value_or_refusal(client::Basic{std::move(user), std::move(password)});
    };
    lesson.expect("l'exemple de RFC 7617", basic("Aladdin", "open sesame"), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    lesson.expect("en UTF-8 (RFC 7617 §2.1)", basic("test", "123£"), "Basic dGVzdDoxMjPCow==");
    lesson.expect("un deux-points dans le mot de passe", basic("ada", "a:b"), "Basic YWRhOmE6Yg==");
    lesson.expect("l'un et l'autre vides", basic("", ""), "Basic Og==");
    lesson.expect("un deux-points dans le nom", basic("a:da", "secret"), "InvalidRequest");
    lesson.expect("une fin de ligne dans le nom", basic("ada\r\n", "secret"), "InvalidRequest");
    lesson.expect("un caractère de contrôle dans le mot de passe", basic("ada", "secret\x7F"), "InvalidRequest");
    lesson.expect("un octet nul", basic("ada", std::string{"secret\0", 7}), "InvalidRequest");
    lesson.expect("une tabulation", basic("ada", "secret\t"), "InvalidRequest");
}

TEST_CASE("5.8 un jeton devient un champ Authorization") {
    auto lesson = auth_lesson();
    const auto bearer = [](std::string token) { return value_or_refusal(client::Bearer{std::move(token)}); };
    lesson.expect("l'exemple de RFC 6750", bearer("mF_9.B5f-4.1JqM"), "Bearer mF_9.B5f-4.1JqM");
    lesson.expect("tous les signes", bearer("aZ09-._~+/=="), "Bearer aZ09-._~+/==");
    for (const char* token :
         {"", "=", "secret secret", "secret\r\nX: y", "a=secret", "secreté", "secret,", "secret\""}) {
        lesson.step("le jeton « " + std::string{token} + " »");
        lesson.expect("ce n'est pas un jeton", bearer(token), "InvalidRequest");
    }
}
