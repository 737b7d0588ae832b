#pragma once

#include <openssl/evp.h>

#include <memory>
#include <string>
#include <string_view>

namespace playground {

// The digest (checksum) of bytes as they come, by OpenSSL. A copy goes on from the same bytes on its own.
//
//     playground::Digest digest{EVP_sha256()};
//     digest.add("abc");
//     playground::to_hex(digest.value());   // "ba7816bf…"
class Digest {
public:
    // Throws std::bad_alloc when there is no memory for it; so do the others.
    explicit Digest(const EVP_MD* algorithm);
    Digest(const Digest& other);
    Digest& operator=(const Digest& other);
    Digest(Digest&&) = default;
    Digest& operator=(Digest&&) = default;

    void add(std::string_view bytes);

    // Of all that was added so far: bytes, 32 of them for SHA-256. More may be added afterwards.
    std::string value() const;

private:
    struct Free {
        void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    };
    std::unique_ptr<EVP_MD_CTX, Free> context_;
};

// Two small hexadecimal digits a byte, nothing between them.
std::string to_hex(std::string_view bytes);

// Base64 with padding (RFC 4648 §4).
std::string to_base64(std::string_view bytes);

}  // namespace playground
