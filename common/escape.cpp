#include "common/escape.hpp"

namespace common {
namespace {

constexpr char hex_digits[] = "0123456789abcdef";

unsigned char octet(char c) {
    return static_cast<unsigned char>(c);
}

bool is_continuation(char c) {
    return (octet(c) & 0xC0) == 0x80;
}

// The smallest code point that needs a sequence of this length: anything below is an overlong form.
constexpr char32_t smallest_for_length[] = {0, 0, 0x80, 0x800, 0x10000};

void append_hex_escape(std::string& out, char c) {
    out += "\\x";
    out += hex_digits[octet(c) >> 4];
    out += hex_digits[octet(c) & 0x0F];
}

void append_escaped(std::string& out, char c) {
    switch (c) {
    case '\r': out += "\\r"; return;
    case '\n': out += "\\n"; return;
    case '\t': out += "\\t"; return;
    case '\\': out += "\\\\"; return;
    case '"': out += "\\\""; return;
    default:
        if (octet(c) < 0x20 || octet(c) >= 0x7F) {
            append_hex_escape(out, c);
        } else {
            out += c;
        }
    }
}

// U+0080–U+009F are control characters too: a terminal may obey them.
bool is_printable_sequence(std::string_view sequence) {
    return !(sequence.size() == 2 && octet(sequence[0]) == 0xC2 && octet(sequence[1]) < 0xA0);
}

}  // namespace

std::size_t utf8_sequence_length(std::string_view bytes) {
    if (bytes.empty()) return 0;
    const unsigned char lead = octet(bytes[0]);
    if (lead < 0x80) return 1;
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 0;
    if (length == 0 || lead >= 0xF8 || bytes.size() < length) return 0;
    char32_t code_point = lead & (0x7Fu >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if (!is_continuation(bytes[i])) return 0;
        code_point = code_point << 6 | (octet(bytes[i]) & 0x3Fu);
    }
    const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
    const bool valid = code_point >= smallest_for_length[length] && code_point <= 0x10FFFF && !surrogate;
    return valid ? length : 0;
}

std::string escape_bytes(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size());
    while (!bytes.empty()) {
        const std::size_t length = utf8_sequence_length(bytes);
        if (length > 1 && is_printable_sequence(bytes.substr(0, length))) {
            out += bytes.substr(0, length);
            bytes.remove_prefix(length);
        } else {
            append_escaped(out, bytes[0]);
            bytes.remove_prefix(1);
        }
    }
    return out;
}

std::string escape_bytes(std::string_view bytes, std::size_t limit) {
    if (bytes.size() <= limit) return escape_bytes(bytes);
    return escape_bytes(bytes.substr(0, limit)) + "… (" + format_bytes(bytes.size()) + ")";
}

std::string escape_html(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (char c : text) {
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        case '\'': out += "&#39;"; break;
        default: out += c;
        }
    }
    return out;
}

std::string hex_bytes(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size() * 3);
    for (char c : bytes) {
        if (!out.empty()) out += ' ';
        out += hex_digits[octet(c) >> 4];
        out += hex_digits[octet(c) & 0x0F];
    }
    return out;
}

std::string format_bytes(std::size_t count) {
    std::string digits = std::to_string(count);
    for (std::size_t end = digits.size(); end > 3; end -= 3) digits.insert(end - 3, "\u00A0");
    return digits + (count > 1 ? "\u00A0octets" : "\u00A0octet");
}

}  // namespace common
