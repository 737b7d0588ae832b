// Given: what is kept of a password.
#include "06-security/password.hpp"

#include <set>

#include "support/catch.hpp"

using security::hash_password;
using security::is_password;
using security::ScryptCost;

namespace {

constexpr ScryptCost cheap{.n = 16, .r = 1, .p = 1};

}  // namespace

TEST_CASE("mot de passe : l'exemple de la RFC 7914 §12 est reconnu") {
    // The first 32 bytes of « fd ba be 1c… ».
    const std::string kept = "scrypt:1024:8:16:TmFDbA==:/bq+HJ00cgB4VucZDQHp/nxq18vII3gw53N2Y0s3MWI=";
    CHECK(is_password("password", kept));
    CHECK_FALSE(is_password("Password", kept));
}

TEST_CASE("mot de passe : deux fois le même n'est pas gardé deux fois de la même façon") {
    std::set<std::string> all;
    for (int i = 0; i < 20; ++i) all.insert(hash_password("azerty", cheap));
    CHECK(all.size() == 20);
    for (const std::string& kept : all) {
        CHECK(kept.starts_with("scrypt:16:1:1:"));
        CHECK(kept.find("azerty") == std::string::npos);
        CHECK(is_password("azerty", kept));
        CHECK_FALSE(is_password("azertY", kept));
    }
}

TEST_CASE("mot de passe : tous les octets comptent") {
    for (const std::string& password :
         {std::string{}, std::string{"é"}, std::string{"a\0b", 3}, std::string(1'024, 'x')}) {
        const std::string kept = hash_password(password, cheap);
        CHECK(is_password(password, kept));
        CHECK_FALSE(is_password(password + 'x', kept));
        CHECK_FALSE(is_password("a", kept));
    }
}

TEST_CASE("mot de passe : le coût ordinaire est celui du fichier") {
    const std::string kept = hash_password("azerty");
    CHECK(kept.starts_with("scrypt:16384:8:1:"));
    CHECK(is_password("azerty", kept));
    CHECK(security::cost_of(kept)->n == 16'384);
    CHECK(security::cost_of(security::decoy_password(cheap))->n == 16);
    CHECK_FALSE(is_password("", security::decoy_password(cheap)));
}

TEST_CASE("mot de passe : une empreinte mal écrite ou démesurée n'est celle de personne") {
    const std::string kept = hash_password("azerty", cheap);
    const std::string tail = kept.substr(std::string_view{"scrypt:16:1:1"}.size());
    for (const std::string& wrong :
         {std::string{}, std::string{"azerty"}, "Scrypt:16:1:1" + tail, "scrypt:15:1:1" + tail, "scrypt:1:1:1" + tail,
          "scrypt:0:1:1" + tail, "scrypt:-16:1:1" + tail, "scrypt:2097152:1:1" + tail, "scrypt:16:0:1" + tail,
          "scrypt:16:33:1" + tail, "scrypt:16:1:0" + tail, "scrypt:16:1:17" + tail, "scrypt: 16:1:1" + tail,
          "scrypt:16x:1:1" + tail, "scrypt:16:1" + tail, kept + ":", kept + "=", kept + " ", ":" + kept,
          kept.substr(0, kept.size() - 4), std::string{"scrypt:16:1:1::"}, std::string{"scrypt:16:1:1:AAAA:AAAA"},
          std::string{"scrypt:99999999999999999999:1:1"} + tail}) {
        INFO(wrong);
        CHECK_FALSE(is_password("azerty", wrong));
        CHECK_FALSE(security::cost_of(wrong).has_value());
    }
    CHECK_THROWS_AS(hash_password("azerty", {.n = 15}), std::runtime_error);
}

TEST_CASE("mot de passe : ce qui est tiré au sort ne revient pas") {
    std::set<std::string> all;
    for (int i = 0; i < 1'000; ++i) all.insert(security::random_id());
    CHECK(all.size() == 1'000);
    CHECK(all.begin()->size() == 32);
    CHECK(all.begin()->find_first_not_of("0123456789abcdef") == std::string::npos);
    CHECK(security::random_bytes(0).empty());
    CHECK(security::random_bytes(100'000).size() == 100'000);
}
