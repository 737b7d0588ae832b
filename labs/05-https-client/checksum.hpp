#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace client {

// Step 5.9. A checksum (a hash) of bytes as they pass: the same bytes give the same 32 bytes, any other bytes others.
class Sha256 {
public:
    Sha256();
    void add(std::string_view bytes);
    std::string finish();  // 32 bytes; nothing may be added afterwards

private:
    std::shared_ptr<evp_md_ctx_st> context_;
};

// "9f86d081…": 64 small hexadecimal digits.
std::string sha256_hex(std::string_view bytes);
std::string sha256_of_file(const std::string& path);

}  // namespace client
