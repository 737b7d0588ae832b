#pragma once

#include <string>
#include <vector>

#include "05-https-client/openssl_handles.hpp"

namespace client {

// Makes a certificate: a public key, who it belongs to, until when and for what, and the signature of an authority that
// answers for all that (RFC 5280). Everything else is a matter of being believed.
//
// Left out on purpose: a request to somebody else's authority (CSR), and revocation. Given, not an exercise.
//
//     const Issued authority = issue({.name = "Autorité", .use = CertificatePlan::Use::authority}, nullptr);
//     const Issued server = issue({.name = "localhost", .hosts = {"localhost", "127.0.0.1"}}, &authority);
struct CertificatePlan {
    enum class Use { authority, server, client };

    std::string name;                     // the subject's CN: for people, at most 64 characters
    std::vector<std::string> hosts = {};  // what it is valid for: is_host_name() of each
    Use use = Use::server;
    int begins = 0;                       // valid from so many days from now on (0: an hour ago, clocks differ)
    int ends = 365;                       // to so many days from now
    bool weak = false;                    // RSA 1024 bits and SHA-1, instead of P-256 and SHA-256
};

struct Issued {
    CertificateHandle certificate;
    KeyHandle key;
};

// Makes a key, and its certificate signed by `authority`; nullptr: signed by itself. Never valid for longer than the
// authority. Throws std::runtime_error when OpenSSL refuses.
Issued issue(const CertificatePlan& plan, const Issued* authority);

// Can this stand in a certificate: an IP address, or a host name in ASCII ("localhost", "xn--caf-dma.example",
// "*.example.com")?
bool is_host_name(const std::string& text);

// Throws std::runtime_error with OpenSSL's reason.
[[noreturn]] void throw_openssl(const std::string& what);

}  // namespace client
