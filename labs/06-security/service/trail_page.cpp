// GET /audit: the audit trail, for admins.
#include "06-security/service/answers.hpp"
#include "06-security/service/pages.hpp"
#include "06-security/service/visitor.hpp"

namespace security {
namespace {

asio::awaitable<files::Answer> show_trail(ServicePointer service, files::Exchange& exchange) {
    const Identity who = who_asks(*service, exchange);
    expect_right(*service, who, Action::read_trail);
    auto read = [service] { return service->store->events(service->limits.shown_events); };
    const auto lines = co_await service->file_desk.run(std::move(read));
    std::string text;
    for (const std::string& line : lines) text.append(line).append("\n");
    co_return text_answer(std::move(text));
}

}  // namespace

void add_trail(files::Dispatcher& site, const ServicePointer& service) {
    site.on("GET", "/audit", [service](files::Exchange& exchange) { return show_trail(service, exchange); });
}

}  // namespace security
