#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string_view>

#include "02-http-message/date.hpp"

namespace security {

// What a token is read with. Given: cutting and JSON are not what the step is about.

// The parts of a token in its compact form, as they stand in it.
struct TokenParts {
    std::string_view header;
    std::string_view claims;
    std::string_view signature;
    std::string_view signed_bytes;  // « header.claims », with the dot: what the signature is of
};

// Nothing if there are not two dots, no more, no less. The parts last as long as the token's bytes.
std::optional<TokenParts> split_token(std::string_view token);

// A JSON object (RFC 8259) that can be read in one way only: UTF-8, a name once in each object (RFC 7519 §4), nothing
// behind it, not nested deeper than 8 levels, no number that is none. Nothing otherwise.
std::optional<nlohmann::ordered_json> read_json_object(std::string_view text);

// A date as tokens have it (RFC 7519 §2): seconds since 1970, rounded down, up to the end of the year 9999. Nothing if
// it is not a number, or not one of these.
std::optional<http::Seconds> numeric_date(const nlohmann::ordered_json& value);

}  // namespace security
