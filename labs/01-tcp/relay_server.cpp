// The relay's server: a thread for each client, a connection to the real server for each thread.
#include <cassert>
#include <system_error>

#include "01-tcp/client.hpp"
#include "01-tcp/echo.hpp"
#include "01-tcp/relay.hpp"
#include "01-tcp/workers.hpp"

namespace tcp {
namespace {

std::string peer_address(int socket) {
    sockaddr_storage storage{};
    socklen_t size = sizeof storage;
    auto* const data = reinterpret_cast<sockaddr*>(&storage);
    return ::getpeername(socket, data, &size) == 0 ? to_string(Address{data, size}) : "?";
}

// The connection to the real server; none, and the event that says why, when it cannot be made.
common::UniqueFd connect_to_target(const RelayServer& relay, const Report& report) {
    try {
        common::UniqueFd server =
            connect_to_any(relay.targets, Deadline::after(relay.limits.connect, relay.stop));
        report(EventKind::connected, Direction::to_server, peer_address(server.get()));
        return server;
    } catch (const std::system_error& error) {
        report(EventKind::unreachable, Direction::to_server, error.what());
        return {};
    }
}

void report_end(Outcome outcome, const Report& report) {
    if (outcome == Outcome::expired) report(EventKind::expired, Direction::to_server, "");
    if (outcome == Outcome::stopped) report(EventKind::stopped, Direction::to_server, "");
}

void relay_client(const RelayServer& relay, int client, const Report& report) {
    const common::UniqueFd server = connect_to_target(relay, report);
    if (!server) return reset_on_close(client);
    const Outcome outcome = relay_connection(client, server.get(), relay.limits, relay.stop, report);
    report_end(outcome, report);
    if (outcome == Outcome::end_of_stream) return;
    reset_on_close(client);  // bytes may have been lost: neither side must take this for an end
    reset_on_close(server.get());
}

}  // namespace

void serve_relay(const RelayServer& relay, Observer& observer) {
    assert(!relay.targets.empty());
    Workers workers{relay.limits.connections};
    for (std::uint64_t number = 1; workers.wait_for_room(relay.stop); ++number) {
        auto client = next_client(relay.listener, relay.stop, relay.limits.accept_pause);
        if (!client) break;
        workers.start(std::move(client->socket), [&, number, peer = to_string(client->peer)](int socket) {
            const Report report = [&, number](EventKind kind, Direction direction, std::string_view bytes) {
                observer.on_event({kind, number, direction, std::chrono::steady_clock::now(), bytes});
            };
            report(EventKind::accepted, Direction::to_server, peer);
            relay_client(relay, socket, report);
            report(EventKind::closed, Direction::to_server, "");
        });
    }
    workers.finish();
}

}  // namespace tcp
