#include "06-security/vulnerable/open_token.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

namespace vulnerable {
namespace {

using nlohmann::json;

const unsigned char* octets(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

// Lenient: OpenSSL looks neither at bits that mean nothing nor, at the end, at blanks.
std::optional<std::string> from_base64url(std::string text) {
    std::replace(text.begin(), text.end(), '-', '+');
    std::replace(text.begin(), text.end(), '_', '/');
    const std::size_t padding = (4 - text.size() % 4) % 4;
    text.append(padding, '=');
    std::vector<unsigned char> bytes(text.size());
    const int size = EVP_DecodeBlock(bytes.data(), octets(text), static_cast<int>(text.size()));
    if (size < static_cast<int>(padding)) return std::nullopt;
    return std::string(bytes.begin(), bytes.begin() + size - static_cast<int>(padding));
}

bool is_object(std::string_view text) {
    return json::parse(text, nullptr, false).is_object();
}

json object_in(std::string_view text) {
    json value = json::parse(text, nullptr, false);
    return value.is_object() ? value : json::object();
}

http::Seconds time_in(const json& object, const char* name) {
    const auto member = object.find(name);
    const bool is_number = member != object.end() && member->is_number_integer();
    return http::Seconds{std::chrono::seconds{is_number ? member->get<std::int64_t>() : 0}};
}

}  // namespace

std::optional<OpenToken> open_token(std::string_view token) {
    const std::size_t first = token.find('.');
    const std::size_t last = token.rfind('.');
    if (first == last) return std::nullopt;
    const auto header = from_base64url(std::string{token.substr(0, first)});
    const auto claims = from_base64url(std::string{token.substr(first + 1, last - first - 1)});
    const auto signature = from_base64url(std::string{token.substr(last + 1)});
    if (!header || !claims || !signature) return std::nullopt;
    if (!is_object(*header) || !is_object(*claims)) return std::nullopt;
    return OpenToken{*header, *claims, std::string{token.substr(0, last)}, *signature};
}

std::string text_in(std::string_view text, std::string_view name) {
    const json object = object_in(text);
    const auto member = object.find(name);
    if (member == object.end()) return {};
    const json& value = member->is_array() && !member->empty() ? member->front() : *member;
    return value.is_string() ? value.get<std::string>() : std::string{};
}

security::Claims claims_in(std::string_view text) {
    const json object = object_in(text);
    return {.subject = text_in(text, "sub"),
            .role = text_in(text, "role"),
            .issuer = text_in(text, "iss"),
            .audience = text_in(text, "aud"),
            .issued = time_in(object, "iat"),
            .not_before = time_in(object, "nbf"),
            .expires = time_in(object, "exp"),
            .id = text_in(text, "jti")};
}

std::string claims_text(const security::Claims& claims) {
    return json{{"sub", claims.subject},
                {"role", claims.role},
                {"iss", claims.issuer},
                {"aud", claims.audience},
                {"iat", claims.issued.time_since_epoch().count()},
                {"nbf", claims.not_before.time_since_epoch().count()},
                {"exp", claims.expires.time_since_epoch().count()},
                {"jti", claims.id}}
        .dump();
}

std::string seal(std::string_view claims, const security::TokenKey& key) {
    return seal(json{{"alg", security::name_of(key.algorithm())}, {"typ", "JWT"}}.dump(), claims, key);
}

std::string seal(std::string_view header, std::string_view claims, const security::TokenKey& key) {
    const std::string content = security::to_base64url(header) + "." + security::to_base64url(claims);
    return content + "." + security::to_base64url(key.sign(content));
}

}  // namespace vulnerable
