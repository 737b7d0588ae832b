#include "04-cgi/error_lines.hpp"

#include <vector>

#include "support/exact_buffer.hpp"
#include "support/lesson.hpp"

namespace {

support::Lesson lesson_on(std::string rule) {
    return support::Lesson{{.rule = std::move(rule),
                            .slide = "04-cgi.md#quand-le-script-se-tait",
                            .command =
                                "mettez printf \"…\" >&2 dans un script de cgi-bin/, lisez le journal de cgi_server"}};
}

// What the log gets, a « | » between two lines, of pieces that arrive one after the other.
std::string log_of(const std::vector<std::string>& pieces, const cgi::Limits& limits = {}) {
    std::string log;
    cgi::ErrorLines lines{limits, [&](std::string_view line) { log += (log.empty() ? "" : "|") + std::string{line}; }};
    for (const std::string& piece : pieces) lines.add(support::ExactBuffer{piece}.view());
    lines.finish();
    return log;
}

std::vector<std::string> cut_at_every_byte(std::string_view text) {
    std::vector<std::string> pieces;
    for (char c : text) pieces.emplace_back(1, c);
    return pieces;
}

cgi::Limits limits_of(std::size_t line_bytes, std::size_t lines) {
    cgi::Limits limits;
    limits.error_line_bytes = line_bytes;
    limits.error_lines = lines;
    return limits;
}

}  // namespace

TEST_CASE("4.5 une plainte coupée n'importe où est une seule ligne du journal") {
    support::Lesson lesson = lesson_on("error_lines.hpp");
    lesson.expect("l'exemple de l'en-tête", log_of({"Traceback (most rec", "ent call last):\n"}),
                  "Traceback (most recent call last):");
    const std::string text = "un\n\ndeux, été\r\ntrois\n";
    lesson.received(text);
    lesson.expect("d'un bloc", log_of({text}), "un|deux, été|trois");
    lesson.expect("octet par octet", log_of(cut_at_every_byte(text)), "un|deux, été|trois");
}

TEST_CASE("4.5 la dernière ligne peut n'avoir pas de fin, et rien ne fait aucune ligne") {
    support::Lesson lesson = lesson_on("error_lines.hpp");
    lesson.expect("« un\\ndeux »", log_of({"un\ndeux"}), "un|deux");
    lesson.expect("« un\\n »", log_of({"un\n"}), "un");
    lesson.expect("rien", log_of({""}), "");
    lesson.expect("des fins de ligne seules", log_of({"\n\r\n\n"}), "");
}

TEST_CASE("4.5 ce qui agirait sur un terminal, ou passerait pour une autre ligne, est échappé") {
    support::Lesson lesson = lesson_on("escape.hpp : \\xHH");
    lesson.expect("un octet nul", log_of({std::string{"a\0b\n", 4}}), "a\\x00b");
    lesson.expect("une couleur", log_of({"\x1B[31mrouge\n"}), "\\x1b[31mrouge");
    lesson.expect("un CR au milieu", log_of({"vrai\rfaux\n"}), "vrai\\rfaux");
    lesson.expect("du latin-1", log_of({"\xE9t\xE9\n"}), "\\xe9t\\xe9");
}

TEST_CASE("4.5 une ligne trop longue est coupée, et la suivante est entière") {
    support::Lesson lesson = lesson_on("limits.hpp, error_line_bytes");
    const cgi::Limits limits = limits_of(5, 10);
    lesson.step("au plus 5 octets par ligne");
    lesson.expect("5 octets", log_of({"abcde\nfin\n"}, limits), "abcde|fin");
    lesson.expect("6 octets", log_of({"abcdef\nfin\n"}, limits), "abcde…|fin");
    lesson.expect("5 octets puis CR LF", log_of({"abcd\r\nfin\n"}, limits), "abcd|fin");
    lesson.expect("octet par octet", log_of(cut_at_every_byte("abcdefghij\nfin\n"), limits), "abcde…|fin");
    lesson.expect("sans fin de ligne", log_of({"abcdefghij"}, limits), "abcde…");
}

TEST_CASE("4.5 une ligne de 64 Mio ne coûte qu'une ligne") {
    support::Lesson lesson = lesson_on("limits.hpp, error_line_bytes");
    const std::string block(1 << 20, 'x');
    std::vector<std::string> log;
    cgi::ErrorLines lines{cgi::Limits{}, [&](std::string_view line) { log.emplace_back(line); }};
    for (int i = 0; i < 64; ++i) lines.add(block);
    lines.add("\nfin\n");
    lines.finish();
    lesson.require("le nombre de lignes", log.size(), std::size_t{2});
    lesson.expect("la première", log[0], block.substr(0, cgi::Limits{}.error_line_bytes) + "…");
    lesson.expect("la seconde", log[1], "fin");
}

TEST_CASE("4.5 un script qui se plaint sans fin est abrégé, et le journal dit de combien") {
    support::Lesson lesson = lesson_on("limits.hpp, error_lines");
    const cgi::Limits limits = limits_of(100, 2);
    lesson.step("au plus 2 lignes par script");
    lesson.expect("2 lignes", log_of({"a\nb\n"}, limits), "a|b");
    lesson.expect("3 lignes", log_of({"a\nb\nc\n"}, limits), "a|b|… 1 ligne de plus a été omise");
    lesson.expect("14 lignes", log_of({"a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\nm\nn"}, limits),
                  "a|b|… 12 lignes de plus ont été omises");
}
