#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

struct evp_pkey_st;

namespace security {

// What tokens are signed with. With HS256 the same secret signs and checks; with the others a private key signs, and
// whoever has the public one can check and not sign.
enum class Algorithm { hs256, es256, eddsa };

std::string_view name_of(Algorithm algorithm);  // "HS256", "ES256", "EdDSA" (RFC 7518 §3.1, RFC 8037 §3.1)
std::optional<Algorithm> algorithm_of(std::string_view name);

class TokenKey {
public:
    // A fresh one of this kind.
    static TokenKey make(Algorithm algorithm);

    // From the text of a file: PEM (private or public) for ES256 (P-256 only) and EdDSA (Ed25519 only), at least 32
    // bytes of secret for HS256 (RFC 7518 §3.2; a final line end does not count, and PEM is no secret: RFC 8725 §2.1).
    // Throws std::runtime_error, in French, if it is not such.
    static TokenKey parse(Algorithm algorithm, std::string_view text);

    // The same from a file that nobody else may read (0600 or less) unless it holds a public key. Throws
    // std::runtime_error or std::system_error with the name of the file.
    static TokenKey load(Algorithm algorithm, const std::string& path);

    // HS256 with these very bytes. Throws std::runtime_error if there are less than 32.
    static TokenKey from_secret(std::string secret);

    Algorithm algorithm() const { return algorithm_; }
    bool can_sign() const { return can_sign_; }  // a public key cannot

    // The signature of these bytes, as JWS wants it (ES256: R and S, 64 bytes, RFC 7518 §3.4). Throws std::logic_error
    // if the key is a public one, std::runtime_error when OpenSSL fails.
    std::string sign(std::string_view bytes) const;

    // Is this the signature? In constant time for HS256. Never throws for what a stranger wrote.
    bool verifies(std::string_view bytes, std::string_view signature) const;

    // For a file, as parse() reads it: PEM, or the secret (that of make() is 64 hexadecimal digits).
    std::string to_text() const;
    std::optional<std::string> public_text() const;  // PEM; nothing for HS256

private:
    TokenKey(Algorithm algorithm, std::string secret, std::shared_ptr<evp_pkey_st> pair, bool can_sign)
        : algorithm_{algorithm}, secret_{std::move(secret)}, pair_{std::move(pair)}, can_sign_{can_sign} {}

    Algorithm algorithm_;
    std::string secret_;                 // HS256
    std::shared_ptr<evp_pkey_st> pair_;  // the others
    bool can_sign_;
};

}  // namespace security
