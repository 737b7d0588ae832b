#pragma once

#include <string>

namespace security {

// A file of secrets: accounts, keys. Whoever can read it can be anybody, so the system has to keep others out (0600): a
// file they may read is one they may have read.
struct SecretFile {
    std::string text;
    bool others_may_read = false;  // its group or the rest of the world has any right on it
};

// Reads all of it. Throws std::system_error when it cannot be read, std::runtime_error beyond 1 MiB.
SecretFile read_secret_file(const std::string& path);

// Throws std::runtime_error, in French.
[[noreturn]] void throw_others_may_read(const std::string& path);

}  // namespace security
