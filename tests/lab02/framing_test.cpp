#include "02-http-message/body.hpp"
#include "02-http-message/message.hpp"
#include "lab02/every_cut.hpp"

namespace {

const lab02::Topic host_topic{"RFC 9112 §3.2", "de-10-à-11"};
const lab02::Topic smuggling{"RFC 9112 §6.3, §11.2", "contrebande-de-requêtes"};

http::Parsed<http::RequestMessage> parse(std::string_view bytes) {
    return http::parse_request_message(bytes, http::Limits{});
}

http::Parsed<http::ResponseMessage> parse_answer(std::string_view bytes) {
    return http::parse_response_message(bytes, http::Limits{}, "GET", false);
}

std::string body_of(support::Lesson& lesson, std::string_view bytes) {
    const auto parsed = lab02::parse_at_every_cut(lesson, bytes, parse);
    lesson.require("le résultat", lab02::describe(parsed), "complet (" + std::to_string(bytes.size()) + " octets)");
    return parsed.value().body;
}


http::Fields fields_from(std::string_view lines) {
    return http::parse_fields(std::string{lines} + "\r\n", http::Limits{}).value();
}

}  // namespace

TEST_CASE("2.7 une requête 1.1 a exactement un Host, une 1.0 au plus un (400)") {
    lab02::expect_accepted(host_topic, parse, {
        {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", "un Host"},
        {"GET / HTTP/1.1\r\nhOsT: a\r\n\r\n", "la casse ne compte pas"},
        {"GET / HTTP/1.1\r\nHost:\r\n\r\n", "un Host vide est permis"},
        {"GET / HTTP/1.0\r\n\r\n", "HTTP/1.0 ne connaissait pas Host"},
        {"GET / HTTP/1.0\r\nHost: a\r\n\r\n", "mais les clients 1.0 l'envoient souvent"},
    });
    lab02::expect_refused(host_topic, parse, {
        {"GET / HTTP/1.1\r\n\r\n", 400, 16, "Host manque"},
        {"GET / HTTP/1.1\r\nX-Host: a\r\n\r\n", 400, 27, "X-Host n'est pas Host"},
        {"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400, 25, "deux Host, même égaux"},
        {"GET / HTTP/1.0\r\nHost: a\r\nhost: b\r\n\r\n", 400, 25, "deux Host en 1.0"},
        {"GET http://a/ HTTP/1.1\r\n\r\n", 400, 24, "la forme absolue n'en dispense pas"},
    });
}

TEST_CASE("2.7 la valeur de Host est un nom ou une adresse, avec un port facultatif (400)") {
    const auto request_to = [](std::string_view host) {
        return "GET / HTTP/1.1\r\nHost: " + std::string{host} + "\r\n\r\n";
    };
    for (std::string_view host : {"localhost", "localhost:8080", "exemple.fr", "exemple.fr:", "127.0.0.1:1", "[::1]",
                                  "[::1]:80", "[2001:db8::1]", "a_b", "%C3%A9.fr", "x-1.y"}) {
        support::Lesson lesson = lab02::lesson_about(host_topic, request_to(host));
        lesson.received(request_to(host));
        lesson.expect("le résultat est complet", parse(request_to(host)).is_complete(), true);
    }
    for (std::string_view host : {"a b", "a/b", "a@b", "a:b", "a:80:80", "a:-1", ":80", "[::1", "::1", "[::1]x", "[]",
                                  "[a]", "a\\b", "a?b", "a#b", "http://a", "a, b", "%zz", "caf\xC3\xA9.fr", "a:8 0",
                                  "<a>", "\"a\""}) {
        support::Lesson lesson = lab02::lesson_about(host_topic, request_to(host));
        lesson.received(request_to(host));
        lesson.expect("le résultat", lab02::describe(parse(request_to(host))), "refusé : statut 400, octet 16");
    }
}

TEST_CASE("2.7 la connexion reste ouverte selon la version et Connection") {
    struct Row {
        http::Version version;
        std::string_view lines;
        bool persistent;
    };
    constexpr auto v10 = http::Version::http_1_0;
    constexpr auto v11 = http::Version::http_1_1;
    for (const Row& row : {Row{v11, "", true}, Row{v10, "", false}, Row{v11, "Connection: close\r\n", false},
                           Row{v10, "Connection: keep-alive\r\n", true}, Row{v10, "connection: Keep-Alive\r\n", true},
                           Row{v11, "Connection: CLOSE\r\n", false}, Row{v11, "Connection: upgrade, close\r\n", false},
                           Row{v11, "Connection: a\r\nConnection: close\r\n", false},
                           Row{v10, "Connection: keep-alive, close\r\n", false},
                           Row{v10, "Connection: keep-alive\r\nConnection: close\r\n", false},
                           Row{v11, "Connection: keep-alive\r\n", true}, Row{v11, "Connection: closed\r\n", true},
                           Row{v10, "Keep-Alive: timeout=5\r\n", false},
                           Row{v11, "Proxy-Connection: close\r\n", true}}) {
        support::Lesson lesson = lab02::lesson_about({"RFC 9112 §9.3", "de-10-à-11"}, {});
        lesson.step(std::string{http::to_string(row.version)} + ", champs : " + std::string{row.lines});
        lesson.expect("la connexion reste ouverte", http::is_persistent(row.version, fields_from(row.lines)),
            row.persistent);
    }
}

TEST_CASE("2.7 le corps d'une requête suit Content-Length, les morceaux, ou n'est pas là") {
    support::Lesson lesson = lab02::lesson_about({"RFC 9112 §6.3", "de-10-à-11"}, {});
    lesson.expect("le corps", body_of(lesson, "GET / HTTP/1.1\r\nHost: a\r\n\r\n"), "");
    lesson.expect("le corps", body_of(lesson, "POST / HTTP/1.0\r\nContent-Length: 5\r\n\r\nhello"), "hello");
    lesson.expect("le corps", body_of(lesson, "GET / HTTP/1.0\r\nContent-Length: 2\r\n\r\nok"), "ok");
    lesson.expect("le corps", body_of(lesson, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                                              "5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n"), "hello!");
    lesson.expect("le corps", body_of(lesson,
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n0\r\n\r\n"), "");
}

TEST_CASE("2.7 deux requêtes à la suite ne se mélangent pas") {
    support::Lesson lesson = lab02::lesson_about({"RFC 9112 §9.3.2", "de-10-à-11"}, {});
    const std::string_view bytes = "POST / HTTP/1.0\r\nContent-Length: 3\r\n\r\nabcGET /2 HTTP/1.0\r\n\r\n";
    const auto first = lab02::parse_at_every_cut(lesson, bytes, parse);
    lesson.require("la première", lab02::describe(first), "complet (41 octets)");
    const auto second = lab02::parse_at_every_cut(lesson, bytes.substr(first.used()), parse);
    lesson.require("la seconde", lab02::describe(second), "complet (19 octets)");
    lesson.expect("la cible de la seconde", second.value().head.target, "/2");
}

TEST_CASE("2.7 ce que deux lecteurs pourraient comprendre autrement est refusé (400)") {
    lab02::expect_refused(smuggling, parse, {
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, 45,
         "les deux champs à la fois"},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", 400, 26,
         "dans l'autre ordre aussi"},
        {"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, 17,
         "HTTP/1.0 ne connaît pas les morceaux"},
        {"POST / HTTP/1.0\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello", 400, 36, "deux longueurs"},
        {"POST / HTTP/1.0\r\nContent-Length: 5, 5\r\n\r\nhello", 400, 17, "une liste de longueurs"},
        {"POST / HTTP/1.0\r\nContent-Length: +5\r\n\r\nhello", 400, 17, "un signe"},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 400, 26,
         "le dernier codage n'est pas chunked"},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, gzip\r\n\r\n", 400, 26,
         "chunked n'est pas le dernier"},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n", 400, 26, "chunked deux fois"},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", 400, 54,
         "chunked deux fois, en deux champs"},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n", 400, 54,
         "chunked, puis autre chose dans un second champ"},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n", 400, 26, "xchunked n'est pas chunked"},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked;a=b\r\n\r\n", 400, 26,
         "chunked n'a pas de paramètre"},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \"chunked\"\r\n\r\n", 400, 26, "ni de guillemets"},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n\r\n", 400, 26, "aucun codage"},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: ,chunked\r\n\r\n", 400, 26, "un élément vide"},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n", 400, 43,
         "une espace avant les deux-points"},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\x0B" "chunked\r\n\r\n", 400, 44, "une tabulation verticale"},
    });
    lab02::expect_refused(smuggling, parse, {
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501, 26,
         "un codage que l'on ne connaît pas"},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n", 501, 51,
         "le même, en deux champs"},
    });
}

TEST_CASE("2.7 une cible d'aucune des quatre formes fait refuser le message (400)") {
    lab02::expect_refused({"RFC 9112 §3.2", "de-10-à-11"}, parse, {
        {"GET cours.html HTTP/1.0\r\n\r\n", 400, 4, "ni « / », ni « http:// »"},
        {"GET * HTTP/1.0\r\n\r\n", 400, 4, "l'astérisque est réservé à OPTIONS"},
        {"CONNECT / HTTP/1.0\r\n\r\n", 400, 8, "CONNECT veut un hôte et un port"},
    });
}

TEST_CASE("2.7 un corps trop grand pour la mémoire est refusé dès qu'il s'annonce (413)") {
    http::Limits limits;
    limits.body_bytes = 4;
    const auto parse_within = [limits](std::string_view bytes) { return http::parse_request_message(bytes, limits); };
    const lab02::Topic topic{"RFC 9110 §15.5.14", "corps-et-content-length"};
    lab02::expect_accepted(topic, parse_within, {
        {"POST / HTTP/1.0\r\nContent-Length: 4\r\n\r\nabcd", "juste la limite"},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n",
         "par morceaux aussi"},
    });
    lab02::expect_refused(topic, parse_within, {
        {"POST / HTTP/1.0\r\nContent-Length: 5\r\n\r\nabcde", 413, 17, "Content-Length l'annonce"},
        {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", 413, 68,
         "le cinquième octet, dans le second morceau"},
    });
}

TEST_CASE("2.7 le corps d'une réponse dépend aussi de la requête et du statut") {
    struct Row {
        std::string_view method;
        std::string_view head;
        http::BodyKind kind;
    };
    using enum http::BodyKind;
    for (const Row& row : {Row{"GET", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", length},
                           Row{"HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", none},
                           Row{"GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", none},
                           Row{"GET", "HTTP/1.1 204 No Content\r\n\r\n", none},
                           Row{"GET", "HTTP/1.1 100 Continue\r\n\r\n", none},
                           Row{"CONNECT", "HTTP/1.1 200 OK\r\n\r\n", none},
                           Row{"CONNECT", "HTTP/1.1 404 Not Found\r\n\r\n", until_close},
                           Row{"GET", "HTTP/1.0 200 OK\r\n\r\n", until_close},
                           Row{"GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", chunked},
                           Row{"GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", chunked},
                           Row{"GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", until_close}}) {
        support::Lesson lesson = lab02::lesson_about({"RFC 9112 §6.3", "de-10-à-11", true}, row.head);
        const auto response = http::parse_response(row.head, http::Limits{});
        const auto framing = http::response_body(response.value(), row.method);
        lesson.step("la réponse à " + std::string{row.method} + " : " + std::string{row.head});
        lesson.require("le résultat est complet", framing.is_complete(), true);
        lesson.expect("la façon dont le corps finit (0 aucun, 1 longueur, 2 morceaux, 3 fermeture)",
            framing.value().kind, row.kind);
    }
}

TEST_CASE("2.7 une réponse ambiguë est refusée (502)") {
    lab02::expect_refused({"RFC 9112 §6.3", "contrebande-de-requêtes", true}, parse_answer, {
        {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 502, 36, "les deux champs"},
        {"HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", 502, 17, "des morceaux en 1.0"},
        {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", 502, 36, "deux longueurs"},
        {"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", 502, 17, "un signe"},
    });
}

TEST_CASE("2.7 response_body refuse elle-même avec le statut 502") {
    for (std::string_view lines : {"Content-Length: 5\r\nContent-Length: 5\r\n", "Content-Length: +5\r\n",
                                   "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"}) {
        support::Lesson lesson = lab02::lesson_about({"RFC 9112 §6.3", "contrebande-de-requêtes"}, {});
        lesson.step("une réponse 200 en HTTP/1.1, champs : " + std::string{lines});
        const http::Response response{200, "OK", http::Version::http_1_1, fields_from(lines)};
        const auto framing = http::response_body(response, "GET");
        lesson.require("la réponse est refusée", framing.is_rejected(), true);
        lesson.expect("le statut : la faute est celle du serveur, non du client", framing.rejection().status, 502);
    }
}

TEST_CASE("2.7 un corps sans longueur n'est complet que quand la connexion est fermée") {
    support::Lesson lesson = lab02::lesson_about({"RFC 9112 §6.3", "de-10-à-11", true}, {});
    const std::string_view bytes = "HTTP/1.0 200 OK\r\n\r\nhello";
    lesson.expect("le résultat, connexion ouverte", lab02::describe(parse_answer(bytes)), "incomplet");
    const auto closed = http::parse_response_message(bytes, http::Limits{}, "GET", true);
    lesson.require("le résultat, connexion fermée", lab02::describe(closed), "complet (24 octets)");
    lesson.expect("le corps", closed.value().body, "hello");
}
