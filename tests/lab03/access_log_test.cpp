#include "03-static-server/access_log.hpp"

#include <algorithm>
#include <string>

#include "support/exact_buffer.hpp"
#include "support/lesson.hpp"

namespace {

using namespace std::chrono_literals;

// 10 October 2000, 13:55:36 UTC: the date of the example that every description of the format gives.
constexpr http::Seconds example_time = std::chrono::sys_days{2000y / 10 / 10} + 13h + 55min + 36s;

files::LogEntry example() {
    return {.peer = "127.0.0.1",
            .time = example_time,
            .method = "GET",
            .target = "/index.html",
            .version = "HTTP/1.0",
            .status = 200,
            .body_bytes = 2326};
}

files::LogEntry example_with_target(std::string_view target) {
    files::LogEntry entry = example();
    entry.target = target;
    return entry;
}

support::Lesson lesson_on_log() {
    return support::Lesson{{.rule = "le format commun des journaux (Common Log Format), une ligne par requête",
                            .slide = "03-static-server.md#journal-daccès",
                            .command = "./lab run static_server --access-log -, puis ouvrez la page"}};
}

void expect_target(std::string_view target, std::string_view escaped) {
    support::Lesson lesson = lesson_on_log();
    lesson.received("GET " + std::string{target} + " HTTP/1.0");
    const support::ExactBuffer exact{target};
    lesson.expect("la ligne du journal", files::log_line(example_with_target(exact.view())),
                  "127.0.0.1 - - [10/Oct/2000:13:55:36 +0000] \"GET " + std::string{escaped} +
                      " HTTP/1.0\" 200 2326\n");
}

void expect_time(http::Seconds time, std::string_view shown) {
    support::Lesson lesson = lesson_on_log();
    files::LogEntry entry = example();
    entry.time = time;
    lesson.expect_contains("la ligne du journal", files::log_line(entry), shown);
}

bool is_one_printable_line(std::string_view line) {
    const auto printable = [](char c) { return c >= 0x20 && c < 0x7F; };
    return line.ends_with('\n') && std::ranges::all_of(line.substr(0, line.size() - 1), printable);
}

}  // namespace

TEST_CASE("3.9 une ligne donne l'adresse, la date, la requête, le statut et la taille") {
    support::Lesson lesson = lesson_on_log();
    lesson.expect("la ligne du journal", files::log_line(example()),
                  "127.0.0.1 - - [10/Oct/2000:13:55:36 +0000] \"GET /index.html HTTP/1.0\" 200 2326\n");
}

TEST_CASE("3.9 une ligne s'ajoute à ce qui est déjà écrit") {
    support::Lesson lesson = lesson_on_log();
    std::string log = "avant\n";
    files::append_log_line(log, example());
    lesson.expect("le journal", log, "avant\n" + files::log_line(example()));
}

TEST_CASE("3.9 une adresse IPv6 est écrite telle quelle") {
    support::Lesson lesson = lesson_on_log();
    files::LogEntry entry = example();
    entry.peer = "2001:db8::1";
    lesson.expect_that("la ligne commence par l'adresse",
                       files::log_line(entry).starts_with("2001:db8::1 - - [10/Oct/2000"));
}

TEST_CASE("3.9 la date est en temps universel, le mois en anglais, le jour sur deux chiffres") {
    expect_time(http::Seconds{}, "[01/Jan/1970:00:00:00 +0000]");
    expect_time(std::chrono::sys_days{2024y / 2 / 29} + 23h + 59min + 59s, "[29/Feb/2024:23:59:59 +0000]");
    expect_time(std::chrono::sys_days{1999y / 12 / 31} + 9h + 5min + 7s, "[31/Dec/1999:09:05:07 +0000]");
    expect_time(std::chrono::sys_days{2100y / 8 / 1}, "[01/Aug/2100:00:00:00 +0000]");
}

TEST_CASE("3.9 un corps vide se note par un tiret") {
    support::Lesson lesson = lesson_on_log();
    files::LogEntry entry = example();
    entry.status = 304;
    entry.body_bytes = 0;
    lesson.expect_that("la ligne finit par « 304 - »", files::log_line(entry).ends_with("\" 304 -\n"));
}

TEST_CASE("3.9 une taille de plus de 4 Gio est écrite en entier") {
    support::Lesson lesson = lesson_on_log();
    files::LogEntry entry = example();
    entry.body_bytes = 18'446'744'073'709'551'615u;
    lesson.expect_that("la ligne finit par la taille",
                       files::log_line(entry).ends_with(" 200 18446744073709551615\n"));
}

TEST_CASE("3.9 une requête illisible se note par un tiret entre guillemets") {
    support::Lesson lesson = lesson_on_log();
    files::LogEntry entry = example();
    entry.method = entry.target = entry.version = "";
    entry.status = 400;
    lesson.expect_contains("la ligne du journal", files::log_line(entry), "] \"-\" 400 2326\n");
}

TEST_CASE("3.9 une version inconnue ne laisse pas d'espace en trop") {
    support::Lesson lesson = lesson_on_log();
    files::LogEntry entry = example();
    entry.version = "";
    lesson.expect_contains("la ligne du journal", files::log_line(entry), "\"GET /index.html\" 200");
}

TEST_CASE("3.9 une fin de ligne dans la cible n'ouvre pas une fausse ligne") {
    expect_target("/a\r\n10.0.0.1 - - [faux]", "/a\\x0d\\x0a10.0.0.1 - - [faux]");
}

TEST_CASE("3.9 un guillemet ou une barre inverse ne referme pas la requête") {
    expect_target("/\" 200 1", "/\\\" 200 1");
    expect_target("/\\", "/\\\\");
}

TEST_CASE("3.9 une séquence de commande n'atteint pas le terminal") {
    expect_target("/\x1b]0;titre\x07", "/\\x1b]0;titre\\x07");
    expect_target(std::string_view{"/\0\x7f", 3}, "/\\x00\\x7f");
}

TEST_CASE("3.9 tout octet hors de l'ASCII imprimable est écrit en hexadécimal") {
    expect_target("/\xc3\xa9t\xc3\xa9", "/\\xc3\\xa9t\\xc3\\xa9");
    expect_target("/\x80\xff", "/\\x80\\xff");
}

TEST_CASE("3.9 quels que soient les octets reçus, le journal garde une ligne imprimable par requête") {
    support::Lesson lesson = lesson_on_log();
    for (int byte = 0; byte < 256; ++byte) {
        const std::string bytes(3, static_cast<char>(byte));
        files::LogEntry entry = example();
        entry.method = entry.target = entry.peer = bytes;
        lesson.expect_that("l'octet " + std::to_string(byte) + " laisse une ligne imprimable, et une seule",
                           is_one_printable_line(files::log_line(entry)));
    }
}

TEST_CASE("3.9 une cible trop longue est coupée, et la ligne reste entière") {
    support::Lesson lesson = lesson_on_log();
    const std::string line = files::log_line(example_with_target("/" + std::string(100'000, 'a')));
    lesson.expect_that("la ligne a gardé au plus log_request_bytes octets de la requête",
                       line.size() < files::log_request_bytes + 100);
    lesson.expect_that("la fin de la ligne est là", line.ends_with("a...\" 200 2326\n"));
}

TEST_CASE("3.9 une cible est coupée entre deux séquences d'échappement") {
    support::Lesson lesson = lesson_on_log();
    for (const std::string_view start : {"/", "/a", "/ab", "/abc"}) {
        const std::string target = std::string{start} + std::string(4'000, '\xff');
        const std::string line = files::log_line(example_with_target(target));
        lesson.expect_that("la dernière séquence est entière", line.ends_with("\\xff...\" 200 2326\n"));
    }
}

TEST_CASE("3.9 une requête qui tient tout juste n'est pas coupée") {
    support::Lesson lesson = lesson_on_log();
    constexpr std::size_t around_target = std::string_view{"GET  HTTP/1.0"}.size();
    const std::string target(files::log_request_bytes - around_target, 'a');
    lesson.expect_contains("la ligne du journal", files::log_line(example_with_target(target)), "a HTTP/1.0\" 200");
    lesson.expect_contains("la ligne du journal", files::log_line(example_with_target(target + "a")),
                           "a HTTP/1....\" 200");
}
