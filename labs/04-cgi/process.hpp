#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "04-cgi/limits.hpp"
#include "common/unique_fd.hpp"

namespace cgi {

struct ChildReport;

// Step 4.2. A script becomes a process: the oldest recipe of Unix, step by step.
//
// No shell reads the command line, so that no character of a request can be a command (« Shellshock » was one that
// could). The parent's memory is not copied: vfork(2) lends it to the child, which only makes system calls until it is
// replaced (execve) or gives up. The parent stands still meanwhile, for about a tenth of a millisecond.
//
// What the child is, apart from its program:
//   - descriptors 0, 1, 2 are pipes to the gateway (or 0 is a file), and there is no other;
//   - its own session and process group, which bears its number: the whole family can be reached by one kill(2);
//   - signals as any program expects them (the server ignores SIGPIPE, and that would be inherited);
//   - resource limits, and no way to gain privileges by executing a setuid program (no_new_privs, which its children
//     inherit);
//   - Command::directory as its working directory, and 077 as its umask: what it creates is its user's alone.
struct Command {
    std::string program;                   // absolute path of what is executed
    std::vector<std::string> arguments;    // with argv[0]
    std::vector<std::string> environment;  // "NAME=value"
    std::string directory;                 // absolute: the working directory
    int input = -1;                        // descriptor to read from; -1: a pipe (Process::input)
};

// A child of this process, until has_ended() has said yes. One that is destroyed before ends by SIGKILL, with its
// family.
class Process {
public:
    // Starts it. Throws std::system_error that names what failed, in the parent (pipe2, vfork) or in the child (chdir,
    // setrlimit, execve), and what it was about; ENOENT of a file that is there: its interpreter is missing.
    Process(const Command& command, const ProcessLimits& limits);
    ~Process();
    Process(Process&& other) noexcept;
    Process& operator=(Process&&) = delete;

    pid_t id() const { return id_; }

    // The gateway's ends of the pipes, non-blocking and close-on-exec. May be moved out.
    common::UniqueFd input;   // what is written here, the script reads; empty with Command::input
    common::UniqueFd output;  // what it prints
    common::UniqueFd errors;  // what it complains about

    // A descriptor that becomes readable when the process has ended (pidfd_open(2)).
    int end_descriptor() const { return end_.get(); }

    // Sends a signal to the process and to all that it started, save those that left its group.
    void signal(int number) const;

    // Has the process ended? Does not wait. If so, the rest of its family is killed too, while the number of the group
    // is still its own, and the process is reaped: afterwards there is nothing left to signal. Throws std::system_error
    // when waitid(2) fails.
    bool has_ended();

    // How it ended, once has_ended() has said yes.
    struct End {
        bool by_signal = false;
        int number = 0;  // of the signal, or the exit status
    };
    const End& end() const { return end_state_; }

private:
    void see_what_became(const Command& command, const ChildReport& report);
    void end_now();
    bool is_ours() const { return id_ > 0 && !reaped_; }

    pid_t id_ = -1;
    common::UniqueFd end_;
    bool reaped_ = false;
    End end_state_;
};

// « terminé avec le statut 1 », « tué par le signal 9 (SIGKILL) »: for the error log.
std::string describe(const Process::End& end);

}  // namespace cgi
