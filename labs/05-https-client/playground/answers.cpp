#include "05-https-client/playground/answers.hpp"

#include "03-static-server/page.hpp"

namespace playground {

std::string to_text(const Json& content) {
    constexpr int indent = 2;
    return content.dump(indent, ' ', false, Json::error_handler_t::replace) + "\n";
}

void add_value(Json& object, const std::string& name, std::string value) {
    Json& place = object[name];
    if (place.is_null()) {
        place = std::move(value);
    } else if (place.is_array()) {
        place.push_back(std::move(value));
    } else {
        place = Json::array({place, std::move(value)});
    }
}

files::Answer json_answer(const Json& content, int status) {
    files::Answer answer = text_answer(to_text(content), "application/json");
    answer.status = status;
    return answer;
}

files::Answer text_answer(std::string text, std::string_view type) {
    files::Answer answer;
    answer.fields.add("Content-Type", type);
    answer.body = std::move(text);
    return answer;
}

files::Answer html_answer(std::string html) {
    files::Answer answer = text_answer(std::move(html), "text/html; charset=utf-8");
    answer.fields.add("Content-Security-Policy", files::page_security_policy);
    return answer;
}

files::Answer redirect_answer(std::string_view location, int status) {
    files::Answer answer = files::error_answer(status, "La ressource demandée est à une autre adresse.");
    answer.fields.add("Location", location);
    return answer;
}

files::Handler view(std::function<files::Answer(const files::Exchange&)> make) {
    return [make = std::move(make)](files::Exchange& exchange) -> asio::awaitable<files::Answer> {
        co_return make(exchange);
    };
}

void on_all_methods(files::Dispatcher& dispatcher, const std::string& path, const files::Handler& handler) {
    for (const char* method : {"GET", "POST", "PUT", "PATCH", "DELETE"}) dispatcher.on(method, path, handler);
}

}  // namespace playground
