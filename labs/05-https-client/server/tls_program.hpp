#pragma once

#include <cstdint>
#include <optional>

#include "03-static-server/server.hpp"
#include "05-https-client/server/server_context.hpp"

namespace CLI {
class App;
}

namespace https {

// What every server program of lab 05 and later has in common: a second port, for HTTPS.
//
//     https::TlsOptions tls;
//     https::declare_tls_options(app, tls);
//     … https::add_tls(tls, program.server);   // files::ServerProgram
struct TlsOptions {
    std::optional<std::uint16_t> port;  // none: HTTP alone
    CertificateFiles files;
};

// Adds --tls-port, --tls-cert, --tls-key and --tls-client-ca.
void declare_tls_options(CLI::App& app, TlsOptions& options);

// Adds the port of HTTPS to those of the server, if one is asked for; warns on standard error. Throws
// common::WrongUsage when there is a port and no certificate, or the other way round; else as ServerContext does.
void add_tls(const TlsOptions& options, files::ServerOptions& server);

}  // namespace https
