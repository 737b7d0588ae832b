#include "06-security/vulnerable/lenient_chunks.hpp"

#include <algorithm>
#include <charconv>

#include "02-http-message/fields.hpp"
#include "02-http-message/scanner.hpp"

namespace vulnerable {
namespace {

constexpr std::size_t longest_line = 1024;  // then it is passed on as it is, and refused

std::string hex_text(std::uint32_t number) {
    char text[8];
    const auto end = std::to_chars(std::begin(text), std::end(text), number, 16).ptr;
    return {text, end};
}

}  // namespace

std::uint32_t lenient_size(std::string_view line) {
    line = http::trim_blanks(line);
    const bool is_negative = line.starts_with('-');
    if (is_negative || line.starts_with('+')) line.remove_prefix(1);
    if (line.starts_with("0x") || line.starts_with("0X")) line.remove_prefix(2);
    std::uint32_t size = 0;
    for (const char c : line) {
        const auto digit = http::hex_value(c);
        if (!digit) break;
        size = size * 16 + *digit;  // what does not fit is lost
    }
    return is_negative ? 0 - size : size;
}

std::string LenientChunks::repair(std::string_view bytes) {
    std::string repaired;
    while (!bytes.empty()) {
        if (state_ == State::size_line) {
            line_ += bytes.front();
            bytes.remove_prefix(1);
            if (line_.ends_with("\r\n") || line_.size() > longest_line) take_size_line(repaired);
            continue;
        }
        const bool is_last = state_ == State::after;
        const std::size_t count = is_last ? bytes.size() : std::min<std::uint64_t>(remaining_, bytes.size());
        repaired += bytes.substr(0, count);
        bytes.remove_prefix(count);
        if (is_last) continue;
        remaining_ -= count;
        if (remaining_ == 0) state_ = State::size_line;
    }
    return repaired;
}

// Behind the last chunk comes the trailer, and perhaps another request: both pass as they are.
void LenientChunks::take_size_line(std::string& repaired) {
    const bool is_whole = line_.ends_with("\r\n");
    const std::uint32_t size = lenient_size(line_);
    repaired += is_whole ? hex_text(size) + "\r\n" : line_;
    line_.clear();
    state_ = is_whole && size > 0 ? State::data : State::after;
    remaining_ = std::uint64_t{size} + 2;
}

}  // namespace vulnerable
