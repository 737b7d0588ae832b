#include "02-http-message/date.hpp"
#include "cookie_lesson.hpp"

namespace {

// The date found, as HTTP writes it; « rien » if there is none.
std::string found_date(std::string_view text) {
    const auto date = client::parse_cookie_date(text);
    return date ? http::format_date(*date) : "rien";
}

void expect_date(std::string_view text, std::string_view date) {
    support::Lesson lesson = played::cookie_lesson("RFC 6265bis §5.1.1");
    lesson.received(text);
    lesson.expect("la date", found_date(text), date);
}

}  // namespace

TEST_CASE("5.5 une date de cookie se lit dans tous les ordres") {
    constexpr std::string_view launch = "Wed, 21 Oct 2026 07:28:00 GMT";
    for (std::string_view text :
         {"Wed, 21 Oct 2026 07:28:00 GMT", "Wednesday, 21-Oct-26 07:28:00 GMT", "Wed Oct 21 07:28:00 2026",
          "21 Oct 2026 07:28:00", "2026 Oct 21 07:28:00", "07:28:00 2026 oct 21", "Oct 21 2026 07:28:00",
          "21-OCTOBRE-2026 7:28:0", "Lundi 21/Oct/2026 07:28:00", "(21) [Oct] {2026} 07:28:00",
          "\t21\tOct\t2026\t07:28:00\t"}) {
        expect_date(text, launch);
    }
}

TEST_CASE("5.5 ce qui ressemble à une heure, un jour, un mois, une année : le premier de chaque compte") {
    expect_date("21 Oct 2026 07:28:00 22 Nov 2027 08:29:01", "Wed, 21 Oct 2026 07:28:00 GMT");
    expect_date("Oct 10 11 07:28:00", "Mon, 10 Oct 2011 07:28:00 GMT");
    expect_date("21 Oct 2026 07:28:00 GMT+0200 (CEST)", "Wed, 21 Oct 2026 07:28:00 GMT");
    expect_date("07:28:00pm 21st October 2026", "Wed, 21 Oct 2026 07:28:00 GMT");
    expect_date("Mardi 20 Oct 2026 07:28:00", "Fri, 20 Mar 2026 07:28:00 GMT");  // three letters make a month
    expect_date("2026x 21 Oct 07:28:00.999", "Wed, 21 Oct 2026 07:28:00 GMT");
    expect_date("Lun 21 Oct 2026 ::7 7:28 07:28:00", "Wed, 21 Oct 2026 07:28:00 GMT");
}

TEST_CASE("5.5 une année de deux chiffres est de 1970 à 2069") {
    expect_date("1 Jan 70 00:00:00", "Thu, 01 Jan 1970 00:00:00 GMT");
    expect_date("1 Jan 99 00:00:00", "Fri, 01 Jan 1999 00:00:00 GMT");
    expect_date("1 Jan 00 00:00:00", "Sat, 01 Jan 2000 00:00:00 GMT");
    expect_date("1 Jan 69 00:00:00", "Tue, 01 Jan 2069 00:00:00 GMT");
    expect_date("1 Jan 0069 00:00:00", "Tue, 01 Jan 2069 00:00:00 GMT");
    expect_date("1 Jan 1601 00:00:00", "Mon, 01 Jan 1601 00:00:00 GMT");
    expect_date("31 Dec 9999 23:59:59", "Fri, 31 Dec 9999 23:59:59 GMT");
}

TEST_CASE("5.5 sans heure, jour, mois ou année, il n'y a pas de date") {
    for (std::string_view text : {"", "   ", "demain", "21 Oct 2026", "21 2026 07:28:00", "Oct 2026 07:28:00",
                                  "21 Oct 07:28:00", "21 Oct 2026 07:28", "0 7:28:00"}) {
        expect_date(text, "rien");
    }
}

TEST_CASE("5.5 une date qu'aucun calendrier ni aucune horloge ne montre n'en est pas une") {
    for (std::string_view text :
         {"0 Oct 2026 07:28:00", "32 Oct 2026 07:28:00", "30 Feb 2026 07:28:00", "29 Feb 2027 07:28:00",
          "21 Oct 1600 07:28:00", "21 Oct 199 07:28:00", "21 Oct 2026 24:00:00", "21 Oct 2026 07:60:00",
          "21 Oct 2026 07:28:60", "21 Oct 20260 07:28:00", "021 Oct 2026 07:28:00", "21 Oct 2026 007:28:00",
          "21 Oct 2026 07:28:000", "21 Oct 2026 99:99:99 07:28:00", "21 Okt 2026 07:28:00",
          "999999999999999999999 Oct 2026 07:28:00"}) {
        expect_date(text, "rien");
    }
    expect_date("29 Feb 2028 07:28:00", "Tue, 29 Feb 2028 07:28:00 GMT");
}

TEST_CASE("5.5 un octet qui ne sépare pas les mots les change") {
    expect_date("21 Oct 2026 07:28:00\x7F" "1", "Wed, 21 Oct 2026 07:28:00 GMT");
    expect_date("21\xC3\xA9 Oct\xC3\xA9 2026\xC3\xA9 07:28:00\xC3\xA9", "Wed, 21 Oct 2026 07:28:00 GMT");
    expect_date("\xC3\xA9" "21 Oct 2026 07:28:00", "rien");
    expect_date("21:Oct:2026:07:28:00", "rien");
}
