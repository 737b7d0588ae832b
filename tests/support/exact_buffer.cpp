#include "support/exact_buffer.hpp"

#include <algorithm>

namespace support {

ExactBuffer::ExactBuffer(std::string_view bytes) : bytes_{new char[bytes.size()]}, size_{bytes.size()} {
    std::copy(bytes.begin(), bytes.end(), bytes_.get());
}

}  // namespace support
