// http_inspect: reads requests (or responses) on standard input and shows what they are made of.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <iostream>
#include <limits>
#include <stdexcept>

#include "apps/inspection.hpp"
#include "common/program.hpp"
#include "common/system_error.hpp"

namespace {

// The whole input is kept in memory, so it must end somewhere.
constexpr std::size_t most_input_bytes = 64 * 1024 * 1024;

struct Options {
    bool responses = false;
    bool json = false;
};

std::string read_input() {
    std::string input;
    char buffer[64 * 1024];
    for (;;) {
        const ssize_t count = ::read(STDIN_FILENO, buffer, sizeof buffer);
        if (count == 0) return input;
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) common::throw_errno("read", "l'entrée standard");
        input.append(buffer, static_cast<std::size_t>(count));
        if (input.size() > most_input_bytes) {
            throw std::runtime_error{"l'entrée dépasse 64 Mio, ce que ce programme garde au plus en mémoire : "
                                     "donnez-lui-en moins, avec « head -c 64M »"};
        }
    }
}

int inspect_input(const Options& options) {
    if (::isatty(STDIN_FILENO) != 0) std::cerr << "Tapez le message, puis Ctrl-D (les lignes finiront par LF seul).\n";
    const std::string input = read_input();
    // The input is bounded, hence each body: one announced as larger is incomplete, and no reason to refuse.
    http::Limits limits;
    limits.body_bytes = std::numeric_limits<std::size_t>::max();
    const inspect::Inspection inspection = inspect::examine(input, options.responses, limits);
    if (options.json) {
        std::cout << inspect::to_json(inspection) << '\n';
        return 0;
    }
    std::cout << inspect::to_text(inspection, input, common::Palette::for_descriptor(STDOUT_FILENO)) << std::flush;
    if (inspection.outcome == inspect::Outcome::complete) return 0;
    std::cerr << "http_inspect : " << inspect::summary(inspection, input.size()) << ".\n";
    return 1;
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    return common::run_program(
        argc, argv,
        {"http_inspect",
         "Lit des requêtes HTTP/1.x sur l'entrée standard (64 Mio au plus) et les montre partie par partie, avec la\n"
         "position de chaque octet. Un message refusé est montré avec la règle qu'il enfreint.\n"
         "Statut : 0 si tout est complet, 1 si un message est incomplet ou refusé (0 avec --json), 2 si l'appel est\n"
         "faux.",
         R"(  printf 'GET / HTTP/1.0\r\n\r\n' | http_inspect
  printf 'GET / HTTP/1.1\r\nHost : a\r\n\r\n' | http_inspect
  curl -si --raw http://127.0.0.1:8080/ | http_inspect --response
  printf 'GET / HTTP/1.0\r\n\r\n' | http_inspect --json)"},
        [&](CLI::App& app) {
            app.add_flag("--response", options.responses, "Lit des réponses (à des requêtes GET) au lieu de requêtes");
            app.add_flag("--json", options.json, "Écrit un seul objet JSON sur une ligne");
        },
        [&] { return inspect_input(options); });
}
