#include "lab06/memory_file.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include "common/system_error.hpp"

namespace memory_file {

common::UniqueFd make(std::string_view bytes) {
    common::UniqueFd file{::memfd_create("atelier", MFD_CLOEXEC)};
    if (!file) common::throw_errno("memfd_create", "(test)");
    while (!bytes.empty()) {
        const ssize_t written = ::write(file.get(), bytes.data(), bytes.size());
        if (written <= 0) common::throw_errno("write", "(test)");
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return file;
}

}  // namespace memory_file
