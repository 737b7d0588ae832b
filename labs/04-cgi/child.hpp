#pragma once

#include <sys/resource.h>

#include <array>
#include <exception>

namespace cgi {

// What happens between vfork(2) and execve(2).
//
// The child of vfork lives in its parent's memory, on its parent's stack, while the thread that made it stands still.
// What it writes there, the parent keeps: so it writes nothing but why it failed. It must not allocate (another thread
// may be in malloc at this very moment), nor return from the function that called vfork. All it needs is prepared by
// the parent, and what it does itself is a list of system calls, in become_script().
//
// A sanitizer of threads (ThreadSanitizer) makes a fork of each vfork: there, why a child failed is lost, and such a
// script seems to end with status 127.
struct ChildPlan {
    const char* program;
    char* const* arguments;    // each of the two ends with a null pointer
    char* const* environment;
    const char* directory;
    std::array<int, 3> descriptors;  // what become 0, 1 and 2: each is 3 or more, so that none is in another's place

    struct Limit {
        __rlimit_resource_t resource;
        rlimit values;
    };
    std::array<Limit, 6> limits;
};

// The system call that failed, and its errno.
struct ChildFailure {
    const char* call = nullptr;
    int error = 0;
};

// What the child leaves in the memory of its parent when it does not become a script.
struct ChildReport {
    ChildFailure failure;
    std::exception_ptr thrown;  // by code that is not written yet
};

// Makes this process, which is a child of vfork with all signals blocked, the script of the plan. Returns only if it
// failed.
ChildFailure become_script(const ChildPlan& plan);

// All that the child does, to its end.
[[noreturn]] void run_child(const ChildPlan& plan, ChildReport& report);

}  // namespace cgi
