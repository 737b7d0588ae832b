#include <system_error>

#include "06-security/audit/evidence.hpp"
#include "06-security/audit/profile.hpp"
#include "support/catch.hpp"

using audit::Profile;

namespace {

// What parse() says against this text; empty if it says nothing.
std::string complaint_about(std::string_view text) {
    try {
        Profile::parse(text);
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return "";
}

}  // namespace

TEST_CASE("audit : le profil de l'en-tête se lit") {
    const Profile profile = Profile::parse(
        "# un commentaire\n"
        "\n"
        "reader   = louis : mot de passe\n"
        "spare    = victime\r\n"
        "token    = /token\n"
        "canary   = 4f1d\n"
        "outside  = ../secret/canary.txt\n"
        "largest  = 1048576\n"
        "patience = 25\n"
        "https_port = 8443");
    REQUIRE(profile.reader);
    CHECK(profile.reader->name == "louis");
    CHECK(profile.reader->password == "mot de passe");
    CHECK(profile.spare == "victime");
    CHECK(profile.token == "/token");
    CHECK(profile.canary == "4f1d");
    CHECK(profile.outside == "../secret/canary.txt");
    CHECK(profile.largest == 1'048'576);
    CHECK(profile.patience == std::chrono::seconds{25});
    CHECK(profile.https_port == 8443);
    CHECK_FALSE(profile.admin);
}

TEST_CASE("audit : un profil vide ne donne rien") {
    const Profile profile = Profile::parse("");
    CHECK_FALSE(profile.reader);
    CHECK(profile.upload.empty());
    CHECK(profile.largest == 0);
    CHECK(profile.https_port == 0);
}

TEST_CASE("audit : un mot de passe peut contenir des deux-points et un signe égal") {
    CHECK(Profile::parse("admin = ada : a:b=c").admin->password == "a:b=c");
}

TEST_CASE("audit : une ligne du profil qui ne se comprend pas est refusée avec son numéro") {
    struct Case {
        std::string_view text;
        std::string_view told;
    };
    for (const auto& [text, told] : {
             Case{"token = /a\nbonjour\n", "ligne 2 : il faut « nom = valeur »"},
             Case{"jeton = /token", "« jeton » n'est pas un nom connu"},
             Case{"token = /a\ntoken = /b", "ligne 2 : « token » est donné deux fois"},
             Case{"token =", "« token » n'a pas de valeur"},
             Case{"reader = louis", "il faut « nom : mot de passe »"},
             Case{"reader = : x", "le nom du compte est vide"},
             Case{"patience = 0", "il faut un nombre entier de 1 à 3600"},
             Case{"patience = 25 s", "il faut un nombre entier"},
             Case{"https_port = 65536", "il faut un nombre entier de 1 à 65535"},
             Case{"largest = -1", "il faut un nombre entier"},
             Case{"token = /a\x1b[2J", "« token » contient un caractère de contrôle"},
             Case{"\x1b[2J = x", "« \\x1b[2J » n'est pas un nom connu"},
         }) {
        INFO(text);
        CHECK(audit::contains(complaint_about(text), told));
    }
}

TEST_CASE("audit : un profil qui ne peut pas être lu est une erreur du système") {
    CHECK_THROWS_AS(Profile::load("/nulle/part/audit.conf"), std::system_error);
    CHECK_THROWS_AS(Profile::load("/"), std::system_error);
}
