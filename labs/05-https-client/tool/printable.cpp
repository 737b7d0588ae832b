#include "05-https-client/tool/printable.hpp"

#include "common/escape.hpp"

namespace tool {
namespace {

std::string escape(std::string_view text, bool keeps_lines) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const std::size_t length = std::max<std::size_t>(common::utf8_sequence_length(text), 1);
        const std::string_view character = text.substr(0, length);
        text.remove_prefix(length);
        const bool line = character == "\n" || character == "\t";
        const bool stays = character == "\\" || character == "\"" || (keeps_lines && line);
        if (keeps_lines && character == "\r" && text.starts_with('\n')) continue;
        out += stays ? std::string{character} : common::escape_bytes(character);
    }
    return out;
}

}  // namespace

std::string printable(std::string_view text) { return escape(text, true); }

std::string printable_line(std::string_view text) { return escape(text, false); }

std::size_t unfinished_bytes(std::string_view text) {
    for (std::size_t back = 1; back <= 3 && back <= text.size(); ++back) {
        const auto byte = static_cast<unsigned char>(text[text.size() - back]);
        if ((byte & 0xC0) == 0x80) continue;  // goes on with a character: look further back
        const std::size_t wanted = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
        return wanted > back ? back : 0;
    }
    return 0;
}

}  // namespace tool
