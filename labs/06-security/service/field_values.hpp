#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "02-http-message/request.hpp"

namespace security {

// Values of fields, written and read.

struct Credentials {
    std::string name;
    std::string password;
};

// What « Authorization: Basic » holds (RFC 7617): name and password, percent-decoded as OAuth wants it (RFC 6749
// §2.3.1). Nothing if the field is not there, or not such.
std::optional<Credentials> basic_credentials(const http::Request& request);

// The 32 bytes of "sha-256=:BASE64:" in Repr-Digest or Content-Digest (RFC 9530 §2), as 64 hexadecimal digits.
// Nothing if there is no such member.
std::optional<std::string> sha256_in_digest(std::string_view field);
std::string digest_field(std::string_view sha256_hex);  // "sha-256=:…:"

// The value of Content-Disposition for a download (RFC 6266): attachment, the name as filename* (RFC 8187).
std::string disposition(std::string_view name);

}  // namespace security
