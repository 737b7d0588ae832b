#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "05-https-client/options.hpp"
#include "05-https-client/tool/command_line.hpp"
#include "05-https-client/tool/item.hpp"

namespace tool {

// What is to be done: the command line, made sense of. Files that go into memory are read already; nothing has been
// sent, and nothing written.
struct Plan {
    std::string method;
    std::string address;           // whole: with its scheme, and the query of -G
    client::Options options;       // observer, progress and stream are added by run()
    std::vector<std::string> cookie_files;  // -b
    std::string output;            // -o, -O: empty is standard output
    bool resumes = false;          // -C -
    std::uint64_t resume_at = 0;   // -C POSITION
    CommandLine line;              // what is only looked at when it is time
};

// The method: the word before the address or -X, otherwise HEAD for -I, PUT for -T, POST when there is a body, GET.
// Throws common::WrongUsage for options that do not go together, std::system_error for a file that cannot be read.
Plan make_plan(const CommandLine& line);

// The parts of it that plan.cpp puts together. From plan_body.cpp:
void add_items(Plan& plan, const CommandLine& line, const std::vector<Item>& items);  // with -d, -F, -T: the body

// From plan_options.cpp:
void add_ways(client::Options& options, const CommandLine& line);      // deadlines, retries, proxies, TLS, limits
void add_identity(Plan& plan, const CommandLine& line);                // -u, --oauth2-bearer, -n, -b
void add_header(client::Options& options, const std::string& text);    // one of -H

}  // namespace tool
