#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace client {

// Who the client is, in the field Authorization: with name and password (RFC 7617), or a token (RFC 6750).
// Over http anybody on the way can read both.
struct Basic {
    std::string user;
    std::string password;
};
struct Bearer {
    std::string token;
};
using Auth = std::variant<Basic, Bearer>;

// "Basic YWRhOnNlY3JldA==", "Bearer eyJ…": the value of the field. Throws InvalidRequest: a colon in the user's name, a
// control character, a token that is not one (RFC 6750 §2.1).
std::string authorization(const Auth& auth);

// Base64 (RFC 4648 §4), with its padding, on one line.
std::string base64(std::string_view bytes);

}  // namespace client
