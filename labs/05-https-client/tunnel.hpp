#pragma once

#include "05-https-client/limits.hpp"
#include "05-https-client/observer.hpp"
#include "05-https-client/route.hpp"
#include "05-https-client/timer.hpp"
#include "05-https-client/transport.hpp"

namespace client {

// Step 5.8. Asks a proxy for a tunnel (RFC 9110 §9.3.6): from its answer 2xx on, what one side sends reaches the other
// as it is, so TLS goes from the client to the server, and the proxy sees nothing but whom it is for.
//
//     CONNECT example.com:443 HTTP/1.1        →
//     Host: example.com:443
//     Proxy-Authorization: Basic YWRhOnM=     (name and password of the proxy's address, if it has some)
//                                             ←   HTTP/1.1 200 Connection established
//
// `proxy` is connected to route.proxy, which there is. Nothing is read beyond the head of the answer: a proxy that
// sends more than that is refused, since the server never speaks first.
// Throws ProxyError (it refuses, or does not speak HTTP), ConnectTimeout.
void open_tunnel(Transport& proxy, const Route& route, const Limits& limits, const Timer& timer, Observer& observer);

}  // namespace client
