#pragma once

#include <sys/types.h>

#include <cstddef>

namespace cgi {

// Where the killed go that do not die at once: a process that waits for a disk which does not answer cannot even be
// killed until it does, and nobody is to wait for it. Any thread may call these.

// This child, which has been killed, is to be reaped later.
void reap_later(pid_t child);

// Reaps those of them that have ended since. Does not wait. Returns how many are left.
std::size_t reap_the_dead();

}  // namespace cgi
