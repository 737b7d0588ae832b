#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace security {

// The bytes of a text in Base64 with its padding (RFC 4648 §4), as client::base64() writes it. Nothing if it is not
// such, to the last bit (one text for each byte string), or has more than 8 KiB.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace security
