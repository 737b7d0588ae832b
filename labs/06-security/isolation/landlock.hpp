#pragma once

#include <span>
#include <string>

namespace security {

// Landlock (landlock(7)): a process gives up, for itself and all that it starts, every access to files but what it
// lists. The C library has no function for it: these are the system calls. Rights have been added with each level of
// the kernel (« ABI »): all that this kernel knows are given up, and TCP (level 4) and signals to others (level 6) too.

// A directory, with all under it, or a file.
struct OpenWay {
    std::string path;
    bool may_write = false;  // read, run, list; and write, make, remove too
};

// Gives up all access but these ways, those that do not exist left out. The level of the kernel; 0 if it has no
// Landlock: then nothing was given up. Throws std::system_error. Needs no new rights (PR_SET_NO_NEW_PRIVS) before.
unsigned give_up_files(std::span<const OpenWay> ways);

}  // namespace security
