#include "02-http-message/scanner.hpp"
#include "05-https-client/auth.hpp"
#include "06-security/token.hpp"
#include "common/not_implemented.hpp"

namespace security {

std::string to_base64url(std::string_view bytes) {
    std::string text = client::base64(bytes);
    text.resize(text.find_last_not_of('=') + 1);
    for (char& c : text) c = c == '+' ? '-' : c == '/' ? '_' : c;
    return text;
}

// BEGIN SOLUTION 6.3 helper
namespace {

// The six bits that a character stands for.
std::optional<std::uint32_t> digit_value(char c) {
    if (c >= 'A' && c <= 'Z') return static_cast<std::uint32_t>(c - 'A');
    if (c >= 'a' && c <= 'z') return static_cast<std::uint32_t>(c - 'a' + 26);
    if (http::is_digit(c)) return static_cast<std::uint32_t>(c - '0' + 52);
    if (c == '-') return 62;
    if (c == '_') return 63;
    return std::nullopt;
}

}  // namespace
// END SOLUTION

std::optional<std::string> from_base64url(std::string_view text) {
    // À écrire : chaque caractère donne 6 bits (A–Z, a–z, 0–9, '-', '_') ; dès qu'il y en a 8, un octet est complet.
    // Tout autre caractère, même '=', fait refuser le texte. À la fin, il reste 0, 2 ou 4 bits : ils doivent être
    // nuls ; 6 de reste, c'est une longueur impossible.
    // BEGIN SOLUTION 6.3
    std::string bytes;
    std::uint32_t bits = 0;
    unsigned count = 0;  // of the bits that are no byte yet
    for (const char c : text) {
        const auto value = digit_value(c);
        if (!value) return std::nullopt;
        bits = bits << 6 | *value;
        count += 6;
        if (count < 8) continue;
        count -= 8;
        bytes += static_cast<char>(bits >> count);
        bits &= (1u << count) - 1;
    }
    if (count == 6 || bits != 0) return std::nullopt;
    return bytes;
    // END SOLUTION
}

}  // namespace security
