#include "06-security/vulnerable/lenient_chunks.hpp"
#include "06-security/vulnerable/lenient_head.hpp"
#include "support/lesson.hpp"

namespace {

support::Lesson lesson_on(std::string flaw) {
    return support::Lesson{{.rule = "RFC 9112 §11.2",
                            .slide = "06-security.md#une-requête-deux-lectures",
                            .command = "./lab run vulnerable_server --flaw " + std::move(flaw)}};
}

}  // namespace

TEST_CASE("0.6 un en-tête pris ligne à ligne se réécrit tel qu'il était") {
    support::Lesson lesson = lesson_on("cl-te");
    const vulnerable::Head head = vulnerable::take_lines("GET / HTTP/1.1\r\nHost : a");
    lesson.expect("le nombre de lignes", head.size(), 2u);
    lesson.expect("l'en-tête réécrit", vulnerable::to_text(head), "GET / HTTP/1.1\r\nHost : a\r\n\r\n");
    lesson.expect("un en-tête vide", vulnerable::take_lines("").size(), 0u);
}

TEST_CASE("0.6 un champ se trouve malgré l'espace devant son deux-points, et sans égard à la casse") {
    support::Lesson lesson = lesson_on("space-before-colon");
    const vulnerable::Head head{"GET / HTTP/1.1", "hOST : a", "Host: b"};
    lesson.expect("la valeur du premier", vulnerable::value_of(head, "Host").value_or("(rien)"), "a");
    lesson.expect("combien il y en a", vulnerable::count_of(head, "Host"), 2u);
    lesson.expect("un champ qui n'y est pas", vulnerable::value_of(head, "Accept").has_value(), false);
}

TEST_CASE("0.6 des champs de même nom, les premiers restent") {
    support::Lesson lesson = lesson_on("two-lengths");
    vulnerable::Head head{"GET / HTTP/1.1", "A: 1", "B: 2", "a: 3", "A: 4"};
    vulnerable::drop_fields(head, "A", 1);
    lesson.expect("ce qui reste", vulnerable::to_text(head), "GET / HTTP/1.1\r\nA: 1\r\nB: 2\r\n\r\n");
    vulnerable::drop_fields(head, "A");
    lesson.expect("ensuite", vulnerable::to_text(head), "GET / HTTP/1.1\r\nB: 2\r\n\r\n");
}

TEST_CASE("0.6 une taille de morceau se lit comme en C") {
    support::Lesson lesson = lesson_on("chunk-size");
    lesson.expect("0x5", vulnerable::lenient_size("0x5"), 5u);
    lesson.expect("+a;x=y", vulnerable::lenient_size("+a;x=y"), 10u);
    lesson.expect("-1", vulnerable::lenient_size("-1"), 4'294'967'295u);
    lesson.expect("5 suivi d'une espace", vulnerable::lenient_size(" 5 \r\n"), 5u);
    lesson.expect("au-delà de 32 bits", vulnerable::lenient_size("10000000000000005"), 5u);
    lesson.expect("rien", vulnerable::lenient_size("\r\n"), 0u);
}

TEST_CASE("0.6 un corps en morceaux se répare, où qu'il soit coupé") {
    const std::string body = "0x5 \r\naudit\r\n+3\r\nfin\r\n-0\r\n\r\nGET /suite";
    for (std::size_t cut = 0; cut <= body.size(); ++cut) {
        support::Lesson lesson = lesson_on("chunk-size");
        lesson.step("coupé après " + std::to_string(cut) + " octets");
        vulnerable::LenientChunks chunks;
        const std::string first = chunks.repair(std::string_view{body}.substr(0, cut));
        const std::string second = chunks.repair(std::string_view{body}.substr(cut));
        lesson.expect("le corps réparé", first + second, "5\r\naudit\r\n3\r\nfin\r\n0\r\n\r\nGET /suite");
    }
    support::Lesson lesson = lesson_on("chunk-size");
    vulnerable::LenientChunks chunks;
    lesson.expect("l'exemple", chunks.repair("0x5 \r\nbonjo"), "5\r\nbonjo");
}
