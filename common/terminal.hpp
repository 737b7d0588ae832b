#pragma once

#include <string>
#include <string_view>

namespace common {

// How many columns a UTF-8 text takes on a terminal: one per character, and not one per byte.
std::size_t columns(std::string_view text);

// Colours for one output stream: used only on a terminal, and never when NO_COLOR is set and not empty
// (https://no-color.org) or TERM is "dumb". Otherwise every function returns its text unchanged.
//
//     common::Palette palette = common::Palette::for_descriptor(STDOUT_FILENO);
//     std::cout << palette.bold("GET") << '\n';
class Palette {
public:
    explicit Palette(bool colours) : colours_{colours} {}
    static Palette for_descriptor(int fd);

    std::string bold(std::string_view text) const { return wrap("1", text); }
    std::string dim(std::string_view text) const { return wrap("2", text); }
    std::string red(std::string_view text) const { return wrap("31", text); }
    std::string green(std::string_view text) const { return wrap("32", text); }
    std::string yellow(std::string_view text) const { return wrap("33", text); }
    std::string blue(std::string_view text) const { return wrap("34", text); }
    std::string magenta(std::string_view text) const { return wrap("35", text); }
    std::string cyan(std::string_view text) const { return wrap("36", text); }

private:
    std::string wrap(std::string_view code, std::string_view text) const;

    bool colours_;
};

}  // namespace common
