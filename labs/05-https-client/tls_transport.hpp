#pragma once

#include <memory>
#include <string>

#include "05-https-client/observer.hpp"
#include "05-https-client/timer.hpp"
#include "05-https-client/tls_context.hpp"
#include "05-https-client/transport.hpp"

namespace client {

// Step 5.3. TLS over a connected socket (RFC 8446). `host` is the name that was asked for: it is sent in clear (SNI,
// names only, RFC 6066 §3), and the certificate must be valid for it; an IP address must stand in it as one.
//
// Throws SSLError when there is no agreement or the certificate is refused (explain_verification), ConnectTimeout,
// ConnectionError. Without verification, the observer is told (tls_unverified).
std::unique_ptr<Transport> start_tls(common::UniqueFd socket, const std::string& host, const TlsContext& context,
                                     const Timer& timer, Observer& observer);

}  // namespace client
