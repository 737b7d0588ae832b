#include "02-http-message/fields.hpp"
#include "02-http-message/fields_builder.hpp"

#include "02-http-message/scanner.hpp"
#include "lab02/every_cut.hpp"

namespace {

const lab02::Topic topic{"RFC 9112 §5", "champs-den-tête"};

http::Parsed<http::Fields> parse(std::string_view bytes) {
    return http::parse_fields(bytes, http::Limits{});
}

// The section must be accepted whole; its fields.
http::Fields fields_of(support::Lesson& lesson, std::string_view bytes) {
    auto parsed = lab02::parse_at_every_cut(lesson, bytes, parse);
    lesson.require("le résultat", lab02::describe(parsed), "complet (" + std::to_string(bytes.size()) + " octets)");
    return std::move(parsed.value());
}

void expect_field(support::Lesson& lesson, const http::Fields& fields, std::size_t index, std::string_view name,
                  std::string_view value) {
    const std::string number = std::to_string(index + 1);
    lesson.require("le champ " + number + " existe", index < fields.size(), true);
    lesson.expect("le nom du champ " + number, fields[index].name, name);
    lesson.expect("la valeur du champ " + number, fields[index].value, value);
}

}  // namespace

TEST_CASE("2.2 les champs sont gardés dans l'ordre reçu") {
    constexpr std::string_view bytes = "Host: localhost:8080\r\nAccept: text/html\r\nX-Vide:\r\n\r\n";
    support::Lesson lesson = lab02::lesson_about(topic, {});
    const http::Fields fields = fields_of(lesson, bytes);
    lesson.expect("le nombre de champs", fields.size(), 3u);
    expect_field(lesson, fields, 0, "Host", "localhost:8080");
    expect_field(lesson, fields, 1, "Accept", "text/html");
    expect_field(lesson, fields, 2, "X-Vide", "");
}

TEST_CASE("2.2 une section vide est faite de la seule ligne vide") {
    support::Lesson lesson = lab02::lesson_about(topic, {});
    lesson.expect("le nombre de champs", fields_of(lesson, "\r\n").size(), 0u);
}

TEST_CASE("2.2 ce qui suit la ligne vide n'est pas consommé") {
    support::Lesson lesson = lab02::lesson_about(topic, {});
    const auto parsed = lab02::parse_at_every_cut(lesson, "A: b\r\n\r\nC: d\r\n\r\n", parse);
    lesson.require("le résultat", lab02::describe(parsed), "complet (8 octets)");
    lesson.expect("le nombre de champs", parsed.value().size(), 1u);
}

TEST_CASE("2.2 les espaces et tabulations autour de la valeur n'en font pas partie") {
    support::Lesson lesson = lab02::lesson_about({"RFC 9112 §5.1", "champs-den-tête"}, {});
    const http::Fields fields = fields_of(lesson, "A:b\r\nC: \t d e \t \r\nF:   \r\nG:\ta\tb\r\n\r\n");
    expect_field(lesson, fields, 0, "A", "b");
    expect_field(lesson, fields, 1, "C", "d e");
    expect_field(lesson, fields, 2, "F", "");
    expect_field(lesson, fields, 3, "G", "a\tb");
}

TEST_CASE("2.2 une valeur peut contenir deux-points, guillemets et octets au-dessus de 0x7F") {
    support::Lesson lesson = lab02::lesson_about({"RFC 9110 §5.5", "champs-den-tête"}, {});
    const http::Fields fields = fields_of(lesson, "Referer: http://a:1/\r\nX: \xC3\xA9\xFF\x80 \"q\"\r\n\r\n");
    expect_field(lesson, fields, 0, "Referer", "http://a:1/");
    expect_field(lesson, fields, 1, "X", "\xC3\xA9\xFF\x80 \"q\"");
}

TEST_CASE("2.2 la casse des noms ne compte pas, celle des valeurs est gardée") {
    support::Lesson lesson = lab02::lesson_about({"RFC 9110 §5.1", "champs-den-tête"}, {});
    const http::Fields fields = fields_of(lesson, "cOnTeNt-TyPe: Text/HTML\r\n\r\n");
    lesson.expect("find(\"Content-Type\")", fields.find("Content-Type").value_or("(rien)"), "Text/HTML");
    lesson.expect("find(\"CONTENT-TYPE\")", fields.find("CONTENT-TYPE").value_or("(rien)"), "Text/HTML");
    lesson.expect("find(\"Content-Typ\")", fields.find("Content-Typ").value_or("(rien)"), "(rien)");
}

TEST_CASE("2.2 un nom répété garde toutes ses valeurs, dans l'ordre") {
    support::Lesson lesson = lab02::lesson_about({"RFC 9110 §5.3", "champs-den-tête"}, {});
    const http::Fields fields = fields_of(lesson, "Accept: a\r\nVia: x\r\naccept: b\r\n\r\n");
    lesson.expect("count(\"Accept\")", fields.count("Accept"), 2u);
    lesson.expect("find(\"Accept\") : la première", fields.find("Accept").value_or("(rien)"), "a");
    lesson.expect("joined(\"Accept\")", fields.joined("Accept").value_or("(rien)"), "a, b");
    lesson.expect("joined(\"Host\")", fields.joined("Host").value_or("(rien)"), "(rien)");
}

TEST_CASE("2.2 Fields::add et find, comme dans l'exemple de fields.hpp") {
    support::Lesson lesson = lab02::lesson_about(topic, {});
    http::Fields fields;
    lesson.step("fields.add(\"Content-Type\", \"text/html\")");
    fields.add("Content-Type", "text/html");
    lesson.expect("fields.find(\"content-type\")", fields.find("content-type").value_or("(rien)"), "text/html");
    lesson.step("on ajoute un champ à une section analysée");
    http::Fields parsed = fields_of(lesson, "A: b\r\n\r\n");
    parsed.add("C", "d");
    expect_field(lesson, parsed, 0, "A", "b");
    expect_field(lesson, parsed, 1, "C", "d");
}

TEST_CASE("2.2 FieldsBuilder et Scanner, comme dans leurs exemples") {
    support::Lesson lesson = lab02::lesson_about(topic, {});
    constexpr std::string_view section = "Host: localhost\r\n\r\n";
    http::FieldsBuilder builder{section};
    builder.add(section.substr(0, 4), section.substr(6, 9));
    const http::Fields fields = std::move(builder).build(section.size());
    lesson.expect("fields.find(\"host\")", fields.find("host").value_or("(rien)"), "localhost");

    http::Scanner scanner{section};
    const std::string_view name = scanner.one_or_more(http::token_bytes, "un nom est attendu");
    scanner.expect(":", "un deux-points est attendu");
    lesson.expect("le nom lu", name, "Host");
    lesson.expect("le scanner s'est arrêté", scanner.stopped(), false);
    scanner.expect("x", "un x est attendu");
    lesson.expect("le scanner s'est arrêté", scanner.stopped(), true);
    lesson.expect("pourquoi", lab02::describe(scanner.why_stopped<bool>()), "refusé : statut 400, octet 5");
}

TEST_CASE("2.2 comparer sans égard à la casse ne touche qu'aux lettres de l'ASCII") {
    support::Lesson lesson = lab02::lesson_about({"RFC 9110 §5.1", "champs-den-tête"}, {});
    lesson.expect("\"Host\" et \"hOST\"", http::equal_ignoring_case("Host", "hOST"), true);
    lesson.expect("\"\" et \"\"", http::equal_ignoring_case("", ""), true);
    lesson.expect("\"Host\" et \"Hos\"", http::equal_ignoring_case("Host", "Hos"), false);
    lesson.expect("\"Hos\" et \"Host\"", http::equal_ignoring_case("Hos", "Host"), false);
    lesson.expect("\"@\" et \"`\", à 32 l'un de l'autre", http::equal_ignoring_case("@", "`"), false);
    lesson.expect("\"[\" et \"{\"", http::equal_ignoring_case("[", "{"), false);
    lesson.expect("« É » et « é » en Latin-1", http::equal_ignoring_case("\xC9", "\xE9"), false);
}

TEST_CASE("2.2 une liste est découpée aux virgules, sans casse, sans éléments vides") {
    support::Lesson lesson = lab02::lesson_about({"RFC 9110 §5.6.1", "champs-den-tête"}, {});
    lesson.expect("upgrade dans \"keep-alive, Upgrade\"", http::list_contains("keep-alive, Upgrade", "upgrade"), true);
    lesson.expect("keep-alive aussi", http::list_contains("keep-alive, Upgrade", "keep-alive"), true);
    lesson.expect("close dans \" ,\\t, close\\t,\"", http::list_contains(" ,\t, close\t,", "close"), true);
    lesson.expect("close dans \"closed\"", http::list_contains("closed", "close"), false);
    lesson.expect("close dans \"not-close, xclose\"", http::list_contains("not-close, xclose", "close"), false);
    lesson.expect("close dans \"\"", http::list_contains("", "close"), false);
    lesson.expect("l'élément vide dans \"a,,b\"", http::list_contains("a,,b", ""), false);
}

TEST_CASE("2.2 une espace avant les deux-points est refusée (400)") {
    lab02::expect_refused({"RFC 9112 §5.1", "champs-den-tête"}, parse, {
        {"Host : a\r\n\r\n", 400, 4,
         "une espace : un intermédiaire pourrait lire un champ « Host », un autre « Host  »"},
        {"Content-Length\t: 5\r\n\r\n", 400, 14, "une tabulation aussi"},
    });
}

TEST_CASE("2.2 le nom est un token, jamais vide (400)") {
    lab02::expect_refused({"RFC 9110 §5.1, §5.6.2", "champs-den-tête"}, parse, {
        {": a\r\n\r\n", 400, 0, "le nom est vide"},
        {"A: b\r\n: c\r\n\r\n", 400, 6, "le nom est vide, sur la deuxième ligne"},
        {"Ho(st: a\r\n\r\n", 400, 2, "une parenthèse"},
        {"Ho\"st: a\r\n\r\n", 400, 2, "un guillemet"},
        {"H\xC3\xA9: a\r\n\r\n", 400, 1, "un octet au-dessus de 0x7F"},
        {"Host\r\n\r\n", 400, 4, "les deux-points manquent"},
        {"GET / HTTP/1.0\r\n\r\n", 400, 3, "ce n'est pas un champ"},
        {std::string_view{"A\0: a\r\n\r\n", 9}, 400, 1, "un octet nul"},
    });
}

TEST_CASE("2.2 une ligne qui commence par une espace (obs-fold) est refusée (400)") {
    lab02::expect_refused({"RFC 9112 §5.2", "champs-den-tête"}, parse, {
        {"A: b\r\n c\r\n\r\n", 400, 6, "une espace : jadis la suite de la valeur précédente"},
        {"A: b\r\n\tc: d\r\n\r\n", 400, 6, "une tabulation"},
        {" A: b\r\n\r\n", 400, 0, "dès la première ligne (RFC 9112 §2.2)"},
        {"A: b\r\n \r\n", 400, 6, "une ligne d'une espace n'est pas une ligne vide"},
    });
}

TEST_CASE("2.2 seul CR LF termine une ligne (400)") {
    lab02::expect_refused({"RFC 9112 §2.2", "champs-den-tête"}, parse, {
        {"A: b\n\r\n", 400, 4, "un LF seul"},
        {"A: b\r\nC: d\n\n", 400, 10, "un LF seul, plus loin"},
        {"A: b\rC: d\r\n\r\n", 400, 5, "un CR seul"},
        {"A: b\r\r\n\r\n", 400, 5, "deux CR"},
        {"A: b\r\n\n", 400, 6, "la ligne vide aussi finit par CR LF"},
        {"A: b\r\n\rX", 400, 7, "la ligne vide aussi finit par CR LF"},
        {"A\r\n: b\r\n\r\n", 400, 1, "une fin de ligne avant les deux-points"},
        {"A\n: b\r\n\r\n", 400, 1, "un LF dans le nom"},
    });
}

TEST_CASE("2.2 un caractère de contrôle dans une valeur est refusé (400)") {
    lab02::expect_refused({"RFC 9110 §5.5", "champs-den-tête"}, parse, {
        {std::string_view{"A: b\0c\r\n\r\n", 10}, 400, 4, "un octet nul"},
        {"A: b\x01\r\n\r\n", 400, 4, "0x01"},
        {"A: b\x0B\r\n\r\n", 400, 4, "une tabulation verticale"},
        {"A: \x1B[31mrouge\r\n\r\n", 400, 3, "ESC : de quoi commander un terminal"},
        {"A: b\x7F\r\n\r\n", 400, 4, "DEL"},
        {"A: 0123456789abcdef0123456789abcdef\x1F\r\n\r\n", 400, 35, "plus loin dans une longue valeur"},
    });
}

TEST_CASE("2.2 chaque octet d'une valeur est permis ou refusé, où qu'il soit") {
    for (std::size_t position = 0; position < 20; ++position) {
        for (int byte = 0; byte < 256; ++byte) {
            std::string value(20, 'v');
            value[position] = static_cast<char>(byte);
            const std::string bytes = "A:" + value + "\r\n\r\n";
            const bool allowed = byte == '\t' || (byte >= 0x20 && byte != 0x7F);
            const auto parsed = parse(support::ExactBuffer{bytes}.view());
            if (parsed.is_complete() == allowed && parsed.is_rejected() != allowed) continue;
            support::Lesson lesson = lab02::lesson_about({"RFC 9110 §5.5", "champs-den-tête"}, {});
            lesson.received(bytes);
            lesson.require("cet octet est permis", parsed.is_complete(), allowed);
        }
    }
    SUCCEED();
}

TEST_CASE("2.2 une section sans sa ligne vide est incomplète") {
    for (std::string_view bytes : {"", "A", "A:", "A: b", "A: b\r", "A: b\r\n", "A: b\r\nC", "A: b\r\n\r"}) {
        support::Lesson lesson = lab02::lesson_about(topic, {});
        const auto parsed = lab02::parse_at_every_cut(lesson, bytes, parse);
        lesson.expect("le résultat", lab02::describe(parsed), "incomplet");
    }
}
