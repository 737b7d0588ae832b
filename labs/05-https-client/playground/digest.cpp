#include "05-https-client/playground/digest.hpp"

#include <new>

namespace playground {
namespace {

// All that can fail here is memory.
void expect(bool succeeded) {
    if (!succeeded) throw std::bad_alloc{};
}

const unsigned char* unsigned_bytes(std::string_view bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

Digest::Digest(const EVP_MD* algorithm) : context_{EVP_MD_CTX_new()} {
    expect(context_ && EVP_DigestInit_ex(context_.get(), algorithm, nullptr) == 1);
}

Digest::Digest(const Digest& other) : context_{EVP_MD_CTX_new()} {
    expect(context_ && EVP_MD_CTX_copy_ex(context_.get(), other.context_.get()) == 1);
}

Digest& Digest::operator=(const Digest& other) {
    *this = Digest{other};
    return *this;
}

void Digest::add(std::string_view bytes) {
    expect(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1);
}

std::string Digest::value() const {
    const Digest copy{*this};
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    expect(EVP_DigestFinal_ex(copy.context_.get(), bytes, &size) == 1);
    return {reinterpret_cast<const char*>(bytes), size};
}

std::string to_hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text += digits[byte >> 4];
        text += digits[byte & 0xF];
    }
    return text;
}

std::string to_base64(std::string_view bytes) {
    std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');  // and the zero that OpenSSL writes behind it
    EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), unsigned_bytes(bytes),
                    static_cast<int>(bytes.size()));
    text.pop_back();
    return text;
}

}  // namespace playground
