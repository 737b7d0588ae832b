#pragma once

#include "05-https-client/tool/command_line.hpp"

namespace tool {

// What https_client does, from the command line to the exit status (exit_status.hpp).
//
//     run() → make_plan() → transfer() → Session
//
// Throws common::WrongUsage only: every other failure is told on standard error, in one sentence.
int run(const CommandLine& line);

}  // namespace tool
