#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "05-https-client/server/tls_stream.hpp"
#include "lab03/running_server.hpp"
#include "lab05/throwaway_certificate.hpp"
#include "lab05/tls_client.hpp"
#include "support/lesson.hpp"

namespace played {

// A server of lab 03 in this process, with a port for HTTPS beside the one for HTTP.
class TlsServer {
public:
    // Clients must have a certificate of the server's own authority, itself, if `asks_clients`.
    explicit TlsServer(files::Handler handler, files::Limits limits = short_limits(), bool asks_clients = false);

    const tcp::Address& address() const { return server_->places()[1].address; }
    const tcp::Address& plain_address() const { return server_->address(); }
    const https::CertificateFiles& files() const { return files_; }
    void expect_no_failure(support::Lesson& lesson);

private:
    TemporaryDirectory directory_;
    https::CertificateFiles files_;
    std::mutex mutex_;
    std::string failures_;
    std::unique_ptr<files::Server> server_;
};

// What the handler has been told of the connection, as text: « TLSv1.3 localhost http/1.1 ».
files::Handler describe_tls();

// A GET of this path; the connection ends after it.
std::string last_get(std::string_view path = "/");

}  // namespace played
