#pragma once

#include <string>
#include <vector>

#include "05-https-client/openssl_handles.hpp"

namespace https {

// What a server shows of itself, and what it asks of its clients: files in PEM format.
struct CertificateFiles {
    std::string certificate;              // the server's own, then those between it and the authority
    std::string key = {};                 // empty: in the same file
    std::string client_authorities = {};  // clients must have a certificate of these; empty: they are not asked for one
};

// What all TLS connections of a server have in common. Shared by its threads, and not changed once it is made.
//
// TLS 1.2 at least (RFC 8996 forbids older ones); in TLS 1.2 only suites that keep old conversations secret even from
// whoever steals the key later, and that cannot be taken apart (ECDHE with an AEAD, RFC 9325 §4.2). Among these the
// client chooses: it knows whether its processor computes AES fast. A client that comes back within two hours need not
// be shown the certificate again: it keeps a ticket, and the server remembers nothing (RFC 5077, RFC 8446 §4.6.1).
// A client cannot have the keys agreed on anew (renegotiation): that would cost the server much more than the client.
//
// Left out on purpose: several certificates for several names (SNI), which a server behind one address of a class does
// not need; stapled revocation answers (OCSP), which public authorities are giving up; changing the key of the tickets
// while the server runs; encryption by the kernel (kTLS), which not every system has.
//
//     const auto context = std::make_shared<https::ServerContext>(https::CertificateFiles{"server.pem", "server.key"});
class ServerContext {
public:
    // Throws std::system_error when a file cannot be read, std::runtime_error when it does not hold what it should, or
    // when the key is not that of the certificate: in French, with what to do.
    explicit ServerContext(const CertificateFiles& files);
    virtual ~ServerContext() = default;
    ServerContext(const ServerContext&) = delete;
    ServerContext& operator=(const ServerContext&) = delete;

    // What is not wrong enough to stop for: a key that everybody can read, a certificate that has expired. French
    // sentences without their full stop.
    const std::vector<std::string>& warnings() const { return warnings_; }

    // One connection's. Throws std::bad_alloc. Overridden by whoever wants other settings for it.
    virtual client::SslHandle make_connection() const;

private:
    void load_certificate(const std::string& file);
    void load_key(const std::string& file, const std::string& certificate);
    void ask_clients(const std::string& authorities);

    client::ContextHandle context_;
    std::vector<std::string> warnings_;
};

}  // namespace https
