#include <array>
#include <chrono>

#include "02-http-message/scanner.hpp"
#include "05-https-client/cookie.hpp"
#include "common/not_implemented.hpp"

namespace client {

// BEGIN SOLUTION 5.5 helper
namespace {

// What has been found of a date, in whatever order.
struct FoundDate {
    std::optional<std::chrono::seconds> time;
    std::optional<int> day;
    std::optional<int> month;
    std::optional<int> year;
};

// A digit, a letter, ':', a control character but the tab, or a byte that is not ASCII: the other bytes separate.
bool belongs_to_token(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return http::is_digit(c) || http::is_letter(c) || c == ':' || byte > 0x7E || (byte < 0x20 && c != '\t');
}

// Removes the next token from the text and returns it; empty at the end.
std::string_view take_token(std::string_view& text) {
    while (!text.empty() && !belongs_to_token(text.front())) text.remove_prefix(1);
    std::size_t size = 0;
    while (size < text.size() && belongs_to_token(text[size])) ++size;
    const std::string_view token = text.substr(0, size);
    text.remove_prefix(size);
    return token;
}

// Removes the number that the token begins with: nothing unless it has so many digits.
std::optional<int> take_number(std::string_view& token, std::size_t fewest, std::size_t most) {
    int number = 0;
    std::size_t digits = 0;
    for (; digits < token.size() && http::is_digit(token[digits]); ++digits) {
        if (digits == most) return std::nullopt;
        number = number * 10 + (token[digits] - '0');
    }
    if (digits < fewest) return std::nullopt;
    token.remove_prefix(digits);
    return number;
}

// "8:49:37", and whatever follows that is not a digit. A time that no clock shows makes the whole date wrong, not the
// token: 24 hours are kept here as the mark of that.
std::optional<std::chrono::seconds> read_time(std::string_view token) {
    std::array<int, 3> parts{};
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0) {
            if (!token.starts_with(':')) return std::nullopt;
            token.remove_prefix(1);
        }
        const std::optional<int> part = take_number(token, 1, 2);
        if (!part) return std::nullopt;
        parts[i] = *part;
    }
    if (parts[0] > 23 || parts[1] > 59 || parts[2] > 59) return std::chrono::hours{24};
    return std::chrono::hours{parts[0]} + std::chrono::minutes{parts[1]} + std::chrono::seconds{parts[2]};
}

// 1 to 12 for a token that begins with the three letters of a month.
std::optional<int> read_month(std::string_view token) {
    constexpr std::string_view names = "janfebmaraprmayjunjulaugsepoctnovdec";
    std::string letters{token.substr(0, 3)};
    for (char& c : letters) c = http::to_lower(c);
    const std::size_t at = names.find(letters);
    if (letters.size() < 3 || at == std::string_view::npos || at % 3 != 0) return std::nullopt;
    return static_cast<int>(at / 3) + 1;
}

// Two digits: 70 to 99 are of the last century, 00 to 69 of this one.
std::optional<int> read_year(std::string_view token) {
    const std::optional<int> year = take_number(token, 2, 4);
    if (!year || *year > 99) return year;
    return *year + (*year >= 70 ? 1900 : 2000);
}

// The token is the first of those still missing that it looks like.
void read_token(FoundDate& found, std::string_view token) {
    if (!found.time && (found.time = read_time(token))) return;
    std::string_view digits = token;
    if (!found.day && (found.day = take_number(digits, 1, 2))) return;
    if (!found.month && (found.month = read_month(token))) return;
    if (!found.year) found.year = read_year(token);
}

}  // namespace
// END SOLUTION

std::optional<http::Seconds> parse_cookie_date(std::string_view text) {
    // À écrire : coupez le texte en mots. Un mot est fait de lettres, de chiffres, de « : », d'octets au-delà de 0x7E
    // et de caractères de contrôle ; la tabulation et tout autre octet séparent. Chaque mot est la première chose
    // encore manquante à laquelle son début ressemble, dans cet ordre :
    //  - l'heure : trois nombres d'un ou deux chiffres, séparés par « : » ;
    //  - le jour : un ou deux chiffres ;
    //  - le mois : les trois premières lettres de son nom anglais, quelle que soit leur casse ;
    //  - l'année : deux à quatre chiffres ; 70 à 99 sont 1970 à 1999, 0 à 69 sont 2000 à 2069.
    // Derrière un nombre, n'importe quoi sauf un chiffre de plus : « 21st » est un jour, « 021 » n'en est pas un. Il
    // n'y a pas de date si l'une des quatre manque, si ce jour ou cette heure n'existe pas (24:00:00 reste pourtant
    // l'heure trouvée : on n'en cherche pas d'autre), ou si l'année est d'avant 1601. Le reste est ignoré.
    // BEGIN SOLUTION 5.5
    FoundDate found;
    for (std::string_view token = take_token(text); !token.empty(); token = take_token(text)) read_token(found, token);
    if (!found.time || !found.day || !found.month || !found.year) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{*found.year},
                                           std::chrono::month{static_cast<unsigned>(*found.month)},
                                           std::chrono::day{static_cast<unsigned>(*found.day)}};
    if (!date.ok() || *found.year < 1601 || *found.time >= std::chrono::hours{24}) return std::nullopt;
    return std::chrono::sys_days{date} + *found.time;
    // END SOLUTION
}

}  // namespace client
