#include "04-cgi/multipart.hpp"

#include "common/escape.hpp"
#include "lab04/multipart_reading.hpp"
#include "support/exact_buffer.hpp"

namespace {

using lab04::expect_form;
using lab04::head_of;

// A part « a » with this content, its boundary before it.
std::string part_of(std::string_view content) {
    return "--limite\r\n" + head_of("a") + std::string{content};
}

const std::string end = "\r\n--limite--\r\n";

}  // namespace

TEST_CASE("4.6 un corps multipart donne ses parties, dans l'ordre") {
    expect_form("RFC 7578 §4.1", "chaque partie a son en-tête, une ligne vide, ses données",
                "--limite\r\n"
                "Content-Disposition: form-data; name=\"nom\"\r\n"
                "\r\n"
                "Zo\xC3\xA9\r\n"
                "--limite\r\n"
                "Content-Disposition: form-data; name=\"photo\"; filename=\"a.jpg\"\r\n"
                "Content-Type: image/jpeg\r\n"
                "\r\n"
                "\xFF\xD8\r\n\r\n\x01\r\n"
                "--limite--\r\n",
                "nom = \"Zoé\" ; photo (a.jpg, image/jpeg) = \"\\xff\\xd8\\r\\n\\r\\n\\x01\"");
}

TEST_CASE("4.6 la fin de ligne devant une frontière n'est pas des données") {
    expect_form("RFC 2046 §5.1.1", "une partie vide", part_of("") + end, "a = \"\"");
    expect_form("RFC 2046 §5.1.1", "une ligne vide est une donnée", part_of("\r\n") + end, "a = \"\\r\\n\"");
    expect_form("RFC 2046 §5.1.1", "un CR, un LF", part_of("\r\n\r\r\n\n") + end, "a = \"\\r\\n\\r\\r\\n\\n\"");
    expect_form("RFC 2046 §5.1.1", "le même nom deux fois",
                part_of("1") + "\r\n" + part_of("2") + end, "a = \"1\" ; a = \"2\"");
}

TEST_CASE("4.6 la frontière peut suivre aussitôt la ligne vide d'un en-tête") {
    expect_form("RFC 2046 §5.1.1", "une partie sans corps", part_of("") + "--limite--", "a = \"\"");
    expect_form("RFC 2046 §5.1.1", "la deuxième, après une qui en a un",
                part_of("x") + "\r\n" + part_of("") + part_of("y") + end, "a = \"x\" ; a = \"\" ; a = \"y\"");
}

TEST_CASE("4.6 un formulaire sans aucune partie est complet") {
    expect_form("RFC 2046 §5.1.1", "la dernière frontière seule", "--limite--", "aucune partie");
    expect_form("RFC 2046 §5.1.1", "derrière une ligne vide", "\r\n--limite--\r\n", "aucune partie");
}

TEST_CASE("4.6 ce qui précède la première frontière et suit la dernière ne compte pas") {
    expect_form("RFC 2046 §5.1.1", "un préambule", "Bonjour\r\n\r\n" + part_of("x") + end, "a = \"x\"");
    expect_form("RFC 2046 §5.1.1", "une ligne vide d'abord", "\r\n" + part_of("x") + end, "a = \"x\"");
    expect_form("RFC 2046 §5.1.1", "la frontière au milieu d'une ligne", "x--limite\r\n" + part_of("x") + end,
                "a = \"x\"");
    expect_form("RFC 2046 §5.1.1", "un épilogue", part_of("x") + end + part_of("y") + end, "a = \"x\"");
    expect_form("RFC 2046 §5.1.1", "sans fin de ligne", part_of("x") + "\r\n--limite--", "a = \"x\"");
    expect_form("RFC 2046 §5.1.1", "deux tirets suffisent", part_of("x") + "\r\n--limite--y", "a = \"x\"");
}

TEST_CASE("4.6 des espaces et des tabulations peuvent suivre une frontière") {
    expect_form("RFC 2046 §5.1.1", "transport-padding",
                "--limite \t \r\n" + head_of("a") + "x\r\n--limite\t\r\n" + head_of("b") + "y\r\n--limite-- \t\r\n",
                "a = \"x\" ; b = \"y\"");
}

TEST_CASE("4.6 ce qui ressemble à une frontière sans en être une est des données") {
    for (std::string_view data : {"--limite", "x--limite--", "\r\n--limit", "\r\n--limit\r\n--limi", "\r\n-", "\r",
                                  "--", "\r\n--limiteX", "\r\n--limite-", "\r\n--limite-X", "\r\n--limite X\r\n",
                                  "\r\n--limite\rX", "\r\n-limite\r\n", "\r\n--LIMITE\r\n", "\n--limite--",
                                  "\r\r\n--limit", "\r\n\r\n--limit", "\r\n--\r\n--limit\r\r"}) {
        const std::string content = "x" + std::string{data};
        expect_form("RFC 2046 §5.1.1", "une frontière commence une ligne, et l'occupe entière", part_of(content) + end,
                    "a = \"" + common::escape_bytes(content) + '"');
    }
}

TEST_CASE("4.6 une frontière suivie de LF seul est refusée (400)") {
    expect_form("RFC 2046 §5.1.1", "la première", "--limite\n" + head_of("a"), "refusé : statut 400, octet 8");
    expect_form("RFC 2046 §5.1.1", "après une partie", part_of("x") + "\r\n--limite \n",
                "refusé : statut 400, octet " + std::to_string(part_of("x").size() + 11));
}

TEST_CASE("4.6 une frontière suivie de trop d'espaces est refusée (400)") {
    const std::string blanks(256, ' ');
    expect_form("RFC 2046 §5.1.1", "256 espaces", "--limite" + blanks + "\r\n" + head_of("a") + end, "a = \"\"");
    expect_form("RFC 2046 §5.1.1", "257 espaces", "--limite" + blanks + " \r\n" + head_of("a"),
                "refusé : statut 400, octet 264");
}

TEST_CASE("4.6 sans dernière frontière, un corps reste incomplet") {
    expect_form("RFC 2046 §5.1.1", "rien", "", "incomplet");
    expect_form("RFC 2046 §5.1.1", "un préambule seul", "nom=Zoé\r\n", "incomplet");
    expect_form("RFC 2046 §5.1.1", "une autre frontière", "--autre\r\n" + head_of("a") + "x\r\n--autre--\r\n",
                "incomplet");
    expect_form("RFC 2046 §5.1.1", "dans un en-tête", "--limite\r\nContent-Dis", "incomplet");
    expect_form("RFC 2046 §5.1.1", "dans des données", part_of("x"), "incomplet");
    expect_form("RFC 2046 §5.1.1", "une frontière qui n'est pas la dernière", part_of("x") + "\r\n--limite\r\n",
                "a = \"x\" ; incomplet");
    expect_form("RFC 2046 §5.1.1", "un seul tiret", part_of("x") + "\r\n--limite-", "incomplet");
}

TEST_CASE("4.6 un corps qui finit trop tôt dit où il en était") {
    support::Lesson lesson = lab04::form_lesson("RFC 2046 §5.1.1", part_of("x"), "la dernière frontière manque");
    cgi::MultipartParser parser{"limite", {}};
    lesson.expect_contains("au début", parser.cut_short().reason, "première frontière");
    std::string body = part_of("x");
    body.erase(0, parser.next(body).used());
    lesson.expect_contains("derrière la première frontière", parser.cut_short().reason, "en-tête");
    body.erase(0, parser.next(body).used());
    lesson.expect_contains("derrière un en-tête", parser.cut_short().reason, "dernière frontière");
}

TEST_CASE("4.6 une partie sans nom, sans Content-Disposition ou avec deux est refusée (400)") {
    const std::string rejected = "refusé : statut 400, octet ";
    expect_form("RFC 7578 §4.2", "sans en-tête", "--limite\r\n\r\nx" + end, rejected + "10");
    expect_form("RFC 7578 §4.2", "sans Content-Disposition", "--limite\r\nContent-Type: text/plain\r\n\r\nx" + end,
                rejected + "10");
    expect_form("RFC 7578 §4.2", "sans nom", "--limite\r\nContent-Disposition: form-data\r\n\r\nx" + end,
                rejected + "31");
    expect_form("RFC 7578 §4.2", "une pièce jointe",
                "--limite\r\nContent-Disposition: attachment; name=a\r\n\r\n" + end, rejected + "31");
    expect_form("RFC 7578 §4.2", "deux Content-Disposition",
                "--limite\r\nContent-Disposition: form-data; name=a\r\n" + head_of("b") + end, rejected + "10");
    expect_form("RFC 7578 §4.2", "deux Content-Type",
                "--limite\r\nContent-Type: a/b\r\nContent-Type: a/b\r\n" + head_of("b") + end, rejected + "10");
    expect_form("RFC 7578 §4.2", "deux noms",
                "--limite\r\nContent-Disposition: form-data; name=a; name=a\r\n\r\n" + end, rejected + "50");
}

TEST_CASE("4.6 l'en-tête d'une partie mal écrit est refusé (400)") {
    const std::string rejected = "refusé : statut 400, octet ";
    expect_form("RFC 9112 §5", "LF seul", "--limite\r\nContent-Disposition: form-data; name=a\n\n" + end,
                rejected + "48");
    expect_form("RFC 9112 §5.2", "une ligne repliée",
                "--limite\r\nContent-Disposition: form-data;\r\n name=a\r\n\r\n" + end, rejected + "43");
    expect_form("RFC 9112 §5.1", "une espace devant les deux-points",
                "--limite\r\nContent-Disposition : form-data; name=a\r\n\r\n" + end, rejected + "29");
    expect_form("RFC 9112 §5", "la frontière sans ligne vide", "--limite\r\n--limite--\r\n", rejected + "20");
    expect_form("RFC 9110 §5.6.4", "des guillemets ouverts",
                "--limite\r\nContent-Disposition: form-data; name=\"a\r\n\r\n" + end, rejected + "49");
}

TEST_CASE("4.6 une partie imbriquée ou encodée est donnée telle quelle") {
    const std::string inner = "--limite2\r\nContent-Disposition: file; filename=x\r\n\r\ny\r\n--limite2--";
    expect_form("RFC 7578 §4.3", "un multipart/mixed dans une partie",
                "--limite\r\nContent-Disposition: form-data; name=a\r\n"
                "Content-Type: multipart/mixed; boundary=limite2\r\n\r\n" + inner + end,
                "a (sans nom de fichier, multipart/mixed; boundary=limite2) = \"" + common::escape_bytes(inner) + "\"");
    expect_form("RFC 7578 §4.7", "Content-Transfer-Encoding ne compte pas",
                "--limite\r\nContent-Transfer-Encoding: base64\r\n" + head_of("a") + "Wm/DqQ==" + end,
                "a = \"Wm/DqQ==\"");
}

TEST_CASE("4.6 une frontière a les caractères que Content-Type annonce, au plus 70") {
    const std::string longest(70, '-');
    for (const std::string& limit : {std::string{"b"}, longest, std::string{"a b'()+_,-./:=?c"}}) {
        expect_form("RFC 2046 §5.1.1", "la frontière, telle quelle",
                    "--" + limit + "\r\n" + head_of("a") + "--\r\n-\r\n--" + limit + "--\r\n", "a = \"--\\r\\n-\"", {},
                    limit);
    }
}

TEST_CASE("4.6 trop de parties, ou une partie dont l'en-tête est trop long, sont refusées") {
    cgi::FormLimits limits;
    limits.parts = 2;
    limits.head_bytes = 60;
    const std::string two = part_of("1") + "\r\n" + part_of("2") + "\r\n";
    expect_form("RFC 7578", "deux parties", two + "--limite--", "a = \"1\" ; a = \"2\"", limits);
    expect_form("RFC 7578", "trois parties", two + part_of("3") + end,
                "a = \"1\" ; refusé : statut 413, octet " + std::to_string(two.size() - 2), limits);
    support::Lesson lesson = lab04::form_lesson("RFC 7578", "--limite\r\nX: 1234…", "un en-tête sans fin");
    const std::string endless = "--limite\r\nX: " + std::string(1'000, '1');
    lesson.expect_contains("ce qui est trouvé", lab04::read_at_every_cut(lesson, endless, limits),
                           "refusé : statut 400");
}

TEST_CASE("4.6 next_piece ne garde rien : des données, puis la frontière quand elle est entière") {
    support::Lesson lesson{{"RFC 2046 §5.1.1", "04-cgi.md#les-formulaires", {}}};
    const auto ask = [&lesson](std::string_view bytes, bool at_line_start) {
        lesson.received(bytes);
        const support::ExactBuffer buffer{bytes};
        const auto piece = cgi::next_piece(buffer.view(), "b", at_line_start);
        if (piece.is_incomplete()) return std::string{"incomplet"};
        if (piece.is_rejected()) return std::string{"refusé"};
        const std::string used = " de " + std::to_string(piece.used());
        switch (piece.value()) {
        case cgi::Piece::data: return "données" + used;
        case cgi::Piece::delimiter: return "frontière" + used;
        case cgi::Piece::end_delimiter: break;
        }
        return "dernière frontière" + used;
    };
    lesson.expect("rien", ask("", false), "incomplet");
    lesson.expect("des données, et peut-être une frontière", ask("abc\r\n--", false), "données de 3");
    lesson.expect("peut-être une frontière", ask("\r\n--", false), "incomplet");
    lesson.expect("une frontière", ask("\r\n--b\r\nx", false), "frontière de 7");
    lesson.expect("la dernière", ask("\r\n--b--\r\nx", false), "dernière frontière de 7");
    lesson.expect("au début d'une ligne", ask("--b\r\n", true), "frontière de 5");
    lesson.expect("au milieu d'une ligne", ask("--b\r\nx", false), "données de 6");
    lesson.expect("des données qui semblaient une frontière", ask("\r\n--c\r\n--b\r\n", false), "données de 5");
}
