// Any bytes as a token, and any bytes as the header or the claims of a token that is well signed.
#include <algorithm>
#include <memory>
#include <string>

#include "06-security/token.hpp"
#include "require.hpp"

namespace {

using security::check_token;
using security::TokenKey;
using security::TokenRules;

constexpr http::Seconds now{std::chrono::seconds{1'800'000'000}};

const TokenKey& secret() {
    static const TokenKey key = TokenKey::from_secret(std::string(32, 'k'));
    return key;
}

std::string signed_token(std::string_view header, std::string_view claims) {
    const std::string bytes = security::to_base64url(header) + '.' + security::to_base64url(claims);
    return bytes + '.' + security::to_base64url(secret().sign(bytes));
}

void check_base64(std::string_view text) {
    require(security::from_base64url(security::to_base64url(text)) == std::string{text}, "what is written is read");
    const auto bytes = security::from_base64url(text);
    if (bytes) require(security::to_base64url(*bytes) == text, "bytes are written in one way only");
}

void check_any_token(std::string_view token) {
    const auto decided = check_token(token, secret(), {}, now);
    require(!decided, "nobody without the key makes a token");
    require(decided.refusal().status == 401 && !decided.refusal().reason.empty(), "a refusal says why");
}

void check_header(std::string_view header) {
    const auto decided = check_token(signed_token(header, R"({"sub":"ada","exp":1800000900})"), secret(),
                                     {.issuer = "", .audience = ""}, now);
    if (!decided) return;
    require(header.find("HS256") != std::string_view::npos || header.find("\\u") != std::string_view::npos,
            "the algorithm is the server's");
}

void check_claims(std::string_view claims) {
    const std::string token = signed_token(R"({"alg":"HS256"})", claims);
    const auto strict = check_token(token, secret(), {.issuer = "", .audience = "", .leeway = {}}, now);
    const auto lenient = check_token(token, secret(),
                                     {.issuer = "", .audience = "", .require_subject = false, .require_expiry = false},
                                     now);
    require(!strict || lenient, "who demands less refuses no more");
    if (!strict) return;
    require(!strict.value().subject.empty(), "a token is somebody's");
    require(strict.value().expires > now, "a token has not expired");
    require(strict.value().not_before <= now && strict.value().issued <= now, "a token is valid already");
    require(strict.value().expires.time_since_epoch().count() < 253'402'300'800, "a date can be written");
    const auto again = check_token(make_token(strict.value(), secret()), secret(), {.issuer = "", .audience = ""}, now);
    require(again && again.value().subject == strict.value().subject, "what is read can be written");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const auto block = std::make_unique<char[]>(size);
    std::copy(data, data + size, block.get());
    const std::string_view bytes{block.get(), size};
    check_base64(bytes);
    check_any_token(bytes);
    check_header(bytes);
    check_claims(bytes);
    return 0;
}
