#include "05-https-client/playground/site.hpp"

#include <memory>

namespace playground {
namespace {

asio::awaitable<files::Answer> answer(const files::Dispatcher& site, files::Exchange& exchange) {
    try {
        co_return co_await site.handle(exchange);
    } catch (const Refused& refused) {
        co_return files::error_answer(refused.status(), refused.what());
    }
}

}  // namespace

files::Handler make_site() {
    auto site = std::make_shared<files::Dispatcher>();
    add_echo(*site);
    add_statuses(*site);
    add_redirects(*site);
    add_cookies(*site);
    return [site](files::Exchange& exchange) { return answer(*site, exchange); };
}

}  // namespace playground
