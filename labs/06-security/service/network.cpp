#include "06-security/service/network.hpp"

#include <algorithm>
#include <asio/ip/address.hpp>

namespace security {

std::string network_of(std::string_view address) {
    const std::string text{address};
    asio::error_code error;
    const asio::ip::address read = asio::ip::make_address(text, error);
    if (error || !read.is_v6()) return text;
    if (read.to_v6().is_v4_mapped()) return asio::ip::make_address_v4(asio::ip::v4_mapped, read.to_v6()).to_string();
    auto bytes = read.to_v6().to_bytes();
    std::fill(bytes.begin() + 8, bytes.end(), static_cast<unsigned char>(0));
    return asio::ip::make_address_v6(bytes).to_string();
}

}  // namespace security
