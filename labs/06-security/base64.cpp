#include "06-security/base64.hpp"

#include <openssl/evp.h>

#include "05-https-client/auth.hpp"

namespace security {
namespace {

constexpr std::size_t most_text_bytes = 8 * 1024;

}  // namespace

std::optional<std::string> from_base64(std::string_view text) {
    if (text.size() % 4 != 0 || text.size() > most_text_bytes) return std::nullopt;
    std::string bytes(text.size() / 4 * 3, '\0');
    const int length = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                       reinterpret_cast<const unsigned char*>(text.data()),
                                       static_cast<int>(text.size()));
    if (length < 0) return std::nullopt;
    // OpenSSL counts the padding as bytes, and overlooks spaces around: what is written back must be the same text.
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    bytes.resize(bytes.size() - padding);
    return client::base64(bytes) == text ? std::optional{bytes} : std::nullopt;
}

}  // namespace security
