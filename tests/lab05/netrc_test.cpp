#include "05-https-client/netrc.hpp"

#include "support/catch.hpp"

namespace {

// « ada:secret », or « rien ».
std::string credentials(std::string_view text, std::string_view host) {
    const auto found = client::netrc_credentials(text, host);
    return found ? found->user + ":" + found->password : "rien";
}

}  // namespace

TEST_CASE("client : ~/.netrc donne nom et mot de passe par hôte") {
    const std::string text =
        "# machine z login z password z\n"
        "machine example.com login ada password secret\n"
        "machine other.example\n\tlogin bob\n\taccount x\n\tpassword p#1\n"
        "machine example.com login second password second\n"
        "default login anonymous password guest\n";
    CHECK(credentials(text, "example.com") == "ada:secret");
    CHECK(credentials(text, "EXAMPLE.com") == "ada:secret");
    CHECK(credentials(text, "other.example") == "bob:p#1");
    CHECK(credentials(text, "www.example.com") == "anonymous:guest");
    CHECK(credentials(text, "z") == "anonymous:guest");
}

TEST_CASE("client : ~/.netrc, guillemets, macros et ce qui manque") {
    CHECK(credentials("machine a login \"ada lovelace\" password \"a\\\"b\\\\c\"", "a") == "ada lovelace:a\"b\\c");
    CHECK(credentials("macdef init\nmachine a login x password y\n\nmachine a login b password c", "a") == "b:c");
    CHECK(credentials("machine a password c login b machine d", "a") == "b:c");
    CHECK(credentials("machine a login machine password default", "a") == "machine:default");
    CHECK(credentials("machine a", "a") == ":");
    CHECK(credentials("machine b login x password y", "a") == "rien");
    for (const char* text : {"", "machine", "login a", "default login", "macdef", "\"", "machine \"a"}) {
        INFO(text);
        CHECK(credentials(text, "b") == (std::string_view{text}.starts_with("default") ? ":" : "rien"));
    }
}

TEST_CASE("client : ~/.netrc ne se laisse pas tromper par le texte d'une adresse") {
    const std::string text = "machine example.com login ada password secret";
    CHECK(credentials(text, "evil.example") == "rien");
    CHECK(credentials(text, "example.com:x@evil.example") == "rien");
    CHECK(credentials(text, "example.com.evil.example") == "rien");
    CHECK(credentials(text, "") == "rien");
}
