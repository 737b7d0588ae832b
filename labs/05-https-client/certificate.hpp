#pragma once

#include <string>
#include <vector>

#include "05-https-client/observer.hpp"

struct x509_st;
struct x509_store_ctx_st;

namespace client {

// A certificate, for people.
CertificateFacts facts_of(x509_st* certificate);

// Step 5.3. Why a certificate was refused, and what to do: the two halves of an SSLError.
struct Verdict {
    std::string what;    // « le certificat de exemple.fr a expiré le 3 mars 2026 »
    std::string advice;  // « … donnez son certificat avec --cacert »
};

// `code`: OpenSSL's X509_V_ERR_…; `chain`: the server's certificate first; may be empty. Said apart: expired since,
// not yet valid until, another name (which ones it has), self-signed, an authority that is not known, revoked, a key
// or signature too weak, not for servers; the rest in OpenSSL's words.
Verdict explain_verification(long code, const std::string& host, const std::vector<CertificateFacts>& chain);

}  // namespace client
