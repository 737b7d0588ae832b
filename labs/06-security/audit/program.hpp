#pragma once

#include <string>
#include <vector>

#include "06-security/audit/runner.hpp"

namespace CLI {
class App;
}

namespace audit {

// The command line of the program audit.
struct CommandLine {
    std::string url;
    std::string profile;                 // file; empty: none
    std::vector<std::string> permitted;  // hosts
    Selection selection;
    std::string ca_file;
    std::string html;                    // file
    unsigned timeout_seconds = 10;
    bool list = false;
    bool json = false;
    bool markdown = false;
    bool insecure = false;
};

void declare(CLI::App& app, CommandLine& line);

// Does what the command line asks for; the exit status. Throws common::WrongUsage, client::RequestException,
// std::runtime_error (the profile), std::system_error.
int run(const CommandLine& line);

}  // namespace audit
