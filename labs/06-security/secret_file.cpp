#include "06-security/secret_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>

#include "common/system_error.hpp"
#include "common/unique_fd.hpp"

namespace security {
namespace {

constexpr std::size_t most_secret_bytes = 1024 * 1024;

std::string read_all(int file, const std::string& path) {
    std::string text;
    std::array<char, 4096> piece;
    for (;;) {
        const ssize_t count = ::read(file, piece.data(), piece.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) common::throw_errno("read", path);
        if (count == 0) return text;
        text.append(piece.data(), static_cast<std::size_t>(count));
        if (text.size() > most_secret_bytes) throw std::runtime_error{"« " + path + " » dépasse 1 Mio"};
    }
}

}  // namespace

SecretFile read_secret_file(const std::string& path) {
    const common::UniqueFd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!file) common::throw_errno("open", path);
    struct stat facts {};
    if (::fstat(file.get(), &facts) != 0) common::throw_errno("fstat", path);
    return {read_all(file.get(), path), (facts.st_mode & (S_IRWXG | S_IRWXO)) != 0};
}

void throw_others_may_read(const std::string& path) {
    throw std::runtime_error{"« " + path + " » contient un secret, que d'autres peuvent lire (remède : chmod 600)"};
}

}  // namespace security
