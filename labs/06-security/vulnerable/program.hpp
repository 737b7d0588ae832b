#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace vulnerable {

struct ProgramOptions {
    std::vector<std::string> flaws;    // ids
    std::uint16_t port = 8080;         // 0: any free one
    std::uint16_t tls_port = 8443;
    std::string profile;               // where to write it; empty: in the throw-away directory
    std::string access_log = "none";
    double minutes = 30;               // then it stops by itself
    bool as_root = false;
};

inline constexpr double most_minutes = 30;

// Prints all flaws: id, step, title, and how to exploit it.
void print_flaws();

// Serves on 127.0.0.1, and nowhere else, until SIGINT, SIGTERM or its time is over. Everything it needs it makes in a
// directory that is gone when it returns. Throws common::WrongUsage for a flaw that there is not, and for root.
int serve(const ProgramOptions& options);

}  // namespace vulnerable
