#include "04-cgi/temporary_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "common/system_error.hpp"

namespace cgi {
namespace {

constexpr std::size_t written_at_once = 64 * 1024;

std::string temporary_directory() {
    const char* const directory = std::getenv("TMPDIR");
    return directory == nullptr || *directory == '\0' ? storage_directory : directory;
}

// A file that never had a name, or, where the file system does not know of such, one that loses it at once.
common::UniqueFd open_unnamed(const std::string& directory) {
    common::UniqueFd file{::open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600)};
    if (file) return file;
    std::string path = directory + "/cgi-XXXXXX";
    file.reset(::mkostemp(path.data(), O_CLOEXEC));
    if (!file) common::throw_errno("mkostemp", path);
    ::unlink(path.c_str());
    return file;
}

}  // namespace

TemporaryFile::TemporaryFile() : TemporaryFile{temporary_directory()} {}

TemporaryFile::TemporaryFile(const std::string& directory) : file_{open_unnamed(directory)} {}

void TemporaryFile::append(std::string_view bytes) {
    unwritten_ += bytes;
    if (unwritten_.size() >= written_at_once) write();
}

void TemporaryFile::write() {
    std::string_view rest = unwritten_;
    while (!rest.empty()) {
        const ssize_t count = ::pwrite(file_.get(), rest.data(), rest.size(), static_cast<off_t>(written_));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) common::throw_errno("pwrite", "fichier temporaire");
        written_ += static_cast<std::uint64_t>(count);
        rest.remove_prefix(static_cast<std::size_t>(count));
    }
    unwritten_.clear();
}

std::size_t TemporaryFile::read(std::uint64_t offset, char* buffer, std::size_t size) const {
    if (offset >= written_) return unwritten_.copy(buffer, size, static_cast<std::size_t>(offset - written_));
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(size, written_ - offset));
    for (;;) {
        const ssize_t count = ::pread(file_.get(), buffer, wanted, static_cast<off_t>(offset));
        if (count >= 0) return static_cast<std::size_t>(count);
        if (errno != EINTR) common::throw_errno("pread", "fichier temporaire");
    }
}

// What is written by place (pwrite) leaves the file's own position where it was: at the start.
common::UniqueFd TemporaryFile::release() {
    write();
    return std::move(file_);
}

}  // namespace cgi
