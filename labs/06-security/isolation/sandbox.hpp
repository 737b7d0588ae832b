#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace security {

// A process that locks itself in, before it touches what a stranger wrote. Each wall stops what the one before lets
// through, and none can be taken down again, not even by root, for as long as the process lives:
//
//     limits           time of a processor, memory, descriptors, no new processes (setrlimit(2))
//     no new rights    a setuid program gives none (PR_SET_NO_NEW_PRIVS), which the next two demand
//     Landlock         no file can be opened, made, removed or run; no TCP; no signal to others (Linux 5.13, 6.7, 6.12)
//     seccomp          only the system calls of a list: any other one kills the process on the spot
//
// A wall that the kernel does not know is not there, and that is said; one that it knows and that cannot be put up is a
// failure, and the process must not go on. What is open already stays open: that is how the file comes in
// (descriptor 0) and how the answer goes out (1).
struct Walls {
    bool limits = false;
    bool no_new_rights = false;
    unsigned landlock = 0;      // the level (ABI) of the kernel's Landlock; 0: it has none, or it is switched off
    bool system_calls = false;  // seccomp
    bool is_weakened = false;   // by the sanitizer that the program is built with
};

// « processus séparé, limites, sans nouveaux droits, Landlock (niveau 7), seccomp », then what is not there, and what a
// sanitizer has weakened.
std::string describe(const Walls& walls);

struct SandboxLimits {
    std::uint64_t cpu_seconds = 5;
    std::uint64_t memory_bytes = 256 * 1024 * 1024;
};

// For file_inspector: afterwards this process can read descriptor 0, write to 1 and 2, ask for memory, and end (by
// _exit: what atexit(3) has been told may need more). Throws std::system_error that names the wall that failed.
//
// A program built with a sanitizer needs more: its seccomp allows a few harmless calls more, and it has no limit of
// memory. describe() says so.
Walls enter_sandbox(const SandboxLimits& limits);

// For a script (the program sandboxed): it may read and run what its user may, write only in the directories of
// `writable` and to /dev/null, and open no socket. The limits are the caller's. Throws as above.
Walls confine_script(const std::vector<std::string>& writable);

}  // namespace security
