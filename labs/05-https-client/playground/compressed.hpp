#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "05-https-client/playground/made_body.hpp"

namespace playground {

// Content-Encoding: gzip (RFC 1952), and deflate, which is zlib's format (RFC 1950; RFC 9110 §8.4.1.2).
enum class Coding { gzip, deflate };
std::string compressed(std::string_view bytes, Coding coding);

// A gzip bomb: zeros, a mebibyte of which takes a kilobyte. Compressed once, and sent over and over.
class GzipBomb {
public:
    explicit GzipBomb(std::uint64_t mebibytes);

    std::uint64_t size() const;  // bytes to send
    Make pieces() const;

private:
    std::string block_;  // a mebibyte of zeros, as a part of a deflate stream that may stand behind any other
    std::string end_;    // of the gzip file
    std::uint64_t mebibytes_;
};

}  // namespace playground
