#include "06-security/service/sign_in.hpp"

#include "04-cgi/part_head.hpp"
#include "06-security/service/network.hpp"
#include "06-security/service/visitor.hpp"

namespace security {
namespace {

constexpr std::size_t most_name_bytes = 64;  // of an account; a longer name is none

// A space stands in no name: the two keys of one address never meet.
std::string account_key(const std::string& network, std::string_view name) {
    return std::string{network}.append(" ").append(name.substr(0, most_name_bytes));
}

void expect_patience(const Service& service, const std::string& key, const std::string& network) {
    const auto now = Throttle::Clock::now();
    const auto wait = std::max(service.defences.wait_before(service.account_throttle, key, now),
                               service.defences.wait_before(service.address_throttle, network, now));
    if (wait.count() <= 0) return;
    throw Refused{Refusal{.status = 429, .reason = "Trop d'essais : attendez avant de recommencer.",
                          .retry_after = static_cast<unsigned>(wait.count())}};
}

// On the desk: works on the password, and writes down what came of it.
Decided<Account> try_password(const Service& service, std::string_view peer, std::string_view name,
                              std::string_view password) {
    Decided<Account> account = service.defences.log_in(service.accounts, name, password);
    note(service, peer, name, "connexion", account ? "succès" : "refus", {});
    return account;
}

}  // namespace

asio::awaitable<FormFields> read_form_fields(const Service& service, files::Exchange& exchange) {
    const auto type = exchange.request.fields.find("Content-Type");
    if (!type || !http::equal_ignoring_case(cgi::media_type(*type), "application/x-www-form-urlencoded")) {
        throw Refused{415, "Le corps doit être un formulaire (application/x-www-form-urlencoded)."};
    }
    std::string text;
    for (;;) {
        const std::string_view piece = co_await exchange.body.next();
        if (piece.empty()) break;
        text += piece;
        if (text.size() > service.limits.form_bytes) throw Refused{413, "Ce formulaire est trop long."};
    }
    if (!exchange.body.finished()) throw Refused{400, "Le corps de la requête s'arrête avant la fin."};
    FormFields fields;
    for (auto& [name, value] : http::parse_query(text)) {
        if (!fields.emplace(name, value).second) throw Refused{400, "Un champ du formulaire vient deux fois."};
    }
    co_return fields;
}

asio::awaitable<Account> sign_in(ServicePointer service, std::string peer, std::string name, std::string password) {
    const std::string network = network_of(peer);
    const std::string key = account_key(network, name);
    expect_patience(*service, key, network);
    auto look = [service, peer, name, password] { return try_password(*service, peer, name, password); };
    auto looking = service->log_in_desk.run(std::move(look));  // refused (503) it is no try, and no failure
    service->defences.count_failure(service->account_throttle, key, Throttle::Clock::now());
    const Decided<Account> account = co_await std::move(looking);
    if (!account) {
        service->defences.count_failure(service->address_throttle, network, Throttle::Clock::now());
        throw Refused{account.refusal()};
    }
    service->defences.forget_failures(service->account_throttle, key);
    co_return account.value();
}

}  // namespace security
