#include "01-tcp/stream.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cassert>
#include <cerrno>

#include "common/system_error.hpp"

namespace tcp {

std::string_view describe(Outcome outcome) {
    switch (outcome) {
    case Outcome::complete: return "c'est fait";
    case Outcome::end_of_stream: return "l'autre extrémité a fini d'envoyer";
    case Outcome::reset: return "la connexion a été coupée";
    case Outcome::limit: return "la limite est atteinte";
    case Outcome::expired: return "le délai d'attente est dépassé";
    case Outcome::stopped: return "le programme s'arrête";
    }
    return "";
}

Deadline Deadline::after(std::chrono::milliseconds duration, int stop) {
    return {Clock::now() + duration, stop};
}

std::chrono::milliseconds Deadline::remaining() const {
    return std::max(std::chrono::ceil<std::chrono::milliseconds>(when_ - Clock::now()), std::chrono::milliseconds{0});
}

Deadline Deadline::share(std::size_t parts) const {
    assert(parts > 0);
    const Clock::time_point now = Clock::now();
    return {now >= when_ ? when_ : now + (when_ - now) / static_cast<Clock::rep>(parts), stop_};
}

Outcome wait_for(int fd, short events, const Deadline& deadline) {
    constexpr std::chrono::milliseconds longest{60'000};  // poll() counts in int
    for (;;) {
        const std::chrono::milliseconds remaining = deadline.remaining();
        pollfd waited[] = {{fd, events, 0}, {deadline.stop(), POLLIN, 0}};
        const int ready = ::poll(waited, 2, static_cast<int>(std::min(remaining, longest).count()));
        if (ready < 0 && errno != EINTR) common::throw_errno("poll", "sur une socket");
        if (ready > 0) return waited[1].revents != 0 ? Outcome::stopped : Outcome::complete;
        if (remaining.count() == 0) return Outcome::expired;
    }
}

bool is_broken_connection(int error) {
    switch (error) {
    case ECONNRESET:
    case ECONNABORTED:
    case EPIPE:
    case ETIMEDOUT:
    case EHOSTUNREACH:
    case ENETUNREACH:
    case ENETDOWN:
    case ENETRESET: return true;
    default: return false;
    }
}

bool is_try_again(int error) {
    return error == EAGAIN || error == EINTR;  // EWOULDBLOCK is EAGAIN on Linux
}

void reset_on_close(int socket) {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);  // best effort: at worst FIN leaves
}

}  // namespace tcp
