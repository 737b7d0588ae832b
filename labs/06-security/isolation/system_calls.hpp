#pragma once

namespace security {

// seccomp(2): a filter in the kernel that looks at each system call of this process, and of those that it starts,
// before it is made. Built by libseccomp, which knows the numbers of each kind of machine. Both return false if the
// kernel has no seccomp, and throw std::system_error when it has and refuses. They need PR_SET_NO_NEW_PRIVS before.

// Allowed is what a program needs that reads descriptor 0, computes, writes to 1 or 2 and ends; anything else kills it.
// Numbers of descriptors are looked at too; memory is asked for without a file behind it, and never to be executed.
bool allow_only_reading();

// Everything is allowed but sockets, and the calls that look into other processes or into the kernel (ptrace, bpf…) or
// that make other calls past this filter (io_uring): these fail with EPERM, so that a script can say so.
bool forbid_network();

}  // namespace security
