// A relay that shows what passes, on the terminal and as a sequence diagram.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <ctime>
#include <iostream>
#include <optional>

#include "01-tcp/diagram_file.hpp"
#include "01-tcp/event_printer.hpp"
#include "01-tcp/listening_line.hpp"
#include "01-tcp/relay.hpp"
#include "01-tcp/stop_signals.hpp"
#include "common/program.hpp"

namespace {

struct Options {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;
    std::string target;
    std::string html;
    unsigned idle_seconds = 60;
    tcp::RelayLimits limits;
};

void declare(CLI::App& app, Options& options) {
    app.add_option("--listen", options.port, "Port d'écoute (0 : un port libre)")
        ->required()->check(common::whole_number(0, 65'535))->type_name("PORT");
    app.add_option("--to", options.target, "Serveur vers lequel relayer")->required()->type_name("HÔTE:PORT");
    app.add_option("--address", options.address, "Adresse d'écoute (\"\" : toutes les interfaces)")
        ->type_name("ADRESSE")->capture_default_str();
    app.add_option("--html", options.html,
                   "Diagramme de séquence à écrire, tenu à jour à la fin de chaque connexion")->type_name("FICHIER");
    app.add_option("--idle", options.idle_seconds, "Secondes de silence avant de fermer une connexion")
        ->check(common::whole_number(1, 86'400))->type_name("SECONDES")->capture_default_str();
    app.add_option("--connections", options.limits.connections, "Connexions relayées en même temps, au plus")
        ->check(common::whole_number(1, 1'000))->type_name("NOMBRE")->capture_default_str();
}

// Passes each event on to the terminal and, if there is one, to the diagram.
class Watchers : public tcp::Observer {
public:
    Watchers(tcp::Observer& first, tcp::Observer* second) : first_{first}, second_{second} {}
    void on_event(const tcp::Event& event) override {
        first_.on_event(event);
        if (second_ != nullptr) second_->on_event(event);
    }

private:
    tcp::Observer& first_;
    tcp::Observer* second_;
};

std::string date_and_time() {
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    ::localtime_r(&now, &local);
    char text[64];
    return {text, std::strftime(text, sizeof text, "le %d/%m/%Y à %H:%M:%S", &local)};
}

int spy(Options options) {
    const auto target = tcp::parse_host_port(options.target);
    if (!target || target->port == 0) {
        throw common::WrongUsage{"--to attend HÔTE:PORT ou [IPv6]:PORT, et non « " + options.target + " »"};
    }
    options.limits.idle = std::chrono::seconds{options.idle_seconds};
    const auto targets = tcp::resolve(target->host, target->port, tcp::Purpose::connect);
    const common::UniqueFd listener = tcp::listen_on(options.address, options.port);
    const tcp::StopSignals stop;
    const auto start = std::chrono::steady_clock::now();
    tcp::EventPrinter printer{std::cout, common::Palette::for_descriptor(STDOUT_FILENO), start};
    const std::string here = tcp::to_string(tcp::local_address(listener.get()));
    std::optional<tcp::DiagramFile> diagram;
    if (!options.html.empty()) {
        tcp::Conversation about{.relay = here, .server = options.target, .started = date_and_time()};
        diagram.emplace(options.html, std::move(about), start);
    }
    std::cout << tcp::listening_line("tcp_spy", listener.get()) << " et relaie vers " << options.target << std::endl;
    Watchers watchers{printer, diagram ? &*diagram : nullptr};
    tcp::serve_relay({listener.get(), stop.get(), targets, options.limits}, watchers);
    if (diagram) diagram->write();
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    return common::run_program(
        argc, argv,
        {"tcp_spy",
         "Relaie des connexions TCP vers un serveur, et montre ce qui passe dans les deux sens, jusqu'à Ctrl-C.",
         "  tcp_spy --listen 7778 --to localhost:7777\n"
         "  tcp_spy --listen 8081 --to 127.0.0.1:8080 --html conversation.html"},
        [&](CLI::App& app) { declare(app, options); }, [&] { return spy(options); });
}
