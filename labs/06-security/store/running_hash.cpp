#include "06-security/store/running_hash.hpp"

#include <openssl/evp.h>

#include <array>
#include <stdexcept>

#include "05-https-client/checksum.hpp"

namespace security {
namespace {

void check(bool done) {
    if (!done) throw std::runtime_error{"OpenSSL ne peut pas calculer d'empreinte SHA-256"};
}

}  // namespace

void RunningHash::Free::operator()(evp_md_ctx_st* context) const {
    EVP_MD_CTX_free(context);
}

RunningHash::Context RunningHash::new_context() {
    Context context{EVP_MD_CTX_new()};
    check(context != nullptr);
    return context;
}

RunningHash::RunningHash() : context_{new_context()} {
    check(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1);
}

void RunningHash::add(std::string_view bytes) {
    check(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1);
}

std::string RunningHash::hex() const {
    const Context copy = new_context();
    check(EVP_MD_CTX_copy_ex(copy.get(), context_.get()) == 1);
    std::array<char, EVP_MAX_MD_SIZE> hash{};
    unsigned size = 0;
    check(EVP_DigestFinal_ex(copy.get(), reinterpret_cast<unsigned char*>(hash.data()), &size) == 1);
    return client::to_hex({hash.data(), size});
}

}  // namespace security
