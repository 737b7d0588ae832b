#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace security {

// All of it at this place of the file, however many calls that takes. Throws std::system_error.
void write_at(int file, std::string_view bytes, std::uint64_t place);

// What stands there, `most` bytes at most: fewer only at the end of the file. Throws std::system_error.
std::string read_at(int file, std::size_t most, std::uint64_t place);

}  // namespace security
