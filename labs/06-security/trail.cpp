#include "06-security/trail.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "04-cgi/file_name.hpp"
#include "common/escape.hpp"
#include "common/not_implemented.hpp"

namespace security {
namespace {

constexpr std::size_t most_text_bytes = 200;  // of one text, before it is escaped

// "2026-11-20T17:42:00Z" (RFC 3339).
std::string timestamp(http::Seconds time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{time - day};
    char text[32];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                  static_cast<int>(clock.seconds().count()));
    return text;
}

}  // namespace

// BEGIN SOLUTION 6.8 helper
namespace {

enum class Spaces { kept, escaped };

void append_escaped(std::string& line, std::string_view bytes) {
    constexpr char digits[] = "0123456789ABCDEF";
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        line.append("\\x").append(1, digits[byte >> 4]).append(1, digits[byte & 15]);
    }
}

// One character (or one byte that is none), made harmless.
void append_character(std::string& line, std::string_view character, bool is_valid, Spaces spaces) {
    if (character == "\\") {
        line += "\\\\";
    } else if (!is_valid || cgi::is_misleading(character) || (spaces == Spaces::escaped && character == " ")) {
        append_escaped(line, character);
    } else {
        line += character;
    }
}

// A text of a stranger as it may stand in a line; « - » for none.
void append_text(std::string& line, std::string_view text, Spaces spaces) {
    if (text.empty()) line += '-';
    std::size_t used = 0;
    while (used < text.size()) {
        const std::size_t length = common::utf8_sequence_length(text.substr(used));
        const std::size_t size = std::max<std::size_t>(length, 1);
        if (used + size > most_text_bytes) {
            line += "…";
            return;
        }
        append_character(line, text.substr(used, size), length != 0, spaces);
        used += size;
    }
}

}  // namespace
// END SOLUTION

std::string trail_line(const Event& event) {
    std::string line = timestamp(event.time);
    // À écrire : après la date viennent, chacun derrière une espace, l'adresse, le nom, l'action, le résultat et le
    // détail. L'action et le résultat sont de nous ; les trois autres, d'inconnus : caractère par caractère
    // (common::utf8_sequence_length), ce qui trompe (cgi::is_misleading) ou n'est pas de l'UTF-8 s'écrit \xHH, « \ » se
    // double, et l'adresse et le nom ne gardent pas d'espace. Coupez à 200 octets.
    // BEGIN SOLUTION 6.8
    line += ' ';
    append_text(line, event.peer, Spaces::escaped);
    line += ' ';
    append_text(line, event.who, Spaces::escaped);
    line.append(" ").append(event.action).append(" ").append(event.outcome).append(" ");
    append_text(line, event.detail, Spaces::kept);
    return line;
    // END SOLUTION
}

}  // namespace security
