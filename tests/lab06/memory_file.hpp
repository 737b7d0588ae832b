#pragma once

#include <string_view>

#include "common/unique_fd.hpp"

// A file in memory that has no name, as a received file has none until it has been looked at.
namespace memory_file {

// Open for reading and writing, and its position is at the end: what reads it must not depend on that.
common::UniqueFd make(std::string_view bytes);

}  // namespace memory_file
