#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace security {

// A password is kept as what scrypt makes of it (RFC 7914, by OpenSSL): whoever steals the file has to spend, for each
// guess, the same time and memory as we for each log-in. A salt of its own for each keeps one guess from serving for
// all. Given: nobody writes his own password hashing.
struct ScryptCost {
    std::uint64_t n = 16'384;  // 16 MiB of memory with r = 8, about 40 ms of a processor (a power of two)
    std::uint32_t r = 8;
    std::uint32_t p = 1;
};

// "scrypt:16384:8:1:SALT:HASH", both in Base64. Throws std::runtime_error when OpenSSL fails.
std::string hash_password(std::string_view password, const ScryptCost& cost = {});

// Is it this password? Takes the same time whatever is wrong with it. False too if `kept` is not such a text; its costs
// have bounds (n ≤ 2^20, r ≤ 32, p ≤ 16). NULs at the end of a password
// do not count (RFC 2104 §2).
bool is_password(std::string_view password, std::string_view kept);

// What such a text costs to check; nothing if it is not one.
std::optional<ScryptCost> cost_of(std::string_view kept);

// A text that costs as much to check, and is no password's: its hash is all zeros.
std::string decoy_password(const ScryptCost& cost = {});

// Step 6.2. Are both texts the same? Takes a time that depends on their lengths only, so that a stranger cannot find
// out byte after byte how far he has guessed right.
bool equal_in_constant_time(std::string_view left, std::string_view right);

// This many random bytes of the system's generator. Throws std::runtime_error when it fails.
std::string random_bytes(std::size_t count);

// The same as small hexadecimal digits: 16 bytes give the 32 digits of an id.
std::string random_id(std::size_t bytes = 16);

}  // namespace security
