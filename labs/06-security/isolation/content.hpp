#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace security {

// The bytes of a received file, wherever they are: what reads them asks for a few at a time and never holds the whole.
//
//     const Content content = content_of("GIF89a…");
//     content.read(6, 2);   // the width of the image
struct Content {
    std::uint64_t size = 0;

    // `count` bytes from `offset` on; fewer where the file ends, or cannot be read.
    std::function<std::string(std::uint64_t offset, std::size_t count)> read;
};

// Bytes in memory, which must outlive it.
Content content_of(std::string_view bytes);

// The first `size` bytes of an open file, by pread(2) alone. The last 64 KiB that were read are kept at hand: formats
// are read a few bytes at a time. Not for two threads at once.
Content content_of_file(int file, std::uint64_t size);

// The number in the `count` bytes (at most 8) at `offset`, least or most significant first; bytes that are not there
// count as zero.
std::uint64_t little_endian(std::string_view bytes, std::size_t offset, std::size_t count);
std::uint64_t big_endian(std::string_view bytes, std::size_t offset, std::size_t count);

}  // namespace security
