#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace audit {

// Tokens that no server should believe, made from one that it gave (RFC 7515 §7.1: header.claims.signature, each in
// Base64url). Written here once more, without the code of step 6.3: whoever checks somebody's work does not use it.
struct TokenParts {
    std::string header;     // as they stand in the token: encoded
    std::string claims;
    std::string signature;

    std::string text() const { return header + "." + claims + "." + signature; }
};

// The parts of a token; nothing if there are not three, or header and claims are not JSON objects.
std::optional<TokenParts> parts_of(std::string_view token);

// « alg » is this one, and there is no signature.
std::string without_signature(const TokenParts& token, std::string_view algorithm);

// One bit of the signature is another one, the rest is as it was.
std::string with_broken_signature(const TokenParts& token);

// This text member of the claims is another one, under the signature of before.
std::string with_claim(const TokenParts& token, std::string_view name, std::string_view value);

// « alg » is HS256, and the signature that of this secret (RFC 7518 §3.2).
std::string signed_with_secret(const TokenParts& token, std::string_view secret);

std::string base64url(std::string_view bytes);
std::optional<std::string> from_base64url_text(std::string_view text);

}  // namespace audit
