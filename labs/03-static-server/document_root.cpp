#include "03-static-server/document_root.hpp"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>

#include <cerrno>
#include <climits>

#include "common/not_implemented.hpp"
#include "common/system_error.hpp"

namespace files {
namespace {

// O_NONBLOCK: opening a named pipe that nobody writes to would wait for ever.
constexpr int open_flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;

int open_with_openat2(int directory, const std::string& relative) {
    open_how how{};
    how.flags = open_flags;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
    // EAGAIN: something was renamed on the way and the kernel is not sure; it asks to try again.
    for (int attempt = 0; attempt < 8; ++attempt) {
        const long fd = ::syscall(SYS_openat2, directory, relative.c_str(), &how, sizeof how);
        if (fd >= 0 || errno != EAGAIN) return static_cast<int>(fd);
    }
    return -1;
}

std::string descriptor_link(int fd) {
    return "/proc/self/fd/" + std::to_string(fd);
}

// Where an open file really is; empty if the kernel does not say.
std::string real_path_of(int fd) {
    char path[PATH_MAX];
    const ssize_t size = ::readlink(descriptor_link(fd).c_str(), path, sizeof path);
    return size > 0 ? std::string{path, static_cast<std::size_t>(size)} : std::string{};
}

bool is_beneath(std::string_view path, std::string_view root) {
    if (root == "/") return true;
    return path.starts_with(root) && (path.size() == root.size() || path[root.size()] == '/');
}

// O_PATH gives a handle on the file without opening it: nothing is read, no device is woken, before its place is known.
int open_portably(int directory, const std::string& relative, const std::string& root) {
    const common::UniqueFd handle{::openat(directory, relative.c_str(), O_PATH | O_CLOEXEC)};
    if (!handle) return -1;
    if (!is_beneath(real_path_of(handle.get()), root)) {
        errno = EXDEV;
        return -1;
    }
    return ::open(descriptor_link(handle.get()).c_str(), open_flags);
}

bool openat2_works(int directory) {
    const common::UniqueFd probe{open_with_openat2(directory, ".")};
    return static_cast<bool>(probe);
}

}  // namespace

Opened::Kind kind_of(const struct stat& status) {
    if (S_ISREG(status.st_mode)) return Opened::Kind::file;
    if (S_ISDIR(status.st_mode)) return Opened::Kind::directory;
    return Opened::Kind::forbidden;
}

Opened::Kind kind_of_failure(int error, std::string_view path) {
    switch (error) {
    case EACCES:
    case EPERM:
    case EXDEV:
    case ENXIO: return Opened::Kind::forbidden;
    case EMFILE:
    case ENFILE:
    case ENOMEM:
    case EIO: common::throw_error(error, "open", path);
    default: return Opened::Kind::not_found;
    }
}

bool has_hidden_name(std::string_view path) {
    return path.starts_with('.') || path.find("/.") != std::string_view::npos;
}

DocumentRoot::DocumentRoot(const std::string& directory) : DocumentRoot{directory, Lookup::openat2} {
    if (!openat2_works(directory_.get())) lookup_ = Lookup::portable;
}

DocumentRoot::DocumentRoot(const std::string& directory, Lookup lookup)
    : directory_{::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)}, lookup_{lookup} {
    if (!directory_) common::throw_errno("open", directory);
    real_path_ = real_path_of(directory_.get());
}

int DocumentRoot::open_beneath(const std::string& relative) const {
    if (lookup_ == Lookup::openat2) return open_with_openat2(directory_.get(), relative);
    return open_portably(directory_.get(), relative, real_path_);
}

Opened DocumentRoot::open(std::string_view path) const {
    // À écrire : refusez (not_found) un chemin qui a un nom caché ou un octet nul ; rendez-le relatif à la racine,
    // sans aucune des barres obliques du début (il peut y en avoir plusieurs ; "/" devient ".") ; ouvrez-le avec
    // open_beneath() ; en cas d'échec, kind_of_failure() dit quoi répondre ; sinon fstat() puis kind_of() disent ce qui
    // a été ouvert. Ne gardez le descripteur que d'un fichier ou d'un répertoire.
    // BEGIN SOLUTION 3.2
    if (has_hidden_name(path) || path.find('\0') != std::string_view::npos) return {};
    const std::size_t first = path.find_first_not_of('/');
    const std::string relative{first == std::string_view::npos ? "." : path.substr(first)};
    Opened opened;
    opened.fd.reset(open_beneath(relative));
    if (!opened.fd) {
        opened.kind = kind_of_failure(errno, path);
        return opened;
    }
    if (::fstat(opened.fd.get(), &opened.status) != 0) common::throw_errno("fstat", path);
    opened.kind = kind_of(opened.status);
    if (opened.kind == Opened::Kind::forbidden) opened.fd.reset();
    return opened;
    // END SOLUTION
}

}  // namespace files
