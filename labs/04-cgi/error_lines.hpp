#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "04-cgi/limits.hpp"

namespace cgi {

// Step 4.5. What a script writes on its standard error, line by line, for the error log: escaped, since half of it may
// come from a stranger; each line cut where it is too long; and only so many lines, since a script can complain without
// end. Empty lines are left out.
//
//     cgi::ErrorLines lines{limits, [](std::string_view line) { log("agenda.py : " + line); }};
//     lines.add("Traceback (most rec");
//     lines.add("ent call last):\n");   // one line: Traceback (most recent call last):
//     lines.finish();                   // the last line may lack its end
//
// The memory it takes is one line.
class ErrorLines {
public:
    using Write = std::function<void(std::string_view line)>;  // without its end of line
    ErrorLines(const Limits& limits, Write write);

    void add(std::string_view bytes);

    // Nothing more comes. Says how many lines were left out, if any.
    void finish();

private:
    void end_line();

    std::size_t line_bytes_;
    std::size_t most_lines_;
    Write write_;
    std::string line_;           // as received, cut at line_bytes_
    bool line_is_cut_ = false;
    std::size_t lines_ = 0;      // written
    std::size_t left_out_ = 0;
};

}  // namespace cgi
