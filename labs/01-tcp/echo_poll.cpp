#include "01-tcp/echo_poll.hpp"

#include <poll.h>

#include <algorithm>
#include <cerrno>

#include "01-tcp/client.hpp"
#include "common/not_implemented.hpp"
#include "common/system_error.hpp"

namespace tcp {

using namespace std::chrono_literals;

Readiness wait_for_any(const EchoServer& server, std::vector<EchoClient>& clients, bool accepting,
                       std::chrono::milliseconds longest) {
    constexpr int nothing = -1;  // which poll() ignores
    std::vector<pollfd> watched{{server.stop, POLLIN, 0}, {accepting ? server.listener : nothing, POLLIN, 0}};
    for (const EchoClient& client : clients) {
        watched.push_back({client.socket.get(), wanted_events(client), 0});
        longest = std::min(longest, client.idle.remaining());
    }
    if (::poll(watched.data(), watched.size(), static_cast<int>(longest.count())) < 0) {
        if (errno != EINTR) common::throw_errno("poll", "sur les connexions");
        for (pollfd& entry : watched) entry.revents = 0;
    }
    for (std::size_t i = 0; i < clients.size(); ++i) {
        clients[i].ready = watched[i + 2].revents;
        clients[i].finished = clients[i].ready == 0 && clients[i].idle.remaining() == 0ms;
    }
    return {watched[0].revents != 0, watched[1].revents != 0};
}

short wanted_events(const EchoClient& client) {
    // À écrire : voir echo_poll.hpp.
    // BEGIN SOLUTION 1.5
    return client.pending.empty() ? POLLIN : POLLOUT;
    // END SOLUTION
}

void advance(EchoClient& client, const EchoLimits& limits) {
    // À écrire : si rien n'est en attente (pending), recevez ce qui est là par receive_some(), sans attendre (une
    // échéance de 0 ms) ; Outcome::expired veut alors dire « rien pour l'instant », tout autre échec que le client a
    // fini. Puis essayez d'envoyer ce qui est en attente par un seul send() (MSG_NOSIGNAL, MSG_DONTWAIT), et retirez de
    // pending ce qu'il a pris. Des octets ont-ils bougé ? Repoussez l'échéance idle de limits.idle.
    // BEGIN SOLUTION 1.5
    if (client.pending.empty()) {
        std::string buffer(limits.buffer_bytes, '\0');
        const Chunk chunk = receive_some(client.socket.get(), buffer, Deadline::after(0ms));
        client.finished = chunk.outcome != Outcome::complete && chunk.outcome != Outcome::expired;
        if (chunk.outcome != Outcome::complete) return;
        client.pending = buffer.substr(0, chunk.size);
        client.idle = Deadline::after(limits.idle);
    }
    const ssize_t taken =
        ::send(client.socket.get(), client.pending.data(), client.pending.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (taken > 0) {
        client.pending.erase(0, static_cast<std::size_t>(taken));
        client.idle = Deadline::after(limits.idle);
    } else if (taken < 0 && !is_try_again(errno)) {
        client.finished = true;
    }
    // END SOLUTION
}

void serve_poll(const EchoServer& server) {
    // À écrire : gardez les clients dans un std::vector<EchoClient>, et recommencez sans fin : wait_for_any() ; si
    // l'arrêt est demandé, terminez ; faites avancer (advance) chaque client prêt ; retirez ceux qui ont fini ; si
    // quelqu'un attend (listener), acceptez-le, son échéance idle étant Deadline::after(limits.idle). N'écoutez
    // (accepting) que s'il reste de la place ; après Acceptance::exhausted, n'écoutez plus pendant limits.accept_pause,
    // sans quoi poll() rendrait la main aussitôt, et le serveur tournerait à vide.
    // BEGIN SOLUTION 1.5
    constexpr std::chrono::milliseconds long_time = 1h;
    std::vector<EchoClient> clients;
    bool pausing = false;
    for (;;) {
        const bool accepting = !pausing && clients.size() < server.limits.connections;
        const Readiness ready =
            wait_for_any(server, clients, accepting, pausing ? server.limits.accept_pause : long_time);
        if (ready.stop) return;
        for (EchoClient& client : clients) {
            if (client.ready != 0) advance(client, server.limits);
        }
        std::erase_if(clients, [](const EchoClient& client) { return client.finished; });
        pausing = false;
        if (!ready.listener) continue;
        Accepted accepted = accept_connection(server.listener);
        pausing = accepted.outcome == Acceptance::exhausted;
        if (accepted.outcome != Acceptance::accepted) continue;
        clients.push_back({std::move(accepted.socket), "", Deadline::after(server.limits.idle)});
    }
    // END SOLUTION
}

}  // namespace tcp
