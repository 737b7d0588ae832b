#pragma once

#include <string>
#include <string_view>

struct evp_pkey_st;

namespace security {

// Signatures as JWS wants them (RFC 7518 §3, RFC 8037 §3.1), by OpenSSL: nobody writes his own. TokenKey knows which
// goes with which key. To sign throws std::runtime_error when OpenSSL fails; to verify never throws for what a stranger
// wrote.

// 32 bytes; compared in constant time: otherwise a stranger could find out a right one byte after byte.
std::string sign_hs256(std::string_view secret, std::string_view bytes);
bool verify_hs256(std::string_view secret, std::string_view bytes, std::string_view signature);

// R and S, 32 bytes each. OpenSSL refuses numbers that are 0 or too large (a library that forgot to took the signature
// 0, 0 for everybody's: CVE-2022-21449).
std::string sign_es256(evp_pkey_st* key, std::string_view bytes);
bool verify_es256(evp_pkey_st* key, std::string_view bytes, std::string_view signature);

// 64 bytes.
std::string sign_eddsa(evp_pkey_st* key, std::string_view bytes);
bool verify_eddsa(evp_pkey_st* key, std::string_view bytes, std::string_view signature);

}  // namespace security
