#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "06-security/token.hpp"

namespace vulnerable {

// A token opened without any check, and made anew: what the flaws of step 6.3 consist of. Written without the code of
// that step, which a student may not have yet.
struct OpenToken {
    std::string header;     // JSON
    std::string claims;     // JSON
    std::string content;    // « header.claims », as it stood in the token
    std::string signature;  // bytes
};

// Nothing if there are not three parts in Base64url, the first two objects in JSON.
std::optional<OpenToken> open_token(std::string_view token);

// A text member of an object in JSON; empty if there is none. Of a list, the first text.
std::string text_in(std::string_view json, std::string_view name);

// What a bearer of these claims would be, were they true.
security::Claims claims_in(std::string_view json);
std::string claims_text(const security::Claims& claims);

// A token of these claims that is beyond doubt: signed with our own key. With a header of ours, or with this one.
std::string seal(std::string_view claims, const security::TokenKey& key);
std::string seal(std::string_view header, std::string_view claims, const security::TokenKey& key);

}  // namespace vulnerable
