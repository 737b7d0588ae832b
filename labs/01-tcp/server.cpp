#include "01-tcp/server.hpp"

#include <netinet/in.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <vector>

#include "01-tcp/client.hpp"
#include "common/not_implemented.hpp"
#include "common/system_error.hpp"

namespace tcp {
namespace {

// BEGIN SOLUTION 1.3 helper
void set_option(int socket, int level, int option, int value, const Address& address) {
    if (::setsockopt(socket, level, option, &value, sizeof value) != 0) {
        common::throw_errno("setsockopt", to_string(address));
    }
}

enum class Families { one, both };

common::UniqueFd bind_and_listen(const Address& address, int backlog, Families families) {
    common::UniqueFd socket{::socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    if (!socket) common::throw_errno("socket", to_string(address));
    set_option(socket.get(), SOL_SOCKET, SO_REUSEADDR, 1, address);
    if (address.family() == AF_INET6) {
        set_option(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, families == Families::one ? 1 : 0, address);
    }
    if (::bind(socket.get(), address.data(), address.size()) != 0) common::throw_errno("bind", to_string(address));
    if (::listen(socket.get(), backlog) != 0) common::throw_errno("listen", to_string(address));
    return socket;
}

bool is_out_of_resources(int error) {
    return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

// accept(2): errors already pending on the new connection are reported by accept(), and concern that connection only.
bool is_lost_client(int error) {
    return is_broken_connection(error) || error == EPROTO || error == ENOPROTOOPT || error == EHOSTDOWN ||
           error == ENONET || error == EOPNOTSUPP;
}
// END SOLUTION

}  // namespace

common::UniqueFd listen_on(const Address& address, int backlog) {
    // À écrire : socket() (SOCK_STREAM, SOCK_NONBLOCK, SOCK_CLOEXEC), SO_REUSEADDR, IPV6_V6ONLY si l'adresse est IPv6,
    // bind(), listen(). Chaque échec lance std::system_error par common::throw_errno, avec to_string(address).
    // BEGIN SOLUTION 1.3
    return bind_and_listen(address, backlog, Families::one);
    // END SOLUTION
}

common::UniqueFd listen_on(const std::string& host, std::uint16_t port, int backlog) {
    // À écrire : cherchez les adresses par resolve(host, port, Purpose::listen), et écoutez sur la première qui le
    // permet ; si aucune ne le permet, laissez passer l'erreur de la dernière. Pour "", essayez d'abord l'adresse IPv6
    // avec IPV6_V6ONLY à 0 : cette seule socket reçoit alors aussi les connexions IPv4.
    // BEGIN SOLUTION 1.3
    std::vector<Address> addresses = resolve(host, port, Purpose::listen);
    const Families families = host.empty() ? Families::both : Families::one;
    if (families == Families::both) {
        std::stable_partition(addresses.begin(), addresses.end(),
                              [](const Address& address) { return address.family() == AF_INET6; });
    }
    for (std::size_t i = 0; i + 1 < addresses.size(); ++i) {
        try {
            return bind_and_listen(addresses[i], backlog, families);
        } catch (const std::system_error& error) {
            if (error.code().value() == EADDRINUSE) throw;  // listening elsewhere would hide the mistake
        }
    }
    return bind_and_listen(addresses.back(), backlog, families);
    // END SOLUTION
}

Address local_address(int socket) {
    // À écrire : getsockname() remplit une sockaddr_storage et dit combien d'octets il y a mis.
    // BEGIN SOLUTION 1.3
    sockaddr_storage storage{};
    socklen_t size = sizeof storage;
    auto* const data = reinterpret_cast<sockaddr*>(&storage);
    if (::getsockname(socket, data, &size) != 0) common::throw_errno("getsockname", "sur une socket");
    return Address{data, size};
    // END SOLUTION
}

Accepted accept_connection(int listener) {
    // À écrire : accept4() avec SOCK_NONBLOCK et SOCK_CLOEXEC, qui donne aussi l'adresse du client. EAGAIN, EINTR,
    // ECONNABORTED et les autres erreurs propres à ce client (voir accept(2)) : Acceptance::nobody. EMFILE, ENFILE,
    // ENOBUFS, ENOMEM : Acceptance::exhausted. Toute autre erreur : common::throw_errno.
    // BEGIN SOLUTION 1.3
    sockaddr_storage storage{};
    socklen_t size = sizeof storage;
    auto* const data = reinterpret_cast<sockaddr*>(&storage);
    common::UniqueFd socket{::accept4(listener, data, &size, SOCK_NONBLOCK | SOCK_CLOEXEC)};
    if (socket) return {Acceptance::accepted, std::move(socket), Address{data, size}};
    if (is_out_of_resources(errno)) return {Acceptance::exhausted, {}, {}};
    if (is_try_again(errno) || is_lost_client(errno)) return {Acceptance::nobody, {}, {}};
    common::throw_errno("accept", "sur la socket d'écoute");
    // END SOLUTION
}

Outcome echo_connection(int socket, const EchoLimits& limits, int stop) {
    // À écrire : recevez (receive_some, dans un tampon de limits.buffer_bytes octets), renvoyez (send_all), et
    // recommencez jusqu'à ce que l'un des deux rende autre chose que Outcome::complete : c'est le résultat. Chaque
    // attente a sa propre échéance : Deadline::after(limits.idle, stop).
    // BEGIN SOLUTION 1.3
    std::vector<char> buffer(limits.buffer_bytes);
    for (;;) {
        const Chunk chunk = receive_some(socket, buffer, Deadline::after(limits.idle, stop));
        if (chunk.outcome != Outcome::complete) return chunk.outcome;
        const Outcome sent = send_all(socket, {buffer.data(), chunk.size}, Deadline::after(limits.idle, stop));
        if (sent != Outcome::complete) return sent;
    }
    // END SOLUTION
}

}  // namespace tcp
