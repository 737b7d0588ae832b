#include "06-security/isolation/content.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>

namespace security {
namespace {

constexpr std::size_t window_bytes = 64 * 1024;

// One piece of a file.
class Window {
public:
    explicit Window(int file) : file_{file} {}

    std::string read(std::uint64_t offset, std::size_t count) {
        std::string out;
        while (out.size() < count) {
            const std::string_view part = at(offset + out.size());
            if (part.empty()) break;
            out += part.substr(0, count - out.size());
        }
        return out;
    }

private:
    // The bytes of the window from `offset` on; the window is moved there if it does not hold it. Empty at the end.
    std::string_view at(std::uint64_t offset) {
        const bool is_inside = offset >= start_ && offset - start_ < bytes_.size();
        if (!is_inside) move_to(offset);
        return std::string_view{bytes_}.substr(static_cast<std::size_t>(offset - start_));
    }

    void move_to(std::uint64_t offset) {
        start_ = offset;
        bytes_.resize(window_bytes);
        ssize_t size = -1;
        do {
            size = ::pread(file_, bytes_.data(), bytes_.size(), static_cast<off_t>(offset));
        } while (size < 0 && errno == EINTR);
        bytes_.resize(static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
    }

    int file_;
    std::uint64_t start_ = 0;
    std::string bytes_;
};

std::uint64_t byte_at(std::string_view bytes, std::size_t at) {
    return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0;
}

// How much of `count` bytes from `offset` on a file of `size` bytes has.
std::size_t present(std::uint64_t size, std::uint64_t offset, std::size_t count) {
    return offset >= size ? 0 : static_cast<std::size_t>(std::min<std::uint64_t>(count, size - offset));
}

}  // namespace

Content content_of(std::string_view bytes) {
    return {bytes.size(), [bytes](std::uint64_t offset, std::size_t count) {
                const std::size_t there = present(bytes.size(), offset, count);
                return there == 0 ? std::string{} : std::string{bytes.substr(static_cast<std::size_t>(offset), there)};
            }};
}

Content content_of_file(int file, std::uint64_t size) {
    return {size, [window = std::make_shared<Window>(file), size](std::uint64_t offset, std::size_t count) {
                return window->read(offset, present(size, offset, count));
            }};
}

std::uint64_t little_endian(std::string_view bytes, std::size_t offset, std::size_t count) {
    std::uint64_t number = 0;
    for (std::size_t i = count; i > 0; --i) number = number << 8 | byte_at(bytes, offset + i - 1);
    return number;
}

std::uint64_t big_endian(std::string_view bytes, std::size_t offset, std::size_t count) {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < count; ++i) number = number << 8 | byte_at(bytes, offset + i);
    return number;
}

}  // namespace security
