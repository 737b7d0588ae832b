#pragma once

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace peers {

// As long as it lives, this process can open no further descriptor: the system answers EMFILE.
class NoDescriptorLeft {
public:
    NoDescriptorLeft() {
        ::getrlimit(RLIMIT_NOFILE, &before_);
        const int first_free = ::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0);
        ::close(first_free);
        rlimit none = before_;
        none.rlim_cur = static_cast<rlim_t>(first_free);
        ::setrlimit(RLIMIT_NOFILE, &none);
    }
    ~NoDescriptorLeft() { ::setrlimit(RLIMIT_NOFILE, &before_); }
    NoDescriptorLeft(const NoDescriptorLeft&) = delete;
    NoDescriptorLeft& operator=(const NoDescriptorLeft&) = delete;

private:
    rlimit before_{};
};

}  // namespace peers
