#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "02-http-message/date.hpp"
#include "06-security/refusal.hpp"
#include "06-security/token_key.hpp"

namespace security {

// Step 6.3. A JSON Web Token (RFC 7519) in its compact form (RFC 7515 §7.1): three parts in Base64url, with dots
// between.
//
//     eyJhbGciOiJFZERTQSJ9 . eyJzdWIiOiJhZGEiLCJleHAiOjE3…} . 3kB1…
//     header                 claims                            signature of « header.claims »
//
// Anybody can read it; nobody without the key can make or change one. Whoever holds it is who it says (« bearer »).
struct Claims {
    std::string subject;     // sub: the account
    std::string role;        // « lecteur », « auteur », « admin »
    std::string issuer;      // iss: who made it
    std::string audience;    // aud: for which service
    http::Seconds issued{};      // iat
    http::Seconds not_before{};  // nbf
    http::Seconds expires{};     // exp
    std::string id;          // jti
};

// What the server demands. The algorithm is the server's choice and never the token's (RFC 8725 §3.1): a token that
// says « none », or that takes a public key for an HMAC secret, is refused before its signature is looked at.
//
// What the service demands is the default. Whoever looks at the tokens of others (jwt_inspect) leaves out what he
// cannot know.
struct TokenRules {
    std::string issuer = "atelier-http";  // empty: not checked
    std::string audience = "depot";       // empty: not checked
    bool require_subject = true;
    bool require_expiry = true;           // without: valid for ever
    std::chrono::seconds leeway{30};  // between two clocks
    std::size_t most_bytes = 4'096;
};

// The token of these claims, signed with this key. An empty text is left out, and so is a date that is 0. Texts are
// UTF-8.
std::string make_token(const Claims& claims, const TokenKey& key);

// The claims of a token, if it is one of ours and valid now; otherwise 401 (« invalid_token », RFC 6750 §3.1) with the
// reason. In this order: length; three parts; Base64url without padding and nothing else (RFC 7515 §2); header a JSON
// object whose « alg » is that of the key, « typ », if it is there, "JWT", without « crit » (RFC 7515 §4.1.11), and
// whose other names count for nothing: no key is taken out of a token; the signature; claims a JSON object
// (read_json_object()) with « sub », « exp »; « exp » (may not be past), « nbf » and « iat » (may not be to come), each
// a date that numeric_date() reads; « iss », « aud » (a text, or a list of texts that holds it); « role » and « jti »,
// if they are there, texts. Throws std::bad_alloc only.
Decided<Claims> check_token(std::string_view token, const TokenKey& key, const TokenRules& rules, http::Seconds now);

// Base64url without padding (RFC 4648 §5, RFC 7515 §2). Decoding: nothing if a character is none of its 64, the length
// is impossible, or bits that mean nothing are not zero (one text for each byte string).
std::string to_base64url(std::string_view bytes);
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace security
