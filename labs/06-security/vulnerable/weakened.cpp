#include "06-security/vulnerable/weakened.hpp"

namespace vulnerable {
namespace {

// The changed request lives in this frame, to the end of the service's answer; answers to changed requests have no body
// that is made later.
asio::awaitable<files::Answer> answer_changed(files::Exchange& exchange, const files::Handler& service,
                                              const Weakened& weakened, const Premises& premises) {
    http::Request request = exchange.request;
    for (const RequestChange& change : weakened.request_changes) change(request, premises);
    files::Exchange changed{request,            exchange.target, exchange.body,     exchange.peer,
                            exchange.peer_port, exchange.stream, exchange.redirects};
    co_return co_await service(changed);
}

}  // namespace

http::Fields without(const http::Fields& fields, std::string_view name) {
    http::Fields left;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (!http::equal_ignoring_case(fields[i].name, name)) left.add(fields[i].name, fields[i].value);
    }
    return left;
}

files::Handler with_flaws(files::Handler service, std::shared_ptr<const Weakened> weakened,
                          std::shared_ptr<const Premises> premises) {
    return [service = std::move(service), weakened = std::move(weakened),
            premises = std::move(premises)](files::Exchange& exchange) -> asio::awaitable<files::Answer> {
        for (const Front& front : weakened->fronts) {
            auto answer = front(exchange, *premises);
            if (!answer) continue;
            weakened->defences.add_browser_fields(answer->fields, security::Served::page, exchange.stream.is_secure());
            co_return std::move(*answer);
        }
        files::Answer answer;
        if (weakened->request_changes.empty()) {
            answer = co_await service(exchange);
        } else {
            answer = co_await answer_changed(exchange, service, *weakened, *premises);
        }
        for (const AnswerChange& change : weakened->answer_changes) change(exchange.request, answer);
        co_return answer;
    };
}

}  // namespace vulnerable
