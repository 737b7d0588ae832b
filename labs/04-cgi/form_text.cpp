#include "04-cgi/form_text.hpp"

#include <algorithm>
#include <array>

#include "02-http-message/fields.hpp"
#include "common/escape.hpp"

namespace cgi {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

// What windows-1252 has at 0x80 to 0x9F, where Latin-1 has control characters (Encoding standard, index windows-1252).
constexpr std::array<unsigned, 32> windows_1252_80_to_9f{
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

// Appends a character below U+10000, as UTF-8.
void append_character(std::string& text, unsigned code) {
    if (code < 0x80) {
        text += static_cast<char>(code);
    } else if (code < 0x800) {
        text += static_cast<char>(0xC0 | code >> 6);
        text += static_cast<char>(0x80 | (code & 0x3F));
    } else {
        text += static_cast<char>(0xE0 | code >> 12);
        text += static_cast<char>(0x80 | (code >> 6 & 0x3F));
        text += static_cast<char>(0x80 | (code & 0x3F));
    }
}

std::string from_windows_1252(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size());
    for (char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        append_character(text, byte >= 0x80 && byte <= 0x9F ? windows_1252_80_to_9f[byte - 0x80u] : byte);
    }
    return text;
}

std::string repaired(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size());
    while (!bytes.empty()) {
        const std::size_t length = common::utf8_sequence_length(bytes);
        text += length == 0 ? replacement : bytes.substr(0, length);
        bytes.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return text;
}

}  // namespace

Charset charset_named(std::string_view label) {
    for (std::string_view known : {"windows-1252", "cp1252", "x-cp1252", "iso-8859-1", "iso8859-1", "iso_8859-1",
                                   "latin1", "l1", "us-ascii", "ascii"}) {
        if (http::equal_ignoring_case(label, known)) return Charset::windows_1252;
    }
    return Charset::utf8;
}

bool is_utf8(std::string_view bytes) {
    while (!bytes.empty()) {
        const std::size_t length = common::utf8_sequence_length(bytes);
        if (length == 0) return false;
        bytes.remove_prefix(length);
    }
    return true;
}

std::string to_text(std::string_view bytes, Charset charset) {
    switch (charset) {
    case Charset::windows_1252: return from_windows_1252(bytes);
    case Charset::utf8: break;
    }
    return repaired(bytes);
}

}  // namespace cgi
