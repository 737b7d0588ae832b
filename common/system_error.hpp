#pragma once

#include <string>
#include <string_view>
#include <system_error>

namespace common {

// Throws std::system_error for the current errno (or for `code`). what() names the call and what it was about,
// with the reason in French: « connect 127.0.0.1:8080 : connexion refusée ».
[[noreturn]] void throw_errno(std::string_view call, std::string_view subject);
[[noreturn]] void throw_error(int code, std::string_view call, std::string_view subject);

// The reason of an errno value, in French for the values this kit meets, else what strerror says.
std::string explain_errno(int code);

// What the user can do about an errno value, a full French sentence; empty when there is nothing useful to say.
std::string_view advice_for_errno(int code);

}  // namespace common
