#pragma once

#include "05-https-client/server/server_context.hpp"

namespace vulnerable {

// TLS as it was before 2018: 1.0 and 1.1 as well (RFC 8996 forbids them), with the suites that those have.
class OldTls final : public https::ServerContext {
public:
    using ServerContext::ServerContext;

    client::SslHandle make_connection() const override;
};

}  // namespace vulnerable
