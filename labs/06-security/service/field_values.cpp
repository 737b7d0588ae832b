#include "06-security/service/field_values.hpp"

#include "02-http-message/target.hpp"
#include "05-https-client/auth.hpp"
#include "05-https-client/checksum.hpp"
#include "06-security/base64.hpp"

namespace security {
namespace {

constexpr std::string_view scheme = "Basic ";
constexpr std::string_view digest_begin = "sha-256=:";

unsigned digit_value(char c) {
    return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10);
}

// Of small hexadecimal digits, which we wrote.
std::string from_hex(std::string_view digits) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
        bytes += static_cast<char>(digit_value(digits[i]) << 4 | digit_value(digits[i + 1]));
    }
    return bytes;
}

// A name and a secret may hold any character: OAuth writes them as in a form, where '+' is a space.
std::string form_decoded(std::string text) {
    for (char& c : text) {
        if (c == '+') c = ' ';
    }
    return http::percent_decode(text).value_or(text);
}

}  // namespace

std::optional<Credentials> basic_credentials(const http::Request& request) {
    const auto value = request.fields.find("Authorization");
    if (!value || !http::equal_ignoring_case(value->substr(0, scheme.size()), scheme)) return std::nullopt;
    const auto pair = from_base64(value->substr(scheme.size()));
    const std::size_t colon = pair ? pair->find(':') : std::string::npos;
    if (colon == std::string::npos) return std::nullopt;
    return Credentials{form_decoded(pair->substr(0, colon)), form_decoded(pair->substr(colon + 1))};
}

std::optional<std::string> sha256_in_digest(std::string_view field) {
    const std::size_t begin = field.find(digest_begin);
    if (begin == std::string_view::npos) return std::nullopt;
    const bool is_a_name = begin == 0 || field[begin - 1] == ',' || field[begin - 1] == ' ';
    field.remove_prefix(begin + digest_begin.size());
    const std::size_t end = field.find(':');
    if (!is_a_name || end == std::string_view::npos) return std::nullopt;
    const auto bytes = from_base64(field.substr(0, end));
    if (!bytes || bytes->size() != 32) return std::nullopt;
    return client::to_hex(*bytes);
}

std::string digest_field(std::string_view sha256_hex) {
    return std::string{digest_begin}.append(client::base64(from_hex(sha256_hex))).append(":");
}

std::string disposition(std::string_view name) {
    std::string encoded = http::percent_encode_path(name);
    std::string value = "attachment; filename*=UTF-8''";
    for (const char c : encoded) {
        if (c == '/') {
            value += "%2F";
        } else {
            value += c;
        }
    }
    return value;
}

}  // namespace security
