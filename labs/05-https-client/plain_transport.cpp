#include "05-https-client/transport.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <chrono>

#include "common/not_implemented.hpp"
#include "common/system_error.hpp"

namespace client {

tcp::Chunk PlainTransport::read_some(std::span<char> buffer, const tcp::Deadline& deadline) {
    // À écrire : le lab 01 sait déjà lire ce qui est arrivé, sans attendre au-delà d'un délai.
    // BEGIN SOLUTION 5.1
    return tcp::receive_some(socket_.get(), buffer, deadline);
    // END SOLUTION
}

Transport::Written PlainTransport::write(std::string_view bytes, const tcp::Deadline& deadline, bool stop_at_answer) {
    // À écrire : comme tcp::send_all() du lab 01, mais en comptant les octets pris. Avec stop_at_answer, attendez aussi
    // que le serveur ait dit quelque chose (POLLIN), et si c'est le cas (is_stale()), arrêtez-vous là.
    // BEGIN SOLUTION 5.1
    const short events = stop_at_answer ? POLLOUT | POLLIN : POLLOUT;
    Written written;
    while (written.size < bytes.size()) {
        written.answer_waits = stop_at_answer && is_stale();
        if (written.answer_waits) return written;
        const std::string_view rest = bytes.substr(written.size);
        const ssize_t taken = ::send(socket_.get(), rest.data(), rest.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (taken >= 0) {
            written.size += static_cast<std::size_t>(taken);
        } else if (tcp::is_broken_connection(errno)) {
            written.outcome = tcp::Outcome::reset;
            return written;
        } else if (!tcp::is_try_again(errno)) {
            common::throw_errno("send", "sur une connexion");
        } else {
            written.outcome = tcp::wait_for(socket_.get(), events, deadline);
            if (written.outcome != tcp::Outcome::complete) return written;
        }
    }
    return written;
    // END SOLUTION
}

bool PlainTransport::wait_for_answer(const tcp::Deadline& deadline) {
    return tcp::wait_for(socket_.get(), POLLIN, deadline) == tcp::Outcome::complete;
}

bool PlainTransport::is_stale() {
    return wait_for_answer(tcp::Deadline::after(std::chrono::milliseconds{0}));
}

}  // namespace client
