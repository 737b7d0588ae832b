#include "01-tcp/client.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cassert>
#include <cerrno>
#include <system_error>

#include "common/not_implemented.hpp"
#include "common/system_error.hpp"

namespace tcp {
// BEGIN SOLUTION 1.2 helper
namespace {

// How a connect() in progress has ended: 0, or an errno value.
int connection_error(int socket) {
    int error = 0;
    socklen_t size = sizeof error;
    if (::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) != 0) return errno;
    return error;
}

// Waits for a connect() in progress: 0, or an errno value.
int finish_connecting(int socket, const Deadline& deadline) {
    switch (wait_for(socket, POLLOUT, deadline)) {
    case Outcome::expired: return ETIMEDOUT;
    case Outcome::stopped: return ECANCELED;
    case Outcome::complete:
    case Outcome::end_of_stream:
    case Outcome::reset:
    case Outcome::limit: break;
    }
    return connection_error(socket);
}

}  // namespace
// END SOLUTION

common::UniqueFd connect_to(const Address& address, const Deadline& deadline) {
    // À écrire : créez une socket SOCK_STREAM de la famille de l'adresse, avec SOCK_NONBLOCK et SOCK_CLOEXEC, puis
    // appelez connect(). L'erreur EINPROGRESS n'en est pas une : la poignée de main est en cours. Attendez alors que la
    // socket soit prête en écriture (wait_for), et demandez l'erreur éventuelle par getsockopt(SO_ERROR).
    // Tout échec lance std::system_error par common::throw_errno ou common::throw_error, avec to_string(address) ;
    // délai dépassé : ETIMEDOUT ; arrêt demandé : ECANCELED.
    // BEGIN SOLUTION 1.2
    common::UniqueFd socket{::socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    if (!socket) common::throw_errno("socket", to_string(address));
    if (::connect(socket.get(), address.data(), address.size()) == 0) return socket;
    const bool in_progress = errno == EINPROGRESS || errno == EINTR;
    const int error = in_progress ? finish_connecting(socket.get(), deadline) : errno;
    if (error != 0) common::throw_error(error, "connect", to_string(address));
    return socket;
    // END SOLUTION
}

common::UniqueFd connect_to_any(std::span<const Address> addresses, const Deadline& deadline) {
    assert(!addresses.empty());
    for (; addresses.size() > 1; addresses = addresses.subspan(1)) {
        try {
            return connect_to(addresses.front(), deadline.share(addresses.size()));
        } catch (const std::system_error& error) {
            if (error.code().value() == ECANCELED) throw;
        }
    }
    return connect_to(addresses.front(), deadline);
}

Outcome send_all(int socket, std::string_view bytes, const Deadline& deadline) {
    // À écrire : tant qu'il reste des octets, attendez que la socket soit prête en écriture (wait_for, POLLOUT), puis
    // appelez send(), qui dit combien d'octets il a pris : il peut en prendre moins que demandé. Sans MSG_NOSIGNAL,
    // envoyer à quelqu'un qui est parti tue le programme (SIGPIPE). Les erreurs de is_try_again() ne comptent pas,
    // celles de is_broken_connection() donnent Outcome::reset, les autres lancent une exception.
    // BEGIN SOLUTION 1.2
    while (!bytes.empty()) {
        const Outcome ready = wait_for(socket, POLLOUT, deadline);
        if (ready != Outcome::complete) return ready;
        const ssize_t taken = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (taken >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(taken));
        } else if (is_broken_connection(errno)) {
            return Outcome::reset;
        } else if (!is_try_again(errno)) {
            common::throw_errno("send", "sur une connexion");
        }
    }
    return Outcome::complete;
    // END SOLUTION
}

Chunk receive_some(int socket, std::span<char> buffer, const Deadline& deadline) {
    // À écrire : attendez des octets (wait_for, POLLIN), puis prenez par recv() ceux qui sont là. recv() rend 0 quand
    // l'autre extrémité a fini : Outcome::end_of_stream. Erreurs : comme pour send_all().
    // BEGIN SOLUTION 1.2
    assert(!buffer.empty());
    for (;;) {
        const Outcome ready = wait_for(socket, POLLIN, deadline);
        if (ready != Outcome::complete) return {ready, 0};
        const ssize_t size = ::recv(socket, buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (size > 0) return {Outcome::complete, static_cast<std::size_t>(size)};
        if (size == 0) return {Outcome::end_of_stream, 0};
        if (is_broken_connection(errno)) return {Outcome::reset, 0};
        if (!is_try_again(errno)) common::throw_errno("recv", "sur une connexion");
    }
    // END SOLUTION
}

Received receive_to_end(int socket, std::size_t limit, const Deadline& deadline) {
    // À écrire : appelez receive_some() et mettez les morceaux bout à bout, jusqu'à ce qu'il rende autre chose que
    // Outcome::complete, ou que plus de `limit` octets soient arrivés : rendez alors les `limit` premiers.
    // BEGIN SOLUTION 1.2
    Received received;
    std::array<char, 16 * 1024> buffer;
    for (;;) {
        const Chunk chunk = receive_some(socket, buffer, deadline);
        received.bytes.append(buffer.data(), chunk.size);
        received.outcome = chunk.outcome;
        if (chunk.outcome != Outcome::complete) return received;
        if (received.bytes.size() > limit) {
            received.bytes.resize(limit);
            received.outcome = Outcome::limit;
            return received;
        }
    }
    // END SOLUTION
}

}  // namespace tcp
