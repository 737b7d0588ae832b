#include "05-https-client/checksum.hpp"

#include <openssl/evp.h>

#include <array>
#include <cerrno>

#include "05-https-client/source_file.hpp"
#include "common/not_implemented.hpp"
#include "common/system_error.hpp"

namespace client {
// BEGIN SOLUTION 5.9 helper
namespace {

// OpenSSL refuses for want of memory, or an algorithm that this machine forbids.
void check(int result, std::string_view call) {
    if (result != 1) common::throw_error(ENOMEM, call, "calcul d'une empreinte");
}

}  // namespace
// END SOLUTION

void Hash::Free::operator()(evp_md_ctx_st* context) const {
    EVP_MD_CTX_free(context);
}

Hash::Hash(HashKind kind) {
    // À écrire : un contexte (EVP_MD_CTX_new), commencé (EVP_DigestInit_ex) avec EVP_sha256() ou EVP_sha1().
    // BEGIN SOLUTION 5.9
    context_.reset(EVP_MD_CTX_new());
    check(context_ != nullptr, "EVP_MD_CTX_new");
    check(EVP_DigestInit_ex(context_.get(), kind == HashKind::sha1 ? EVP_sha1() : EVP_sha256(), nullptr),
          "EVP_DigestInit_ex");
    // END SOLUTION
}

void Hash::add(std::string_view bytes) {
    // À écrire : EVP_DigestUpdate.
    // BEGIN SOLUTION 5.9
    check(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()), "EVP_DigestUpdate");
    // END SOLUTION
}

std::string Hash::finish() {
    // À écrire : EVP_DigestFinal_ex écrit l'empreinte (au plus EVP_MAX_MD_SIZE octets) et en donne la longueur.
    // BEGIN SOLUTION 5.9
    std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
    unsigned size = 0;
    check(EVP_DigestFinal_ex(context_.get(), hash.data(), &size), "EVP_DigestFinal_ex");
    return {hash.begin(), hash.begin() + size};
    // END SOLUTION
}

std::string to_hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text += digits[byte >> 4];
        text += digits[byte & 0x0F];
    }
    return text;
}

std::string sha256_hex(std::string_view bytes) {
    Sha256 hash;
    hash.add(bytes);
    return to_hex(hash.finish());
}

std::string sha256_of_file(const std::string& path) {
    const SourceFile file{path};
    Sha256 hash;
    std::string buffer;
    for (std::uint64_t at = 0; at < file.size();) {
        const std::string_view bytes = file.read(at, file.size() - at, buffer);
        hash.add(bytes);
        at += bytes.size();
    }
    return to_hex(hash.finish());
}

}  // namespace client
