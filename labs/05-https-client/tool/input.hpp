#pragma once

#include <string>

namespace tool {

// A file as a whole, for what goes into memory anyway (-d, field=@file); « - » is standard input. At most 256 MiB:
// larger files have -T and -F. Throws std::system_error, client::InvalidRequest.
std::string read_input(const std::string& path);

}  // namespace tool
