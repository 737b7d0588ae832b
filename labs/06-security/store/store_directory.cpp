#include "06-security/store/store_directory.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <stdexcept>

#include "common/system_error.hpp"

namespace security {
namespace {

constexpr int file_flags = O_CLOEXEC | O_NOFOLLOW;
constexpr mode_t ours_alone = 0600;
constexpr mode_t our_directory = 0700;

struct stat status_of(int fd, const std::string& path) {
    struct stat status {};
    if (::fstat(fd, &status) != 0) common::throw_errno("fstat", path);
    return status;
}

common::UniqueFd opened(int fd, std::string_view subject) {
    if (fd < 0) common::throw_errno("open", subject);
    return common::UniqueFd{fd};
}

void synchronise(int directory, const std::string& path) {
    if (::fsync(directory) != 0) common::throw_errno("fsync", path);
}

// Nobody else may look into it, or put anything there.
void require_ours(int directory, const std::string& path) {
    const struct stat status = status_of(directory, path);
    if (status.st_uid != ::geteuid()) throw std::runtime_error{path + " : ce répertoire est à un autre utilisateur"};
    if ((status.st_mode & 077) == 0) return;
    if (!StoreDirectory::names_in(directory).empty()) {
        throw std::runtime_error{path + " : ce répertoire est ouvert à d'autres utilisateurs ; « chmod 700 " + path +
                                 " » le ferme"};
    }
    if (::fchmod(directory, our_directory) != 0) common::throw_errno("fchmod", path);
}

common::UniqueFd make_directory(const std::string& path) {
    if (::mkdir(path.c_str(), our_directory) != 0 && errno != EEXIST) common::throw_errno("mkdir", path);
    common::UniqueFd directory = opened(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC), path);
    require_ours(directory.get(), path);
    return directory;
}

common::UniqueFd make_subdirectory(int parent, const std::string& name) {
    if (::mkdirat(parent, name.c_str(), our_directory) != 0 && errno != EEXIST) common::throw_errno("mkdirat", name);
    common::UniqueFd directory =
        opened(::openat(parent, name.c_str(), O_RDONLY | O_DIRECTORY | file_flags), name);
    require_ours(directory.get(), name);
    return directory;
}

}  // namespace

StoreDirectory::StoreDirectory(const std::string& path) : path_{path}, directory_{make_directory(path)} {
    lock_ = opened(::openat(directory_.get(), "lock", O_RDWR | O_CREAT | file_flags, ours_alone), path + "/lock");
    lock();
    files_ = make_subdirectory(directory_.get(), "files");
    incoming_ = make_subdirectory(directory_.get(), "incoming");
    open_index();
    synchronise(directory_.get(), path);
}

// The lock goes with the descriptor, so with the process, however it ends.
void StoreDirectory::lock() const {
    if (::flock(lock_.get(), LOCK_EX | LOCK_NB) == 0) return;
    if (errno != EWOULDBLOCK) common::throw_errno("flock", path_);
    throw std::runtime_error{path_ + " : un autre serveur a ouvert ce dépôt ; arrêtez-le, ou donnez un autre répertoire"};
}

// SQLite gives the files beside the index the rights of the index.
void StoreDirectory::open_index() const {
    constexpr int flags = O_RDWR | file_flags;
    if (common::UniqueFd there{::openat(directory_.get(), "index.sqlite", flags)}) return;
    if (errno != ENOENT) common::throw_errno("open", index_path());
    if (!names_in(files_.get()).empty()) {
        throw std::runtime_error{path_ + " : il y a des fichiers, mais plus d'index (index.sqlite) ; remettez-le, "
                                         "ou donnez un autre répertoire"};
    }
    opened(::openat(directory_.get(), "index.sqlite", flags | O_CREAT | O_EXCL, ours_alone), index_path());
}

StoreDirectory::NewFile StoreDirectory::new_file(std::string_view spare_name) const {
    common::UniqueFd file{::openat(files_.get(), ".", O_TMPFILE | O_RDWR | O_CLOEXEC, ours_alone)};
    if (file) return {std::move(file), {}};
    if (errno != EOPNOTSUPP) common::throw_errno("open", "un fichier sans nom");
    std::string name{spare_name};
    return {opened(::openat(incoming_.get(), name.c_str(), O_RDWR | O_CREAT | O_EXCL | file_flags, ours_alone), name),
            name};
}

common::UniqueFd StoreDirectory::open_file(const std::string& id) const {
    return opened(::openat(files_.get(), id.c_str(), O_RDONLY | file_flags), id);
}

common::UniqueFd StoreDirectory::make_partial(const std::string& id) const {
    constexpr int flags = O_RDWR | O_CREAT | O_EXCL | file_flags;
    common::UniqueFd file = opened(::openat(incoming_.get(), id.c_str(), flags, ours_alone), id);
    if (::fsync(incoming_.get()) == 0) return file;
    const int reason = errno;
    forget_incoming(id);
    common::throw_error(reason, "fsync", "incoming");
}

common::UniqueFd StoreDirectory::open_partial(const std::string& id) const {
    return opened(::openat(incoming_.get(), id.c_str(), O_RDWR | file_flags), id);
}

std::optional<std::uint64_t> StoreDirectory::partial_size(const std::string& id) const {
    struct stat status {};
    if (::fstatat(incoming_.get(), id.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0) {
        return static_cast<std::uint64_t>(status.st_size);
    }
    if (errno != ENOENT) common::throw_errno("fstatat", id);
    return std::nullopt;
}

void StoreDirectory::forget_file(const std::string& id) const {
    ::unlinkat(files_.get(), id.c_str(), 0);
}

void StoreDirectory::forget_incoming(const std::string& id) const {
    ::unlinkat(incoming_.get(), id.c_str(), 0);
}

std::vector<std::string> StoreDirectory::names_in(int directory) {
    common::UniqueFd again = opened(::openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), "un répertoire");
    const std::unique_ptr<DIR, int (*)(DIR*)> listing{::fdopendir(again.get()), ::closedir};
    if (!listing) common::throw_errno("fdopendir", "un répertoire");
    again.release();  // closedir() closes it
    std::vector<std::string> names;
    errno = 0;
    while (const dirent* entry = ::readdir(listing.get())) {
        const std::string name{static_cast<const char*>(entry->d_name)};
        if (name != "." && name != "..") names.push_back(name);
        errno = 0;
    }
    if (errno != 0) common::throw_errno("readdir", "un répertoire");
    return names;
}

void StoreDirectory::remove(int directory, const std::string& name) {
    if (::unlinkat(directory, name.c_str(), 0) == 0 || errno == ENOENT || errno == EISDIR) return;
    common::throw_errno("unlinkat", name);
}

std::uint64_t StoreDirectory::free_bytes() const {
    struct statvfs status {};
    if (::fstatvfs(directory_.get(), &status) != 0) common::throw_errno("fstatvfs", path_);
    return std::uint64_t{status.f_bavail} * std::uint64_t{status.f_frsize};
}

}  // namespace security
