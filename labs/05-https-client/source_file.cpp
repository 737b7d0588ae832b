#include "05-https-client/source_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>

#include "common/system_error.hpp"

namespace client {

// O_NONBLOCK: a named pipe is refused at once, rather than waited for until somebody writes into it.
SourceFile::SourceFile(const std::string& path)
    : path_{path}, fd_{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)} {
    if (!fd_) common::throw_errno("open", path);
    struct stat status {};
    if (::fstat(fd_.get(), &status) != 0) common::throw_errno("fstat", path);
    if (S_ISDIR(status.st_mode)) common::throw_error(EISDIR, "open", path);
    if (!S_ISREG(status.st_mode)) common::throw_error(EINVAL, "open", path + ", qui n'est pas un fichier ordinaire");
    size_ = static_cast<std::uint64_t>(status.st_size);
}

std::string_view SourceFile::read(std::uint64_t offset, std::uint64_t most, std::string& buffer) const {
    assert(most > 0);
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(most, read_bytes));
    if (buffer.size() < wanted) buffer.resize(wanted);
    ssize_t count = -1;
    do {
        count = ::pread(fd_.get(), buffer.data(), wanted, static_cast<off_t>(offset));
    } while (count < 0 && errno == EINTR);
    if (count < 0) common::throw_errno("pread", path_);
    if (count == 0) common::throw_error(EIO, "pread", path_ + ", devenu plus court que prévu");
    return std::string_view{buffer}.substr(0, static_cast<std::size_t>(count));
}

}  // namespace client
