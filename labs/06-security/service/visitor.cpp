#include "06-security/service/visitor.hpp"

#include "03-static-server/date_clock.hpp"

namespace security {
namespace {

constexpr std::string_view bearer = "Bearer ";

// What follows « Bearer » in Authorization, nothing if there is no such field.
std::optional<std::string_view> bearer_token(const http::Request& request) {
    const auto value = request.fields.find("Authorization");
    if (!value || value->size() < bearer.size()) return std::nullopt;
    if (!http::equal_ignoring_case(value->substr(0, bearer.size()), bearer)) return std::nullopt;
    return value->substr(bearer.size());
}

Identity identity_in(const Service& service, std::string_view token) {
    const Claims claims = granted(service.defences.check_token(token, service.key, service.token_rules,
                                                               files::current_second()));
    const auto role = role_of(claims.role);
    if (!role) throw Refused{Refusal{.status = 401, .reason = "Le jeton ne donne pas de rôle connu.",
                                     .error_code = "invalid_token"}};
    return {claims.subject, *role};
}

bool changes_something(std::string_view method) {
    return method != "GET" && method != "HEAD" && method != "OPTIONS";
}

}  // namespace

std::optional<OpenSession> open_session(const Service& service, const files::Exchange& exchange) {
    const auto id = service.defences.session_in(exchange.request);
    if (!id) return std::nullopt;
    auto session = service.sessions.find(*id, Sessions::Clock::now());
    if (!session) return std::nullopt;
    return OpenSession{*id, std::move(*session)};
}

Identity who_asks(const Service& service, const files::Exchange& exchange) {
    if (const auto token = bearer_token(exchange.request)) return identity_in(service, *token);
    const auto open = open_session(service, exchange);
    if (!open) throw Refused{401, "Il faut se connecter : un jeton (POST /token), ou une session (POST /session)."};
    if (changes_something(exchange.request.method) &&
        !service.defences.is_from_this_site(exchange.request, own_origin(exchange), open->session.csrf_token)) {
        throw Refused{403, "Cette demande ne vient pas d'une page de ce site."};
    }
    return open->session.who;
}

void expect_right(const Service& service, const Identity& who, Action action) {
    if (service.defences.may(who, action, who.name)) return;
    throw Refused{403, "Le rôle « " + std::string{name_of(who.role)} + " » ne le permet pas."};
}

void expect_right(const Service& service, const Identity& who, Action action, std::string_view owner) {
    if (!service.defences.may(who, action, owner)) throw Refused{404, "Il n'y a pas de fichier à cette adresse."};
}

std::string own_origin(const files::Exchange& exchange) {
    const std::string scheme = exchange.stream.is_secure() ? "https://" : "http://";
    return scheme + std::string{exchange.request.fields.find("Host").value_or("")};
}

void note(const Service& service, std::string_view peer, std::string_view who, std::string_view action,
          std::string_view outcome, std::string_view detail) {
    service.store->add_event(service.defences.trail_line({.time = files::current_second(),
                                                          .peer = std::string{peer},
                                                          .who = std::string{who},
                                                          .action = std::string{action},
                                                          .outcome = std::string{outcome},
                                                          .detail = std::string{detail}}));
}

}  // namespace security
