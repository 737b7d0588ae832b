#include "06-security/isolation/image_header.hpp"

#include <algorithm>
#include <string>

namespace security {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t most_segments = 10'000;    // of a JPEG, before its frame header
constexpr std::size_t most_blocks = 10'000'000;  // of a GIF: of 255 bytes at most each, 2.5 GB in all

std::optional<ImageSize> size_of(std::uint64_t width, std::uint64_t height) {
    if (width == 0 || height == 0) return std::nullopt;
    return ImageSize{width, height};
}

bool is_bit_depth(std::uint64_t depth) {
    return depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
}

// Is this the marker of a frame header (SOF0 to SOF15, ITU-T T.81 table B.1)? C4, C8 and CC are something else.
bool begins_frame(unsigned marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

// Markers without a length: TEM and the restarts.
bool stands_alone(unsigned marker) {
    return marker == 0x01 || (marker >= 0xD0 && marker <= 0xD7);
}

// Where the first chunk of a WebP begins, behind "RIFF", the length and "WEBP", and its own head.
constexpr std::size_t webp_data = 20;

std::optional<ImageSize> lossy_webp_size(std::string_view head) {
    if (head.substr(webp_data + 3, 3) != "\x9D\x01\x2A") return std::nullopt;
    return size_of(little_endian(head, webp_data + 6, 2) & 0x3FFF, little_endian(head, webp_data + 8, 2) & 0x3FFF);
}

std::optional<ImageSize> lossless_webp_size(std::string_view head) {
    if (head[webp_data] != '\x2F') return std::nullopt;
    const std::uint64_t bits = little_endian(head, webp_data + 1, 4);
    return size_of((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1);
}

// The number of bytes of a GIF's colour table, from the flags before it.
std::uint64_t colour_table_bytes(std::uint64_t flags) {
    return (flags & 0x80) == 0 ? 0 : std::uint64_t{3} << ((flags & 0x07) + 1);
}

// Walks through the blocks of a GIF, and remembers the largest width and height of its frames.
class GifWalk {
public:
    GifWalk(const Content& content, std::uint64_t position, ImageSize size)
        : content_{content}, position_{position}, size_{size} {}

    // False if a block is none.
    bool to_the_end() {
        while (blocks_ < most_blocks) {
            const std::string kind = take(1);
            if (kind == ";") return true;
            if (kind == "!") take(1);  // an extension, and which
            else if (kind != "," || !frame()) return false;
            if (!data()) return false;
        }
        return false;
    }

    const ImageSize& size() const { return size_; }

private:
    std::string take(std::size_t count) {
        std::string bytes = content_.read(position_, count);
        position_ += count;
        return bytes;
    }

    bool frame() {
        const std::string head = take(9);
        if (head.size() < 9) return false;
        size_.width = std::max(size_.width, little_endian(head, 4, 2));
        size_.height = std::max(size_.height, little_endian(head, 6, 2));
        position_ += colour_table_bytes(little_endian(head, 8, 1)) + 1;  // and the size of codes
        return true;
    }

    // Blocks of data, up to the empty one.
    bool data() {
        while (blocks_++ < most_blocks) {
            const std::string length = take(1);
            if (length.empty()) return false;
            if (length.front() == '\0') return true;
            position_ += little_endian(length, 0, 1);
        }
        return false;
    }

    const Content& content_;
    std::uint64_t position_;
    ImageSize size_;
    std::size_t blocks_ = 0;
};

}  // namespace

std::optional<ImageSize> png_size(const Content& content) {
    const std::string head = content.read(0, 33);  // the signature, and IHDR: length, name, 13 bytes, checksum
    if (head.size() < 33 || !head.starts_with("\x89PNG\r\n\x1A\n\0\0\0\rIHDR"sv)) return std::nullopt;
    const std::uint64_t width = big_endian(head, 16, 4);
    const std::uint64_t height = big_endian(head, 20, 4);
    const std::uint64_t colours = big_endian(head, 25, 1);
    const bool has_colours = colours <= 6 && colours != 1 && colours != 5;
    if (!is_bit_depth(big_endian(head, 24, 1)) || !has_colours) return std::nullopt;
    if (width > 0x7FFFFFFF || height > 0x7FFFFFFF) return std::nullopt;
    return size_of(width, height);
}

std::optional<ImageSize> jpeg_size(const Content& content) {
    if (content.read(0, 2) != "\xFF\xD8") return std::nullopt;
    std::uint64_t position = 2;
    for (std::size_t segment = 0; segment < most_segments; ++segment) {
        const std::string head = content.read(position, 9);  // as much of it as a frame header needs
        if (head.size() < 4 || head[0] != '\xFF') return std::nullopt;
        const auto marker = static_cast<unsigned>(big_endian(head, 1, 1));
        const std::uint64_t length = big_endian(head, 2, 2);
        if (marker == 0xFF) {
            position += 1;  // a byte of padding
        } else if (stands_alone(marker)) {
            position += 2;
        } else if (begins_frame(marker)) {
            if (head.size() < 9 || length < 8) return std::nullopt;
            return size_of(big_endian(head, 7, 2), big_endian(head, 5, 2));
        } else {
            const bool has_no_frame = marker < 0xC0 || marker == 0xD8 || marker == 0xD9 || marker == 0xDA;
            if (has_no_frame || length < 2) return std::nullopt;
            position += 2 + length;
        }
    }
    return std::nullopt;
}

std::optional<ImageSize> webp_size(const Content& content) {
    const std::string head = content.read(0, 30);
    const std::string_view view = head;
    if (head.size() < 30 || !view.starts_with("RIFF") || view.substr(8, 4) != "WEBP") return std::nullopt;
    if (little_endian(head, 4, 4) + 8 > content.size) return std::nullopt;
    const std::string_view kind = view.substr(12, 4);
    if (kind == "VP8 ") return lossy_webp_size(view);
    if (kind == "VP8L") return lossless_webp_size(view);
    if (kind != "VP8X") return std::nullopt;
    return size_of(little_endian(head, webp_data + 4, 3) + 1, little_endian(head, webp_data + 7, 3) + 1);
}

std::optional<ImageSize> gif_size(const Content& content) {
    const std::string head = content.read(0, 13);
    const bool is_gif = head.starts_with("GIF87a") || head.starts_with("GIF89a");
    if (head.size() < 13 || !is_gif) return std::nullopt;
    const ImageSize screen{little_endian(head, 6, 2), little_endian(head, 8, 2)};
    GifWalk walk{content, 13 + colour_table_bytes(little_endian(head, 10, 1)), screen};
    if (!walk.to_the_end()) return std::nullopt;
    return size_of(walk.size().width, walk.size().height);
}

}  // namespace security
