#pragma once

#include <vector>

#include "05-https-client/observer.hpp"
#include "05-https-client/tls_connection.hpp"

namespace client {

// The certificates of a chain, in the order they have in it; none when it is null.
std::vector<CertificateFacts> facts_of(const STACK_OF(X509) * chain);

// What a handshake that has succeeded agreed on.
TlsFacts facts_of(const TlsConnection& connection, const TlsContext& context);

}  // namespace client
