// POST /token: a name and a password, or a client's id and secret, become a token (OAuth 2.0, RFC 6749 §4.3, §4.4). And
// GET /token/key: what others need to check it.
#include "03-static-server/date_clock.hpp"
#include "06-security/password.hpp"
#include "06-security/service/answers.hpp"
#include "06-security/service/field_values.hpp"
#include "06-security/service/pages.hpp"
#include "06-security/service/sign_in.hpp"

namespace security {
namespace {

Refused oauth_refused(int status, std::string reason, std::string code) {
    return Refused{Refusal{.status = status, .reason = std::move(reason), .error_code = std::move(code)}};
}

std::string needed(const FormFields& fields, std::string_view name) {
    const auto found = fields.find(name);
    if (found == fields.end()) {
        throw oauth_refused(400, "Il manque le champ « " + std::string{name} + " ».", "invalid_request");
    }
    return found->second;
}

Credentials client_credentials(const files::Exchange& exchange, const FormFields& fields) {
    if (auto basic = basic_credentials(exchange.request)) return std::move(*basic);
    return {needed(fields, "client_id"), needed(fields, "client_secret")};
}

Credentials credentials_of(const files::Exchange& exchange, const FormFields& fields) {
    const std::string grant = needed(fields, "grant_type");
    if (grant == "password") return {needed(fields, "username"), needed(fields, "password")};
    if (grant == "client_credentials") return client_credentials(exchange, fields);
    throw oauth_refused(400, "Seuls « password » et « client_credentials » sont offerts.", "unsupported_grant_type");
}

Claims claims_for(const Service& service, const Account& account) {
    const http::Seconds now = files::current_second();
    return {.subject = account.name,
            .role = std::string{name_of(account.role)},
            .issuer = service.token_rules.issuer,
            .audience = service.token_rules.audience,
            .issued = now,
            .not_before = now,
            .expires = now + service.limits.token_life,
            .id = random_id()};
}

asio::awaitable<files::Answer> give_token(ServicePointer service, files::Exchange& exchange) {
    const FormFields fields = co_await read_form_fields(*service, exchange);
    const Credentials credentials = credentials_of(exchange, fields);
    const Account account = co_await sign_in(service, std::string{exchange.peer}, credentials.name, credentials.password);
    const std::string token = service->defences.make_token(claims_for(*service, account), service->key);
    co_return token_answer(token, service->limits.token_life, account.role);
}

files::Answer public_key(const Service& service) {
    auto text = service.key.public_text();
    if (!text) throw Refused{404, "Les jetons de ce service se vérifient avec un secret, qui ne se donne pas."};
    return text_answer(std::move(*text));
}

}  // namespace

void add_tokens(files::Dispatcher& site, const ServicePointer& service) {
    site.on("POST", "/token", [service](files::Exchange& exchange) { return give_token(service, exchange); });
    site.on("GET", "/token/key", [service](files::Exchange&) -> asio::awaitable<files::Answer> {
        co_return public_key(*service);
    });
}

}  // namespace security
