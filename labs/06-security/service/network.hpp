#pragma once

#include <string>
#include <string_view>

namespace security {

// Whose failures are counted together, for an address as text: IPv4 as it stands, also when it is written in IPv6
// (::ffff:192.0.2.1); of IPv6 the first 64 bits, for whoever has one address of such a network has them all. What is no
// address stays as it is.
std::string network_of(std::string_view address);

}  // namespace security
