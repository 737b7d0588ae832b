#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "06-security/token.hpp"
#include "common/terminal.hpp"

namespace security {

// What there is to be seen in a token: jwt_inspect shows it. Given. Anybody who has a token can do this without any
// key, which is why nothing secret belongs in one.
struct TokenReport {
    bool is_valid = false;
    std::string reason;                            // why not; empty if it is valid
    std::optional<nlohmann::ordered_json> header;  // nothing if it cannot be read
    std::optional<nlohmann::ordered_json> claims;
    std::size_t token_bytes = 0;
    std::size_t signature_bytes = 0;               // 0 too if it cannot be read
};

// What the key is, or why there is none (« pas de clé »).
struct ReportKey {
    std::optional<TokenKey> key;
    std::string reason = "pas de clé";
};

// Reads the token, and judges it with check_token() if there is a key. One that is longer than rules.most_bytes is not
// read.
TokenReport report_on(std::string_view token, const ReportKey& key, const TokenRules& rules, http::Seconds now);

// {"valid":…,"header":…,"claims":…,"reason":…}, on one line.
std::string to_json(const TokenReport& report);

// In French, part by part, for a terminal: whatever the token holds, no byte of it commands the terminal.
std::string to_text(const TokenReport& report, http::Seconds now, const common::Palette& palette);

// « le 22 mars 2011 à 18:43:00 UTC »
std::string french_moment(http::Seconds moment);

}  // namespace security
