// The file server: a directory, a dispatcher that gives it every path, and as many threads as there are cores.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <thread>

#include "01-tcp/stop_signals.hpp"
#include "03-static-server/dispatcher.hpp"
#include "03-static-server/server.hpp"
#include "03-static-server/static_files.hpp"
#include "common/program.hpp"

namespace {

struct Options {
    std::string root = ".";
    files::ServerOptions server{.threads = std::max(1u, std::thread::hardware_concurrency()),
                                .access_log = "-",
                                .limits = {},
                                .report_failure = {}};
};

void declare(CLI::App& app, Options& options) {
    app.add_option("--root", options.root, "Répertoire à servir")
        ->type_name("RÉPERTOIRE")->default_str("le répertoire courant");
    app.add_option("--port", options.server.port, "Port d'écoute (0 : un port libre)")
        ->check(common::whole_number(0, 65'535))->type_name("PORT")->capture_default_str();
    app.add_option("--address", options.server.address, "Adresse d'écoute (\"\" : toutes les interfaces)")
        ->type_name("ADRESSE")->capture_default_str();
    app.add_option("--threads", options.server.threads, "Fils d'exécution")
        ->check(common::whole_number(1, 256))->type_name("NOMBRE")->default_str("un par cœur");
    app.add_option("--access-log", options.server.access_log,
                   "Journal d'accès : un fichier, - (la sortie standard) ou none (aucun)")
        ->type_name("FICHIER")->capture_default_str();
}

files::Handler make_handler(const Options& options, asio::any_io_executor executor) {
    auto site = std::make_shared<files::StaticFiles>(options.root, options.server.limits, std::move(executor));
    auto dispatcher = std::make_shared<files::Dispatcher>();
    dispatcher->on("GET", "/", files::handler_of(site));
    return [dispatcher](files::Exchange& exchange) { return dispatcher->handle(exchange); };
}

int serve(Options options) {
    const std::uint64_t descriptors = files::raise_descriptor_limit();
    options.server.limits = files::fit_to_descriptors(options.server.limits, options.server.threads, descriptors);
    files::Server server{options.server, [&](asio::any_io_executor executor) {
                             return make_handler(options, std::move(executor));
                         }};
    const tcp::StopSignals stop;
    std::cout << "Le répertoire « " << options.root << " » est servi sur " << server.url()
              << (server.address().is_loopback() ? " (cette machine seulement)" : " (ouvert aux autres machines)")
              << ". Ctrl-C pour arrêter." << std::endl;
    server.start();
    stop.wait();
    server.stop();
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    const common::ProgramDescription description{
        .name = "static_server",
        .purpose = "Sert les fichiers d'un répertoire par HTTP/1.0 et HTTP/1.1.",
        .examples = "  static_server --root www\n"
                    "  static_server --root . --port 0 --access-log none\n"
                    "  static_server --root www --address \"\" --port 80"};
    return common::run_program(
        argc, argv, description, [&](CLI::App& app) { declare(app, options); }, [&] { return serve(options); });
}
