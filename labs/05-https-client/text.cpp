#include "05-https-client/text.hpp"

#include <algorithm>

#include "02-http-message/fields.hpp"
#include "05-https-client/charset.hpp"
#include "common/not_implemented.hpp"

namespace client {

namespace {

// What stands between the quotes, escapes undone (RFC 9110 §5.6.4); `used`: up to where the closing quote is.
std::string unquote(std::string_view text, std::size_t& used) {
    std::string value;
    used = 1;
    while (used < text.size() && text[used] != '"') {
        if (text[used] == '\\' && used + 1 < text.size()) ++used;
        value += text[used++];
    }
    return value;
}

}  // namespace

std::string field_parameter(std::string_view value, std::string_view name) {
    std::size_t at = value.find(';');
    while (at < value.size()) {
        value.remove_prefix(at + 1);
        const std::size_t equals = value.find_first_of("=;");
        if (equals == std::string_view::npos) return {};
        at = equals;
        if (value[equals] == ';') continue;
        const std::string_view found = http::trim_blanks(value.substr(0, equals));
        value.remove_prefix(equals + 1);
        value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
        std::size_t used = 0;
        const bool is_quoted = value.starts_with('"');
        const std::string quoted = is_quoted ? unquote(value, used) : "";
        at = value.find(';', used);
        if (http::equal_ignoring_case(found, name)) {
            return is_quoted ? quoted : std::string{http::trim_blanks(value.substr(0, at))};
        }
    }
    return {};
}

// BEGIN SOLUTION 5.2 helper
namespace {

struct Guess {
    Charset charset;
    std::string why;
};

Guess guess_charset(std::string_view bytes, std::string_view content_type) {
    if (const auto marked = charset_of_mark(bytes)) {
        return {*marked, "le texte commence par une marque d'ordre des octets"};
    }
    if (const auto named = charset_named(field_parameter(content_type, "charset"))) {
        return {*named, "le champ Content-Type le dit"};
    }
    if (is_utf8(bytes)) return {Charset::utf8, "rien ne le dit, mais tous les octets en sont"};
    return {Charset::windows_1252, "rien ne le dit, et ce n'est pas de l'UTF-8"};
}

}  // namespace
// END SOLUTION

DecodedText decode_text(std::string_view bytes, std::string_view content_type) {
    // À écrire : le premier qui répond décide : la marque d'ordre des octets (charset_of_mark) ; le paramètre
    // « charset » de Content-Type (field_parameter, charset_named) ; is_utf8 ; sinon windows-1252. Donnez le texte
    // (to_utf8), le nom du jeu de caractères (name_of), et une phrase qui dit pourquoi celui-là.
    // BEGIN SOLUTION 5.2
    Guess guess = guess_charset(bytes, content_type);
    return {to_utf8(bytes, guess.charset), std::string{name_of(guess.charset)}, std::move(guess.why)};
    // END SOLUTION
}

}  // namespace client
