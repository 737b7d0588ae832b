// Given: what tokens are signed with.
#include "06-security/token_key.hpp"

#include <filesystem>
#include <fstream>
#include <string>

#include "06-security/password.hpp"
#include "06-security/token.hpp"
#include "lab06/token_writing.hpp"
#include "support/catch.hpp"

using security::Algorithm;
using security::TokenKey;

namespace {

constexpr Algorithm all_algorithms[] = {Algorithm::hs256, Algorithm::es256, Algorithm::eddsa};

// A P-384 key, which is not for ES256.
const std::string p384_key =
    "-----BEGIN PUBLIC KEY-----\n"
    "MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAE+4HsCS/hJD5Do9L5O69NYjt0WqN1K7z+\n"
    "KoXqKZNfarA82GRodTBc0gWdBhIPlgfILVWln2lNr6/95xE+IsDajyliJ3T8Gg5s\n"
    "WRsxppROHHvxSgeHLxvnzr0ersSxxLjV\n"
    "-----END PUBLIC KEY-----\n";

std::string refusal(Algorithm algorithm, const std::string& text) {
    try {
        TokenKey::parse(algorithm, text);
        return "";
    } catch (const std::runtime_error& error) {
        return error.what();
    }
}

std::string load_refusal(Algorithm algorithm, const std::string& path) {
    try {
        TokenKey::load(algorithm, path);
        return "";
    } catch (const std::runtime_error& error) {
        return error.what();
    }
}

class KeyFile {
public:
    KeyFile(const std::string& text, std::filesystem::perms permissions) {
        std::ofstream{path_} << text;
        std::filesystem::permissions(path_, permissions);
    }
    ~KeyFile() { std::filesystem::remove(path_); }
    KeyFile(const KeyFile&) = delete;
    KeyFile& operator=(const KeyFile&) = delete;

    std::string path() const { return path_; }

private:
    std::filesystem::path path_ =
        std::filesystem::temp_directory_path() / ("atelier-clé-" + security::random_id(8));
};

constexpr auto ours = std::filesystem::perms::owner_read | std::filesystem::perms::owner_write;
constexpr auto everybodys = ours | std::filesystem::perms::group_read | std::filesystem::perms::others_read;

}  // namespace

TEST_CASE("clé : les algorithmes ont leurs noms, et pas d'autres") {
    for (const Algorithm algorithm : all_algorithms) CHECK(security::algorithm_of(name_of(algorithm)) == algorithm);
    for (const char* name : {"", "none", "hs256", "HS512", "EdDSA "}) CHECK_FALSE(security::algorithm_of(name));
}

TEST_CASE("clé : ce qu'elle signe, elle le reconnaît, et rien d'autre") {
    for (const Algorithm algorithm : all_algorithms) {
        INFO(name_of(algorithm));
        const TokenKey key = TokenKey::make(algorithm);
        const std::string signature = key.sign("bonjour");
        CHECK(signature.size() == (algorithm == Algorithm::hs256 ? 32 : 64));
        CHECK(key.verifies("bonjour", signature));
        CHECK_FALSE(key.verifies("bonsoir", signature));
        CHECK_FALSE(key.verifies("", signature));
        CHECK_FALSE(TokenKey::make(algorithm).verifies("bonjour", signature));
        for (std::size_t size = 0; size < signature.size(); ++size) {
            CHECK_FALSE(key.verifies("bonjour", signature.substr(0, size)));
        }
        CHECK_FALSE(key.verifies("bonjour", signature + '\0'));
        for (std::size_t i = 0; i < signature.size(); ++i) {
            std::string changed = signature;
            changed[i] = static_cast<char>(changed[i] ^ 1);
            CHECK_FALSE(key.verifies("bonjour", changed));
        }
    }
}

TEST_CASE("clé : ES256 refuse zéro, un nombre trop grand et une signature en DER") {
    const TokenKey key = TokenKey::make(Algorithm::es256);
    const std::string signature = key.sign("bonjour");
    const std::string zero(32, '\0');
    const std::string largest(32, '\xFF');
    const std::string r = signature.substr(0, 32);
    const std::string s = signature.substr(32);
    for (const std::string& wrong :
         {zero + zero, r + zero, zero + s, largest + largest, r + largest, largest + s, s + r}) {
        CHECK_FALSE(key.verifies("bonjour", wrong));
    }
    const std::string der = std::string{"\x30\x46\x02\x21\x00", 5} + r + std::string{"\x02\x21\x00", 3} + s;
    CHECK_FALSE(key.verifies("bonjour", der));
    CHECK(key.verifies("bonjour", r + s));
}

TEST_CASE("clé : les exemples des RFC 7515 et 8037 sont reconnus") {
    const auto signature_of = [](const std::string& token) { return token.substr(token.rfind('.') + 1); };
    const auto bytes_of = [](const std::string& token) { return token.substr(0, token.rfind('.')); };
    const TokenKey secret = TokenKey::from_secret(token_writing::rfc7515_secret);
    CHECK(security::to_base64url(secret.sign(bytes_of(token_writing::rfc7515_hs256))) ==
          signature_of(token_writing::rfc7515_hs256));
    const TokenKey eddsa = TokenKey::parse(Algorithm::eddsa, token_writing::rfc8037_key);
    CHECK(security::to_base64url(eddsa.sign(token_writing::rfc8037_bytes)) == token_writing::rfc8037_signature);
}

TEST_CASE("clé : écrite puis relue, elle est la même") {
    for (const Algorithm algorithm : all_algorithms) {
        INFO(name_of(algorithm));
        const TokenKey key = TokenKey::make(algorithm);
        const TokenKey again = TokenKey::parse(algorithm, key.to_text());
        CHECK(again.can_sign());
        CHECK(again.verifies("bonjour", key.sign("bonjour")));
        CHECK(key.verifies("bonjour", again.sign("bonjour")));
        CHECK(TokenKey::parse(algorithm, key.to_text() + "\r\n").to_text() == key.to_text());
        CHECK(TokenKey::make(algorithm).to_text() != key.to_text());
    }
}

TEST_CASE("clé : une clé publique vérifie, et ne signe pas") {
    CHECK_FALSE(TokenKey::make(Algorithm::hs256).public_text().has_value());
    for (const Algorithm algorithm : {Algorithm::es256, Algorithm::eddsa}) {
        INFO(name_of(algorithm));
        const TokenKey key = TokenKey::make(algorithm);
        const TokenKey half = TokenKey::parse(algorithm, key.public_text().value());
        CHECK_FALSE(half.can_sign());
        CHECK(half.verifies("bonjour", key.sign("bonjour")));
        CHECK(half.public_text() == key.public_text());
        CHECK(half.to_text() == key.public_text());
        CHECK_THROWS_AS(half.sign("bonjour"), std::logic_error);
        CHECK(key.public_text()->find("PRIVATE") == std::string::npos);
    }
}

TEST_CASE("clé : une clé d'une autre sorte, ou un secret trop court, est refusé en français") {
    CHECK(refusal(Algorithm::hs256, std::string(31, 'x')).find("au moins 32 octets") != std::string::npos);
    CHECK(refusal(Algorithm::hs256, std::string(31, 'x') + "\n").find("au moins 32 octets") != std::string::npos);
    CHECK(refusal(Algorithm::hs256, std::string(32, 'x')).empty());
    CHECK(refusal(Algorithm::hs256, token_writing::rfc7515_es256_key).find("PEM") != std::string::npos);
    CHECK(refusal(Algorithm::es256, token_writing::rfc8037_key).find("ES256") != std::string::npos);
    CHECK(refusal(Algorithm::es256, p384_key).find("P-256") != std::string::npos);
    CHECK(refusal(Algorithm::eddsa, token_writing::rfc7515_es256_key).find("Ed25519") != std::string::npos);
    for (const char* text : {"", "secret", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
                             "-----BEGIN PRIVATE KEY-----\n"}) {
        CHECK_FALSE(refusal(Algorithm::es256, text).empty());
        CHECK_FALSE(refusal(Algorithm::eddsa, text).empty());
    }
}

TEST_CASE("clé : un fichier de secret n'est lu que si personne d'autre n'y a accès") {
    for (const Algorithm algorithm : all_algorithms) {
        INFO(name_of(algorithm));
        const TokenKey key = TokenKey::make(algorithm);
        const KeyFile closed{key.to_text(), ours};
        CHECK(TokenKey::load(algorithm, closed.path()).verifies("bonjour", key.sign("bonjour")));
        const KeyFile open{key.to_text(), everybodys};
        CHECK(load_refusal(algorithm, open.path()).find("chmod 600") != std::string::npos);
        if (!key.public_text()) continue;
        const KeyFile half{*key.public_text(), everybodys};
        CHECK_FALSE(TokenKey::load(algorithm, half.path()).can_sign());
    }
    const KeyFile wrong{"court", ours};
    CHECK(load_refusal(Algorithm::hs256, wrong.path()).find(wrong.path()) != std::string::npos);
    CHECK(load_refusal(Algorithm::hs256, "/nulle/part").find("/nulle/part") != std::string::npos);
}
