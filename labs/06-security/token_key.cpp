#include "06-security/token_key.hpp"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <array>
#include <stdexcept>

#include "05-https-client/openssl_handles.hpp"
#include "06-security/password.hpp"
#include "06-security/secret_file.hpp"
#include "06-security/signature.hpp"

namespace security {
namespace {

using client::BioHandle;
using client::KeyHandle;

constexpr std::size_t least_secret_bytes = 32;  // as long as the hash (RFC 7518 §3.2)

[[noreturn]] void throw_failure(const std::string& what) {
    ERR_clear_error();
    throw std::runtime_error{what};
}

bool is_for(EVP_PKEY* key, Algorithm algorithm) {
    if (algorithm == Algorithm::eddsa) return EVP_PKEY_is_a(key, "ED25519") == 1;
    std::array<char, 64> group{};
    return EVP_PKEY_is_a(key, "EC") == 1 && EVP_PKEY_get_group_name(key, group.data(), group.size(), nullptr) == 1 &&
           std::string_view{group.data()} == SN_X9_62_prime256v1;
}

// A key that is locked by a password is not read: the default asks for it at the terminal.
int no_password(char*, int, int, void*) {
    return -1;
}

BioHandle readable(std::string_view text) {
    BioHandle memory{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
    if (!memory) throw std::bad_alloc{};
    return memory;
}

KeyHandle read_private(std::string_view pem) {
    KeyHandle key{PEM_read_bio_PrivateKey(readable(pem).get(), nullptr, no_password, nullptr)};
    ERR_clear_error();
    return key;
}

KeyHandle read_public(std::string_view pem) {
    KeyHandle key{PEM_read_bio_PUBKEY(readable(pem).get(), nullptr, no_password, nullptr)};
    ERR_clear_error();
    return key;
}

template <typename Write>
std::string written(Write write) {
    const BioHandle memory{BIO_new(BIO_s_mem())};
    if (!memory || write(memory.get()) != 1) throw_failure("OpenSSL n'a pas pu écrire la clé");
    BUF_MEM* text = nullptr;
    BIO_ctrl(memory.get(), BIO_C_GET_BUF_MEM_PTR, 0, &text);
    return {text->data, text->length};
}

std::string_view without_line_end(std::string_view text) {
    if (text.ends_with('\n')) text.remove_suffix(1);
    if (text.ends_with('\r')) text.remove_suffix(1);
    return text;
}

}  // namespace

std::string_view name_of(Algorithm algorithm) {
    switch (algorithm) {
    case Algorithm::hs256: return "HS256";
    case Algorithm::es256: return "ES256";
    case Algorithm::eddsa: return "EdDSA";
    }
    return {};
}

std::optional<Algorithm> algorithm_of(std::string_view name) {
    for (const Algorithm algorithm : {Algorithm::hs256, Algorithm::es256, Algorithm::eddsa}) {
        if (name == name_of(algorithm)) return algorithm;
    }
    return std::nullopt;
}

TokenKey TokenKey::make(Algorithm algorithm) {
    if (algorithm == Algorithm::hs256) return from_secret(random_id(least_secret_bytes));
    KeyHandle key{algorithm == Algorithm::es256 ? EVP_EC_gen("P-256") : EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")};
    if (!key) throw_failure("OpenSSL n'a pas pu fabriquer une clé " + std::string{name_of(algorithm)});
    return {algorithm, {}, std::move(key), true};
}

TokenKey TokenKey::from_secret(std::string secret) {
    if (secret.size() < least_secret_bytes) {
        throw std::runtime_error{"un secret pour HS256 a au moins 32 octets (RFC 7518 §3.2), celui-ci en a " +
                                 std::to_string(secret.size())};
    }
    return {Algorithm::hs256, std::move(secret), nullptr, true};
}

TokenKey TokenKey::parse(Algorithm algorithm, std::string_view text) {
    const bool is_pem = text.find("-----BEGIN ") != std::string_view::npos;
    if (algorithm == Algorithm::hs256) {
        if (is_pem) throw std::runtime_error{"une clé PEM n'est pas un secret pour HS256 : elle peut être publique"};
        return from_secret(std::string{without_line_end(text)});
    }
    KeyHandle key = read_private(text);
    const bool can_sign = key != nullptr;
    if (!key) key = read_public(text);
    if (!key || !is_for(key.get(), algorithm)) {
        throw std::runtime_error{algorithm == Algorithm::es256
                                     ? "ce n'est pas une clé PEM pour ES256 (courbe P-256, sans mot de passe)"
                                     : "ce n'est pas une clé PEM pour EdDSA (Ed25519, sans mot de passe)"};
    }
    return {algorithm, {}, std::move(key), can_sign};
}

TokenKey TokenKey::load(Algorithm algorithm, const std::string& path) {
    const SecretFile file = read_secret_file(path);
    try {
        TokenKey key = parse(algorithm, file.text);
        if (!key.can_sign() || !file.others_may_read) return key;
    } catch (const std::runtime_error& wrong) {
        throw std::runtime_error{"« " + path + " » : " + wrong.what()};
    }
    throw_others_may_read(path);
}

std::string TokenKey::sign(std::string_view bytes) const {
    if (!can_sign_) throw std::logic_error{"une clé publique vérifie, et ne signe pas"};
    switch (algorithm_) {
    case Algorithm::hs256: return sign_hs256(secret_, bytes);
    case Algorithm::es256: return sign_es256(pair_.get(), bytes);
    case Algorithm::eddsa: return sign_eddsa(pair_.get(), bytes);
    }
    return {};
}

bool TokenKey::verifies(std::string_view bytes, std::string_view signature) const {
    switch (algorithm_) {
    case Algorithm::hs256: return verify_hs256(secret_, bytes, signature);
    case Algorithm::es256: return verify_es256(pair_.get(), bytes, signature);
    case Algorithm::eddsa: return verify_eddsa(pair_.get(), bytes, signature);
    }
    return false;
}

std::string TokenKey::to_text() const {
    if (algorithm_ == Algorithm::hs256) return secret_;
    if (!can_sign_) return *public_text();
    return written([this](BIO* memory) {
        return PEM_write_bio_PrivateKey(memory, pair_.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
}

std::optional<std::string> TokenKey::public_text() const {
    if (algorithm_ == Algorithm::hs256) return std::nullopt;
    return written([this](BIO* memory) { return PEM_write_bio_PUBKEY(memory, pair_.get()); });
}

}  // namespace security
