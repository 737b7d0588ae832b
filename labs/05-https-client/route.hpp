#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "05-https-client/auth.hpp"
#include "05-https-client/connection.hpp"
#include "05-https-client/tls_context.hpp"
#include "05-https-client/url.hpp"

namespace client {

// Where a connection leads. Two requests may share one only if all of this is the same: what was not verified never
// serves who asked for verification, and a tunnel that one user opened is not another's.
struct Route {
    std::string scheme;  // "http" or "https"
    std::string host;
    std::uint16_t port = 0;
    std::optional<Url> proxy;
    TlsOptions tls;

    bool operator==(const Route&) const = default;
};

// Opens a connection to the end of a route, as a value, so that tests can put a transport of their own in its place.
// Throws ConnectionError, Timeout.
using Connector =
    std::function<std::unique_ptr<Transport>(const Route&, const Limits&, const Timer&, Observer&)>;

// The real one: name, TCP, the proxy's tunnel (step 5.8), TLS. Connections with the same TlsOptions share a TlsContext:
// the authorities are read once, and a server that was met before needs a shorter handshake.
Connector network();

// Connections that wait for another request, the least recently used closed first. Used by one thread at a time.
class Pool {
public:
    explicit Pool(std::size_t limit) : limit_{limit} {}

    // One that leads there and is still good; nothing if there is none.
    std::unique_ptr<Connection> take(const Route& route);

    // Keeps the connection if it may be used again (Connection::is_reusable), otherwise closes it.
    void give_back(const Route& route, std::unique_ptr<Connection> connection);

    void close_all() { idle_.clear(); }

private:
    struct Idle {
        Route route;
        std::unique_ptr<Connection> connection;
    };

    std::size_t limit_;
    std::vector<Idle> idle_;
};

}  // namespace client
