#pragma once

#include <optional>
#include <string>

#include "05-https-client/openssl_handles.hpp"
#include "06-security/audit/context.hpp"

namespace audit {

// The server over TLS, looked at without trusting it: which versions it speaks, and which certificate it shows. OpenSSL
// is allowed everything here (security level 0): what is to be found out is what the server refuses, not what we do.
struct TlsAttempt {
    bool agreed = false;
    std::string version;                    // "TLSv1.3", when agreed
    std::string reason;                     // French or OpenSSL's: why there was no agreement
    client::CertificateHandle certificate;  // the server's own, when agreed
};

// Where the server speaks TLS: the audited address, or the profile's https_port beside it; nothing if nowhere.
std::optional<client::Url> secure_url(const Context& context);

// A handshake with this version of TLS and no other (TLS1_VERSION… of OpenSSL); 0: any. Throws when there is no TCP
// connection.
TlsAttempt try_tls(const client::Url& url, int version);

}  // namespace audit
