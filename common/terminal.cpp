#include "common/terminal.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>

namespace common {

std::size_t columns(std::string_view text) {
    const auto is_first_byte = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), is_first_byte));
}

Palette Palette::for_descriptor(int fd) {
    const char* no_color = std::getenv("NO_COLOR");
    const char* term = std::getenv("TERM");
    const bool refused = no_color != nullptr && *no_color != '\0';
    const bool dumb = term != nullptr && std::string_view{term} == "dumb";
    return Palette{!refused && !dumb && ::isatty(fd) == 1};
}

std::string Palette::wrap(std::string_view code, std::string_view text) const {
    if (!colours_) return std::string{text};
    std::string out = "\033[";
    return out.append(code).append("m").append(text).append("\033[0m");
}

}  // namespace common
