#include "03-static-server/static_files.hpp"
#include "06-security/service/answers.hpp"
#include "06-security/service/pages.hpp"
#include "06-security/service/resumable.hpp"
#include "06-security/service/visitor.hpp"

namespace security {
namespace {

constexpr int insufficient_storage = 507;

bool is_page(std::string_view path) {
    for (const std::string_view of_service : {"/files", "/session", "/token", "/audit"}) {
        const bool is_below = path.starts_with(of_service) && (path.size() == of_service.size() ||
                                                               path[of_service.size()] == '/');
        if (is_below) return false;
    }
    return true;
}

// A disk without room is no failure of the server's: the client may come back.
bool is_full(const std::system_error& failure) {
    const int code = failure.code().value();
    return code == ENOSPC || code == EDQUOT || code == EFBIG;
}

asio::awaitable<files::Answer> answer_or_refuse(const files::Dispatcher& site, files::Exchange& exchange) {
    std::optional<Refusal> refusal;
    try {
        co_return co_await site.handle(exchange);
    } catch (const Refused& refused) {
        refusal = refused.refusal();
    } catch (const std::system_error& failure) {
        if (!is_full(failure)) throw;
        refusal = Refusal{.status = insufficient_storage, .reason = "Le disque du service est plein."};
    }
    files::Answer answer = refusal_answer(*refusal);
    // Nobody knows when a body in chunks will end: a refusal of its size does not wait for that.
    answer.close = refusal->status == 413 && !exchange.body.length();
    co_return answer;
}

// What one thread needs.
struct Site {
    ServicePointer service;
    files::Dispatcher dispatcher;
};

asio::awaitable<files::Answer> answer(std::shared_ptr<const Site> site, files::Exchange& exchange) {
    files::Answer answer = co_await answer_or_refuse(site->dispatcher, exchange);
    const Served served = is_page(exchange.target.path) ? Served::page : Served::data;
    site->service->defences.add_browser_fields(answer.fields, served, exchange.stream.is_secure());
    add_tus_fields(*site->service, answer, exchange);
    co_return answer;
}

}  // namespace

Service::Service(Accounts accounts_, TokenKey key_, std::shared_ptr<Store> store_, std::shared_ptr<const Scanner> scanner_,
                 std::shared_ptr<const Inspector> inspector_, Defences defences_, ServiceLimits limits_)
    : accounts{std::move(accounts_)},
      key{std::move(key_)},
      store{std::move(store_)},
      scanner{std::move(scanner_)},
      inspector{std::move(inspector_)},
      defences{std::move(defences_)},
      limits{limits_},
      account_throttle{limits.account_throttle},
      address_throttle{limits.address_throttle},
      sessions{limits.session_life, limits.sessions_each},
      log_in_desk{limits.log_ins_at_once, limits.waiting_log_ins},
      file_desk{limits.files_at_once, limits.waiting_files},
      check_desk{limits.checks_at_once, limits.waiting_checks} {}

files::Handler make_site(const ServicePointer& service, const SiteOptions& options, asio::any_io_executor executor) {
    auto site = std::make_shared<Site>();
    site->service = service;
    site->dispatcher.on("GET", "/", files::handler_of(std::make_shared<files::StaticFiles>(
                                        options.root, options.limits, std::move(executor))));
    add_tokens(site->dispatcher, service);
    add_session_pages(site->dispatcher, service);
    add_uploads(site->dispatcher, service);
    add_files(site->dispatcher, service);
    add_trail(site->dispatcher, service);
    if (options.add_more) options.add_more(site->dispatcher);
    return [site](files::Exchange& exchange) { return answer(site, exchange); };
}

}  // namespace security
