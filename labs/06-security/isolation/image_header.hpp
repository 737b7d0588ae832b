#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "06-security/isolation/content.hpp"

namespace security {

// How large an image is, from its header alone: nothing is decoded. A picture of a few kilobytes can say that it has
// 60,000 × 60,000 points, and whoever shows it then asks for 14 GB of memory: so it is asked first.
//
// Each function gives nothing for what is no such image, or is broken as far as one had to read. A size of 0 is one of
// these. They read a bounded number of bytes, whatever the file says of itself.
//
// Left out on purpose: whether the rest is whole, what stands beside the image (comments, profiles), and animations,
// but for GIF's frames, which may be larger than the image that they are part of.
struct ImageSize {
    std::uint64_t width = 0;
    std::uint64_t height = 0;

    std::uint64_t points() const { return width * height; }  // of 32 bits each at most: it fits
};

std::optional<ImageSize> png_size(const Content& content);   // RFC 2083 §11.2.1 (PNG §11.2.2): IHDR comes first
std::optional<ImageSize> jpeg_size(const Content& content);  // ITU-T T.81 §B.2.2: the frame header, before the scans
std::optional<ImageSize> webp_size(const Content& content);  // RFC 9649 §2: VP8, VP8L or VP8X

// GIF89a §18 and §20: the largest of the screen and of the frames, width and height each.
std::optional<ImageSize> gif_size(const Content& content);

}  // namespace security
