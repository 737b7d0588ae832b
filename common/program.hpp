#pragma once

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace common {

// What every program of the kit does the same way: French help with examples, and one French sentence on standard
// error when something fails.
//
// `declare` adds the options to the CLI11 app; `run` does the work and returns the exit status.
// Status: what `run` returned, 0 after --help, 1 when `run` threw, 2 when the options are wrong.
//
//     int main(int argc, char** argv) {
//         Options options;
//         return common::run_program(argc, argv, {"tcp_client", "Envoie…", "  tcp_client localhost 7"},
//                                    [&](CLI::App& app) { app.add_option("HÔTE", options.host, "…")->required(); },
//                                    [&] { return exchange(options); });
//     }
struct ProgramDescription {
    std::string name;
    std::string purpose;   // one or two French sentences
    std::string examples;  // one command a line, each indented by two spaces
};

// Thrown by `run` when the options, each right by itself, are wrong together, or when one of them is only understood
// later: a French sentence without its full stop. Status 2.
class WrongUsage : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// Checks for CLI11's Option::check(): empty when the value is right, otherwise what is wrong, in French. `lowest` and
// `highest` are included.
using Check = std::function<std::string(const std::string& value)>;
Check one_of(std::vector<std::string> choices);
Check whole_number(std::uint64_t lowest, std::uint64_t highest);

int run_program(int argc, char** argv, const ProgramDescription& description,
                const std::function<void(CLI::App&)>& declare, const std::function<int()>& run);

}  // namespace common
