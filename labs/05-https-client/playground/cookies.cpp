// Cookies (RFC 6265): what the client brings back, and how it is told to keep or to forget some.
#include "02-http-message/scanner.hpp"
#include "04-cgi/form_text.hpp"
#include "05-https-client/playground/requests.hpp"
#include "05-https-client/playground/site.hpp"

namespace playground {
namespace {

constexpr std::size_t most_cookies = 50;  // set by one answer

// cookie-octet (RFC 6265 §4.1.1): visible ASCII but quotes, comma, semicolon and backslash.
constexpr http::ByteSet cookie_octets{[](unsigned char byte) {
    return byte > 0x20 && byte < 0x7F && byte != '"' && byte != ',' && byte != ';' && byte != '\\';
}};

// A value as a cookie may hold it: all else percent-encoded. A « ; » would begin an attribute, a line end a field.
std::string for_cookie(std::string_view value) {
    std::string clean;
    for (const char c : value) {
        if (cookie_octets.contains(c)) {
            clean += c;
        } else {
            clean += http::percent_encode_path({&c, 1});
        }
    }
    return clean;
}

void expect_name(std::string_view name) {
    if (http::is_token(name)) return;
    const std::string shown{name.substr(0, 40)};
    throw Refused{400, "« " + shown + " » ne peut pas être le nom d'un cookie (RFC 6265 §4.1)."};
}

// The names and values of the query, which are to become cookies.
Pairs wanted_cookies(const files::Exchange& exchange) {
    Pairs wanted = arguments(exchange);
    if (wanted.empty()) throw Refused{400, "Nommez les cookies dans l'adresse : ?nom=valeur."};
    if (wanted.size() > most_cookies) throw Refused{400, "Trop de cookies à la fois."};
    for (const auto& [name, value] : wanted) expect_name(name);
    return wanted;
}

files::Answer show(const files::Exchange& exchange) {
    Json cookies = Json::object();
    std::string_view rest = exchange.request.fields.find("Cookie").value_or("");
    while (!rest.empty()) {
        const std::string_view pair = rest.substr(0, rest.find(';'));
        rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
        const std::size_t sign = pair.find('=');
        if (sign == std::string_view::npos) continue;
        const std::string name = cgi::to_text(http::trim_blanks(pair.substr(0, sign)), cgi::Charset::utf8);
        cookies[name] = cgi::to_text(http::trim_blanks(pair.substr(sign + 1)), cgi::Charset::utf8);
    }
    return json_answer({{"cookies", cookies}});
}

files::Answer set(const files::Exchange& exchange) {
    files::Answer answer = redirect_answer("/cookies");
    for (const auto& [name, value] : wanted_cookies(exchange)) {
        answer.fields.add("Set-Cookie", name + "=" + for_cookie(value) + "; Path=/");
    }
    return answer;
}

files::Answer forget(const files::Exchange& exchange) {
    files::Answer answer = redirect_answer("/cookies");
    for (const auto& [name, value] : wanted_cookies(exchange)) {
        answer.fields.add("Set-Cookie", name + "=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/");
    }
    return answer;
}

}  // namespace

void add_cookies(files::Dispatcher& site) {
    site.on("GET", "/cookies", view(show));
    site.on("GET", "/cookies/set", view(set));
    site.on("GET", "/cookies/delete", view(forget));
}

}  // namespace playground
