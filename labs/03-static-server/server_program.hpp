#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "03-static-server/server.hpp"

namespace CLI {
class App;
}

namespace files {

// What every server program of the kit has in common: its options, and its life from the line that says where it
// listens to Ctrl-C. Given, not an exercise.
struct ServerProgram {
    std::string root = ".";
    std::uint64_t other_descriptors = 0;  // that each thread may need for other things than connections and files
    ServerOptions server = default_server_options();

    // On as many threads as there are cores, the access log on standard output.
    static ServerOptions default_server_options();
};

// Adds --root, --port, --address, --threads and --access-log.
void declare_options(CLI::App& app, ServerProgram& program);

// Makes the handler of one thread, with the limits that this machine allows.
using MakeSite = std::function<Handler(const Limits& limits, asio::any_io_executor executor)>;

// Serves until SIGINT or SIGTERM; returns the exit status. Says that it is ready by one line, which holds the URL of
// each place where it listens, that of HTTP first. `what` is the beginning of a French sentence: « Le
// répertoire « www » est servi ». `ready` is called when the server knows its address and has not begun to serve.
// Throws std::system_error when it cannot listen.
int serve(ServerProgram program, std::string_view what, const MakeSite& make_site,
          const std::function<void(const Server&)>& ready = {});

}  // namespace files
