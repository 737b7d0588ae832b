// What was the request? The same, as JSON: what a client has sent is best seen from the other side.
#include "04-cgi/form_reader.hpp"
#include "05-https-client/playground/digest.hpp"
#include "05-https-client/playground/requests.hpp"
#include "05-https-client/playground/site.hpp"

namespace playground {
namespace {

constexpr std::size_t echoed_bytes = 1024 * 1024;  // of a body: it is kept in memory, and written into the answer

Json args_of(const files::Exchange& exchange) {
    Json args = Json::object();
    for (auto& [name, value] : arguments(exchange)) add_value(args, name, value);
    return args;
}

// Text as it is; other bytes as a data: address, which JSON can hold.
std::string shown(const std::string& bytes, std::string_view type) {
    if (cgi::is_utf8(bytes)) return bytes;
    return "data:" + std::string{type} + ";base64," + to_base64(bytes);
}

// Adds what a form holds, its values under "form" and its files under "files".
void add_form(Json& echo, const std::string& type, const std::string& content) {
    cgi::FormReader reader{type, {.file_memory_bytes = echoed_bytes}};
    reader.add(content);
    if (!reader.finish()) throw Refused{reader.rejection()->status, std::string{reader.rejection()->reason}};
    const cgi::Charset charset = cgi::form_charset(reader.parts());
    for (const cgi::FormPart& part : reader.parts()) {
        const std::string name = cgi::to_text(part.head.name, charset);
        if (part.is_file()) {
            const std::string file_type = cgi::to_text(part.head.type.value_or("application/octet-stream"), charset);
            add_value(echo["files"], name, shown(part.content.read(), file_type));
        } else {
            add_value(echo["form"], name, cgi::to_text(part.content.read(), charset));
        }
    }
}

bool is_form(std::string_view type) {
    const std::string_view media_type = cgi::media_type(type);
    return http::equal_ignoring_case(media_type, "application/x-www-form-urlencoded") ||
           http::equal_ignoring_case(media_type, "multipart/form-data");
}

void add_body(Json& echo, const files::Exchange& exchange, const std::string& content) {
    echo["form"] = echo["files"] = Json::object();
    echo["data"] = "";
    echo["json"] = nullptr;
    const std::string type{exchange.request.fields.find("Content-Type").value_or("application/octet-stream")};
    if (is_form(type)) return add_form(echo, type, content);
    echo["data"] = shown(content, cgi::media_type(type));
    if (auto parsed = parse_json(content)) echo["json"] = std::move(*parsed);
}

asio::awaitable<files::Answer> echo_with_body(files::Exchange& exchange) {
    const std::string content = co_await read_body(exchange, echoed_bytes);
    Json echo = echo_of_head(exchange);
    add_body(echo, exchange, content);
    co_return json_answer(echo);
}

asio::awaitable<files::Answer> echo_anything(files::Exchange& exchange) {
    const std::string content = co_await read_body(exchange, echoed_bytes);
    Json echo = echo_of_head(exchange);
    echo["method"] = exchange.request.method;
    add_body(echo, exchange, content);
    co_return json_answer(echo);
}

files::Answer headers(const files::Exchange& exchange) {
    return json_answer({{"headers", headers_of(exchange)}});
}

files::Answer address(const files::Exchange& exchange) {
    return json_answer({{"origin", exchange.peer}});
}

files::Answer user_agent(const files::Exchange& exchange) {
    const auto sent = exchange.request.fields.find("User-Agent");
    return json_answer({{"user-agent", sent ? Json(cgi::to_text(*sent, cgi::Charset::utf8)) : Json{}}});
}

}  // namespace

Json headers_of(const files::Exchange& exchange) {
    const http::Fields& fields = exchange.request.fields;
    Json headers = Json::object();
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const bool is_first = fields.find(fields[i].name)->data() == fields[i].value.data();
        if (!is_first) continue;  // all values stand with the first
        headers[std::string{fields[i].name}] = cgi::to_text(*fields.joined(fields[i].name), cgi::Charset::utf8);
    }
    return headers;
}

Json echo_of_head(const files::Exchange& exchange) {
    return {{"args", args_of(exchange)},
            {"headers", headers_of(exchange)},
            {"origin", exchange.peer},
            {"url", url_of(exchange)}};
}

void add_echo(files::Dispatcher& site) {
    site.on("GET", "/get", view([](const files::Exchange& exchange) { return json_answer(echo_of_head(exchange)); }));
    site.on("POST", "/post", echo_with_body);
    site.on("PUT", "/put", echo_with_body);
    site.on("PATCH", "/patch", echo_with_body);
    site.on("DELETE", "/delete", echo_with_body);
    on_all_methods(site, "/anything", echo_anything);
    on_all_methods(site, "/anything/", echo_anything);
    site.on("GET", "/headers", view(headers));
    site.on("GET", "/ip", view(address));
    site.on("GET", "/user-agent", view(user_agent));
}

}  // namespace playground
