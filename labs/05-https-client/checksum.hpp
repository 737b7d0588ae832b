#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace client {

// Step 5.9. A checksum (a hash) of bytes as they pass: the same bytes always give the same few bytes, and nobody can
// find others that give them too (SHA-1: somebody can; it still shows what a network has broken, and tus servers have
// it).
//
//     Sha256 hash;
//     hash.add("bon");
//     hash.add("jour");
//     hash.finish();   // what sha256_hex("bonjour") writes down
enum class HashKind { sha1, sha256 };

class Hash {
public:
    explicit Hash(HashKind kind);

    void add(std::string_view bytes);
    std::string finish();  // 20 or 32 bytes; nothing may be added afterwards

private:
    struct Free {
        void operator()(evp_md_ctx_st* context) const;
    };
    std::unique_ptr<evp_md_ctx_st, Free> context_;
};

class Sha256 : public Hash {
public:
    Sha256() : Hash{HashKind::sha256} {}
};

// Each byte as two small hexadecimal digits: "9f86d081…".
std::string to_hex(std::string_view bytes);

// 64 hexadecimal digits.
std::string sha256_hex(std::string_view bytes);

// The same of a file, read piece by piece. Throws std::system_error when it cannot be read.
std::string sha256_of_file(const std::string& path);

}  // namespace client
