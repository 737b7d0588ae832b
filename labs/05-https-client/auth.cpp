#include "05-https-client/auth.hpp"

#include <algorithm>
#include <cstdint>

#include "02-http-message/scanner.hpp"
#include "05-https-client/errors.hpp"
#include "common/not_implemented.hpp"

namespace client {

std::string base64(std::string_view bytes) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t group = 0;  // 24 bits: three bytes, the missing ones 0, are four digits of six bits
        for (std::size_t k = 0; k < 3; ++k) {
            group = group << 8 | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0u);
        }
        for (std::size_t k = 0; k < 4; ++k) text += k <= count ? alphabet[group >> (18 - 6 * k) & 0x3F] : '=';
    }
    return text;
}

// BEGIN SOLUTION 5.8 helper
namespace {

bool has_control(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) { return c == '\t' || http::is_control(c); });
}

// b64token (RFC 6750 §2.1): letters, digits and -._~+/, then any number of '='.
bool is_bearer_token(std::string_view text) {
    const std::string_view digits = text.substr(0, text.find_last_not_of('=') + 1);
    return !digits.empty() && std::all_of(digits.begin(), digits.end(), [](char c) {
        return http::is_letter(c) || http::is_digit(c) || std::string_view{"-._~+/"}.find(c) != std::string_view::npos;
    });
}

std::string value_of(const Basic& basic) {
    if (basic.user.find(':') != std::string::npos) {
        throw InvalidRequest{
            "un nom d'utilisateur ne contient pas de deux-points : le mot de passe commence là (RFC 7617 §2)"};
    }
    if (has_control(basic.user) || has_control(basic.password)) {
        throw InvalidRequest{
            "un nom d'utilisateur et un mot de passe n'ont pas de caractère de contrôle (RFC 7617 §2)"};
    }
    return "Basic " + base64(basic.user + ":" + basic.password);
}

std::string value_of(const Bearer& bearer) {
    if (!is_bearer_token(bearer.token)) {
        throw InvalidRequest{
            "un jeton n'a que des lettres, des chiffres et -._~+/, puis des « = » à la fin (RFC 6750 §2.1)"};
    }
    return "Bearer " + bearer.token;
}

}  // namespace
// END SOLUTION

std::string authorization(const Auth& auth) {
    // À écrire : pour Basic, « Basic » et base64(utilisateur:mot de passe) ; refusez un deux-points dans le nom et tout
    // caractère de contrôle. Pour Bearer, « Bearer » et le jeton : lettres, chiffres et -._~+/, puis des « = » à la fin
    // seulement. Ce qui est refusé lève InvalidRequest, sans répéter le secret dans le message.
    // BEGIN SOLUTION 5.8
    return std::visit([](const auto& kind) { return value_of(kind); }, auth);
    // END SOLUTION
}

}  // namespace client
