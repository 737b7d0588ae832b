#include "05-https-client/part_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "common/system_error.hpp"

namespace client {
namespace {

constexpr std::size_t note_bytes = 4096;
constexpr int file_flags = O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK;

struct stat status_of(const common::UniqueFd& fd, const std::string& path) {
    struct stat status {};
    if (::fstat(fd.get(), &status) != 0) common::throw_errno("fstat", path);
    return status;
}

// Is this still the file of that name? Whoever had it before may have finished it, and it then has its final name.
bool is_named(const struct stat& opened, const std::string& path) {
    struct stat named {};
    return ::lstat(path.c_str(), &named) == 0 && named.st_dev == opened.st_dev && named.st_ino == opened.st_ino;
}

void lock_file(const common::UniqueFd& fd, const std::string& path) {
    if (::flock(fd.get(), LOCK_EX | LOCK_NB) == 0) return;
    if (errno != EWOULDBLOCK) common::throw_errno("flock", path);
    common::throw_error(EBUSY, "flock", path + ", qu'un autre téléchargement est en train d'écrire");
}

// The file that is there, if it can be continued, locked; nothing if there is none (any more).
common::UniqueFd open_existing(const std::string& path) {
    common::UniqueFd fd{::open(path.c_str(), O_RDWR | file_flags)};
    if (!fd && errno == ENOENT) return {};
    if (!fd) common::throw_errno("open", path);
    const struct stat status = status_of(fd, path);
    if (!S_ISREG(status.st_mode)) common::throw_error(EINVAL, "open", path + ", qui n'est pas un fichier ordinaire");
    lock_file(fd, path);
    if (!is_named(status, path)) return {};
    if (status.st_uid == ::geteuid() && status.st_nlink == 1) return fd;
    if (::unlink(path.c_str()) != 0) common::throw_errno("unlink", path);
    return {};
}

// A new file, locked; nothing if there is one by now.
common::UniqueFd make_new(const std::string& path) {
    common::UniqueFd fd{::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | file_flags, 0666)};
    if (!fd && errno == EEXIST) return {};
    if (!fd) common::throw_errno("open", path);
    lock_file(fd, path);
    if (!is_named(status_of(fd, path), path)) return {};
    return fd;
}

// Another download may come in between at each step: a few turns, then it is said that it has the file.
common::UniqueFd open_locked(const std::string& path) {
    for (int turn = 0; turn < 10; ++turn) {
        common::UniqueFd fd = open_existing(path);
        if (!fd) fd = make_new(path);
        if (fd) return fd;
    }
    common::throw_error(EBUSY, "open", path);
}

void write_all(int fd, std::string_view bytes, std::uint64_t offset, const std::string& path) {
    while (!bytes.empty()) {
        const ssize_t count = ::pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) common::throw_errno("pwrite", path);
        offset += static_cast<std::uint64_t>(count);
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

}  // namespace

PartFile::PartFile(const std::string& path)
    : path_{path}, part_path_{path + ".part"}, note_path_{part_path_ + ".etag"} {
    struct stat target {};
    if (::stat(path.c_str(), &target) == 0 && S_ISDIR(target.st_mode)) common::throw_error(EISDIR, "open", path);
    fd_ = open_locked(part_path_);
    size_ = static_cast<std::uint64_t>(status_of(fd_, part_path_).st_size);
}

PartFile::~PartFile() {
    if (!done_ && size_ == 0) discard();
}

std::string PartFile::note() const {
    const common::UniqueFd fd{::open(note_path_.c_str(), O_RDONLY | file_flags)};
    if (!fd) return {};
    std::string text(note_bytes, '\0');
    const ssize_t count = ::read(fd.get(), text.data(), text.size());
    text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    return text;
}

// In this order: a note must never stand beside bytes that it is not about, whenever this program is ended.
void PartFile::begin_again(std::string_view note) {
    ::unlink(note_path_.c_str());
    if (::ftruncate(fd_.get(), 0) != 0) common::throw_errno("ftruncate", part_path_);
    size_ = 0;
    if (note.empty()) return;
    const common::UniqueFd fd{::open(note_path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | file_flags, 0600)};
    if (!fd) common::throw_errno("open", note_path_);
    write_all(fd.get(), note, 0, note_path_);
}

void PartFile::append(std::string_view bytes) {
    write_all(fd_.get(), bytes, size_, part_path_);
    size_ += bytes.size();
}

// The note goes first: once the file has its name, another download may begin, with a note of its own.
void PartFile::finish() {
    if (::fsync(fd_.get()) != 0) common::throw_errno("fsync", part_path_);
    ::unlink(note_path_.c_str());
    if (std::rename(part_path_.c_str(), path_.c_str()) != 0) common::throw_errno("rename", path_);
    done_ = true;
}

void PartFile::discard() {
    ::unlink(note_path_.c_str());
    ::unlink(part_path_.c_str());
    done_ = true;
}

}  // namespace client
