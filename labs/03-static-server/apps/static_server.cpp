#include <CLI/CLI.hpp>
#include <iostream>
#include <thread>

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
    app.add_option("--port", options.server.port, "Port d'écoute ; 0 : un port libre quelconque (défaut : 8080)");
    app.add_option("--address", options.server.address,
                   "Adresse d'écoute ; \"\" : toutes les interfaces (défaut : 127.0.0.1)");
    app.add_option("--threads", options.server.threads, "Nombre de fils d'exécution (défaut : un par cœur)")
        ->check(CLI::Range(1, 256));
    app.add_option("--root", options.root, "Répertoire à servir (défaut : le répertoire courant)");
    app.add_option("--access-log", options.server.access_log,
                   "Journal d'accès : un fichier, - (sortie standard, par défaut) ou none (aucun)");
}

files::Handler make_handler(const Options& options, asio::any_io_executor executor) {
    auto site = std::make_shared<files::StaticFiles>(options.root, options.server.limits, std::move(executor));
    auto dispatcher = std::make_shared<files::Dispatcher>();
    dispatcher->on("GET", "/", files::handler_of(site));
    return [dispatcher](files::Exchange& exchange) { return dispatcher->handle(exchange); };
}

int serve(const Options& options) {
    files::block_end_signals();
    files::raise_descriptor_limit();
    files::Server server{options.server, [&](asio::any_io_executor executor) {
                             return make_handler(options, std::move(executor));
                         }};
    std::cout << "Le répertoire « " << options.root << " » est servi sur " << server.url()
              << (server.address().is_loopback() ? " (cette machine seulement)" : " (toutes les machines du réseau)")
              << ". Ctrl-C pour arrêter." << std::endl;
    server.start();
    files::wait_for_end_signal();
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
