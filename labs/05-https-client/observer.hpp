#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "01-tcp/address.hpp"
#include "02-http-message/request.hpp"
#include "02-http-message/response.hpp"

namespace client {

struct Url;

// One certificate of a chain, for people.
struct CertificateFacts {
    std::string subject;             // "CN=example.com"
    std::string issuer;
    std::vector<std::string> names;  // what it is valid for: "example.com", "*.example.org", "192.0.2.1"
    std::string valid_from;          // "2026-01-01 00:00:00 UTC"
    std::string valid_until;
    std::string key;                 // "EC P-256", "RSA 2048 bits"
    std::string signature;           // "ecdsa-with-SHA256"
    std::string fingerprint;         // SHA-256, "ab:cd:…"
    bool is_authority = false;
};

// What TLS agreed on.
struct TlsFacts {
    std::string version;   // "TLSv1.3"
    std::string suite;     // "TLS_AES_256_GCM_SHA384"
    std::string group;     // "X25519", empty if unknown
    std::string protocol;  // ALPN: "http/1.1", empty if none
    bool resumed = false;  // a session of before: no certificate was sent
    bool verified = false;
    std::string trust;     // one French sentence: why the certificate is trusted, or why it was not looked at
    std::vector<CertificateFacts> chain;  // the server's first
};

// Is told what happens, as it happens: what --explain says and --timeline draws. Every function does nothing unless it
// is overridden; none may throw. What they are given is valid during the call only.
class Observer {
public:
    virtual ~Observer() = default;

    virtual void resolving(std::string_view /*host*/) {}
    virtual void resolved(std::string_view /*host*/, const std::vector<tcp::Address>& /*addresses*/) {}
    virtual void connecting(const tcp::Address& /*address*/) {}
    virtual void connected(const tcp::Address& /*address*/) {}
    virtual void reusing(std::string_view /*host*/) {}  // a connection of before
    virtual void proxy(std::string_view /*proxy*/, bool /*tunnel*/) {}

    virtual void tls_begins(std::string_view /*host*/) {}
    // A message of the handshake: "ClientHello"… and its size in bytes.
    virtual void tls_message(bool /*sent*/, std::string_view /*name*/, std::size_t /*bytes*/) {}
    virtual void tls_established(const TlsFacts& /*facts*/) {}
    virtual void tls_unverified(std::string_view /*host*/) {}  // --insecure

    virtual void request_head(std::string_view /*bytes*/) {}
    virtual void request_body(std::uint64_t /*bytes*/) {}  // so many more were sent
    virtual void request_sent() {}
    virtual void informational(const http::Response& /*answer*/) {}  // 1xx
    virtual void answer_head(const http::Response& /*answer*/, std::string_view /*bytes*/) {}
    virtual void answer_body(std::uint64_t /*bytes*/) {}  // so many more came
    virtual void answer_received() {}

    virtual void redirect(int /*status*/, const Url& /*from*/, const Url& /*to*/, std::string_view /*method*/) {}
    virtual void cookie_stored(std::string_view /*set_cookie*/, const Url& /*from*/) {}
    virtual void cookie_refused(std::string_view /*set_cookie*/, const Url& /*from*/, std::string_view /*reason*/) {}
    virtual void cookies_sent(std::string_view /*cookie*/, const Url& /*to*/) {}
    virtual void retrying(unsigned /*attempt*/, std::chrono::milliseconds /*delay*/, std::string_view /*why*/) {}
};

}  // namespace client
