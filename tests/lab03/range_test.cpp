#include "03-static-server/range.hpp"

#include <string>
#include <vector>

#include "support/exact_buffer.hpp"
#include "support/lesson.hpp"

namespace {

using namespace std::chrono_literals;
using files::RangeSet;

constexpr std::uint64_t largest = 18'446'744'073'709'551'615u;
constexpr http::Seconds now = std::chrono::sys_days{2026y / 11 / 20} + 8h;
constexpr std::string_view modified = "Sun, 06 Nov 1994 08:49:37 GMT";

// "206 0+500 999+1": the kind, then first byte and length of each range.
std::string show(const RangeSet& set) {
    std::string text;
    switch (set.kind) {
    case RangeSet::Kind::whole: text = "200 (whole)"; break;
    case RangeSet::Kind::partial: text = "206 (partial)"; break;
    case RangeSet::Kind::unsatisfiable: text = "416 (unsatisfiable)"; break;
    }
    for (const files::ByteRange& range : set.ranges) {
        text += ", " + std::to_string(range.length) + " octets depuis " + std::to_string(range.first);
    }
    return text;
}

support::Lesson lesson_on_ranges(std::string_view rule) {
    return support::Lesson{{.rule = std::string{rule},
                            .slide = "03-static-server.md#plages-doctets",
                            .command = "curl -si -H 'Range: bytes=0-9' http://127.0.0.1:8080/style.css"}};
}

void expect_set(std::string_view field, std::uint64_t size, const RangeSet& expected) {
    support::Lesson lesson = lesson_on_ranges("RFC 9110 §14.1.2 et §14.2 (Range)");
    lesson.step("le fichier a " + std::to_string(size) + " octets");
    lesson.received("Range: " + std::string{field});
    const support::ExactBuffer exact{field};
    lesson.expect("la réponse", show(files::parse_range(exact.view(), size)), show(expected));
}

void expect_whole(std::string_view field, std::uint64_t size = 10'000) {
    expect_set(field, size, {RangeSet::Kind::whole, {}});
}

void expect_unsatisfiable(std::string_view field, std::uint64_t size) {
    expect_set(field, size, {RangeSet::Kind::unsatisfiable, {}});
}

void expect_partial(std::string_view field, std::uint64_t size, std::vector<files::ByteRange> ranges) {
    expect_set(field, size, {RangeSet::Kind::partial, std::move(ranges)});
}

void expect_if_range(const std::vector<std::string_view>& values, bool expected,
                     http::Seconds last_modified = std::chrono::sys_days{1994y / 11 / 6} + 8h + 49min + 37s) {
    support::Lesson lesson = lesson_on_ranges("RFC 9110 §13.1.5 (If-Range), §8.8.2.2 (validateur fort)");
    lesson.step("le fichier a pour étiquette \"v2\" et pour date " + http::format_date(last_modified));
    http::Request request{.method = "GET", .target = "/", .version = http::Version::http_1_1, .fields = {}};
    for (const std::string_view value : values) {
        request.fields.add("If-Range", value);
        lesson.received("If-Range: " + std::string{value});
    }
    const files::Validators current{.etag = "\"v2\"", .last_modified = last_modified};
    lesson.expect("if_range_holds", files::if_range_holds(request, current, now), expected);
}

}  // namespace

TEST_CASE("3.7 bytes=0-499 : les 500 premiers octets, bornes comprises") {
    expect_partial("bytes=0-499", 10'000, {{0, 500}});
    expect_partial("bytes=500-999", 10'000, {{500, 500}});
    expect_partial("bytes=0-0", 10'000, {{0, 1}});
    expect_partial("bytes=9999-9999", 10'000, {{9'999, 1}});
}

TEST_CASE("3.7 bytes=9500- : de là jusqu'à la fin") {
    expect_partial("bytes=9500-", 10'000, {{9'500, 500}});
    expect_partial("bytes=0-", 10'000, {{0, 10'000}});
    expect_partial("bytes=9999-", 10'000, {{9'999, 1}});
}

TEST_CASE("3.7 bytes=-500 : les 500 derniers octets") {
    expect_partial("bytes=-500", 10'000, {{9'500, 500}});
    expect_partial("bytes=-1", 10'000, {{9'999, 1}});
}

TEST_CASE("3.7 plus d'octets de fin que le fichier n'en a : tout le fichier") {
    expect_partial("bytes=-10000", 10'000, {{0, 10'000}});
    expect_partial("bytes=-10001", 10'000, {{0, 10'000}});
    expect_partial("bytes=-99999999999999999999999", 10'000, {{0, 10'000}});
}

TEST_CASE("3.7 une plage qui dépasse la fin du fichier y est coupée") {
    expect_partial("bytes=9500-10000", 10'000, {{9'500, 500}});
    expect_partial("bytes=9500-99999", 10'000, {{9'500, 500}});
}

TEST_CASE("3.7 un nombre qui déborde de 64 bits est seulement très grand") {
    expect_partial("bytes=0-18446744073709551615", 10, {{0, 10}});
    expect_partial("bytes=1-18446744073709551616", 10, {{1, 9}});
    expect_partial("bytes=5-99999999999999999999999999", 10, {{5, 5}});
    expect_unsatisfiable("bytes=18446744073709551616-", 10);
    expect_unsatisfiable("bytes=18446744073709551616-18446744073709551617", 10);
}

TEST_CASE("3.7 un fichier de la plus grande taille possible se découpe sans débordement") {
    expect_partial("bytes=0-", largest, {{0, largest}});
    expect_partial("bytes=-1", largest, {{largest - 1, 1}});
    expect_partial("bytes=18446744073709551614-", largest, {{largest - 1, 1}});
}

TEST_CASE("3.7 une plage qui commence après la fin donne 416") {
    expect_unsatisfiable("bytes=10000-", 10'000);
    expect_unsatisfiable("bytes=10000-10001", 10'000);
    expect_unsatisfiable("bytes=10000-,20000-30000", 10'000);
}

TEST_CASE("3.7 zéro octet de fin ne peut être satisfait") {
    expect_unsatisfiable("bytes=-0", 10'000);
    expect_unsatisfiable("bytes=-0", 0);
}

TEST_CASE("3.7 un fichier vide n'a pas d'octet 0, mais sa fin est le fichier entier") {
    expect_unsatisfiable("bytes=0-", 0);
    expect_unsatisfiable("bytes=0-0", 0);
    expect_whole("bytes=-1", 0);
}

TEST_CASE("3.7 plusieurs plages sont gardées dans l'ordre demandé") {
    expect_partial("bytes=0-0,-1", 10'000, {{0, 1}, {9'999, 1}});
    expect_partial("bytes=500-600,601-999", 10'000, {{500, 101}, {601, 399}});
    expect_partial("bytes=900-999,0-99", 1'000, {{900, 100}, {0, 100}});
    expect_partial("bytes=500-700,601-999", 10'000, {{500, 201}, {601, 399}});
}

TEST_CASE("3.7 parmi plusieurs plages, celles d'après la fin sont oubliées") {
    expect_partial("bytes=0-9,10000-10001,20-29", 10'000, {{0, 10}, {20, 10}});
    expect_partial("bytes=-0,5-5", 10, {{5, 1}});
}

TEST_CASE("3.7 une liste admet des espaces autour des virgules et des éléments vides") {
    expect_partial("bytes=0-9 ,\t20-29", 10'000, {{0, 10}, {20, 10}});
    expect_partial("bytes= 0-9", 10'000, {{0, 10}});
    expect_partial("bytes=,0-9,,20-29,", 10'000, {{0, 10}, {20, 10}});
}

TEST_CASE("3.7 la casse du nom de l'unité ne compte pas") {
    expect_partial("Bytes=0-9", 10'000, {{0, 10}});
    expect_partial("BYTES=0-9", 10'000, {{0, 10}});
}

TEST_CASE("3.7 une autre unité que bytes est ignorée") {
    for (const std::string_view field : {"lines=0-9", "byte=0-9", "bytesx=0-9", "=0-9", " bytes=0-9", "bytes =0-9"}) {
        expect_whole(field);
    }
}

TEST_CASE("3.7 un champ mal formé est ignoré : tout le fichier est envoyé") {
    for (const std::string_view field :
         {"", "bytes", "bytes=", "bytes=,", "bytes=-", "bytes=a-b", "bytes=0", "bytes=0-9-", "bytes=--1", "bytes=+0-9",
          "bytes=0x0-9", "bytes=0-9;q=1", "bytes=0 -9", "bytes=0- 9", "bytes=0.5-9", "bytes=\xff-9", "0-9"}) {
        expect_whole(field);
    }
}

TEST_CASE("3.7 une plage à l'envers rend tout le champ mal formé") {
    expect_whole("bytes=9-0");
    expect_whole("bytes=0-9,9-0");
    expect_whole("bytes=0-9,oups");
    expect_whole("bytes=20000-19999");
}

TEST_CASE("3.7 plus de seize plages : le fichier entier coûte moins cher") {
    std::string field = "bytes=0-0";
    std::vector<files::ByteRange> ranges{{0, 1}};
    for (std::uint64_t i = 1; i < files::max_ranges; ++i) {
        const std::string position = std::to_string(10 * i);
        field += "," + position + "-" + position;
        ranges.push_back({10 * i, 1});
    }
    expect_partial(field, 10'000, ranges);
    expect_whole(field + ",9000-9000");
    expect_whole(field + ",20000-20000");
}

TEST_CASE("3.7 des plages qui se recouvrent n'envoient jamais plus que le fichier") {
    expect_whole("bytes=0-,0-");
    expect_whole("bytes=0-,0-,0-,0-,0-,0-");
    expect_whole("bytes=0-9,-1", 10);
    expect_partial("bytes=0-4,5-9", 10, {{0, 5}, {5, 5}});
    expect_whole("bytes=0-,0-,0-", largest);
}

TEST_CASE("3.7 un champ démesuré est traité comme les autres") {
    std::string field = "bytes=";
    for (int i = 0; i < 20'000; ++i) field += "0-,";
    expect_whole(field);
    expect_whole("bytes=" + std::string(50'000, ','));
    expect_whole("bytes=" + std::string(50'000, '9'));
}

TEST_CASE("3.7 Content-Range dit quels octets, bornes comprises, et combien en tout") {
    support::Lesson lesson = lesson_on_ranges("RFC 9110 §14.4 (Content-Range)");
    lesson.expect("Content-Range", files::content_range({0, 500}, 1'234), "bytes 0-499/1234");
    lesson.expect("Content-Range", files::content_range({734, 500}, 1'234), "bytes 734-1233/1234");
    lesson.expect("Content-Range", files::content_range({0, 1}, 1), "bytes 0-0/1");
    lesson.expect("Content-Range", files::content_range({largest - 1, 1}, largest),
                  "bytes 18446744073709551614-18446744073709551614/18446744073709551615");
}

TEST_CASE("3.7 Content-Range d'une réponse 416 donne la longueur du fichier") {
    support::Lesson lesson = lesson_on_ranges("RFC 9110 §15.5.17 (416 Range Not Satisfiable)");
    lesson.expect("Content-Range", files::unsatisfied_range(1'234), "bytes */1234");
    lesson.expect("Content-Range", files::unsatisfied_range(0), "bytes */0");
}

TEST_CASE("3.7 sans If-Range, la plage est servie") {
    expect_if_range({}, true);
}

TEST_CASE("3.7 If-Range avec l'étiquette actuelle : la plage est servie") {
    expect_if_range({"\"v2\""}, true);
}

TEST_CASE("3.7 If-Range avec une autre étiquette : tout est renvoyé") {
    expect_if_range({"\"v1\""}, false);
    expect_if_range({"\"V2\""}, false);
    expect_if_range({"v2"}, false);
    expect_if_range({"*"}, false);
    expect_if_range({"\"v1\", \"v2\""}, false);
    expect_if_range({""}, false);
}

TEST_CASE("3.7 If-Range avec une étiquette faible : tout est renvoyé") {
    expect_if_range({"W/\"v2\""}, false);
}

TEST_CASE("3.7 If-Range veut exactement la date du fichier, ni avant ni après") {
    expect_if_range({modified}, true);
    expect_if_range({"Sunday, 06-Nov-94 08:49:37 GMT"}, true);
    expect_if_range({"Sun, 06 Nov 1994 08:49:36 GMT"}, false);
    expect_if_range({"Sun, 06 Nov 1994 08:49:38 GMT"}, false);
    expect_if_range({"hier"}, false);
}

TEST_CASE("3.7 If-Range répété ne garantit rien : tout est renvoyé") {
    expect_if_range({"\"v2\"", "\"v2\""}, false);
}

TEST_CASE("3.7 la date d'un fichier modifié à l'instant n'est pas encore un validateur fort") {
    expect_if_range({http::format_date(now)}, false, now);
    expect_if_range({http::format_date(now - 1s)}, true, now - 1s);
}
