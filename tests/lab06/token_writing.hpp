#pragma once

#include <string>
#include <string_view>

#include "06-security/token.hpp"

// Tokens for tests, also such as no server would make: what stands in them is signed as it is written here.
namespace token_writing {

inline constexpr http::Seconds now{std::chrono::seconds{1'800'000'000}};

inline const std::string good_claims =
    R"({"sub":"ada","role":"auteur","iss":"atelier-http","aud":"depot","iat":1799999990,"exp":1800000900,"jti":"7f"})";

inline std::string header_for(security::Algorithm algorithm) {
    return R"({"alg":")" + std::string{security::name_of(algorithm)} + R"(","typ":"JWT"})";
}

// The token of these two texts, with this key's signature.
inline std::string written(std::string_view header, std::string_view claims, const security::TokenKey& key) {
    const std::string bytes = security::to_base64url(header) + '.' + security::to_base64url(claims);
    return bytes + '.' + security::to_base64url(key.sign(bytes));
}

inline std::string written(std::string_view claims, const security::TokenKey& key) {
    return written(header_for(key.algorithm()), claims, key);
}

// The examples of the standards.
inline const std::string rfc7515_payload =
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
inline const std::string rfc7515_hs256 = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9." + rfc7515_payload +
                                         ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
inline const std::string rfc7515_secret =  // RFC 7515 A.1.1, "k"
    "\x03\x23\x35\x4B\x2B\x0F\xA5\xBC\x83\x7E\x06\x65\x77\x7B\xA6\x8F\x5A\xB3\x28\xE6\xF0\x54\xC9\x28"
    "\xA9\x0F\x84\xB2\xD2\x50\x2E\xBF\xD3\xFB\x5A\x92\xD2\x06\x47\xEF\x96\x8A\xB4\xC3\x77\x62\x3D\x22"
    "\x3D\x2E\x21\x72\x05\x2E\x4F\x08\xC0\xCD\x9A\xF5\x67\xD0\x80\xA3";
inline const std::string rfc7515_es256 =
    "eyJhbGciOiJFUzI1NiJ9." + rfc7515_payload +
    ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
inline const std::string rfc7515_es256_key =
    "-----BEGIN PUBLIC KEY-----\n"
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEf83OJ3D2xF1Bg8vub9tLe1gHMzV7\n"
    "6e8Tus9uPHvRVEXH8UTNG72bfocs3+257rn0s2ldbqkLJK2KRiMohYjlrQ==\n"
    "-----END PUBLIC KEY-----\n";
inline const std::string rfc8037_bytes = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
inline const std::string rfc8037_signature =
    "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
inline const std::string rfc8037_key =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
    "-----END PRIVATE KEY-----\n";

}  // namespace token_writing
