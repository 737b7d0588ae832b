#include "02-http-message/scanner.hpp"
#include "05-https-client/url.hpp"
#include "common/not_implemented.hpp"

namespace client {

// BEGIN SOLUTION 5.6 helper
namespace {

// application/x-www-form-urlencoded (WHATWG URL §1.3): what stays as it is.
constexpr http::ByteSet form_bytes{[](unsigned char byte) {
    const auto c = static_cast<char>(byte);
    return http::is_digit(c) || http::is_letter(c) || c == '*' || c == '-' || c == '.' || c == '_';
}};

void append_encoded(std::string& encoded, std::string_view text) {
    constexpr std::string_view hex_digits = "0123456789ABCDEF";
    for (char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (form_bytes.contains(c)) {
            encoded += c;
        } else if (c == ' ') {
            encoded += '+';
        } else {
            encoded.append({'%', hex_digits[byte >> 4], hex_digits[byte & 0x0F]});
        }
    }
}

}  // namespace
// END SOLUTION

std::string encode_pairs(const Pairs& pairs) {
    // À écrire : « nom=valeur », séparés par « & ». Dans l'un comme dans l'autre, les lettres, les chiffres et « * - .
    // _ » restent ; une espace devient « + » ; tout autre octet, « % » et deux chiffres hexadécimaux en majuscules.
    // BEGIN SOLUTION 5.6
    std::string encoded;
    for (const auto& [name, value] : pairs) {
        if (!encoded.empty()) encoded += '&';
        append_encoded(encoded, name);
        encoded += '=';
        append_encoded(encoded, value);
    }
    return encoded;
    // END SOLUTION
}

Url with_params(Url url, const Pairs& params) {
    if (params.empty()) return url;
    if (!url.query.empty()) url.query += '&';
    url.query += encode_pairs(params);
    url.has_query = true;
    return url;
}

}  // namespace client
