#include "05-https-client/playground/json_application.hpp"

#include "04-cgi/part_head.hpp"
#include "05-https-client/playground/requests.hpp"

namespace playground {
namespace {

constexpr std::size_t largest_json = 64 * 1024;

asio::awaitable<Json> read_json(files::Exchange& exchange) {
    if (exchange.body.finished()) co_return Json{};  // there is none, or an empty one
    const std::string_view type = cgi::media_type(exchange.request.fields.find("Content-Type").value_or(""));
    if (!http::equal_ignoring_case(type, "application/json")) {
        throw Refused{415, "Le corps de la requête doit être en application/json."};
    }
    const std::string text = co_await read_body(exchange, largest_json);
    auto parsed = parse_json(text);
    if (!parsed) throw Refused{400, "Le corps de la requête n'est pas du JSON."};
    co_return std::move(*parsed);
}

files::Answer answer_of(const JsonReply& reply) {
    files::Answer answer;
    if (files::status_allows_body(reply.status)) answer = json_answer(reply.content);
    answer.status = reply.status;
    if (!reply.location.empty()) answer.fields.add("Location", reply.location);
    return answer;
}

asio::awaitable<files::Answer> call(const JsonApplication::Function& function, const std::string& path,
                                    files::Exchange& exchange) {
    try {
        const Json json = co_await read_json(exchange);
        co_return answer_of(function({.rest = tail(exchange, path), .json = json}));
    } catch (const Refused& refused) {
        co_return json_answer({{"erreur", refused.what()}}, refused.status());
    }
}

}  // namespace

void JsonApplication::route(const std::string& method, const std::string& path, Function function) {
    site_.on(method, path, [function = std::move(function), path](files::Exchange& exchange) {
        return call(function, path, exchange);
    });
}

}  // namespace playground
