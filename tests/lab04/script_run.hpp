#pragma once

#include <signal.h>

#include <string>
#include <string_view>
#include <vector>

#include "04-cgi/process.hpp"

namespace played {

// Scripts that run to their end, for tests. Every wait here is bounded, and throws std::runtime_error with a French
// sentence when nothing comes.

// Words for /bin/sh, with nothing in the environment and / as the directory.
cgi::Command shell(std::string words);

// Any program, likewise.
cgi::Command program(std::vector<std::string> arguments);

struct Ended {
    std::string output;
    std::string errors;
    cgi::Process::End end;
};

// Writes the input and closes it, reads all that the script says until it has ended. The input must fit into a pipe
// (64 KiB).
Ended run(const cgi::Command& command, std::string_view input = "", const cgi::ProcessLimits& limits = {});
Ended run_to_end(cgi::Process& process, std::string_view input = "");

// All that comes, up to the end of the pipe: that is, until nobody has its other end any more.
std::string read_to_end(int descriptor);

// One line, without its end.
std::string read_line(int descriptor);

// Waits for the end of the process, and lets Process::has_ended say how it came.
void wait_for_end(cgi::Process& process);

// The message of what Process throws for this command; empty if it starts.
std::string start_failure(const cgi::Command& command);

// This process ignores a signal, as long as it lives.
class Ignoring {
public:
    explicit Ignoring(int number) : number_{number}, before_{::signal(number, SIG_IGN)} {}
    ~Ignoring() { ::signal(number_, before_); }
    Ignoring(const Ignoring&) = delete;
    Ignoring& operator=(const Ignoring&) = delete;

private:
    int number_;
    void (*before_)(int);
};

// How many descriptors this process has.
std::size_t open_descriptors();

// Has this process a child, alive or dead?
bool has_children();

}  // namespace played
