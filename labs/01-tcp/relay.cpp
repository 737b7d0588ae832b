#include "01-tcp/relay.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

#include "01-tcp/client.hpp"
#include "common/not_implemented.hpp"
#include "common/system_error.hpp"

namespace tcp {

using namespace std::chrono_literals;

namespace {

// What to watch on the socket that `flow` reads and `opposite` writes.
pollfd watch(const Flow& flow, const Flow& opposite) {
    short events = 0;
    if (flow.pending.empty() && !flow.ended) events |= POLLIN;
    if (!opposite.pending.empty()) events |= POLLOUT;
    // Once both its directions are shut, a socket reports POLLHUP for ever: it is then left out.
    const bool left_out = events == 0 && opposite.closed;
    return {left_out ? -1 : flow.from, events, 0};
}

// A break shows as POLLERR or POLLHUP. Where the flow reads, recv() will tell; elsewhere, nothing else would.
bool is_broken(const pollfd& watched) {
    return (watched.revents & (POLLERR | POLLHUP)) != 0 && (watched.events & POLLIN) == 0;
}

}  // namespace

Outcome wait_for_flows(const Flow& out, const Flow& back, const Deadline& deadline, const Report& report) {
    constexpr std::chrono::milliseconds longest = 1h;
    for (;;) {
        const std::chrono::milliseconds remaining = std::min(deadline.remaining(), longest);
        pollfd watched[] = {watch(out, back), watch(back, out), {deadline.stop(), POLLIN, 0}};
        const int ready = ::poll(watched, 3, static_cast<int>(remaining.count()));
        if (ready < 0 && errno != EINTR) common::throw_errno("poll", "sur les deux côtés du relais");
        if (ready == 0 && deadline.remaining() == 0ms) return Outcome::expired;
        if (ready <= 0) continue;
        if (watched[2].revents != 0) return Outcome::stopped;
        if (!is_broken(watched[0]) && !is_broken(watched[1])) return Outcome::complete;
        report(EventKind::reset, is_broken(watched[0]) ? out.direction : back.direction, "");
        return Outcome::reset;
    }
}

// BEGIN SOLUTION 1.6 helper
namespace {

Direction opposite(Direction direction) {
    return direction == Direction::to_server ? Direction::to_client : Direction::to_server;
}

bool take_in(Flow& flow, std::size_t buffer_bytes, const Report& report) {
    std::string buffer(buffer_bytes, '\0');
    const Chunk chunk = receive_some(flow.from, buffer, Deadline::after(0ms));
    switch (chunk.outcome) {
    case Outcome::complete:
        flow.pending = buffer.substr(0, chunk.size);
        report(EventKind::data, flow.direction, flow.pending);
        return true;
    case Outcome::end_of_stream:
        flow.ended = true;
        report(EventKind::finished, flow.direction, "");
        return true;
    case Outcome::reset: report(EventKind::reset, flow.direction, ""); return false;
    case Outcome::expired:
    case Outcome::limit:
    case Outcome::stopped: return true;  // nothing to read for the moment
    }
    return true;
}

bool give_out(Flow& flow, const Report& report) {
    const ssize_t taken = ::send(flow.to, flow.pending.data(), flow.pending.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (taken >= 0) flow.pending.erase(0, static_cast<std::size_t>(taken));
    if (taken >= 0 || is_try_again(errno)) return true;
    report(EventKind::reset, opposite(flow.direction), "");
    return false;
}

}  // namespace
// END SOLUTION

bool advance(Flow& flow, std::size_t buffer_bytes, const Report& report) {
    // À écrire, dans cet ordre :
    // - si rien n'est en attente et que la source n'a pas fini, recevez ce qui est là (receive_some(), avec une
    //   échéance de 0 ms) : des octets se rapportent (data) et se mettent en attente, une fin se rapporte (finished) et
    //   se note dans ended, une coupure se rapporte (reset) et met fin à tout ;
    // - s'il y a des octets en attente, un seul send() (MSG_NOSIGNAL, MSG_DONTWAIT), et retirez ce qu'il a pris ; une
    //   coupure vient alors de la destination : rapportez-la dans la direction opposée ;
    // - si la source a fini et que plus rien n'est en attente, transmettez la fin, une seule fois :
    //   shutdown(SHUT_WR), closed. Surtout pas close() : l'autre sens continue.
    // BEGIN SOLUTION 1.6
    if (flow.pending.empty() && !flow.ended && !take_in(flow, buffer_bytes, report)) return false;
    if (!flow.pending.empty() && !give_out(flow, report)) return false;
    if (flow.ended && flow.pending.empty() && !flow.closed) {
        ::shutdown(flow.to, SHUT_WR);  // fails only if `to` is broken, which the other flow will find out
        flow.closed = true;
    }
    return true;
    // END SOLUTION
}

Outcome relay_connection(int client, int server, const RelayLimits& limits, int stop, const Report& report) {
    // À écrire : deux Flow, un par sens. Tant que l'un des deux n'est pas closed : wait_for_flows(), avec une échéance
    // neuve de limits.idle, puis advance() sur l'un et sur l'autre. Le résultat est ce que wait_for_flows() rend
    // d'autre que Outcome::complete, Outcome::reset après une coupure, sinon Outcome::end_of_stream.
    // BEGIN SOLUTION 1.6
    Flow out{.direction = Direction::to_server, .from = client, .to = server};
    Flow back{.direction = Direction::to_client, .from = server, .to = client};
    while (!out.closed || !back.closed) {
        const Outcome ready = wait_for_flows(out, back, Deadline::after(limits.idle, stop), report);
        if (ready != Outcome::complete) return ready;
        if (!advance(out, limits.buffer_bytes, report)) return Outcome::reset;
        if (!advance(back, limits.buffer_bytes, report)) return Outcome::reset;
    }
    return Outcome::end_of_stream;
    // END SOLUTION
}

}  // namespace tcp
