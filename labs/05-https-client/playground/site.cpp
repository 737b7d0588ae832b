#include "05-https-client/playground/site.hpp"

namespace playground {
namespace {

// Two dispatchers: to one of them "/" would stand for every path, even those that nothing is declared for.
struct Site {
    files::Dispatcher home;  // "/" itself
    files::Dispatcher pages;
};

asio::awaitable<files::Answer> answer(const Site& site, files::Exchange& exchange) {
    const files::Dispatcher& dispatcher = exchange.target.path == "/" ? site.home : site.pages;
    files::Answer answer;
    try {
        answer = co_await dispatcher.handle(exchange);
    } catch (const Refused& refused) {
        answer = files::error_answer(refused.status(), refused.what());
        // Nobody knows when a body in chunks will end: a refusal of its size does not wait for that.
        answer.close = refused.status() == 413 && !exchange.body.length();
    }
    add_tus_fields(answer, exchange);
    co_return answer;
}

void add_pages(files::Dispatcher& site, const Shared& shared) {
    add_echo(site);
    add_statuses(site);
    add_redirects(site);
    add_cookies(site);
    add_auth(site);
    add_bodies(site);
    add_compressions(site);
    add_versions(site);
    add_broken(site);
    add_documents(site);
    add_uploads(site);
    add_tls(site);
    add_tasks(site, shared.tasks);
    add_tus(site, shared.uploads);
}

}  // namespace

files::Handler make_site(const Shared& shared) {
    auto site = std::make_shared<Site>();
    site->home.on("GET", "/", view(index_page));
    add_pages(site->pages, shared);
    return [site](files::Exchange& exchange) { return answer(*site, exchange); };
}

}  // namespace playground
