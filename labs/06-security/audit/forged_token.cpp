#include "06-security/audit/forged_token.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "05-https-client/auth.hpp"

namespace audit {
namespace {

std::optional<nlohmann::json> object_in(std::string_view part) {
    const auto text = from_base64url_text(part);
    if (!text) return std::nullopt;
    auto value = nlohmann::json::parse(*text, nullptr, false);
    if (!value.is_object()) return std::nullopt;
    return value;
}

// The part, an object, with this member.
std::string with_member(std::string_view part, std::string_view name, std::string_view value) {
    auto object = object_in(part).value_or(nlohmann::json::object());
    object[std::string{name}] = value;
    return base64url(object.dump());
}

std::string hmac_sha256(std::string_view secret, std::string_view bytes) {
    std::string result(EVP_MAX_MD_SIZE, '\0');
    unsigned size = 0;
    const auto* const done = ::HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
                                    reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                                    reinterpret_cast<unsigned char*>(result.data()), &size);
    if (done == nullptr) throw std::runtime_error{"OpenSSL ne calcule pas de HMAC"};
    result.resize(size);
    return result;
}

}  // namespace

std::string base64url(std::string_view bytes) {
    std::string text = client::base64(bytes);
    std::replace(text.begin(), text.end(), '+', '-');
    std::replace(text.begin(), text.end(), '/', '_');
    text.erase(text.find_last_not_of('=') + 1);
    return text;
}

std::optional<std::string> from_base64url_text(std::string_view text) {
    std::string padded{text};
    std::replace(padded.begin(), padded.end(), '-', '+');
    std::replace(padded.begin(), padded.end(), '_', '/');
    const std::size_t missing = (4 - padded.size() % 4) % 4;
    padded.append(missing, '=');
    std::string bytes(padded.size(), '\0');
    const int size = ::EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                       reinterpret_cast<const unsigned char*>(padded.data()),
                                       static_cast<int>(padded.size()));
    if (size < 0 || missing > 2) return std::nullopt;
    bytes.resize(static_cast<std::size_t>(size) - missing);
    return bytes;
}

std::optional<TokenParts> parts_of(std::string_view token) {
    if (std::count(token.begin(), token.end(), '.') != 2) return std::nullopt;
    const std::size_t first = token.find('.');
    const std::size_t second = token.rfind('.');
    TokenParts parts{.header = std::string{token.substr(0, first)},
                     .claims = std::string{token.substr(first + 1, second - first - 1)},
                     .signature = std::string{token.substr(second + 1)}};
    if (!object_in(parts.header) || !object_in(parts.claims)) return std::nullopt;
    return parts;
}

std::string without_signature(const TokenParts& token, std::string_view algorithm) {
    return TokenParts{with_member(token.header, "alg", algorithm), token.claims, {}}.text();
}

std::string with_broken_signature(const TokenParts& token) {
    std::string bytes = from_base64url_text(token.signature).value_or("");
    if (bytes.empty()) bytes = "?";
    bytes.front() = static_cast<char>(bytes.front() ^ 1);
    return TokenParts{token.header, token.claims, base64url(bytes)}.text();
}

std::string with_claim(const TokenParts& token, std::string_view name, std::string_view value) {
    return TokenParts{token.header, with_member(token.claims, name, value), token.signature}.text();
}

std::string signed_with_secret(const TokenParts& token, std::string_view secret) {
    TokenParts forged{with_member(token.header, "alg", "HS256"), token.claims, {}};
    forged.signature = base64url(hmac_sha256(secret, forged.header + "." + forged.claims));
    return forged.text();
}

}  // namespace audit
