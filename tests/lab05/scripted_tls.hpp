#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "05-https-client/openssl_handles.hpp"
#include "05-https-client/socket_bio.hpp"
#include "lab03/temporary_directory.hpp"
#include "lab05/scripted_server.hpp"

namespace scripted {

// The certificates of make_certs --broken, and a few more, made once for all tests of this program.
//
//     wildcard  (*.classe.test)    nameless  (no name but the subject's CN, localhost)
class TestCertificates {
public:
    static const TestCertificates& get();

    // "server", ".pem" → a whole path.
    std::string path(const std::string& name, const std::string& extension = ".pem") const {
        return directory_.path(name + extension);
    }
    std::string authority() const { return path("ca"); }

private:
    TestCertificates();

    played::TemporaryDirectory directory_;
};

// How a server speaks TLS.
struct TlsSettings {
    std::string certificate = "server";  // of TestCertificates
    bool demands_client = false;         // a certificate of the class
    int lowest = 0;                      // TLS1_2_VERSION…; 0: whatever OpenSSL speaks
    int highest = 0;
    std::string suites = {};             // before TLS 1.3
};

// May be shared by several connections, which can then resume each other.
std::shared_ptr<SSL_CTX> tls_context(const TlsSettings& settings);

// A connection as a TLS server sees it. As with Guest, what cannot be done throws std::runtime_error.
class TlsGuest {
public:
    // Shakes hands.
    TlsGuest(Guest& guest, SSL_CTX* context);

    std::string read(std::size_t count);
    void send(std::string_view bytes);
    void say_goodbye();  // close_notify

    // Keeps all that comes, and gives `bytes` meanwhile, until `count` bytes have come and all were given.
    std::string exchange(std::string_view bytes, std::size_t count);

    std::string requested_name() const;  // SNI; empty if there was none
    std::string client_name() const;     // the subject of the client's certificate; empty if there was none
    bool resumed() const { return SSL_session_reused(ssl_.get()) == 1; }
    Guest& guest() { return guest_; }

private:
    void wait_after(int done);

    Guest& guest_;
    client::SocketEnd end_;
    client::SslHandle ssl_;
};

// A play over TLS, for scripted::Server.
//
//     scripted::Server server{scripted::over_tls({}, [](scripted::TlsGuest& guest) { guest.send("bonjour"); })};
using TlsPlay = std::function<void(TlsGuest&)>;
Play over_shared_tls(std::shared_ptr<SSL_CTX> context, TlsPlay play);
Play over_tls(const TlsSettings& settings, TlsPlay play);

}  // namespace scripted
