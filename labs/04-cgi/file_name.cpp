#include "04-cgi/file_name.hpp"

#include <algorithm>

#include "common/escape.hpp"
#include "common/not_implemented.hpp"

namespace cgi {
namespace {

// The character of a valid UTF-8 sequence (RFC 3629 §3).
char32_t character_of(std::string_view sequence) {
    const auto first = static_cast<unsigned char>(sequence.front());
    if (sequence.size() == 1) return first;
    char32_t character = first & (0xFFu >> (sequence.size() + 1));
    for (char c : sequence.substr(1)) character = character << 6 | (static_cast<unsigned char>(c) & 0x3Fu);
    return character;
}

}  // namespace

bool is_misleading(std::string_view sequence) {
    const char32_t c = character_of(sequence);
    const bool is_control = c < 0x20 || (c >= 0x7F && c <= 0x9F);
    const bool ends_line = c == 0x2028 || c == 0x2029;
    const bool turns = c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
                       (c >= 0x2066 && c <= 0x2069);
    return is_control || ends_line || turns;
}

// BEGIN SOLUTION 4.6 helper
namespace {

constexpr std::size_t most_name_bytes = 255;       // NAME_MAX
constexpr std::size_t most_extension_bytes = 16;   // the dot included

// The valid UTF-8 sequences of the text, without those that mislead.
std::string without_misleading(std::string_view text) {
    std::string kept;
    while (!text.empty()) {
        const std::size_t length = common::utf8_sequence_length(text);
        if (length != 0 && !is_misleading(text.substr(0, length))) kept += text.substr(0, length);
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return kept;
}

// As many whole characters of a UTF-8 text as fit into this many bytes.
std::string_view cut_between_characters(std::string_view text, std::size_t size) {
    if (text.size() <= size) return text;
    const auto continues = [&](std::size_t at) { return (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80; };
    while (size > 0 && continues(size)) --size;
    return text.substr(0, size);
}

// With its dot; empty if there is none, or one too long to be an extension.
std::string_view extension_of(std::string_view name) {
    const std::size_t dot = std::min(name.rfind('.'), name.size());
    const std::string_view extension = name.substr(dot);
    return extension.size() <= most_extension_bytes ? extension : std::string_view{};
}

}  // namespace
// END SOLUTION

std::string safe_file_name(std::string_view name) {
    // À écrire : gardez ce qui suit le dernier « / » ou « \ » (find_last_of) ; ôtez les caractères trompeurs, séquence
    // UTF-8 par séquence (common::utf8_sequence_length, is_misleading) ; ôtez ensuite les points et les espaces du
    // début, les espaces de la fin ; « fichier » s'il ne reste rien ; au-delà de 255 octets, coupez le nom, pas
    // l'extension.
    // BEGIN SOLUTION 4.6
    name.remove_prefix(name.find_last_of("/\\") + 1);  // npos + 1 is 0
    const std::string kept = without_misleading(name);
    std::string_view trimmed = kept;
    trimmed.remove_prefix(std::min(trimmed.find_first_not_of(". "), trimmed.size()));
    trimmed = trimmed.substr(0, trimmed.find_last_not_of(' ') + 1);
    if (trimmed.empty()) return "fichier";
    if (trimmed.size() <= most_name_bytes) return std::string{trimmed};
    const std::string_view extension = extension_of(trimmed);
    const std::string_view stem = trimmed.substr(0, trimmed.size() - extension.size());
    return std::string{cut_between_characters(stem, most_name_bytes - extension.size())}.append(extension);
    // END SOLUTION
}

}  // namespace cgi
