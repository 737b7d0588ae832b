#include "02-http-message/target.hpp"
#include "lab02/every_cut.hpp"

namespace {

const lab02::Topic topic{"RFC 9112 §3.2", "cible-et-pourcentage"};

support::Lesson lesson_for(std::string_view target, std::string_view method = "GET") {
    support::Lesson lesson =
        lab02::lesson_about(topic, std::string{method} + " " + std::string{target} + " HTTP/1.1\r\nHost: a\r\n\r\n");
    lesson.step("la cible " + std::string{target} + " (méthode " + std::string{method} + ")");
    return lesson;
}

http::Target target_of(support::Lesson& lesson, std::string_view target, std::string_view method = "GET") {
    const support::ExactBuffer exact{target};
    auto parsed = http::parse_target(exact.view(), method);
    lesson.require("le résultat", lab02::describe(parsed), "complet (" + std::to_string(target.size()) + " octets)");
    return std::move(parsed.value());
}

}  // namespace

TEST_CASE("2.5 percent_decode remplace %HH par son octet") {
    struct Row {
        std::string_view text;
        std::string_view decoded;
    };
    for (const Row& row : {Row{"", ""}, Row{"abc", "abc"}, Row{"a%20b", "a b"}, Row{"%C3%A9", "é"}, Row{"%c3%a9", "é"},
                           Row{"%2F%2f", "//"}, Row{"%41", "A"}, Row{"a+b", "a+b"}, Row{"%25", "%"},
                           Row{"%00", std::string_view{"\0", 1}}, Row{"%ff", "\xFF"}}) {
        support::Lesson lesson = lab02::lesson_about({"RFC 3986 §2.1", "cible-et-pourcentage"}, {});
        const support::ExactBuffer exact{row.text};
        lesson.step("percent_decode(\"" + std::string{row.text} + "\")");
        const auto decoded = http::percent_decode(exact.view());
        lesson.require("le texte est décodé", decoded.has_value(), true);
        lesson.expect("le texte", *decoded, row.decoded);
    }
}

TEST_CASE("2.5 percent_decode ne décode qu'une fois") {
    support::Lesson lesson = lab02::lesson_about({"RFC 3986 §2.4", "cible-et-pourcentage"}, {});
    lesson.step("percent_decode(\"%252e%252e\") : décodé deux fois, ce serait « .. »");
    lesson.expect("le texte", http::percent_decode("%252e%252e").value_or("(rien)"), "%2e%2e");
    lesson.expect("\"%2541\"", http::percent_decode("%2541").value_or("(rien)"), "%41");
}

TEST_CASE("2.5 percent_decode refuse un pour-cent sans deux chiffres hexadécimaux") {
    for (std::string_view text : {"%", "a%", "%4", "a%4", "%4G", "%G4", "%%41", "% 41", "%+4", "%-1", "%0x",
                                  "%\xC3\xA9"}) {
        support::Lesson lesson = lab02::lesson_about({"RFC 3986 §2.1", "cible-et-pourcentage"}, {});
        const support::ExactBuffer exact{text};
        lesson.step("percent_decode(\"" + std::string{text} + "\")");
        lesson.expect("le résultat", http::percent_decode(exact.view()).value_or("(rien)"), "(rien)");
    }
}

TEST_CASE("2.5 percent_encode_path puis percent_decode redonnent chaque octet") {
    support::Lesson lesson = lab02::lesson_about({"RFC 3986 §2.3", "cible-et-pourcentage"}, {});
    std::string every_byte = "/";
    for (int byte = 0; byte < 256; ++byte) every_byte += static_cast<char>(byte);
    const std::string encoded = http::percent_encode_path(every_byte);
    lesson.expect("l'aller et retour", http::percent_decode(encoded).value_or("(rien)"), every_byte);
    lesson.expect("le chemin encodé", http::percent_encode_path("/été 1/a_b-c.~d?"), "/%C3%A9t%C3%A9%201/a_b-c.~d%3F");
}

TEST_CASE("2.5 les segments . et .. sont ôtés") {
    struct Row {
        std::string_view path;
        std::string_view result;
    };
    for (const Row& row : {Row{"/", "/"}, Row{"/a/b", "/a/b"}, Row{"/a/", "/a/"}, Row{"/a/./b", "/a/b"},
                           Row{"/./a", "/a"},
                           Row{"/a/../b", "/b"}, Row{"/a/b/../../c", "/c"}, Row{"/a/.", "/a/"}, Row{"/a/b/..", "/a/"},
                           Row{"/a/..", "/"}, Row{"/.", "/"}, Row{"/a/../", "/"}, Row{"/...", "/..."},
                           Row{"/..a", "/..a"},
                           Row{"/a./.b", "/a./.b"}, Row{"/a//b", "/a//b"}, Row{"/a//../b", "/a/b"}, Row{"//", "//"},
                           Row{"/a/b/c/./../../g", "/a/g"}}) {
        support::Lesson lesson = lab02::lesson_about({"RFC 3986 §5.2.4", "cible-et-pourcentage"}, {});
        const support::ExactBuffer exact{row.path};
        lesson.step("remove_dot_segments(\"" + std::string{row.path} + "\")");
        lesson.expect("le chemin", http::remove_dot_segments(exact.view()).value_or("(rien)"), row.result);
    }
}

TEST_CASE("2.5 un chemin ne remonte jamais au-dessus de la racine") {
    for (std::string_view path : {"/..", "/../", "/../a", "/a/../..", "/a/../../a", "/./..", "/a/b/../../../etc/passwd",
                                  "//../.."}) {
        support::Lesson lesson = lab02::lesson_about({"RFC 3986 §5.2.4", "cible-et-pourcentage"}, {});
        lesson.step("remove_dot_segments(\"" + std::string{path} + "\")");
        lesson.expect("le résultat", http::remove_dot_segments(path).value_or("(rien)"), "(rien)");
    }
}

TEST_CASE("2.5 parse_query sépare, puis décode les noms et les valeurs") {
    struct Row {
        std::string_view query;
        std::string_view pairs;  // « nom=valeur » joined by « | », after decoding
    };
    for (const Row& row : {Row{"", ""}, Row{"a=1", "a=1"}, Row{"a=1&b=2", "a=1|b=2"}, Row{"a=1&a=2", "a=1|a=2"},
                           Row{"a", "a="}, Row{"a=", "a="}, Row{"=b", "=b"}, Row{"a=b=c", "a=b=c"},
                           Row{"&&a=1&", "a=1"},
                           Row{"nom=Jean+Dupont", "nom=Jean Dupont"}, Row{"a=1%2B1", "a=1+1"},
                           Row{"a%26b=c%3Dd", "a&b=c=d"},
                           Row{"q=100%", "q=100%"}, Row{"q=%zz%4", "q=%zz%4"}, Row{"q=%2525", "q=%25"},
                           Row{"v=%C3%A9", "v=é"}}) {
        support::Lesson lesson = lab02::lesson_about({"WHATWG URL §5.1", "cible-et-pourcentage"}, {});
        const support::ExactBuffer exact{row.query};
        lesson.step("parse_query(\"" + std::string{row.query} + "\")");
        std::string joined;
        for (const auto& [name, value] : http::parse_query(exact.view())) {
            if (!joined.empty()) joined += '|';
            joined += name + "=" + value;
        }
        lesson.expect("les paires", joined, row.pairs);
    }
}

TEST_CASE("2.5 parse_query sépare le nom de la valeur au premier signe égal") {
    support::Lesson lesson = lab02::lesson_about({"WHATWG URL §5.1", "cible-et-pourcentage"}, {});
    lesson.step("parse_query(\"a=b=c\")");
    const auto pairs = http::parse_query("a=b=c");
    lesson.require("le nombre de paires", pairs.size(), 1u);
    lesson.expect("le nom", pairs.front().first, "a");
    lesson.expect("la valeur", pairs.front().second, "b=c");
}

TEST_CASE("2.5 parse_query s'arrête à la limite de paires") {
    support::Lesson lesson = lab02::lesson_about({"WHATWG URL §5.1", "cible-et-pourcentage"}, {});
    lesson.expect("le nombre de paires", http::parse_query("a&b&c&d", 3).size(), 3u);
    lesson.expect("le nombre de paires", http::parse_query(std::string(5000, '&').append("a&b")).size(), 2u);
}

TEST_CASE("2.5 la forme origine se sépare en chemin et chaîne de requête") {
    support::Lesson lesson = lesson_for("/a%20b/c?x=1&y=%2F");
    const http::Target target = target_of(lesson, "/a%20b/c?x=1&y=%2F");
    lesson.expect("le chemin", target.path, "/a b/c");
    lesson.expect("le chemin tel que reçu", target.raw_path, "/a%20b/c");
    lesson.expect("la chaîne de requête, telle que reçue", target.query, "x=1&y=%2F");
    lesson.expect("has_query", target.has_query, true);
    lesson.expect("l'autorité", target.authority, "");
}

TEST_CASE("2.5 un point d'interrogation sans rien derrière est une chaîne de requête vide") {
    support::Lesson lesson = lesson_for("/a?");
    lesson.expect("has_query de /a?", target_of(lesson, "/a?").has_query, true);
    lesson.expect("has_query de /a", target_of(lesson, "/a").has_query, false);
    const http::Target twice = target_of(lesson, "/a?b?c");
    lesson.expect("la chaîne de requête de /a?b?c", twice.query, "b?c");
}

TEST_CASE("2.5 le chemin est séparé de la chaîne de requête avant d'être décodé") {
    support::Lesson lesson = lesson_for("/a%3Fb");
    const http::Target target = target_of(lesson, "/a%3Fb");
    lesson.expect("le chemin : %3F est un « ? » dans un nom", target.path, "/a?b");
    lesson.expect("has_query", target.has_query, false);
    lesson.expect("une chaîne de requête mal encodée n'empêche rien", target_of(lesson, "/a?%zz").query, "%zz");
}

TEST_CASE("2.5 le chemin est décodé avant d'ôter les points, et une seule fois") {
    support::Lesson lesson = lesson_for("/a/%2e%2E/b");
    lesson.expect("le chemin de /a/%2e%2E/b", target_of(lesson, "/a/%2e%2E/b").path, "/b");
    lesson.expect("le chemin de /%252e%252e/b", target_of(lesson, "/%252e%252e/b").path, "/%2e%2e/b");
}

TEST_CASE("2.5 une barre oblique encodée est signalée") {
    support::Lesson lesson = lesson_for("/a%2Fb");
    lesson.expect("has_encoded_slash de /a%2Fb", target_of(lesson, "/a%2Fb").has_encoded_slash, true);
    lesson.expect("has_encoded_slash de /a%2fb", target_of(lesson, "/a%2fb").has_encoded_slash, true);
    lesson.expect("has_encoded_slash de /a/b", target_of(lesson, "/a/b").has_encoded_slash, false);
    lesson.expect("has_encoded_slash de /a%252Fb", target_of(lesson, "/a%252Fb").has_encoded_slash, false);
}

TEST_CASE("2.5 les formes absolue, autorité et astérisque") {
    support::Lesson lesson = lesson_for("http://exemple.fr:8080/a?b");
    const http::Target absolute = target_of(lesson, "http://exemple.fr:8080/a?b");
    lesson.expect("l'autorité", absolute.authority, "exemple.fr:8080");
    lesson.expect("le chemin", absolute.path, "/a");
    lesson.expect("la chaîne de requête", absolute.query, "b");
    lesson.expect("le chemin de HTTPS://[::1]", target_of(lesson, "HTTPS://[::1]").path, "/");
    lesson.expect("la chaîne de requête de http://a?b", target_of(lesson, "http://a?b").query, "b");
    lesson.expect("CONNECT : l'autorité", target_of(lesson, "a:443", "CONNECT").authority, "a:443");
    lesson.expect("OPTIONS * : le chemin", target_of(lesson, "*", "OPTIONS").path, "*");
}

TEST_CASE("2.5 une cible d'aucune des quatre formes est refusée (400)") {
    struct Row {
        std::string_view target;
        std::string_view method;
    };
    for (const Row& row : {Row{"", "GET"}, Row{"a", "GET"}, Row{"*", "GET"}, Row{"?a", "GET"}, Row{"../a", "GET"},
                           Row{"http:/a", "GET"}, Row{"http://", "GET"}, Row{"http:///a", "GET"},
                           Row{"http://u@a/", "GET"},
                           Row{"http://[::1/", "GET"}, Row{"a:443", "GET"}, Row{"/", "CONNECT"}, Row{"a", "CONNECT"},
                           Row{"a:", "CONNECT"}, Row{"http://a/", "CONNECT"}, Row{"/a#b", "GET"}, Row{"/a b", "GET"}}) {
        support::Lesson lesson = lesson_for(row.target, row.method);
        const support::ExactBuffer exact{row.target};
        const auto parsed = http::parse_target(exact.view(), row.method);
        lesson.expect("le résultat", lab02::describe(parsed), "refusé : statut 400, octet 0");
    }
}

TEST_CASE("2.5 un chemin malformé, nul ou qui remonte trop est refusé (400)") {
    struct Row {
        std::string_view target;
        std::size_t offset;
    };
    for (const Row& row : {Row{"/a%", 2}, Row{"/a%4", 2}, Row{"/%41%zz", 4}, Row{"/a%00.html", 2},
                           Row{"/../etc/passwd", 0}, Row{"/%2e%2e/etc/passwd", 0}, Row{"/a/..%2f..%2fetc", 0},
                           Row{"http://a/..", 8},
                           Row{"http://a/%", 9}}) {
        support::Lesson lesson = lesson_for(row.target);
        const support::ExactBuffer exact{row.target};
        lesson.expect("le résultat", lab02::describe(http::parse_target(exact.view(), "GET")),
                      "refusé : statut 400, octet " + std::to_string(row.offset));
    }
}
