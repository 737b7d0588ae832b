#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

#include "05-https-client/certificates/issue.hpp"

namespace client {

// Certificates and keys as text, between « -----BEGIN … » and « -----END … » (RFC 7468).

std::string to_pem(X509* certificate);
std::string to_pem(EVP_PKEY* key);  // not encrypted: whoever can read the file can use it

// A certificate and its key out of two files. Throws std::runtime_error when they cannot be read, or do not go
// together.
Issued read_pem(const std::string& certificate_path, const std::string& key_path);

// Writes a file that has these rights from its first byte on, and takes the place of the one before at once: who reads
// it never finds half of it. Throws std::system_error.
void write_file(const std::string& path, std::string_view bytes, mode_t mode);

}  // namespace client
