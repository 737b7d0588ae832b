#include "06-security/store/positioned.hpp"

#include <unistd.h>

#include <cerrno>

#include "common/system_error.hpp"

namespace security {

void write_at(int file, std::string_view bytes, std::uint64_t place) {
    while (!bytes.empty()) {
        const ssize_t count = ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(place));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) common::throw_errno("pwrite", "un fichier qui arrive");
        bytes.remove_prefix(static_cast<std::size_t>(count));
        place += static_cast<std::uint64_t>(count);
    }
}

std::string read_at(int file, std::size_t most, std::uint64_t place) {
    std::string bytes(most, '\0');
    std::size_t size = 0;
    while (size < most) {
        const ssize_t count = ::pread(file, bytes.data() + size, most - size, static_cast<off_t>(place + size));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) common::throw_errno("pread", "un fichier qui arrive");
        if (count == 0) break;
        size += static_cast<std::size_t>(count);
    }
    bytes.resize(size);
    return bytes;
}

}  // namespace security
