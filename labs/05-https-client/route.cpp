#include "05-https-client/route.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <list>
#include <system_error>

#include "01-tcp/client.hpp"
#include "05-https-client/errors.hpp"
#include "05-https-client/lookup.hpp"
#include "05-https-client/quoted.hpp"
#include "05-https-client/tls_transport.hpp"
#include "05-https-client/tunnel.hpp"
#include "common/system_error.hpp"

namespace client {
namespace {

using Addresses = std::vector<tcp::Address>;

// Where the TCP connection itself leads: to the proxy, if there is one.
tcp::HostPort first_hop(const Route& route) {
    if (route.proxy) return {route.proxy->host, route.proxy->port};
    return {route.host, route.port};
}

Addresses find_addresses(const tcp::HostPort& hop, const Timer& timer, Observer& observer) {
    observer.resolving(hop.host);
    try {
        Addresses addresses = look_up(hop.host, hop.port, timer.connect());
        observer.resolved(hop.host, addresses);
        return addresses;
    } catch (const ConnectTimeout&) {
        if (timer.total().remaining().count() > 0) throw;
        timer.throw_expired(Timer::Phase::connect, hop.host);
    }
}

// The addresses in turn, each with its share of the time, as tcp::connect_to_any() does, which has nobody to tell.
common::UniqueFd connect_to_any(const Addresses& addresses, const tcp::Deadline& deadline, Observer& observer) {
    for (std::size_t i = 0;; ++i) {
        const bool last = i + 1 == addresses.size();
        observer.connecting(addresses[i]);
        try {
            common::UniqueFd socket = tcp::connect_to(addresses[i], deadline.share(addresses.size() - i));
            observer.connected(addresses[i]);
            return socket;
        } catch (const std::system_error&) {
            if (last) throw;
        }
    }
}

// Is it this machine that lacks something, rather than the network or the other end?
bool is_our_own(int error) {
    return error == EMFILE || error == ENFILE || error == ENOMEM || error == ENOBUFS;
}

// The advice that the kit has for an errno value, as the end of a sentence.
std::string advice_for(int error) {
    std::string advice{common::advice_for_errno(error)};
    if (advice.empty()) return "vérifiez l'adresse, le port et le réseau";
    const bool capital = advice.front() >= 'A' && advice.front() <= 'Z';
    if (capital) advice.front() = static_cast<char>(advice.front() - 'A' + 'a');
    if (advice.back() == '.') advice.pop_back();
    return advice;
}

[[noreturn]] void throw_unreachable(const tcp::HostPort& hop, bool is_proxy, int error) {
    const std::string where = client::quoted(hop.host) + ", port " + std::to_string(hop.port);
    const std::string why = " impossible : " + common::explain_errno(error);
    if (is_proxy) throw ProxyError{"connexion au mandataire (proxy) " + where + why, advice_for(error)};
    throw ConnectionError{"connexion à " + where + why, advice_for(error)};
}

// A head and the body behind it are two writes: the second must not wait until the first is acknowledged.
void send_at_once(int socket) {
    const int yes = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);  // best effort: without it, only slower
}

common::UniqueFd connect(const Route& route, const Timer& timer, Observer& observer) {
    const tcp::HostPort hop = first_hop(route);
    const Addresses addresses = find_addresses(hop, timer, observer);
    const tcp::Deadline deadline = timer.connect();
    try {
        common::UniqueFd socket = connect_to_any(addresses, deadline, observer);
        send_at_once(socket.get());
        return socket;
    } catch (const std::system_error& error) {
        const int code = error.code().value();
        if (code == ETIMEDOUT && deadline.remaining().count() == 0) {
            timer.throw_expired(Timer::Phase::connect, hop.host);
        }
        if (is_our_own(code)) throw;
        throw_unreachable(hop, route.proxy.has_value(), code);
    }
}

// One context for each kind of connection.
class Contexts {
public:
    const TlsContext& of(const TlsOptions& options) {
        for (const TlsContext& context : made_) {
            if (context.options() == options) return context;
        }
        return made_.emplace_back(options);
    }

private:
    std::list<TlsContext> made_;  // those that are there stay where they are
};

std::unique_ptr<Transport> open_route(const Route& route, const Limits& limits, const Timer& timer,
                                      Observer& observer, Contexts& contexts) {
    const bool secure = route.scheme == "https";
    if (route.proxy) observer.proxy(to_string(*route.proxy), secure);
    auto plain = std::make_unique<PlainTransport>(connect(route, timer, observer));
    if (!secure) return plain;
    if (route.proxy) open_tunnel(*plain, route, limits, timer, observer);
    return start_tls(plain->release(), route.host, contexts.of(route.tls), timer, observer);
}

}  // namespace

Connector network() {
    return [contexts = std::make_shared<Contexts>()](const Route& route, const Limits& limits, const Timer& timer,
                                                     Observer& observer) {
        return open_route(route, limits, timer, observer, *contexts);
    };
}

}  // namespace client
