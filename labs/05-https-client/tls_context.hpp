#pragma once

#include <memory>
#include <string>

struct ssl_ctx_st;

namespace client {

class TlsSessions;

// Whose certificates are trusted: those of the system (true), no check at all (false: do not), or those of a file.
//
//     client::get(url, {.verify = "ca.pem"});
class Verify {
public:
    Verify(bool on = true) : on_{on} {}                                                    // NOLINT: reads as in Python
    Verify(std::string authorities) : on_{true}, authorities_{std::move(authorities)} {}  // NOLINT
    Verify(const char* authorities) : Verify{std::string{authorities}} {}                  // NOLINT: not a bool

    bool on() const { return on_; }
    const std::string& authorities() const { return authorities_; }  // a PEM file or a directory; empty: the system's
    bool operator==(const Verify&) const = default;

private:
    bool on_;
    std::string authorities_;
};

// The client's own certificate, for servers that ask for one: two PEM files, which may be one.
struct ClientCertificate {
    std::string certificate;
    std::string key = {};  // empty: in the same file
    bool operator==(const ClientCertificate&) const = default;
};

struct TlsOptions {
    Verify verify;
    ClientCertificate certificate;  // empty names: none
    bool operator==(const TlsOptions&) const = default;
};

// Step 5.3. What all TLS connections of a session have in common: TLS 1.2 at least (RFC 8996), OpenSSL's default
// suites, the trusted authorities, the client's certificate. Shared, and not changed once it is made.
//
// A trusted certificate is trusted as it stands: it may be an authority's root, an intermediate one, or the server's
// own. What is verified may be resumed (tls_sessions.hpp) by the next connection of the same context.
//
// Left out on purpose: revocation (OCSP, CRL). Few servers answer for it, and clients that insist on it break.
class TlsContext {
public:
    // Throws SSLError when a file cannot be used; what() names the file and says why.
    explicit TlsContext(const TlsOptions& options);

    const TlsOptions& options() const { return options_; }
    ssl_ctx_st* get() const { return context_.get(); }

    // Null without verification: what was not verified is never resumed.
    const std::shared_ptr<TlsSessions>& sessions() const { return sessions_; }

    // Where its authorities come from, for a French sentence: « ce système (/etc/ssl/certs) », « le fichier ca.pem ».
    std::string origin_of_trust() const;

private:
    TlsOptions options_;
    std::shared_ptr<ssl_ctx_st> context_;
    std::shared_ptr<TlsSessions> sessions_;
};

}  // namespace client
