// Sends standard input to a server, and writes what comes back to standard output, both at once.
#include <poll.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cerrno>

#include "01-tcp/client.hpp"
#include "common/program.hpp"
#include "common/system_error.hpp"

namespace {

struct Options {
    std::string host;
    std::uint16_t port = 0;
    unsigned timeout_seconds = 30;
};

// The two directions of the exchange. Sending must never prevent receiving: a server that sends back what it gets
// stops reading from whom does not read.
struct Exchange {
    int socket = -1;
    std::string pending{};    // read from standard input, not yet sent
    bool input_ended = false;
    bool finished_sending = false;
};

void write_all(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
        if (written < 0 && errno != EINTR) common::throw_errno("write", "sur la sortie standard");
        if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

void read_input(Exchange& exchange) {
    std::array<char, 16 * 1024> buffer;
    const ssize_t size = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (size < 0 && !tcp::is_try_again(errno)) common::throw_errno("read", "sur l'entrée standard");
    if (size > 0) exchange.pending.assign(buffer.data(), static_cast<std::size_t>(size));
    exchange.input_ended = size == 0;
}

void send_pending(Exchange& exchange) {
    const ssize_t taken =
        ::send(exchange.socket, exchange.pending.data(), exchange.pending.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (taken > 0) exchange.pending.erase(0, static_cast<std::size_t>(taken));
    if (taken < 0 && !tcp::is_try_again(errno)) common::throw_errno("send", "au serveur");
}

// Takes what the server has sent: false when it has finished.
bool receive(const Exchange& exchange) {
    std::array<char, 16 * 1024> buffer;
    const tcp::Deadline now = tcp::Deadline::after(std::chrono::milliseconds{0});
    const tcp::Chunk chunk = tcp::receive_some(exchange.socket, buffer, now);
    write_all({buffer.data(), chunk.size});
    if (chunk.outcome == tcp::Outcome::reset) common::throw_error(ECONNRESET, "recv", "du serveur");
    return chunk.outcome != tcp::Outcome::end_of_stream;
}

// Waits for one of the two ends. As long as a person may be typing there is no hurry; afterwards the server is given
// `timeout` to say something.
std::array<pollfd, 2> wait(const Exchange& exchange, std::chrono::milliseconds timeout) {
    constexpr int nothing = -1;
    const bool reads_input = exchange.pending.empty() && !exchange.input_ended;
    const bool sends = !exchange.pending.empty();
    std::array<pollfd, 2> waited{{{exchange.socket, static_cast<short>(sends ? POLLIN | POLLOUT : POLLIN), 0},
                                  {reads_input ? STDIN_FILENO : nothing, POLLIN, 0}}};
    const int longest = reads_input ? -1 : static_cast<int>(timeout.count());
    const int ready = ::poll(waited.data(), waited.size(), longest);
    if (ready < 0 && errno != EINTR) common::throw_errno("poll", "sur la connexion");
    if (ready == 0) common::throw_error(ETIMEDOUT, "poll", "sur la connexion");
    if (ready < 0) waited[0].revents = waited[1].revents = 0;
    return waited;
}

void run(Exchange exchange, std::chrono::milliseconds timeout) {
    for (bool open = true; open;) {
        const auto ready = wait(exchange, timeout);
        if ((ready[0].revents & ~POLLOUT) != 0) open = receive(exchange);
        if (ready[1].revents != 0) read_input(exchange);
        if (open && !exchange.pending.empty()) send_pending(exchange);
        if (exchange.input_ended && exchange.pending.empty() && !exchange.finished_sending) {
            ::shutdown(exchange.socket, SHUT_WR);
            exchange.finished_sending = true;
        }
    }
}

int connect_and_run(const Options& options) {
    const std::chrono::seconds timeout{options.timeout_seconds};
    const auto addresses = tcp::resolve(options.host, options.port, tcp::Purpose::connect);
    const common::UniqueFd socket = tcp::connect_to_any(addresses, tcp::Deadline::after(timeout));
    run({.socket = socket.get()}, timeout);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    return common::run_program(
        argc, argv,
        {"tcp_client", "Envoie l'entrée standard à un serveur TCP, et écrit sur la sortie standard ce qui revient.",
         "  printf 'bonjour\\n' | tcp_client localhost 7777\n"
         "  printf 'GET / HTTP/1.0\\r\\n\\r\\n' | tcp_client --timeout 5 127.0.0.1 8080\n"
         "  tcp_client ::1 7777"},
        [&](CLI::App& app) {
            app.add_option("HÔTE", options.host, "Nom ou adresse du serveur")->required();
            app.add_option("PORT", options.port, "Port du serveur, de 1 à 65535")
                ->required()->check(common::whole_number(1, 65'535));
            app.add_option("--timeout", options.timeout_seconds,
                           "Secondes pour se connecter, puis de silence du serveur une fois tout envoyé")
                ->check(common::whole_number(1, 86'400))->type_name("SECONDES")->capture_default_str();
        },
        [&] { return connect_and_run(options); });
}
