#include "02-http-message/response.hpp"

#include <stdexcept>

#include "lab02/every_cut.hpp"

namespace {

const lab02::Topic topic{"RFC 9112 §4", "réponse-et-dates", true};

http::Parsed<http::Response> parse(std::string_view bytes) {
    return http::parse_response(bytes, http::Limits{});
}

http::Response not_found() {
    http::Response response;
    response.status = 404;
    response.reason = http::reason_phrase(404);
    response.version = http::Version::http_1_0;
    response.fields.add("Content-Type", "text/html");
    response.fields.add("Content-Length", "0");
    return response;
}

}  // namespace

TEST_CASE("2.6 une réponse s'écrit ligne de statut, champs, ligne vide") {
    support::Lesson lesson = lab02::lesson_about(topic, {});
    lesson.expect("les octets", http::serialize(not_found()),
                  "HTTP/1.0 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n");
}

TEST_CASE("2.6 une raison vide garde l'espace qui la précède") {
    support::Lesson lesson = lab02::lesson_about(topic, {});
    http::Response response;
    response.status = 299;
    response.reason = http::reason_phrase(299);
    lesson.expect("les octets", http::serialize(response), "HTTP/1.1 299 \r\n\r\n");
}

TEST_CASE("2.6 une réponse écrite se relit telle quelle") {
    support::Lesson lesson = lab02::lesson_about(topic, {});
    const std::string bytes = http::serialize(not_found());
    const auto parsed = lab02::parse_at_every_cut(lesson, bytes, parse);
    lesson.require("le résultat", lab02::describe(parsed), "complet (" + std::to_string(bytes.size()) + " octets)");
    lesson.expect("le statut", parsed.value().status, 404);
    lesson.expect("la raison", parsed.value().reason, "Not Found");
    lesson.expect("la version", http::to_string(parsed.value().version), "HTTP/1.0");
    lesson.expect("le nombre de champs", parsed.value().fields.size(), 2u);
    lesson.expect("les mêmes octets, réécrits", http::serialize(parsed.value()), bytes);
}

TEST_CASE("2.6 un texte avec CR, LF ou un octet nul n'est jamais écrit") {
    struct Row {
        std::string_view what;
        http::Response response;
    };
    const auto with_field = [](std::string_view name, std::string_view value) {
        http::Response response;
        response.fields.add(name, value);
        return response;
    };
    const auto with_reason = [](std::string_view reason, int status) {
        http::Response response;
        response.reason = reason;
        response.status = status;
        return response;
    };
    for (const Row& row : {Row{"un champ de plus, par CR LF", with_field("Location", "/a\r\nSet-Cookie: b")},
                           Row{"une valeur avec LF seul", with_field("Location", "/a\nSet-Cookie: b")},
                           Row{"une valeur avec CR seul", with_field("Location", "/a\rb")},
                           Row{"une valeur avec un octet nul", with_field("A", std::string_view{"a\0b", 3})},
                           Row{"un nom avec CR LF", with_field("A\r\nB", "c")},
                           Row{"un nom avec deux-points", with_field("A:b", "c")},
                           Row{"un nom vide", with_field("", "c")},
                           Row{"une raison avec CR LF", with_reason("OK\r\nA: b", 200)},
                           Row{"un statut de deux chiffres", with_reason("", 99)},
                           Row{"un statut de quatre chiffres", with_reason("", 1000)}}) {
        support::Lesson lesson = lab02::lesson_about({"RFC 9110 §5.5", "réponse-et-dates"}, {});
        lesson.step(std::string{row.what});
        const auto result = [&] {
            try {
                return "les octets « " + http::serialize(row.response) + " »";
            } catch (const std::invalid_argument&) {
                return std::string{"l'exception std::invalid_argument"};
            }
        };
        lesson.expect("le résultat", result(), "l'exception std::invalid_argument");
    }
}

TEST_CASE("2.6 une ligne de statut donne version, statut et raison") {
    struct Row {
        std::string_view bytes;
        int status;
        std::string_view reason;
    };
    for (const Row& row : {Row{"HTTP/1.1 200 OK\r\n\r\n", 200, "OK"},
                           Row{"HTTP/1.0 404 Not  Found\r\n\r\n", 404, "Not  Found"},
                           Row{"HTTP/1.1 200 \r\n\r\n", 200, ""}, Row{"HTTP/1.1 100 Continue\r\n\r\n", 100, "Continue"},
                           Row{"HTTP/1.1 599 \xC3\xA9\t!\r\n\r\n", 599, "\xC3\xA9\t!"}}) {
        support::Lesson lesson = lab02::lesson_about(topic, row.bytes);
        const auto parsed = lab02::parse_at_every_cut(lesson, row.bytes, parse);
        lesson.require("le résultat", lab02::describe(parsed),
            "complet (" + std::to_string(row.bytes.size()) + " octets)");
        lesson.expect("le statut", parsed.value().status, row.status);
        lesson.expect("la raison", parsed.value().reason, row.reason);
    }
}

TEST_CASE("2.6 une réponse malformée est refusée, toujours avec 502") {
    lab02::expect_refused(topic, parse, {
        {"HTTP/2.0 200 OK\r\n\r\n", 502, 5, "une autre version majeure"},
        {"http/1.1 200 OK\r\n\r\n", 502, 0, "la casse compte"},
        {"HTTP/1.1  200 OK\r\n\r\n", 502, 9, "deux espaces"},
        {"HTTP/1.1 20 OK\r\n\r\n", 502, 11, "deux chiffres"},
        {"HTTP/1.1 2000 OK\r\n\r\n", 502, 12, "quatre chiffres"},
        {"HTTP/1.1 099 OK\r\n\r\n", 502, 9, "moins de 100"},
        {"HTTP/1.1 600 OK\r\n\r\n", 502, 9, "plus de 599"},
        {"HTTP/1.1 2x0 OK\r\n\r\n", 502, 10, "une lettre"},
        {"HTTP/1.1 200\r\n\r\n", 502, 12, "l'espace après le statut manque"},
        {"HTTP/1.1 200 OK\n\r\n", 502, 15, "un LF seul"},
        {"HTTP/1.1 200 O\x01K\r\n\r\n", 502, 14, "un caractère de contrôle dans la raison"},
        {"\r\nHTTP/1.1 200 OK\r\n\r\n", 502, 0, "pas de ligne vide avant une réponse"},
        {"HTTP/1.1 200 OK\r\nA : b\r\n\r\n", 502, 18, "un champ malformé"},
        {"HTTP/1.1 200 OK\r\n A: b\r\n\r\n", 502, 17, "une espace devant le premier champ"},
    });
}

TEST_CASE("2.6 une réponse trop longue est refusée (502)") {
    http::Limits limits;
    limits.start_line_bytes = 15;
    limits.fields_bytes = 8;
    const auto parse_within = [limits](std::string_view bytes) { return http::parse_response(bytes, limits); };
    lab02::expect_accepted(topic, parse_within, {{"HTTP/1.1 200 OK\r\nA: b\r\n\r\n", "juste les limites"}});
    lab02::expect_refused(topic, parse_within, {
        {"HTTP/1.1 200 OKK\r\n\r\n", 502, 15, "la ligne de statut a un octet de trop"},
        {"HTTP/1.1 200 OK\r\nA: bc\r\n\r\n", 502, 25, "la section des champs a un octet de trop"},
    });
}
