#include "03-static-server/conditional.hpp"

#include <string>
#include <vector>

#include "support/lesson.hpp"

namespace {

using namespace std::chrono_literals;
using files::Condition;

constexpr http::Seconds now = std::chrono::sys_days{2026y / 11 / 20} + 8h;
constexpr std::string_view modified = "Sun, 06 Nov 1994 08:49:37 GMT";
constexpr std::string_view second_before = "Sun, 06 Nov 1994 08:49:36 GMT";
constexpr std::string_view second_after = "Sun, 06 Nov 1994 08:49:38 GMT";

files::Validators current() {
    return {.etag = "\"v2\"", .last_modified = std::chrono::sys_days{1994y / 11 / 6} + 8h + 49min + 37s};
}

struct FieldLine {
    std::string_view name;
    std::string_view value;
};

std::string name_of(Condition condition) {
    switch (condition) {
    case Condition::proceed: return "proceed : répondre normalement";
    case Condition::not_modified: return "not_modified : 304";
    case Condition::precondition_failed: return "precondition_failed : 412";
    }
    return "";
}

// One request and what is to become of it.
void expect_condition(std::string_view rule, std::string_view method, const std::vector<FieldLine>& lines,
                      Condition expected) {
    support::Lesson lesson{{.rule = std::string{rule},
                            .slide = "03-static-server.md#requêtes-conditionnelles",
                            .command = "curl -sI -H 'If-None-Match: \"…\"' http://127.0.0.1:8080/"}};
    lesson.step("le fichier a pour étiquette \"v2\" et pour date " + std::string{modified});
    http::Request request{.method = std::string{method}, .target = "/", .version = http::Version::http_1_1, .fields = {}};
    std::string head = std::string{method} + " / HTTP/1.1\r\n";
    for (const FieldLine& line : lines) {
        request.fields.add(line.name, line.value);
        head.append(line.name).append(": ").append(line.value).append("\r\n");
    }
    lesson.received(head);
    lesson.expect("la suite à donner", name_of(files::evaluate(request, current(), now)), name_of(expected));
}

void expect_get(std::string_view rule, const std::vector<FieldLine>& lines, Condition expected) {
    expect_condition(rule, "GET", lines, expected);
}

constexpr std::string_view none_match = "RFC 9110 §13.1.2 (If-None-Match)";
constexpr std::string_view modified_since = "RFC 9110 §13.1.3 (If-Modified-Since)";
constexpr std::string_view match = "RFC 9110 §13.1.1 (If-Match)";
constexpr std::string_view unmodified_since = "RFC 9110 §13.1.4 (If-Unmodified-Since)";
constexpr std::string_view precedence = "RFC 9110 §13.2.2 (ordre des conditions)";

support::Lesson lesson_on_validators() {
    return support::Lesson{{.rule = "RFC 9110 §8.8 (validateurs)",
                            .slide = "03-static-server.md#requêtes-conditionnelles",
                            .command = "curl -sI http://127.0.0.1:8080/ | grep -iE 'etag|last-modified'"}};
}

struct stat example_status() {
    struct stat status {};
    status.st_ino = 42;
    status.st_size = 1000;
    status.st_mtim = {.tv_sec = 784111777, .tv_nsec = 123456789};
    return status;
}

}  // namespace

TEST_CASE("3.6 l'étiquette est entre guillemets, sans W/ ni espace") {
    support::Lesson lesson = lesson_on_validators();
    const std::string etag = files::validators_of(example_status()).etag;
    lesson.step("l'étiquette obtenue est " + etag);
    lesson.expect_that("elle commence et finit par un guillemet",
                       etag.size() > 2 && etag.starts_with('"') && etag.ends_with('"'));
    lesson.expect_that("entre les deux il n'y a ni guillemet, ni espace, ni caractère de contrôle",
                       etag.find_first_of("\" \t\r\n", 1) == etag.size() - 1);
}

TEST_CASE("3.6 le même fichier a toujours la même étiquette") {
    support::Lesson lesson = lesson_on_validators();
    lesson.expect("l'étiquette", files::validators_of(example_status()).etag,
                  files::validators_of(example_status()).etag);
}

TEST_CASE("3.6 une autre taille, une autre date ou un autre fichier changent l'étiquette") {
    support::Lesson lesson = lesson_on_validators();
    const std::string etag = files::validators_of(example_status()).etag;
    struct stat longer = example_status();
    longer.st_size += 1;
    lesson.expect_that("un octet de plus change l'étiquette", files::validators_of(longer).etag != etag);
    struct stat later = example_status();
    later.st_mtim.tv_sec += 1;
    lesson.expect_that("une seconde de plus change l'étiquette", files::validators_of(later).etag != etag);
    struct stat replaced = example_status();
    replaced.st_ino += 1;
    lesson.expect_that("un autre inœud change l'étiquette", files::validators_of(replaced).etag != etag);
}

TEST_CASE("3.6 deux modifications dans la même seconde donnent deux étiquettes") {
    support::Lesson lesson = lesson_on_validators();
    struct stat later = example_status();
    later.st_mtim.tv_nsec += 1;
    lesson.expect_that("une nanoseconde de plus change l'étiquette",
                       files::validators_of(later).etag != files::validators_of(example_status()).etag);
}

TEST_CASE("3.6 la date de modification est à la seconde") {
    support::Lesson lesson = lesson_on_validators();
    lesson.expect("la date", http::format_date(files::validators_of(example_status()).last_modified), modified);
}

TEST_CASE("3.6 une date de modification dans le futur devient l'heure actuelle") {
    support::Lesson lesson{{.rule = "RFC 9110 §8.8.2.1 (Last-Modified ne dépasse jamais Date)",
                            .slide = "03-static-server.md#requêtes-conditionnelles",
                            .command = "touch -d '+1 year' www/a.txt && curl -sI http://127.0.0.1:8080/a.txt"}};
    struct stat future = example_status();
    future.st_mtim.tv_sec = 32503680000;  // the year 3000
    const auto last_modified = files::validators_of(future).last_modified;
    lesson.expect_that("la date n'est pas dans le futur", last_modified <= std::chrono::system_clock::now());
}

TEST_CASE("3.6 une requête sans condition est traitée normalement") {
    expect_get("RFC 9110 §13.2.1", {{"Host", "localhost"}}, Condition::proceed);
}

TEST_CASE("3.6 If-None-Match qui nomme la version actuelle donne 304") {
    expect_get(none_match, {{"If-None-Match", "\"v2\""}}, Condition::not_modified);
    expect_condition(none_match, "HEAD", {{"If-None-Match", "\"v2\""}}, Condition::not_modified);
}

TEST_CASE("3.6 If-None-Match qui nomme une autre version laisse répondre") {
    expect_get(none_match, {{"If-None-Match", "\"v1\""}}, Condition::proceed);
    expect_get(none_match, {{"If-None-Match", "\"V2\""}}, Condition::proceed);
    expect_get(none_match, {{"If-None-Match", "\"v22\""}}, Condition::proceed);
}

TEST_CASE("3.6 If-None-Match compare faiblement : W/ ne compte pas") {
    expect_get(none_match, {{"If-None-Match", "W/\"v2\""}}, Condition::not_modified);
    expect_get(none_match, {{"If-None-Match", "w/\"v2\""}}, Condition::proceed);
}

TEST_CASE("3.6 If-None-Match est une liste, avec ou sans espaces, répétée ou non") {
    expect_get(none_match, {{"If-None-Match", "\"v1\", \"v2\", \"v3\""}}, Condition::not_modified);
    expect_get(none_match, {{"If-None-Match", "\"v1\",\"v2\""}}, Condition::not_modified);
    expect_get(none_match, {{"If-None-Match", ", ,\"v1\" ,\tW/\"v2\",,"}}, Condition::not_modified);
    expect_get(none_match, {{"If-None-Match", "\"v1\""}, {"If-None-Match", "\"v2\""}}, Condition::not_modified);
    expect_get(none_match, {{"If-None-Match", "\"v1\", \"v3\""}}, Condition::proceed);
}

TEST_CASE("3.6 une virgule entre guillemets fait partie de l'étiquette") {
    expect_get(none_match, {{"If-None-Match", "\"a,b\", \"v2\""}}, Condition::not_modified);
    expect_get(none_match, {{"If-None-Match", "\"a,\"v2\"\""}}, Condition::proceed);
}

TEST_CASE("3.6 If-None-Match: * nomme toute version") {
    expect_get(none_match, {{"If-None-Match", "*"}}, Condition::not_modified);
}

TEST_CASE("3.6 une étiquette mal écrite ne nomme rien") {
    for (const std::string_view value : {"", "v2", "\"v2", "v2\"", "'v2'", "W/v2", "W/", "\"", "**", "\"*\""}) {
        expect_get(none_match, {{"If-None-Match", value}}, Condition::proceed);
    }
}

TEST_CASE("3.6 une liste interrompue vaut jusqu'à l'interruption") {
    expect_get(none_match, {{"If-None-Match", "\"v2\", oups"}}, Condition::not_modified);
    expect_get(none_match, {{"If-None-Match", "oups, \"v2\""}}, Condition::proceed);
    expect_get(none_match, {{"If-None-Match", "\"v1\"\"v2\""}}, Condition::proceed);
}

TEST_CASE("3.6 If-None-Match faux pour une autre méthode que GET et HEAD donne 412") {
    expect_condition(none_match, "POST", {{"If-None-Match", "*"}}, Condition::precondition_failed);
    expect_condition(none_match, "PUT", {{"If-None-Match", "\"v2\""}}, Condition::precondition_failed);
    expect_condition(none_match, "PUT", {{"If-None-Match", "\"v1\""}}, Condition::proceed);
}

TEST_CASE("3.6 If-Modified-Since à la date du fichier donne 304") {
    expect_get(modified_since, {{"If-Modified-Since", modified}}, Condition::not_modified);
    expect_condition(modified_since, "HEAD", {{"If-Modified-Since", modified}}, Condition::not_modified);
}

TEST_CASE("3.6 If-Modified-Since après la date du fichier donne 304, avant laisse répondre") {
    expect_get(modified_since, {{"If-Modified-Since", second_after}}, Condition::not_modified);
    expect_get(modified_since, {{"If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT"}}, Condition::not_modified);
    expect_get(modified_since, {{"If-Modified-Since", second_before}}, Condition::proceed);
}

TEST_CASE("3.6 If-Modified-Since se lit dans les trois formes de date") {
    expect_get(modified_since, {{"If-Modified-Since", "Sunday, 06-Nov-94 08:49:37 GMT"}}, Condition::not_modified);
    expect_get(modified_since, {{"If-Modified-Since", "Sun Nov  6 08:49:37 1994"}}, Condition::not_modified);
}

TEST_CASE("3.6 If-Modified-Since qui n'est pas une date est ignoré") {
    for (const std::string_view value : {"", "hier", "0", "1994-11-06", "Sun, 31 Feb 2027 08:49:37 GMT"}) {
        expect_get(modified_since, {{"If-Modified-Since", value}}, Condition::proceed);
    }
}

TEST_CASE("3.6 If-Modified-Since répété est ignoré") {
    expect_get(modified_since, {{"If-Modified-Since", modified}, {"If-Modified-Since", modified}},
               Condition::proceed);
}

TEST_CASE("3.6 If-Modified-Since ne compte que pour GET et HEAD") {
    expect_condition(modified_since, "POST", {{"If-Modified-Since", modified}}, Condition::proceed);
}

TEST_CASE("3.6 If-None-Match l'emporte sur If-Modified-Since, même si aucune étiquette ne convient") {
    expect_get(precedence, {{"If-None-Match", "\"v1\""}, {"If-Modified-Since", modified}}, Condition::proceed);
    expect_get(precedence, {{"If-Modified-Since", modified}, {"If-None-Match", "\"v1\""}}, Condition::proceed);
    expect_get(precedence, {{"If-None-Match", "\"v2\""}, {"If-Modified-Since", second_before}},
               Condition::not_modified);
}

TEST_CASE("3.6 If-Match qui ne nomme pas la version actuelle donne 412") {
    expect_get(match, {{"If-Match", "\"v1\""}}, Condition::precondition_failed);
    expect_get(match, {{"If-Match", "\"v1\", \"v3\""}}, Condition::precondition_failed);
    expect_get(match, {{"If-Match", "n'importe quoi"}}, Condition::precondition_failed);
}

TEST_CASE("3.6 If-Match qui nomme la version actuelle laisse répondre") {
    expect_get(match, {{"If-Match", "\"v2\""}}, Condition::proceed);
    expect_get(match, {{"If-Match", "\"v1\", \"v2\""}}, Condition::proceed);
    expect_get(match, {{"If-Match", "*"}}, Condition::proceed);
}

TEST_CASE("3.6 If-Match compare fortement : une étiquette faible ne convient jamais") {
    expect_get(match, {{"If-Match", "W/\"v2\""}}, Condition::precondition_failed);
    expect_get(match, {{"If-Match", "W/\"v2\", \"v2\""}}, Condition::proceed);
}

TEST_CASE("3.6 If-Unmodified-Since avant la date du fichier donne 412") {
    expect_get(unmodified_since, {{"If-Unmodified-Since", second_before}}, Condition::precondition_failed);
    expect_get(unmodified_since, {{"If-Unmodified-Since", modified}}, Condition::proceed);
    expect_get(unmodified_since, {{"If-Unmodified-Since", second_after}}, Condition::proceed);
    expect_condition(unmodified_since, "POST", {{"If-Unmodified-Since", second_before}},
                     Condition::precondition_failed);
}

TEST_CASE("3.6 If-Unmodified-Since qui n'est pas une date est ignoré") {
    expect_get(unmodified_since, {{"If-Unmodified-Since", "hier"}}, Condition::proceed);
    expect_get(unmodified_since, {{"If-Unmodified-Since", second_before}, {"If-Unmodified-Since", second_before}},
               Condition::proceed);
}

TEST_CASE("3.6 If-Match l'emporte sur If-Unmodified-Since") {
    expect_get(precedence, {{"If-Match", "\"v2\""}, {"If-Unmodified-Since", second_before}}, Condition::proceed);
    expect_get(precedence, {{"If-Match", "\"v1\""}, {"If-Unmodified-Since", second_after}},
               Condition::precondition_failed);
}

TEST_CASE("3.6 If-Match est examiné avant If-None-Match") {
    expect_get(precedence, {{"If-None-Match", "\"v2\""}, {"If-Match", "\"v1\""}}, Condition::precondition_failed);
    expect_get(precedence, {{"If-None-Match", "\"v2\""}, {"If-Match", "\"v2\""}}, Condition::not_modified);
    expect_get(precedence, {{"If-Unmodified-Since", modified}, {"If-Modified-Since", modified}},
               Condition::not_modified);
}

TEST_CASE("3.6 OPTIONS ne choisit aucune version : ses conditions sont ignorées") {
    expect_condition("RFC 9110 §13.2.1", "OPTIONS", {{"If-Match", "\"v1\""}}, Condition::proceed);
    expect_condition("RFC 9110 §13.2.1", "OPTIONS", {{"If-None-Match", "*"}}, Condition::proceed);
}
