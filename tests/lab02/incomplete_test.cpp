#include "02-http-message/request.hpp"
#include "lab02/every_cut.hpp"

namespace {

const lab02::Topic topic{"RFC 9112 §2.1", "message-incomplet"};

http::Parsed<http::Request> parse(std::string_view bytes) {
    return http::parse_request(bytes, http::Limits{});
}

// A parser with limits small enough to be seen in a message.
auto parse_within(std::size_t start_line, std::size_t fields, std::size_t count) {
    http::Limits limits;
    limits.start_line_bytes = start_line;
    limits.fields_bytes = fields;
    limits.field_count = count;
    return [limits](std::string_view bytes) { return http::parse_request(bytes, limits); };
}

}  // namespace

TEST_CASE("2.3 une requête entière donne sa ligne et ses champs") {
    constexpr std::string_view bytes = "GET /a?b HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n";
    support::Lesson lesson = lab02::lesson_about(topic, bytes);
    const auto parsed = lab02::parse_at_every_cut(lesson, bytes, parse);
    lesson.require("le résultat", lab02::describe(parsed), "complet (51 octets)");
    const http::Request& request = parsed.value();
    lesson.expect("la méthode", request.method, "GET");
    lesson.expect("la cible", request.target, "/a?b");
    lesson.expect("la version", http::to_string(request.version), "HTTP/1.1");
    lesson.expect("le nombre de champs", request.fields.size(), 2u);
    lesson.expect("Host", request.fields.find("host").value_or("(rien)"), "localhost");
    lesson.expect("Accept", request.fields.find("accept").value_or("(rien)"), "*/*");
}

TEST_CASE("2.3 chaque début d'une requête valable est incomplet") {
    constexpr std::string_view bytes = "GET / HTTP/1.0\r\nUser-Agent: essai\r\n\r\n";
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        support::Lesson lesson = lab02::lesson_about(topic, bytes.substr(0, size));
        const auto parsed = lab02::parse_at_every_cut(lesson, bytes.substr(0, size), parse);
        lesson.require("le résultat", lab02::describe(parsed), "incomplet");
    }
}

TEST_CASE("2.3 ce qui suit la ligne vide n'appartient pas à l'en-tête") {
    support::Lesson lesson = lab02::lesson_about(topic, {});
    const auto parsed = lab02::parse_at_every_cut(lesson, "GET / HTTP/1.0\r\n\r\nGET /2 HTTP/1.0\r\n\r\n", parse);
    lesson.expect("le résultat", lab02::describe(parsed), "complet (18 octets)");
}

TEST_CASE("2.3 la requête garde ce qu'elle a lu quand les octets reçus ont disparu") {
    support::Lesson lesson = lab02::lesson_about(topic, {});
    const std::string long_target = "/" + std::string(100, 'a');
    http::Request request;
    {
        const support::ExactBuffer bytes{"GET " + long_target + " HTTP/1.0\r\nX-Nom: valeur\r\n\r\n"};
        auto parsed = parse(bytes.view());
        lesson.require("le résultat", parsed.is_complete(), true);
        request = std::move(parsed.value());
    }
    lesson.step("le tampon de réception est rendu au système");
    lesson.expect("la cible", request.target, long_target);
    lesson.expect("le champ", request.fields.find("X-Nom").value_or("(rien)"), "valeur");
}

TEST_CASE("2.3 une ligne vide avant la requête est ignorée, pas deux") {
    const lab02::Topic empty_line{"RFC 9112 §2.2", "message-incomplet"};
    lab02::expect_accepted(empty_line, parse, {
        {"\r\nGET / HTTP/1.0\r\n\r\n", "un client ancien envoie un CR LF de trop"},
    });
    lab02::expect_refused(empty_line, parse, {
        {"\r\n\r\nGET / HTTP/1.0\r\n\r\n", 400, 2, "une seule ligne vide est ignorée"},
        {"\nGET / HTTP/1.0\r\n\r\n", 400, 0, "un LF seul n'est pas une ligne vide"},
        {"\rGET / HTTP/1.0\r\n\r\n", 400, 1, "un CR seul non plus"},
        {"\r\n GET / HTTP/1.0\r\n\r\n", 400, 2, "la requête commence aussitôt après"},
    });
}

TEST_CASE("2.3 la position d'un refus se compte depuis le début de la requête") {
    lab02::expect_refused(topic, parse, {
        {"GET / HTTP/1.0\r\nA: b\r\nC : d\r\n\r\n", 400, 23, "l'espace avant les deux-points, deux lignes plus bas"},
        {"\r\nGET / HTTP/1.0\r\nA : b\r\n\r\n", 400, 19, "la ligne vide ignorée compte aussi"},
        {"\r\nGET  / HTTP/1.0\r\n\r\n", 400, 6, "dans la ligne de requête aussi"},
    });
}

TEST_CASE("2.3 une espace entre la ligne de requête et le premier champ est refusée (400)") {
    lab02::expect_refused({"RFC 9112 §2.2", "message-incomplet"}, parse, {
        {"GET / HTTP/1.0\r\n Host: a\r\n\r\n", 400, 16, "une espace au début de la première ligne de champ"},
        {"GET / HTTP/1.0\r\n\tHost: a\r\n\r\n", 400, 16, "une tabulation"},
    });
}

TEST_CASE("2.3 un octet impossible est refusé dès qu'il arrive") {
    support::Lesson lesson = lab02::lesson_about(topic, {});
    lesson.received("GET / HTTP/1.0\r\nHost ");
    lesson.expect("le résultat, sans attendre la suite", lab02::describe(parse("GET / HTTP/1.0\r\nHost ")),
                  "refusé : statut 400, octet 20");
    lesson.received("G(");
    lesson.expect("le résultat", lab02::describe(parse("G(")), "refusé : statut 400, octet 1");
}

TEST_CASE("2.3 une ligne de requête plus longue que la limite est refusée (414)") {
    const lab02::Topic limit{"RFC 9110 §15.5.15", "message-incomplet"};
    lab02::expect_accepted(limit, parse_within(16, 100, 10), {
        {"GET /a HTTP/1.0\r\n\r\n", "15 octets avant CR LF, pour une limite de 16"},
        {"GET /ab HTTP/1.0\r\n\r\n", "16 octets : juste la limite"},
    });
    lab02::expect_refused(limit, parse_within(16, 100, 10), {
        {"GET /abc HTTP/1.0\r\n\r\n", 414, 16, "17 octets : un de trop"},
        {"GET /abcdefghijklmnopqrst", 414, 16, "sans attendre une fin qui ne viendra peut-être jamais"},
        {"METHODE_TRES_LONGUE / HTTP/1.0\r\n\r\n", 414, 16, "la méthode compte aussi"},
        {"GET /ab HTTP/1.0\rX", 400, 17, "à la limite, un CR sans LF reste une faute de fin de ligne"},
    });
}

TEST_CASE("2.3 une section de champs plus longue que la limite est refusée (431)") {
    const lab02::Topic limit{"RFC 6585 §5", "message-incomplet"};
    lab02::expect_accepted(limit, parse_within(100, 12, 10), {
        {"GET / HTTP/1.0\r\nA: bcdef\r\n\r\n", "12 octets, ligne vide comprise : juste la limite"},
    });
    lab02::expect_refused(limit, parse_within(100, 12, 10), {
        {"GET / HTTP/1.0\r\nA: bcdefg\r\n\r\n", 431, 28, "13 octets : un de trop"},
        {"GET / HTTP/1.0\r\nA: 0123456789012345", 431, 28, "sans attendre la fin"},
        {"GET / HTTP/1.0\r\nA: b\r\nC: d\r\nE: f\r\n\r\n", 431, 28, "plusieurs champs"},
    });
}

TEST_CASE("2.3 plus de champs que la limite sont refusés (431)") {
    const lab02::Topic limit{"RFC 6585 §5", "message-incomplet"};
    lab02::expect_accepted(limit, parse_within(100, 100, 2), {
        {"GET / HTTP/1.0\r\nA: b\r\nC: d\r\n\r\n", "deux champs, pour une limite de deux"},
    });
    lab02::expect_refused(limit, parse_within(100, 100, 2), {
        {"GET / HTTP/1.0\r\nA: b\r\nC: d\r\nE: f\r\n\r\n", 431, 28, "le troisième champ, à son premier octet"},
    });
}

TEST_CASE("2.3 les limites habituelles laissent passer un navigateur et arrêtent un flot") {
    support::Lesson lesson = lab02::lesson_about({"RFC 9110 §5.4", "message-incomplet"}, {});
    const std::string cookie(4000, 'c');
    const std::string usual = "GET / HTTP/1.1\r\nHost: a\r\nCookie: " + cookie + "\r\n\r\n";
    lesson.step("une requête avec 4 000 octets de cookies");
    lesson.expect("le résultat est complet", parse(usual).is_complete(), true);
    lesson.step("100 000 octets de cible, sans fin de ligne");
    lesson.expect("le résultat", lab02::describe(parse("GET /" + std::string(100'000, 'a'))),
        "refusé : statut 414, octet 8192");
    lesson.step("100 000 octets de champ, sans fin de ligne");
    lesson.expect("le résultat", lab02::describe(parse("GET / HTTP/1.0\r\nA: " + std::string(100'000, 'a'))),
                  "refusé : statut 431, octet " + std::to_string(16 + 32 * 1024));
}
