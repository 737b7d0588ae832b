#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace vulnerable {

// Plays what a shell would do with a command line, as far as an attack has to be seen: commands are separated by ';',
// '&', '|' or the end of a line; $((a+b)) and $((a*b)) are their value; « echo » prints its words, « grep » the lines
// that `grep` gives for its word. Whatever else is asked for is said not to be played. No process is started.
//
//     play_shell("grep mot; echo $((20+22))", grep)   // what grep gives, then "42\n"
std::string play_shell(std::string_view command_line, const std::function<std::string(std::string_view)>& grep);

}  // namespace vulnerable
