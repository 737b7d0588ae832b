#include "05-https-client/playground/requests.hpp"

#include <charconv>

#include "04-cgi/form_text.hpp"

namespace playground {
namespace {

constexpr int deepest_json = 100;

}  // namespace

std::string utf8(std::string_view bytes) {
    return cgi::to_text(bytes, cgi::Charset::utf8);
}

std::uint64_t whole_number(std::string_view text, std::uint64_t lowest, std::uint64_t highest) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_number = error == std::errc{} && end == text.data() + text.size();
    if (is_number && number >= lowest && number <= highest) return number;
    throw Refused{400, "« " + std::string{text.substr(0, 40)} + " » n'est pas un nombre entier de " +
                           std::to_string(lowest) + " à " + std::to_string(highest) + "."};
}

std::string_view tail(const files::Exchange& exchange, std::string_view prefix) {
    return std::string_view{exchange.target.path}.substr(prefix.size());
}

Pairs arguments(const files::Exchange& exchange) {
    Pairs pairs = http::parse_query(exchange.target.query);
    for (auto& [name, value] : pairs) {
        name = utf8(name);
        value = utf8(value);
    }
    return pairs;
}

std::optional<std::string> argument(const files::Exchange& exchange, std::string_view name) {
    for (auto& [its_name, value] : arguments(exchange)) {
        if (its_name == name) return value;
    }
    return std::nullopt;
}

std::uint64_t number_argument(const files::Exchange& exchange, std::string_view name, std::uint64_t fallback,
                              Bounds bounds) {
    const auto text = argument(exchange, name);
    return text ? whole_number(*text, bounds.lowest, bounds.highest) : fallback;
}

std::chrono::milliseconds seconds(std::string_view text, std::chrono::seconds longest) {
    double number = -1;
    const char* const end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, number);
    const auto most = static_cast<double>(longest.count());
    const bool is_right = result.ec == std::errc{} && result.ptr == end && number >= 0 && number <= most;
    if (is_right) return std::chrono::milliseconds{static_cast<std::int64_t>(number * 1000)};
    throw Refused{400, "« " + std::string{text.substr(0, 40)} + " » n'est pas une durée de 0 à " +
                           std::to_string(longest.count()) + " secondes."};
}

std::string base_url(const files::Exchange& exchange) {
    const auto host = exchange.request.fields.find("Host");
    const std::string_view name = exchange.target.authority.empty() ? host.value_or("") : exchange.target.authority;
    const std::string scheme = exchange.stream.is_secure() ? "https://" : "http://";
    return name.empty() ? std::string{} : scheme + std::string{name};
}

std::string url_of(const files::Exchange& exchange) {
    const std::string& target = exchange.request.target;
    return target.starts_with('/') ? base_url(exchange) + target : target;
}

asio::awaitable<std::string> read_body(files::Exchange& exchange, std::size_t limit) {
    std::string content;
    bool fits = exchange.body.length().value_or(0) <= limit;
    while (fits) {
        const std::string_view piece = co_await exchange.body.next();
        if (piece.empty()) break;
        fits = piece.size() <= limit - content.size();
        if (fits) content += piece;
    }
    if (!fits) throw Refused{413, "Cette adresse accepte au plus " + std::to_string(limit) + " octets."};
    expect_whole_body(exchange.body);
    co_return content;
}

void expect_whole_body(const files::BodyReader& body) {
    if (!body.finished()) throw Refused{body.failure_status(), "Le corps de la requête s'interrompt."};
}

std::optional<Json> parse_json(const std::string& text) {
    bool is_too_deep = false;
    const auto watch = [&is_too_deep](int depth, Json::parse_event_t, Json&) {
        is_too_deep = is_too_deep || depth > deepest_json;
        return !is_too_deep;
    };
    Json parsed = Json::parse(text, watch, false);
    if (is_too_deep || parsed.is_discarded()) return std::nullopt;
    return parsed;
}

}  // namespace playground
