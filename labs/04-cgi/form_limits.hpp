#pragma once

#include <cstddef>
#include <cstdint>

namespace cgi {

// How much of a form is accepted before it is refused: a stranger wrote it. Nothing is infinite.
struct FormLimits {
    std::size_t parts = 1'000;                         // fields and files together; beyond: 413
    std::size_t head_bytes = 16 * 1024;                // the fields of a part, with their empty line; beyond: 400
    std::size_t head_fields = 30;                      // how many of them; beyond: 400
    std::size_t name_bytes = 1'024;                    // a field's name, decoded; beyond: 400
    std::size_t memory_bytes = 8 * 1024 * 1024;        // all names and values together, kept in memory; beyond: 413
    std::size_t file_memory_bytes = 256 * 1024;        // of the files' contents; the rest goes to a temporary file
    std::uint64_t file_bytes = 512 * 1024 * 1024;      // the contents of all files together; beyond: 413
    std::uint64_t total_bytes = 1024 * 1024 * 1024;    // the whole body, preamble and epilogue included; beyond: 413
};

}  // namespace cgi
