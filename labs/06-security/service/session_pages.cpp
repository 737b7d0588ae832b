// /session: signing in with a browser. POST begins a session, GET tells whose it is, DELETE ends it.
#include "06-security/service/answers.hpp"
#include "06-security/service/pages.hpp"
#include "06-security/service/sign_in.hpp"
#include "06-security/service/visitor.hpp"

namespace security {
namespace {

// Somebody else's page must not sign its visitor in, under a name of its own choice. There is no session yet, so no
// token to ask for: what the browser says of the page has to do.
void expect_own_page(const files::Exchange& exchange) {
    const auto origin = exchange.request.fields.joined("Origin");
    const auto site = exchange.request.fields.joined("Sec-Fetch-Site");
    const bool is_own = (!origin || *origin == own_origin(exchange)) &&
                        (!site || *site == "same-origin" || *site == "none");
    if (!is_own) throw Refused{403, "Cette demande ne vient pas d'une page de ce site."};
}

std::string field_or_empty(const FormFields& fields, std::string_view name) {
    const auto found = fields.find(name);
    return found == fields.end() ? std::string{} : found->second;
}

asio::awaitable<files::Answer> begin_session(ServicePointer service, files::Exchange& exchange) {
    expect_own_page(exchange);
    const FormFields fields = co_await read_form_fields(*service, exchange);
    const Account account = co_await sign_in(service, std::string{exchange.peer}, field_or_empty(fields, "username"),
                                             field_or_empty(fields, "password"));
    // A session that was open before ends: nobody goes on with an id that somebody else may know.
    if (const auto before = open_session(*service, exchange)) service->sessions.end(before->id);
    const std::string id = service->sessions.begin({account.name, account.role}, Sessions::Clock::now());
    const auto session = service->sessions.find(id, Sessions::Clock::now());
    if (!session) throw Refused{401, "Cette session est déjà close : trop d'autres ont été ouvertes depuis."};
    files::Answer answer = session_answer(*session);
    answer.fields.add("Set-Cookie", service->defences.session_cookie(id, service->sessions.lifetime()));
    co_return answer;
}

files::Answer tell_session(const Service& service, const files::Exchange& exchange) {
    const auto open = open_session(service, exchange);
    if (!open) throw Refused{401, "Aucune session n'est ouverte."};
    return session_answer(open->session);
}

asio::awaitable<files::Answer> end_session(ServicePointer service, files::Exchange& exchange) {
    who_asks(*service, exchange);  // a page of this site, and not another one
    const auto open = open_session(*service, exchange);
    if (!open) throw Refused{401, "Aucune session n'est ouverte."};
    service->sessions.end(open->id);
    auto write = [service, peer = std::string{exchange.peer}, name = open->session.who.name] {
        note(*service, peer, name, "déconnexion", "succès", {});
        return true;
    };
    co_await service->file_desk.run(std::move(write));
    files::Answer answer = empty_answer(204);
    answer.fields.add("Set-Cookie", ended_session_cookie());
    co_return answer;
}

}  // namespace

void add_session_pages(files::Dispatcher& site, const ServicePointer& service) {
    site.on("POST", "/session", [service](files::Exchange& exchange) { return begin_session(service, exchange); });
    site.on("GET", "/session", [service](files::Exchange& exchange) -> asio::awaitable<files::Answer> {
        co_return tell_session(*service, exchange);
    });
    site.on("DELETE", "/session", [service](files::Exchange& exchange) { return end_session(service, exchange); });
}

}  // namespace security
