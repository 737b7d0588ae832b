#include "02-http-message/request.hpp"
#include "lab02/every_cut.hpp"

namespace {

const lab02::Topic topic{"RFC 9112 §3", "ligne-de-requête"};

http::Parsed<http::RequestLine> parse(std::string_view bytes) {
    return http::parse_request_line(bytes, http::Limits{});
}

void expect_parts(std::string_view bytes, std::string_view method, std::string_view target, std::string_view version) {
    support::Lesson lesson = lab02::lesson_about(topic, bytes);
    const auto parsed = lab02::parse_at_every_cut(lesson, bytes, parse);
    lesson.require("le résultat", lab02::describe(parsed), "complet (" + std::to_string(bytes.size()) + " octets)");
    lesson.expect("la méthode", parsed.value().method, method);
    lesson.expect("la cible", parsed.value().target, target);
    lesson.expect("la version", http::to_string(parsed.value().version), version);
}

}  // namespace

TEST_CASE("2.1 GET /cours.html HTTP/1.0 donne ses trois parties") {
    expect_parts("GET /cours.html HTTP/1.0\r\n", "GET", "/cours.html", "HTTP/1.0");
}

TEST_CASE("2.1 la cible reste telle que reçue, encodée, avec sa chaîne de requête") {
    expect_parts("GET /a%20b/%C3%A9?q=1&r=%2F HTTP/1.1\r\n", "GET", "/a%20b/%C3%A9?q=1&r=%2F", "HTTP/1.1");
    expect_parts("GET http://localhost:8080/ HTTP/1.1\r\n", "GET", "http://localhost:8080/", "HTTP/1.1");
    expect_parts("OPTIONS * HTTP/1.1\r\n", "OPTIONS", "*", "HTTP/1.1");
}

TEST_CASE("2.1 une méthode inconnue est acceptée, la casse compte") {
    expect_parts("BREW /pot HTTP/1.0\r\n", "BREW", "/pot", "HTTP/1.0");
    expect_parts("get / HTTP/1.0\r\n", "get", "/", "HTTP/1.0");
    expect_parts("M-SEARCH!#$%&'*+-.^_`|~09 / HTTP/1.0\r\n", "M-SEARCH!#$%&'*+-.^_`|~09", "/", "HTTP/1.0");
}

TEST_CASE("2.1 une version mineure plus récente se lit comme 1.1") {
    expect_parts("GET / HTTP/1.2\r\n", "GET", "/", "HTTP/1.1");
    expect_parts("GET / HTTP/1.9\r\n", "GET", "/", "HTTP/1.1");
}

TEST_CASE("2.1 ce qui suit la ligne n'est pas consommé") {
    support::Lesson lesson = lab02::lesson_about(topic, "GET / HTTP/1.0\r\nHost: a\r\n\r\n");
    const auto parsed = lab02::parse_at_every_cut(lesson, "GET / HTTP/1.0\r\nHost: a\r\n\r\n", parse);
    lesson.expect("le résultat", lab02::describe(parsed), "complet (16 octets)");
}

TEST_CASE("2.1 une ligne sans sa fin est incomplète, quel que soit l'endroit de la coupure") {
    for (std::string_view bytes : {"", "G", "GET", "GET ", "GET /", "GET / ", "GET / H", "GET / HTTP/1.",
                                   "GET / HTTP/1.0", "GET / HTTP/1.0\r"}) {
        support::Lesson lesson = lab02::lesson_about(topic, bytes);
        const auto parsed = lab02::parse_at_every_cut(lesson, bytes, parse);
        lesson.expect("le résultat", lab02::describe(parsed), "incomplet");
    }
}

TEST_CASE("2.1 exactement une espace sépare les parties (400)") {
    lab02::expect_refused(topic, parse, {
        {"GET  / HTTP/1.0\r\n", 400, 4, "deux espaces après la méthode"},
        {"GET /  HTTP/1.0\r\n", 400, 6, "deux espaces après la cible"},
        {" GET / HTTP/1.0\r\n", 400, 0, "une espace avant la méthode"},
        {"GET / HTTP/1.0 \r\n", 400, 14, "une espace après la version"},
        {"GET\t/ HTTP/1.0\r\n", 400, 3, "une tabulation n'est pas une espace"},
        {"GET /\tHTTP/1.0\r\n", 400, 5, "une tabulation n'est pas une espace"},
        {"GET /a b HTTP/1.0\r\n", 400, 7, "une espace dans la cible : elle doit être écrite %20"},
    });
}

TEST_CASE("2.1 la méthode est un token (400)") {
    lab02::expect_refused({"RFC 9110 §9.1, §5.6.2", "ligne-de-requête"}, parse, {
        {"G(T / HTTP/1.0\r\n", 400, 1, "une parenthèse n'est pas permise dans un token"},
        {"GET: / HTTP/1.0\r\n", 400, 3, "les deux-points non plus"},
        {"G\xC3\x89T / HTTP/1.0\r\n", 400, 1, "ni un octet au-dessus de 0x7F"},
        {std::string_view{"G\0T / HTTP/1.0\r\n", 16}, 400, 1, "ni un octet nul"},
        {"\x16\x03\x01\x02", 400, 0, "un client TLS qui parle à un serveur HTTP : sa première poignée de main"},
        {"/ HTTP/1.0\r\n", 400, 0, "la méthode manque"},
    });
}

TEST_CASE("2.1 la cible n'est ni vide, ni autre chose que de l'ASCII visible, sans fragment (400)") {
    lab02::expect_refused({"RFC 9112 §3.2", "ligne-de-requête"}, parse, {
        {"GET HTTP/1.0\r\n", 400, 12, "il manque la cible : « HTTP/1.0 » est lu à sa place, et la version manque"},
        {"GET /caf\xC3\xA9 HTTP/1.0\r\n", 400, 8, "un octet au-dessus de 0x7F doit être écrit %HH"},
        {"GET /a\x7F HTTP/1.0\r\n", 400, 6, "DEL est un caractère de contrôle"},
        {"GET /a#b HTTP/1.0\r\n", 400, 6, "le fragment reste chez le client"},
    });
}

TEST_CASE("2.1 la version s'écrit HTTP/ chiffre . chiffre (400)") {
    lab02::expect_refused({"RFC 9112 §2.3", "ligne-de-requête"}, parse, {
        {"GET /\r\n", 400, 5, "sans version, c'était HTTP/0.9 : refusé"},
        {"GET / \r\n", 400, 6, "la version manque"},
        {"GET / http/1.0\r\n", 400, 6, "la casse compte"},
        {"GET / HTTP/1\r\n", 400, 12, "le chiffre mineur manque"},
        {"GET / HTTP/1.10\r\n", 400, 14, "un seul chiffre mineur"},
        {"GET / HTTP/11.0\r\n", 400, 12, "un seul chiffre majeur"},
        {"GET / HTTP/1,0\r\n", 400, 12, "un point, pas une virgule"},
        {"GET / HTTP 1.0\r\n", 400, 10, "une barre oblique, pas une espace"},
        {"GET / XTTP/1.0\r\n", 400, 6, "le nom du protocole est HTTP"},
    });
}

TEST_CASE("2.1 une autre version majeure que 1 est refusée (505)") {
    lab02::expect_refused({"RFC 9110 §15.6.6", "ligne-de-requête"}, parse, {
        {"GET / HTTP/2.0\r\n", 505, 11, "HTTP/2 ne s'écrit pas ainsi sur la connexion"},
        {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, 11, "le préambule d'un client HTTP/2"},
        {"GET / HTTP/0.9\r\n", 505, 11, "HTTP/0.9 n'écrivait pas sa version"},
    });
}

TEST_CASE("2.1 seul CR LF termine la ligne (400)") {
    lab02::expect_refused({"RFC 9112 §2.2", "ligne-de-requête"}, parse, {
        {"GET / HTTP/1.0\n", 400, 14, "un LF seul"},
        {"GET / HTTP/1.0\rX", 400, 15, "un CR suivi d'autre chose que LF"},
        {"GET /\n HTTP/1.0\r\n", 400, 5, "un LF dans la cible"},
        {"GET /\r HTTP/1.0\r\n", 400, 5, "un CR dans la cible"},
    });
}

TEST_CASE("2.1 une ligne plus longue que la limite est refusée (414), sans attendre sa fin") {
    const auto parse_within_16 = [](std::string_view bytes) {
        http::Limits limits;
        limits.start_line_bytes = 16;
        return http::parse_request_line(bytes, limits);
    };
    lab02::expect_accepted({"RFC 9112 §3", "ligne-de-requête"}, parse_within_16, {
        {"GET /a HTTP/1.0\r\n", "15 octets avant CR LF, pour une limite de 16"},
        {"GET /ab HTTP/1.0\r\n", "16 octets avant CR LF, tout juste la limite de ce test"},
    });
    lab02::expect_refused({"RFC 9112 §3", "ligne-de-requête"}, parse_within_16, {
        {"GET /abc HTTP/1.0\r\n", 414, 16, "17 octets avant CR LF, pour une limite de 16"},
        {"GET /abcdefghijklmnopqrst", 414, 16, "la fin de la ligne n'est pas arrivée, mais elle est déjà trop longue"},
    });
}
