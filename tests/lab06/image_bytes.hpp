#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// Images that are nothing but what says how large they are.
namespace image_bytes {

// `value` in `count` bytes, least or most significant first.
std::string little(std::uint64_t value, std::size_t count);
std::string big(std::uint64_t value, std::size_t count);

std::string png(std::uint32_t width, std::uint32_t height);
std::string jpeg(std::uint16_t width, std::uint16_t height);  // with APP0 and a table before its frame header

struct Size {
    std::uint16_t width;
    std::uint16_t height;
};
std::string gif(Size screen, const std::vector<Size>& frames);

std::string webp_lossy(std::uint16_t width, std::uint16_t height);
std::string webp_lossless(std::uint16_t width, std::uint16_t height);
std::string webp_extended(std::uint32_t width, std::uint32_t height);

}  // namespace image_bytes
