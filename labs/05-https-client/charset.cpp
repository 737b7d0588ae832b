#include "05-https-client/charset.hpp"

#include <algorithm>
#include <array>

#include "02-http-message/fields.hpp"
#include "common/escape.hpp"

namespace client {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

struct Label {
    std::string_view name;
    Charset charset;
};

constexpr std::array labels{
    Label{"utf-8", Charset::utf8},                Label{"utf8", Charset::utf8},
    Label{"unicode-1-1-utf-8", Charset::utf8},    Label{"utf-16", Charset::utf16_le},
    Label{"utf-16le", Charset::utf16_le},         Label{"utf-16be", Charset::utf16_be},
    Label{"iso-8859-15", Charset::iso_8859_15},   Label{"iso8859-15", Charset::iso_8859_15},
    Label{"iso_8859-15", Charset::iso_8859_15},   Label{"latin9", Charset::iso_8859_15},
    Label{"l9", Charset::iso_8859_15},            Label{"latin-9", Charset::iso_8859_15},
    Label{"windows-1252", Charset::windows_1252}, Label{"cp1252", Charset::windows_1252},
    Label{"x-cp1252", Charset::windows_1252},     Label{"iso-8859-1", Charset::windows_1252},
    Label{"iso8859-1", Charset::windows_1252},    Label{"iso_8859-1", Charset::windows_1252},
    Label{"latin1", Charset::windows_1252},       Label{"latin-1", Charset::windows_1252},
    Label{"l1", Charset::windows_1252},           Label{"us-ascii", Charset::windows_1252},
    Label{"ascii", Charset::windows_1252},
};

// What the bytes 0x80 to 0x9F are in windows-1252; the five that are nothing stand for the control characters of the
// same number, as in browsers.
constexpr std::array<char32_t, 32> windows_1252_high{0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                     0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
                                                     0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                     0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

// The eight characters in which iso-8859-15 differs from iso-8859-1.
char32_t iso_8859_15_character(unsigned char byte) {
    switch (byte) {
    case 0xA4: return 0x20AC;
    case 0xA6: return 0x0160;
    case 0xA8: return 0x0161;
    case 0xB4: return 0x017D;
    case 0xB8: return 0x017E;
    case 0xBC: return 0x0152;
    case 0xBD: return 0x0153;
    case 0xBE: return 0x0178;
    default: return byte;
    }
}

char32_t windows_1252_character(unsigned char byte) {
    return byte >= 0x80 && byte < 0xA0 ? windows_1252_high[byte - 0x80u] : byte;
}

// UTF-8 (RFC 3629 §3); no surrogates, nothing above U+10FFFF is given here.
void append(std::string& text, char32_t character) {
    const auto low_bits = [&](unsigned shift) { return static_cast<char>(0x80 | (character >> shift & 0x3F)); };
    if (character < 0x80) {
        text += static_cast<char>(character);
    } else if (character < 0x800) {
        text.append({static_cast<char>(0xC0 | character >> 6), low_bits(0)});
    } else if (character < 0x10000) {
        text.append({static_cast<char>(0xE0 | character >> 12), low_bits(6), low_bits(0)});
    } else {
        text.append({static_cast<char>(0xF0 | character >> 18), low_bits(12), low_bits(6), low_bits(0)});
    }
}

std::string from_utf8(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size());
    while (!bytes.empty()) {
        const std::size_t length = common::utf8_sequence_length(bytes);
        text.append(length == 0 ? replacement : bytes.substr(0, length));
        bytes.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return text;
}

// A character above U+FFFF is two units, the first from D800 to DBFF, the second from DC00 to DFFF (RFC 2781 §2.2).
std::string from_utf16(std::string_view bytes, bool is_big_endian) {
    const auto unit = [&](std::size_t at) -> char32_t {
        const auto first = static_cast<unsigned char>(bytes[at]);
        const auto second = static_cast<unsigned char>(bytes[at + 1]);
        return static_cast<char32_t>(is_big_endian ? first << 8 | second : second << 8 | first);
    };
    std::string text;
    for (std::size_t at = 0; at < bytes.size(); at += 2) {
        const char32_t high = at + 1 < bytes.size() ? unit(at) : 0xDC00;  // half a unit is no character
        const char32_t low = at + 3 < bytes.size() ? unit(at + 2) : 0;
        const bool is_pair = high >= 0xD800 && high < 0xDC00 && low >= 0xDC00 && low < 0xE000;
        if (is_pair) {
            append(text, 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00));
            at += 2;
        } else if (high >= 0xD800 && high < 0xE000) {
            text += replacement;
        } else {
            append(text, high);
        }
    }
    return text;
}

std::size_t mark_length(std::string_view bytes, Charset charset) {
    if (charset_of_mark(bytes) != charset) return 0;
    return charset == Charset::utf8 ? 3 : 2;
}

}  // namespace

std::string_view name_of(Charset charset) {
    switch (charset) {
    case Charset::utf8: return "utf-8";
    case Charset::utf16_le: return "utf-16le";
    case Charset::utf16_be: return "utf-16be";
    case Charset::iso_8859_15: return "iso-8859-15";
    case Charset::windows_1252: return "windows-1252";
    }
    return {};
}

std::optional<Charset> charset_named(std::string_view label) {
    label = http::trim_blanks(label);
    const auto known = std::find_if(labels.begin(), labels.end(), [&](const Label& candidate) {
        return http::equal_ignoring_case(candidate.name, label);
    });
    if (known == labels.end()) return std::nullopt;
    return known->charset;
}

std::optional<Charset> charset_of_mark(std::string_view bytes) {
    if (bytes.starts_with("\xEF\xBB\xBF")) return Charset::utf8;
    if (bytes.starts_with("\xFF\xFE")) return Charset::utf16_le;
    if (bytes.starts_with("\xFE\xFF")) return Charset::utf16_be;
    return std::nullopt;
}

bool is_utf8(std::string_view bytes) {
    while (!bytes.empty()) {
        const std::size_t length = common::utf8_sequence_length(bytes);
        if (length == 0) return false;
        bytes.remove_prefix(length);
    }
    return true;
}

std::string to_utf8(std::string_view bytes, Charset charset) {
    bytes.remove_prefix(mark_length(bytes, charset));
    if (charset == Charset::utf8) return from_utf8(bytes);
    if (charset == Charset::utf16_le || charset == Charset::utf16_be) {
        return from_utf16(bytes, charset == Charset::utf16_be);
    }
    std::string text;
    for (char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        append(text, charset == Charset::iso_8859_15 ? iso_8859_15_character(byte) : windows_1252_character(byte));
    }
    return text;
}

}  // namespace client
