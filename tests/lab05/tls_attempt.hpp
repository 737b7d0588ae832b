#pragma once

#include <memory>
#include <string>

#include "05-https-client/observer.hpp"
#include "05-https-client/tls_context.hpp"
#include "05-https-client/transport.hpp"
#include "lab05/scripted_tls.hpp"
#include "support/lesson.hpp"

namespace scripted {

// Listens to a handshake.
class TlsEar : public client::Observer {
public:
    void tls_message(bool sent, std::string_view name, std::size_t bytes) override;
    void tls_established(const client::TlsFacts& established) override { facts = established; }
    void tls_unverified(std::string_view) override { unverified = true; }

    std::string messages;  // "> ClientHello < ServerHello …"
    client::TlsFacts facts;
    bool unverified = false;
};

// What came of one attempt to speak TLS with a server: a transport, or an error.
struct TlsAttempt {
    std::unique_ptr<client::Transport> transport;
    std::string error;  // what() of the SSLError
    long verify_code = 0;
    TlsEar ear;

    bool succeeded() const { return transport != nullptr; }
};

// Of the class's authority, with verification.
client::TlsOptions class_options();

// Connects, and shakes hands with `host`. Only SSLError is caught.
TlsAttempt try_tls(const Server& server, const std::string& host, const client::TlsContext& context,
                   std::chrono::milliseconds connect = peers::patience);
TlsAttempt try_tls(const Server& server, const std::string& host, const client::TlsOptions& options = class_options());

// The same against a server with these settings, which closes behind the handshake.
TlsAttempt try_server(const TlsSettings& settings, const std::string& host,
                      const client::TlsOptions& options = class_options());

// Reads until something else than bytes comes: what came, and how it ended, "bonjour (fin)", "(coupure)", "(délai)".
std::string read_all(client::Transport& transport);

// For failures of the tests of step 5.3.
support::Lesson tls_lesson();

}  // namespace scripted
