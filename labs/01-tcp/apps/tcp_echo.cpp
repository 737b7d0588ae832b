// An echo server, in one of four ways.
#include <CLI/CLI.hpp>
#include <iostream>
#include <map>

#include "01-tcp/echo.hpp"
#include "01-tcp/listening_line.hpp"
#include "01-tcp/stop_signals.hpp"
#include "common/program.hpp"

namespace {

using Serve = void (*)(const tcp::EchoServer&);

const std::map<std::string, Serve> modes{{"sequential", tcp::serve_sequential},
                                         {"threads", tcp::serve_threads},
                                         {"poll", tcp::serve_poll},
                                         {"asio", tcp::serve_asio}};

struct Options {
    std::string mode = "poll";
    std::string address = "127.0.0.1";
    std::uint16_t port = 7777;
    unsigned idle_seconds = 30;
    tcp::EchoLimits limits;
};

void declare(CLI::App& app, Options& options) {
    app.add_option("--mode", options.mode, "sequential, threads, poll ou asio")
        ->check(common::one_of({"sequential", "threads", "poll", "asio"}))->type_name("MODE")->capture_default_str();
    app.add_option("--port", options.port, "Port d'écoute (0 : un port libre)")
        ->check(common::whole_number(0, 65'535))->type_name("PORT")->capture_default_str();
    app.add_option("--address", options.address, "Adresse d'écoute (\"\" : toutes les interfaces)")
        ->type_name("ADRESSE")->capture_default_str();
    app.add_option("--idle", options.idle_seconds, "Secondes de silence avant de congédier un client")
        ->check(common::whole_number(1, 86'400))->type_name("SECONDES")->capture_default_str();
    app.add_option("--connections", options.limits.connections, "Clients servis en même temps, au plus")
        ->check(common::whole_number(1, 10'000))->type_name("NOMBRE")->capture_default_str();
}

int serve(Options options) {
    const common::UniqueFd listener = tcp::listen_on(options.address, options.port);
    const tcp::StopSignals stop;
    std::cout << tcp::listening_line("tcp_echo", listener.get()) << ", mode " << options.mode << std::endl;
    options.limits.idle = std::chrono::seconds{options.idle_seconds};
    modes.at(options.mode)({listener.get(), stop.get(), options.limits});
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    return common::run_program(
        argc, argv,
        {"tcp_echo", "Renvoie à chaque client ce qu'il envoie, jusqu'à Ctrl-C.",
         "  tcp_echo --mode sequential\n"
         "  tcp_echo --mode asio --port 0\n"
         "  tcp_echo --address \"\" --port 7777"},
        [&](CLI::App& app) { declare(app, options); }, [&] { return serve(options); });
}
