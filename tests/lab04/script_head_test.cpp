#include "04-cgi/script_head.hpp"

#include "lab02/every_cut.hpp"

namespace {

using cgi::AnswerKind;
using cgi::ScriptHead;
using namespace std::string_view_literals;

support::Lesson lesson_on(std::string rule, std::string_view rule_in_words = {},
                          std::string slide = "la-réponse-du-script") {
    support::Lesson lesson{{.rule = std::move(rule),
                            .slide = "04-cgi.md#" + slide,
                            .command = "(après l'étape 4.4) écrivez un script qui imprime ces octets (printf), lancez "
                                       "./lab run cgi_server --cgi-bin cgi-bin, puis : "
                                       "curl -si http://127.0.0.1:8080/cgi-bin/…"}};
    if (!rule_in_words.empty()) lesson.step("la règle : " + std::string{rule_in_words});
    return lesson;
}

http::Parsed<ScriptHead> parse(std::string_view bytes) {
    return cgi::parse_script_head(bytes, cgi::Limits{});
}

std::string_view name_of(AnswerKind kind) {
    switch (kind) {
    case AnswerKind::document: return "un document";
    case AnswerKind::client_redirect: return "une redirection pour le client";
    case AnswerKind::local_redirect: return "une redirection locale";
    }
    return "?";
}

// The head must be accepted, up to its last byte; what it says.
ScriptHead head_of(support::Lesson& lesson, std::string_view bytes) {
    auto parsed = lab02::parse_at_every_cut(lesson, bytes, parse);
    lesson.require("le résultat", lab02::describe(parsed), "complet (" + std::to_string(bytes.size()) + " octets)");
    return std::move(parsed.value());
}

struct Refused {
    std::string_view bytes;
    std::size_t offset;  // of the first byte that cannot be right
    std::string_view rule;
};

void expect_refused(const std::string& rfc, std::initializer_list<Refused> rows) {
    for (const Refused& row : rows) {
        support::Lesson lesson = lesson_on(rfc, row.rule, "ce-que-le-script-écrit-mal");
        const auto parsed = lab02::parse_at_every_cut(lesson, row.bytes, parse);
        lesson.expect("le résultat", lab02::describe(parsed),
                      "refusé : statut 502, octet " + std::to_string(row.offset));
        if (parsed.is_rejected()) lesson.expect_that("le refus donne une raison", !parsed.rejection().reason.empty());
    }
}

// What the error log says of a head that is refused.
void expect_explained(std::string_view bytes, std::string_view beginning, std::string_view advice) {
    support::Lesson lesson = lesson_on("RFC 3875 §6.3", {}, "ce-que-le-script-écrit-mal");
    lesson.received(bytes);
    const auto parsed = parse(bytes);
    lesson.require("la réponse est refusée", parsed.is_rejected(), true);
    const std::string said = cgi::explain_rejection(parsed.rejection(), bytes);
    lesson.expect("le début de la ligne du journal", said.substr(0, beginning.size()), beginning);
    lesson.expect_contains("la ligne du journal", said, advice);
}

}  // namespace

TEST_CASE("4.3 Content-Type, une ligne vide, un corps : c'est un document (200)") {
    for (const auto bytes : {"Content-Type: text/html\n\n"sv, "Content-Type: text/html\r\n\r\n"sv,
                             "content-type:text/html\n\r\n"sv, "CONTENT-TYPE: \t text/html \t\r\n\n"sv}) {
        support::Lesson lesson = lesson_on("RFC 3875 §6.2.1", "LF ou CR LF terminent une ligne, l'un comme l'autre");
        const ScriptHead head = head_of(lesson, bytes);
        lesson.expect("ce que c'est", name_of(head.kind), "un document");
        lesson.expect("le statut", head.status, 200);
        lesson.expect("le nombre de champs", head.fields.size(), 1u);
        lesson.expect("Content-Type", head.fields.find("Content-Type").value_or("(rien)"), "text/html");
        lesson.expect("une longueur est donnée", head.content_length.has_value(), false);
    }
}

TEST_CASE("4.3 le corps n'est pas consommé") {
    support::Lesson lesson = lesson_on("RFC 3875 §6.4");
    const auto parsed = lab02::parse_at_every_cut(lesson, "Content-Type: a/b\n\n\nX: y\n\n", parse);
    lesson.require("le résultat", lab02::describe(parsed), "complet (19 octets)");
    lesson.expect("le nombre de champs", parsed.value().fields.size(), 1u);
}

TEST_CASE("4.3 sans sa ligne vide, un en-tête est incomplet") {
    for (const auto bytes : {""sv, "C"sv, "Content-Type"sv, "Content-Type:"sv, "Content-Type: text/html"sv,
                             "Content-Type: text/html\r"sv, "Content-Type: text/html\n"sv,
                             "Content-Type: text/html\r\n\r"sv, "Status: 999\r"sv}) {
        support::Lesson lesson = lesson_on("RFC 3875 §6.1");
        lesson.expect("le résultat", lab02::describe(lab02::parse_at_every_cut(lesson, bytes, parse)), "incomplet");
    }
}

TEST_CASE("4.3 les champs vont au client dans leur ordre, tels qu'ils sont, répétés s'ils le sont") {
    support::Lesson lesson = lesson_on("RFC 3875 §6.3.4");
    const ScriptHead head = head_of(
        lesson, "Set-Cookie: a=1\nContent-Type: a/b\nset-cookie: b=2\nX-Vide:\nX-!: \xC3\xA9\tz\n\n");
    lesson.expect("les lignes pour le client", head.fields.lines(),
                  "Set-Cookie: a=1\r\nContent-Type: a/b\r\nset-cookie: b=2\r\nX-Vide: \r\nX-!: \xC3\xA9\tz\r\n");
}

TEST_CASE("4.3 ce qui regarde le serveur et la connexion n'est pas transmis") {
    support::Lesson lesson = lesson_on("RFC 3875 §6.3.4, RFC 9110 §7.6.1");
    const ScriptHead head =
        head_of(lesson, "Status: 201 Created\nConnection: close\nKeep-Alive: 5\nTransfer-Encoding: chunked\nTE: x\n"
                        "Trailer: X\nUpgrade: h2c\nProxy-Connection: close\nDate: hier\nServer: moi\n"
                        "Content-Length: 5\nETag: \"a\"\n\n");
    lesson.expect("les lignes pour le client", head.fields.lines(), "ETag: \"a\"\r\n");
    lesson.expect("le statut", head.status, 201);
    lesson.require("une longueur est donnée", head.content_length.has_value(), true);
    lesson.expect("la longueur", *head.content_length, 5u);
}

TEST_CASE("4.3 Status est un nombre de trois chiffres, et un texte s'il le veut") {
    struct Row {
        std::string_view value;
        int number;  // 0: none
    };
    for (const Row& row : {Row{"200", 200}, Row{"404 Not Found", 404}, Row{"404 ", 404}, Row{"599\tx", 599},
                           Row{"299 é", 299}, Row{"200 ", 200}, Row{"404Not", 0}, Row{"404-Not", 0}, Row{"40", 0},
                           Row{"4040", 0}, Row{"", 0}, Row{" 404", 0}, Row{"OK", 0}, Row{"2OO", 0}, Row{"+20", 0},
                           Row{"-20", 0}, Row{"0x1", 0}, Row{"100 Continue", 0}, Row{"101", 0}, Row{"199", 0},
                           Row{"600", 0}, Row{"000", 0}, Row{"30", 0}, Row{"HTTP/1.1 200 OK", 0},
                           Row{"\xB2\xB2\xB2", 0}}) {
        support::Lesson lesson = lesson_on("RFC 3875 §6.3.3, RFC 9110 §15");
        const support::ExactBuffer value{row.value};
        lesson.step("status_number(\"" + std::string{row.value} + "\"), 0 s'il n'y en a pas");
        lesson.expect("le statut", cgi::status_number(value.view()).value_or(0), row.number);
    }
}

TEST_CASE("4.3 Status choisit le statut, et suffit à faire une réponse") {
    struct Row {
        std::string_view bytes;
        int status;
    };
    for (const Row& row : {Row{"Status: 404 Not Found\nContent-Type: text/html\n\n", 404}, Row{"Status: 304\n\n", 304},
                           Row{"status: 204 No Content\r\n\r\n", 204}, Row{"Content-Type: a/b\nSTATUS:503\n\n", 503}}) {
        support::Lesson lesson = lesson_on("RFC 3875 §6.3.3");
        const ScriptHead head = head_of(lesson, row.bytes);
        lesson.expect("le statut", head.status, row.status);
        lesson.expect("ce que c'est", name_of(head.kind), "un document");
        lesson.expect("Status pour le client", head.fields.find("Status").value_or("(rien)"), "(rien)");
    }
}

TEST_CASE("4.3 Location est une adresse visible en ASCII") {
    support::Lesson lesson = lesson_on("RFC 3875 §6.3.2, RFC 3986 §2.1", {}, "deux-redirections");
    for (const auto value : {"/", "/a?b=c", "http://a.fr/", "//a", "page.html", "#haut", "mailto:a@b", "/%C3%A9", "!",
                             "~"}) {
        lesson.expect("is_location(\"" + std::string{value} + "\")", cgi::is_location(value), true);
    }
    for (const auto value : {""sv, " "sv, "/a b"sv, "/a\t"sv, "/\xC3\xA9"sv, "/a\x7f"sv, "/a\0b"sv, "/\x1f"sv}) {
        lesson.expect("is_location(\"" + std::string{value} + "\")", cgi::is_location(value), false);
    }
}

TEST_CASE("4.3 Location mène le client ailleurs, ou fait répondre le serveur à la place du script") {
    struct Row {
        std::string_view bytes, kind;
        int status;
        std::string_view location, rule;
    };
    constexpr std::string_view local = "une redirection locale";
    constexpr std::string_view client = "une redirection pour le client";
    for (const Row& row :
         {Row{"Location: http://a.fr/\r\n\r\n", client, 302, "", "une adresse absolue"},
          Row{"Location: http://a.fr/\r\n\n", client, 302, "", "CR LF, puis LF"},
          Row{"Location: /page?a=b\n\n", local, 0, "/page?a=b", "un chemin, seul"},
          Row{"location:/\n\n", local, 0, "/", "la racine"},
          Row{"Location: //a.fr/x\n\n", local, 0, "//a.fr/x", "un chemin aussi : il ne fait pas sortir du site"},
          Row{"Location: /page#haut\n\n", client, 302, "", "seul le client sait que faire d'un fragment"},
          Row{"Location: page.html\n\n", client, 302, "", "relative : le client la complète"},
          Row{"Location: /page\nSet-Cookie: a=1\n\n", client, 302, "", "un autre champ : il ne doit pas se perdre"},
          Row{"Content-Type: text/html\nLocation: /page\n\n", client, 302, "", "un document l'accompagne (§6.2.4)"},
          Row{"Location: /page\nContent-Length: 0\n\n", client, 302, "", "un autre champ, même pour le serveur"},
          Row{"Status: 301 Moved\nLocation: http://a.fr/\n\n", client, 301, "", "Status choisit"},
          Row{"Location: /page\nStatus: 303\n\n", client, 303, "", "Status : c'est pour le client"},
          Row{"Status: 300\nLocation: http://a.fr/\n\n", client, 300, "", "dès 300"},
          Row{"Status: 399\nLocation: http://a.fr/\n\n", client, 399, "", "jusqu'à 399"},
          Row{"Status: 299\nLocation: http://a.fr/\n\n", "un document", 299, "", "299 ne redirige pas"},
          Row{"Status: 400\nLocation: http://a.fr/\n\n", "un document", 400, "", "400 non plus"},
          Row{"Location: /articles/5\nStatus: 201\n\n", "un document", 201, "", "201 dit où est ce qui a été créé"}}) {
        support::Lesson lesson = lesson_on("RFC 3875 §6.2.2 à §6.2.4, §6.3.2", row.rule, "deux-redirections");
        const ScriptHead head = head_of(lesson, row.bytes);
        lesson.expect("ce que c'est", name_of(head.kind), row.kind);
        if (row.status != 0) lesson.expect("le statut", head.status, row.status);
        lesson.expect("où mène la redirection locale", head.location, row.location);
        lesson.expect("le champ Location est gardé", head.fields.count("Location"), 1u);
    }
}

TEST_CASE("4.3 une ligne qui n'est pas un champ est refusée (502)") {
    expect_refused("RFC 3875 §6.3", {
        {"Bonjour\n", 7, "pas de deux-points"},
        {"Bonjour\r\n", 7, "pas de deux-points"},
        {"Bonjour le monde\n", 7, "une espace dans un nom"},
        {"<html>\n", 0, "le corps, sans rien devant"},
        {"Content-Type: text/html\n<html>\n\n", 24, "pas de ligne vide avant le corps"},
        {"Content-Type : text/html\n\n", 12, "une espace avant les deux-points"},
        {"Content-Type\t: text/html\n\n", 12, "une tabulation avant les deux-points"},
        {": text/html\n\n", 0, "pas de nom"},
        {"Content-Type: text/html\n charset=utf-8\n\n", 24, "un champ tient sur une ligne"},
        {" Content-Type: text/html\n\n", 0, "une espace devant le premier champ"},
        {"\tX: y\n\n", 0, "une tabulation devant le premier champ"},
        {"X\xC3\xA9: y\n\n", 1, "un octet hors de l'ASCII dans un nom"},
        {"HTTP/1.1 200 OK\nContent-Type: text/html\n\n", 4, "une ligne de statut, dans un script qui n'est pas nph-"},
        {"Content-Type: a/b\nHTTP/1.1 200 OK\n\n", 22, "une ligne de statut, plus loin"},
        {"\xEF\xBB\xBF" "Content-Type: a/b\n\n", 0, "une marque d'ordre des octets (BOM)"},
    });
}

TEST_CASE("4.3 aucun caractère de contrôle ne passe : ce serait écrire un champ de plus (502)") {
    expect_refused("RFC 3875 §6.3, RFC 9110 §5.5", {
        {"X: a\rSet-Cookie: b\n\n", 5, "un CR seul"},
        {"X: a\r\r\n\n", 5, "deux CR"},
        {"X: a\0b\n\n"sv, 4, "un octet nul"},
        {"X: a\x1b[31m\n\n", 4, "ESC"},
        {"X: a\x7f\n\n", 4, "DEL"},
        {"X: a\vb\n\n", 4, "une tabulation verticale"},
        {"X\0: a\n\n"sv, 1, "un octet nul dans un nom"},
        {"\0"sv, 0, "un octet nul d'abord"},
        {"Content-Type: a/b\n\rX", 19, "un CR seul à la place de la ligne vide"},
    });
}

TEST_CASE("4.3 sans Content-Type, Location ni Status, ce n'est pas une réponse (502)") {
    expect_refused("RFC 3875 §6.2", {
        {"\n", 0, "une ligne vide d'abord"},
        {"\r\n", 0, "une ligne vide d'abord"},
        {"\nContent-Type: text/html\n\n", 0, "une ligne vide d'abord, puis les champs : ils seraient le corps"},
        {"X: y\n\n", 0, "un autre champ seulement"},
        {"Content-Length: 6\n\nHello\n", 0, "une longueur ne suffit pas"},
        {"Set-Cookie: a=b\nContent-Language: fr\n\n", 0, "deux autres champs"},
    });
}

TEST_CASE("4.3 un champ que le serveur doit comprendre ne vient qu'une fois, et se comprend (502)") {
    expect_refused("RFC 3875 §6.3", {
        {"Content-Type: a/b\ncontent-type: a/b\n\n", 18, "deux Content-Type, même égaux"},
        {"Status: 200\nX: y\nStatus: 404\n\n", 17, "deux Status"},
        {"Location: /a\nLocation: /b\n\n", 13, "deux Location"},
        {"Content-Type: a/b\nContent-Length: 5\nContent-Length: 5\n\n", 36, "deux Content-Length, même égaux"},
        {"Content-Type:\n\n", 13, "un Content-Type vide"},
        {"Content-Type: \r\n\r\n", 14, "un Content-Type vide"},
        {"Status: OK\n\n", 8, "un Status sans nombre"},
        {"Status: 404Not Found\n\n", 8, "un Status collé à son texte"},
        {"Status: 100 Continue\n\n", 8, "un Status qui n'est pas définitif"},
        {"Status:\nContent-Type: a/b\n\n", 7, "un Status vide"},
        {"Location:\n\n", 9, "une Location vide"},
        {"Location: /a b\n\n", 10, "une espace dans une adresse"},
        {"Location: /caf\xC3\xA9\n\n", 10, "un octet hors de l'ASCII dans une adresse"},
        {"Content-Type: a/b\nContent-Length: cinq\n\n", 34, "une longueur en lettres"},
        {"Content-Type: a/b\nContent-Length: -1\n\n", 34, "une longueur négative"},
        {"Content-Type: a/b\nContent-Length: 5, 5\n\n", 34, "une liste"},
        {"Content-Type: a/b\nContent-Length: 99999999999999999999\n\n", 34, "une longueur qui déborde"},
    });
}

TEST_CASE("4.3 un en-tête au-delà des limites est refusé (502), même s'il ne finit jamais") {
    cgi::Limits limits;
    limits.head_bytes = 30;
    limits.head_fields = 3;
    struct Row {
        std::string_view bytes;
        std::string_view result;
        std::string_view rule;
    };
    for (const Row& row :
         {Row{"Content-Type: a/b\nX: 4567890\n\n", "complet (30 octets)", "30 octets, c'est permis"},
          Row{"Content-Type: a/b\nX: 45678901\n\n", "refusé : statut 502, octet 30", "31 octets, c'est trop"},
          Row{"X: 456789012345678901234567890", "incomplet", "30 octets sans fin : le suivant le dira"},
          Row{"X: 4567890123456789012345678901234567890", "refusé : statut 502, octet 30", "une ligne sans fin"},
          Row{"X4567890123456789012345678901234567890", "refusé : statut 502, octet 30", "un nom sans fin"},
          Row{"Status: 200\nA:\nB:\n\n", "complet (19 octets)", "trois champs, c'est permis"},
          Row{"Status: 200\nA:\nB:\nC:\n\n", "refusé : statut 502, octet 18", "quatre champs, c'est trop"}}) {
        support::Lesson lesson = lesson_on("Limits::head_bytes (30 ici), Limits::head_fields (3 ici)", row.rule);
        const auto parsed = lab02::parse_at_every_cut(
            lesson, row.bytes, [&limits](std::string_view bytes) { return cgi::parse_script_head(bytes, limits); });
        lesson.expect("le résultat", lab02::describe(parsed), row.result);
    }
}

TEST_CASE("4.3 le journal dit à un débutant quelle ligne ne va pas, et quoi faire") {
    expect_explained("Content-Type: text/html\nBonjour\n", "ligne 2, \"Bonjour\" : ", "il manque la ligne vide");
    expect_explained("HTTP/1.1 200 OK\r\n", "ligne 1, \"HTTP/1.1 200 OK\" : ", "« nph- »");
    expect_explained("HTTP/1.1 200 OK\r\n", "ligne 1, ", "« Status: 200 OK »");
    expect_explained("\nX: y\n", "ligne 1, \"\" : ", "ligne vide");
    expect_explained("X: y\nStatus: OK\n\n", "ligne 2, \"Status: OK\" : ", "trois chiffres");
    expect_explained("X: \x1b[31m\n", "ligne 1, \"X: \\x1b[31m\" : ", "caractère de contrôle");
    expect_explained("<" + std::string(500, 'p'), "ligne 1, \"<ppp", "p… (501");
    expect_explained("X: y\n\n", "ligne 1, \"X: y\" : aucun des champs", "Content-Type: text/html");
}
