#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

namespace support {

// A copy of some bytes in a heap block of exactly their size, so that AddressSanitizer sees a read of one byte more.
class ExactBuffer {
public:
    explicit ExactBuffer(std::string_view bytes);
    std::string_view view() const { return {bytes_.get(), size_}; }

private:
    std::unique_ptr<char[]> bytes_;
    std::size_t size_;
};

}  // namespace support
