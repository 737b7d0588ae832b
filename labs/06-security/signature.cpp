#include "06-security/signature.hpp"

#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <new>
#include <stdexcept>

#include "05-https-client/openssl_handles.hpp"

namespace security {
namespace {

using MessageDigestHandle = std::unique_ptr<EVP_MD_CTX, client::Releaser<EVP_MD_CTX_free>>;
using EcdsaHandle = std::unique_ptr<ECDSA_SIG, client::Releaser<ECDSA_SIG_free>>;

constexpr std::size_t number_bytes = 32;  // R and S of P-256

const unsigned char* as_octets(std::string_view bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

unsigned char* as_octets(std::string& bytes) {
    return reinterpret_cast<unsigned char*>(bytes.data());
}

[[noreturn]] void throw_not_signed() {
    ERR_clear_error();
    throw std::runtime_error{"OpenSSL n'a pas pu signer"};
}

// OpenSSL has ECDSA signatures as two numbers in DER, JWS as the two numbers one behind the other.
std::string numbers_of(std::string_view der) {
    const unsigned char* at = as_octets(der);
    const EcdsaHandle signature{d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()))};
    std::string numbers(2 * number_bytes, '\0');
    const int size = static_cast<int>(number_bytes);
    if (!signature || BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), as_octets(numbers), size) != size ||
        BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), as_octets(numbers) + number_bytes, size) != size) {
        throw_not_signed();
    }
    return numbers;
}

// Nothing if these are not two numbers of the right length.
std::string der_of(std::string_view numbers) {
    if (numbers.size() != 2 * number_bytes) return {};
    const EcdsaHandle signature{ECDSA_SIG_new()};
    BIGNUM* const r = BN_bin2bn(as_octets(numbers), static_cast<int>(number_bytes), nullptr);
    BIGNUM* const s = BN_bin2bn(as_octets(numbers) + number_bytes, static_cast<int>(number_bytes), nullptr);
    if (!signature || ECDSA_SIG_set0(signature.get(), r, s) != 1) throw std::bad_alloc{};
    std::string der(static_cast<std::size_t>(i2d_ECDSA_SIG(signature.get(), nullptr)), '\0');
    unsigned char* end = as_octets(der);
    i2d_ECDSA_SIG(signature.get(), &end);
    return der;
}

std::string sign_with(EVP_PKEY* key, const EVP_MD* hash, std::string_view bytes) {
    const MessageDigestHandle context{EVP_MD_CTX_new()};
    std::size_t length = 0;
    if (!context || EVP_DigestSignInit(context.get(), nullptr, hash, nullptr, key) != 1 ||
        EVP_DigestSign(context.get(), nullptr, &length, as_octets(bytes), bytes.size()) != 1) {
        throw_not_signed();
    }
    std::string signature(length, '\0');
    if (EVP_DigestSign(context.get(), as_octets(signature), &length, as_octets(bytes), bytes.size()) != 1) {
        throw_not_signed();
    }
    signature.resize(length);
    return signature;
}

bool verify_with(EVP_PKEY* key, const EVP_MD* hash, std::string_view bytes, std::string_view signature) {
    const MessageDigestHandle context{EVP_MD_CTX_new()};
    if (!context || EVP_DigestVerifyInit(context.get(), nullptr, hash, nullptr, key) != 1) throw std::bad_alloc{};
    const int outcome =
        EVP_DigestVerify(context.get(), as_octets(signature), signature.size(), as_octets(bytes), bytes.size());
    ERR_clear_error();
    return outcome == 1;  // below 0: it could not even be read
}

}  // namespace

std::string sign_hs256(std::string_view secret, std::string_view bytes) {
    std::string code(EVP_MAX_MD_SIZE, '\0');
    unsigned length = 0;
    const unsigned char* const done = HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), as_octets(bytes),
                                           bytes.size(), as_octets(code), &length);
    if (done == nullptr) throw_not_signed();
    code.resize(length);
    return code;
}

bool verify_hs256(std::string_view secret, std::string_view bytes, std::string_view signature) {
    const std::string wanted = sign_hs256(secret, bytes);
    return wanted.size() == signature.size() && CRYPTO_memcmp(wanted.data(), signature.data(), wanted.size()) == 0;
}

std::string sign_es256(EVP_PKEY* key, std::string_view bytes) {
    return numbers_of(sign_with(key, EVP_sha256(), bytes));
}

bool verify_es256(EVP_PKEY* key, std::string_view bytes, std::string_view signature) {
    const std::string der = der_of(signature);
    return !der.empty() && verify_with(key, EVP_sha256(), bytes, der);
}

// Ed25519 hashes by itself.
std::string sign_eddsa(EVP_PKEY* key, std::string_view bytes) {
    return sign_with(key, nullptr, bytes);
}

bool verify_eddsa(EVP_PKEY* key, std::string_view bytes, std::string_view signature) {
    return verify_with(key, nullptr, bytes, signature);
}

}  // namespace security
