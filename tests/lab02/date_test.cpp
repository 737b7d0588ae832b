#include "02-http-message/date.hpp"

#include "lab02/every_cut.hpp"

namespace {

using namespace std::chrono_literals;

const lab02::Topic topic{"RFC 9110 §5.6.7", "réponse-et-dates"};

http::Seconds at(int year, unsigned month, unsigned day, std::chrono::seconds time = 0s) {
    return std::chrono::sys_days{std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day}} + time;
}

constexpr std::chrono::seconds time_of_rfc = 8h + 49min + 37s;
const http::Seconds now = at(2026, 11, 20, 12h);

void expect_date(std::string_view text, std::optional<http::Seconds> expected, http::Seconds when = now) {
    support::Lesson lesson = lab02::lesson_about(topic, {});
    const support::ExactBuffer exact{text};
    lesson.step("parse_date(\"" + std::string{text} + "\")");
    const auto date = http::parse_date(exact.view(), when);
    lesson.require("la date est lue", date.has_value(), expected.has_value());
    if (!date) return;
    lesson.expect("le nombre de secondes depuis 1970", date->time_since_epoch().count(),
                  expected->time_since_epoch().count());
}

}  // namespace

TEST_CASE("2.6 une date s'écrit Sun, 06 Nov 1994 08:49:37 GMT") {
    struct Row {
        http::Seconds time;
        std::string_view text;
    };
    for (const Row& row : {Row{at(1994, 11, 6, time_of_rfc), "Sun, 06 Nov 1994 08:49:37 GMT"},
                           Row{at(1970, 1, 1), "Thu, 01 Jan 1970 00:00:00 GMT"},
                           Row{at(2000, 2, 29, 23h + 59min + 59s), "Tue, 29 Feb 2000 23:59:59 GMT"},
                           Row{at(1969, 12, 31, 23h + 59min + 59s), "Wed, 31 Dec 1969 23:59:59 GMT"},
                           Row{at(9999, 12, 31), "Fri, 31 Dec 9999 00:00:00 GMT"},
                           Row{at(1, 1, 1), "Mon, 01 Jan 0001 00:00:00 GMT"}}) {
        support::Lesson lesson = lab02::lesson_about(topic, {});
        lesson.expect("la date", http::format_date(row.time), row.text);
    }
}

TEST_CASE("2.6 les trois formes de date se lisent") {
    expect_date("Sun, 06 Nov 1994 08:49:37 GMT", at(1994, 11, 6, time_of_rfc));
    expect_date("Sunday, 06-Nov-94 08:49:37 GMT", at(1994, 11, 6, time_of_rfc));
    expect_date("Sun Nov  6 08:49:37 1994", at(1994, 11, 6, time_of_rfc));
    expect_date("Wed Nov 16 08:49:37 1994", at(1994, 11, 16, time_of_rfc));
}

TEST_CASE("2.6 une date écrite se relit, chaque jour d'un siècle") {
    support::Lesson lesson = lab02::lesson_about(topic, {});
    for (http::Seconds time = at(1950, 1, 1); time < at(2050, 1, 1); time += 24h + 3661s) {
        const std::string text = http::format_date(time);
        const auto date = http::parse_date(text, now);
        if (date == time) continue;
        lesson.step(text);
        lesson.require("la date relue est la même", date == time, true);
    }
    lesson.expect_that("toutes les dates se relisent", true);
}

TEST_CASE("2.6 une année à deux chiffres est au plus cinquante ans dans l'avenir") {
    expect_date("Friday, 20-Nov-26 00:00:00 GMT", at(2026, 11, 20));
    expect_date("Friday, 20-Nov-76 00:00:00 GMT", at(2076, 11, 20));
    expect_date("Sunday, 21-Nov-76 00:00:00 GMT", at(1976, 11, 21));
    expect_date("Friday, 31-Dec-99 00:00:00 GMT", at(1999, 12, 31));
    expect_date("Saturday, 01-Jan-00 00:00:00 GMT", at(2000, 1, 1));
}

TEST_CASE("2.6 une date impossible ou mal écrite ne se lit pas") {
    for (std::string_view text :
         {"", "hier", "Mon, 06 Nov 1994 08:49:37 GMT", "Sun, 31 Feb 1994 08:49:37 GMT", "Wed, 30 Feb 1994 08:49:37 GMT",
          "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 1994 08:49:61 GMT",
          "Sun, 06 Nov 1994 08:49:37 GMT ", " Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37",
          "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 06 Nov 1994 08:49:37 +0000", "sun, 06 nov 1994 08:49:37 gmt",
          "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 94 08:49:37 GMT",
          "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 06 Nov 1994 8:49:37 GMT", "Sun,06 Nov 1994 08:49:37 GMT",
          "Sun, 06 Nov -994 08:49:37 GMT", "Mon, 29 Feb 1999 00:00:00 GMT", "Sun, 06-Nov-94 08:49:37 GMT",
          "Monday, 06-Nov-94 08:49:37 GMT", "Sunday, 06-Nov-1994 08:49:37 GMT", "Sunday, 06 Nov 94 08:49:37 GMT",
          "Sun Nov 6 08:49:37 1994", "Sun Nov  6 08:49:37 1994 GMT", "Mon Nov  6 08:49:37 1994",
          "Dimanche, 06-Nov-94 08:49:37 GMT", ", 06-Nov-94 08:49:37 GMT", "Sun Nov  0 08:49:37 1994"}) {
        expect_date(text, std::nullopt);
    }
}

TEST_CASE("2.6 la seconde 60 d'une minute est celle que l'on ajoute parfois au calendrier") {
    expect_date("Sat, 31 Dec 2016 23:59:60 GMT", at(2017, 1, 1));
}
