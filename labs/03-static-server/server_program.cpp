#include "03-static-server/server_program.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <thread>

#include "01-tcp/stop_signals.hpp"
#include "common/program.hpp"

namespace files {

ServerOptions ServerProgram::default_server_options() {
    ServerOptions options;
    options.threads = std::max(1u, std::thread::hardware_concurrency());
    options.access_log = "-";
    return options;
}

void declare_options(CLI::App& app, ServerProgram& program) {
    app.add_option("--root", program.root, "Répertoire à servir")
        ->type_name("RÉPERTOIRE")->default_str("le répertoire courant");
    app.add_option("--port", program.server.port, "Port d'écoute (0 : un port libre)")
        ->check(common::whole_number(0, 65'535))->type_name("PORT")->capture_default_str();
    app.add_option("--address", program.server.address, "Adresse d'écoute (\"\" : toutes les interfaces)")
        ->type_name("ADRESSE")->capture_default_str();
    app.add_option("--threads", program.server.threads, "Fils d'exécution")
        ->check(common::whole_number(1, 256))->type_name("NOMBRE")->default_str("un par cœur");
    app.add_option("--access-log", program.server.access_log,
                   "Journal d'accès : un fichier, - (la sortie standard) ou none (aucun)")
        ->type_name("FICHIER")->capture_default_str();
}

namespace {

// « http://127.0.0.1:8080/ et https://127.0.0.1:8443/ »
std::string list_urls(const Server& server) {
    std::string urls;
    for (const Server::Place& place : server.places()) urls += (urls.empty() ? "" : " et ") + place.url();
    return urls;
}

}  // namespace

int serve(ServerProgram program, std::string_view what, const MakeSite& make_site,
          const std::function<void(const Server&)>& ready) {
    const std::uint64_t descriptors = raise_descriptor_limit();
    const std::uint64_t others = std::min(program.other_descriptors * program.server.threads, descriptors / 2);
    program.server.limits = fit_to_descriptors(program.server.limits, program.server.threads, descriptors - others);
    Server server{program.server, [&](asio::any_io_executor executor) {
                      return make_site(program.server.limits, std::move(executor));
                  }};
    if (ready) ready(server);
    const tcp::StopSignals stop;
    std::cout << what << " sur " << list_urls(server)
              << (server.address().is_loopback() ? " (cette machine seulement)" : " (ouvert aux autres machines)")
              << ". Ctrl-C pour arrêter." << std::endl;
    server.start();
    stop.wait();
    server.stop();
    return 0;
}

}  // namespace files
