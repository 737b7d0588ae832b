#pragma once

#include <unistd.h>

#include <utility>

namespace common {

// Owns one file descriptor and closes it exactly once.
//
// A descriptor is a small number that the kernel gives out again as soon as it is closed: closing it twice can
// close somebody else's connection, and forgetting it leaks one of the few (1024 by default) a process may have.
// Moving transfers the ownership; copying is impossible.
//
//     common::UniqueFd file{::open("/etc/hostname", O_RDONLY | O_CLOEXEC)};
//     if (!file) common::throw_errno("open", "/etc/hostname");
class UniqueFd {
public:
    UniqueFd() = default;
    explicit UniqueFd(int fd) : fd_{fd} {}
    ~UniqueFd() { reset(); }

    UniqueFd(UniqueFd&& other) noexcept : fd_{other.release()} {}
    UniqueFd& operator=(UniqueFd&& other) noexcept {
        if (this != &other) reset(other.release());
        return *this;
    }

    // Is there a descriptor?
    explicit operator bool() const { return fd_ >= 0; }

    // The descriptor, still owned here; -1 if there is none.
    int get() const { return fd_; }

    // Gives up the ownership: the caller must close what is returned.
    int release() { return std::exchange(fd_, -1); }

    // Closes what is owned, then owns fd. Not retried on EINTR: on Linux the descriptor is closed all the same.
    void reset(int fd = -1) {
        if (fd_ >= 0) ::close(fd_);
        fd_ = fd;
    }

private:
    int fd_ = -1;
};

}  // namespace common
