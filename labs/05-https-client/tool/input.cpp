#include "05-https-client/tool/input.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "05-https-client/errors.hpp"
#include "common/system_error.hpp"
#include "common/unique_fd.hpp"

namespace tool {
namespace {

constexpr std::size_t most_bytes = 256 * 1024 * 1024;

std::string read_all(int fd, const std::string& name) {
    std::string text;
    std::string buffer(64 * 1024, '\0');
    for (;;) {
        const ssize_t count = ::read(fd, buffer.data(), buffer.size());
        if (count == 0) return text;
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) common::throw_errno("read", name);
        text.append(buffer, 0, static_cast<std::size_t>(count));
        if (text.size() > most_bytes) {
            throw client::InvalidRequest{"« " + name + " » dépasse 256 Mio, ce qui est gardé au plus en mémoire",
                                         "envoyez-le avec -T ou -F, qui le lisent à mesure"};
        }
    }
}

}  // namespace

std::string read_input(const std::string& path) {
    if (path == "-") return read_all(STDIN_FILENO, "l'entrée standard");
    const common::UniqueFd file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!file) common::throw_errno("open", path);
    return read_all(file.get(), path);
}

}  // namespace tool
