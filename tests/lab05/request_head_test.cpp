#include "05-https-client/request_head.hpp"

#include <algorithm>
#include <functional>

#include "02-http-message/scanner.hpp"
#include "05-https-client/errors.hpp"
#include "common/escape.hpp"
#include "support/lesson.hpp"

namespace {

support::Lesson head_lesson() {
    return support::Lesson{{"RFC 9112 §3", "05-https-client.md#une-adresse-en-morceaux",
                            "./lab run https_client --verbose http://127.0.0.1:8081/get"}};
}

http::Fields fields_of(std::initializer_list<std::pair<std::string_view, std::string_view>> pairs) {
    http::Fields fields;
    for (const auto& [name, value] : pairs) fields.add(name, value);
    return fields;
}

// Is InvalidRequest thrown, with a message that can be shown on any terminal?
void expect_refused(std::string_view rule, const std::function<std::string()>& make) {
    auto lesson = head_lesson();
    std::string outcome;
    try {
        outcome = "cet en-tête est parti : " + common::escape_bytes(make());
    } catch (const client::InvalidRequest& error) {
        const std::string message = error.what();
        const bool is_safe = std::none_of(message.begin(), message.end(), http::is_control);
        outcome = is_safe ? "InvalidRequest" : "message non échappé : " + common::escape_bytes(message);
    }
    lesson.expect(rule, outcome, "InvalidRequest");
}

const client::Url& example() {
    static const client::Url url{
        .scheme = "https", .host = "example.com", .port = 8443, .path = "/cours", .query = "page=2", .has_query = true};
    return url;
}

}  // namespace

TEST_CASE("5.1 un en-tête de requête : la ligne, Host, les champs dans leur ordre, une ligne vide") {
    auto lesson = head_lesson();
    const auto fields =
        fields_of({{"User-Agent", "atelier"}, {"Accept", "*/*"}, {"accept", "text/html"}, {"X-Vide", ""}});
    lesson.expect("l'en-tête", client::request_head("GET", client::request_target(example()), example(), fields),
                  "GET /cours?page=2 HTTP/1.1\r\nHost: example.com:8443\r\nUser-Agent: atelier\r\nAccept: */*\r\n"
                  "accept: text/html\r\nX-Vide: \r\n\r\n");
    lesson.expect("sans autre champ", client::request_head("HEAD", "/", example(), {}),
                  "HEAD / HTTP/1.1\r\nHost: example.com:8443\r\n\r\n");
}

TEST_CASE("5.1 la cible est l'adresse entière pour un mandataire, hôte et port pour CONNECT") {
    auto lesson = head_lesson();
    lesson.expect("à un mandataire (RFC 9112 §3.2.2)",
                  client::request_head("GET", "https://example.com:8443/cours", example(), {}),
                  "GET https://example.com:8443/cours HTTP/1.1\r\nHost: example.com:8443\r\n\r\n");
    const client::Url secure{.scheme = "https", .host = "example.com", .port = 443, .path = "/"};
    lesson.expect("un tunnel (RFC 9112 §3.2.3)", client::request_head("CONNECT", "example.com:443", secure, {}),
                  "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n");
}

TEST_CASE("5.1 un Host donné à la main prend la place de celui de l'adresse") {
    auto lesson = head_lesson();
    lesson.expect("l'en-tête",
                  client::request_head("GET", "/", example(), fields_of({{"A", "b"}, {"host", "autre.example"}})),
                  "GET / HTTP/1.1\r\nA: b\r\nhost: autre.example\r\n\r\n");
    expect_refused("deux Host : chaque programme lirait le sien", [] {
        return client::request_head("GET", "/", example(), fields_of({{"Host", "a"}, {"HOST", "a"}}));
    });
}

TEST_CASE("5.1 une méthode ou une cible ne peut pas écrire une seconde requête") {
    using std::string_view_literals::operator""sv;
    for (std::string_view method : {""sv, "G T"sv, "GET /\r\n"sv, "GET\0"sv, "GÉT"sv, "GET:"sv, "\x1B[31m"sv}) {
        expect_refused("la méthode est un jeton", [&] { return client::request_head(method, "/", example(), {}); });
    }
    for (std::string_view target :
         {""sv, "/a b"sv, "/a\r\nX: y"sv, "/\n"sv, "/\0"sv, "/\t"sv, "/é"sv, "/a#b"sv, "/\x7F"sv}) {
        expect_refused("la cible est faite de caractères visibles",
                       [&] { return client::request_head("GET", target, example(), {}); });
    }
}

TEST_CASE("5.1 un champ ne peut pas en écrire un autre") {
    using std::string_view_literals::operator""sv;
    for (std::string_view name : {""sv, "A B"sv, "A:"sv, "A\r\nB"sv, "A\n"sv, "A\0"sv, "É"sv, " A"sv}) {
        expect_refused("un nom est un jeton",
                       [&] { return client::request_head("GET", "/", example(), fields_of({{name, "a"}})); });
    }
    for (std::string_view value : {"a\r\nB: c"sv, "a\nb"sv, "a\rb"sv, "a\0b"sv, "\x1B"sv, "\x7F"sv}) {
        expect_refused("une valeur est sans caractère de contrôle",
                       [&] { return client::request_head("GET", "/", example(), fields_of({{"A", value}})); });
    }
    auto lesson = head_lesson();
    lesson.expect("une tabulation et d'autres lettres que l'ASCII passent (RFC 9110 §5.5)",
                  client::request_head("GET", "/", example(), fields_of({{"A", "é\tb"}})),
                  "GET / HTTP/1.1\r\nHost: example.com:8443\r\nA: é\tb\r\n\r\n");
}
