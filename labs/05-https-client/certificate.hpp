#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "05-https-client/observer.hpp"

struct x509_st;

namespace client {

// A certificate, for people. What it says of itself is escaped: it may be shown on a terminal, whoever made it.
CertificateFacts facts_of(x509_st* certificate);

// The moment of CertificateFacts, for a French sentence: "2026-03-03 08:00:00 UTC" is « le 3 mars 2026 », the first of
// a month « le 1er mars 2026 ». What is not such a moment comes back as it is.
std::string french_date(std::string_view moment);

// The name of an elliptic curve by OpenSSL's number: "P-256", "X25519".
std::string curve_name(int number);

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
