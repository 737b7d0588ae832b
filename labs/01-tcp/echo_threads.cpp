// The echo server that waits: one client at a time, or one thread per client.
#include <poll.h>

#include "01-tcp/echo.hpp"
#include "01-tcp/workers.hpp"
#include "common/not_implemented.hpp"

namespace tcp {

std::optional<Accepted> next_client(int listener, int stop, std::chrono::milliseconds pause) {
    constexpr std::chrono::hours long_time{1};
    constexpr int nothing = -1;
    for (;;) {
        const Outcome ready = wait_for(listener, POLLIN, Deadline::after(long_time, stop));
        if (ready == Outcome::stopped) return std::nullopt;
        if (ready == Outcome::expired) continue;
        Accepted client = accept_connection(listener);
        if (client.outcome == Acceptance::accepted) return client;
        if (client.outcome == Acceptance::exhausted) wait_for(nothing, 0, Deadline::after(pause, stop));
    }
}

void serve_sequential(const EchoServer& server) {
    // À écrire : tant que next_client() rend un client, faites-lui écho par echo_connection(), jusqu'au bout.
    // BEGIN SOLUTION 1.5
    while (const auto client = next_client(server.listener, server.stop, server.limits.accept_pause)) {
        echo_connection(client->socket.get(), server.limits, server.stop);
    }
    // END SOLUTION
}

void serve_threads(const EchoServer& server) {
    // À écrire : comme le serveur séquentiel, mais echo_connection() tourne dans un fil d'exécution (Workers::start) ;
    // attendez qu'il y ait de la place (wait_for_room) avant d'accepter un client de plus. À la fin, finish().
    // BEGIN SOLUTION 1.5
    Workers workers{server.limits.connections};
    while (workers.wait_for_room(server.stop)) {
        auto client = next_client(server.listener, server.stop, server.limits.accept_pause);
        if (!client) break;
        workers.start(std::move(client->socket),
                      [&server](int socket) { echo_connection(socket, server.limits, server.stop); });
    }
    workers.finish();
    // END SOLUTION
}

}  // namespace tcp
