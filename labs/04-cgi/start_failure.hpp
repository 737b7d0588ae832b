#pragma once

#include <string>

namespace cgi {

// Why execve(2) refused a program, in French, for the error log: « le fichier n'est pas exécutable (chmod +x) ». The
// kernel only gives a number, and the most usual of them misleads: ENOENT of a file that is there is about another one,
// the interpreter that its first line names. `code` is the errno; the file is looked at, but nothing is executed.
// Empty when there is nothing to add to the words for the errno itself.
std::string explain_start_failure(int code, const std::string& program);

}  // namespace cgi
