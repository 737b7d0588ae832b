#include "02-http-message/date.hpp"

#include <algorithm>
#include <array>

#include "02-http-message/scanner.hpp"
#include "common/not_implemented.hpp"

namespace http {

// BEGIN SOLUTION 2.6 helper
namespace {

constexpr std::array<std::string_view, 7> day_names = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                       "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> month_names = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// The number in decimal, filled up with zeros on the left.
std::string padded(long long number, std::size_t width) {
    std::string digits = std::to_string(number);
    return std::string(width - std::min(width, digits.size()), '0') + digits;
}

}  // namespace
// END SOLUTION

std::string format_date(Seconds time) {
    // À écrire : séparez le jour de l'heure (std::chrono::floor<days>, year_month_day, weekday, hh_mm_ss), puis
    // assemblez « Sun, 06 Nov 1994 08:49:37 GMT ». N'employez pas strftime : il dépend de la langue du système.
    // BEGIN SOLUTION 2.6
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{time - day};
    const std::string_view day_name = day_names[std::chrono::weekday{day}.c_encoding()].substr(0, 3);
    const std::string_view month_name = month_names[static_cast<unsigned>(date.month()) - 1];
    std::string text{day_name};
    text.append(", ").append(padded(static_cast<unsigned>(date.day()), 2)).append(" ").append(month_name);
    text.append(" ").append(padded(static_cast<int>(date.year()), 4)).append(" ");
    text.append(padded(clock.hours().count(), 2)).append(":").append(padded(clock.minutes().count(), 2));
    text.append(":").append(padded(clock.seconds().count(), 2)).append(" GMT");
    return text;
    // END SOLUTION
}

// BEGIN SOLUTION 2.6 helper
namespace {

// Does the text have this shape? In a shape '0' stands for a digit, 'a' for a letter, '_' for a digit or a space,
// and anything else for itself.
bool has_shape(std::string_view text, std::string_view shape) {
    return std::equal(text.begin(), text.end(), shape.begin(), shape.end(), [](char c, char expected) {
        if (expected == '0') return is_digit(c);
        if (expected == 'a') return is_letter(c);
        if (expected == '_') return is_digit(c) || c == ' ';
        return c == expected;
    });
}

int number(std::string_view digits) {
    int value = 0;
    for (char c : digits) {
        if (c != ' ') value = value * 10 + (c - '0');
    }
    return value;
}

// 1 to 12, 0 if there is no such month.
unsigned month_number(std::string_view name) {
    const auto found = std::find(month_names.begin(), month_names.end(), name);
    return found == month_names.end() ? 0 : static_cast<unsigned>(found - month_names.begin()) + 1;
}

std::chrono::year_month_day date_of(int year, std::string_view month_name, std::string_view day) {
    return {std::chrono::year{year}, std::chrono::month{month_number(month_name)},
            std::chrono::day{static_cast<unsigned>(number(day))}};
}

// The moment, if there is such a day and such a time ("08:49:37"; 60 is a leap second) and it is that day of the week.
std::optional<Seconds> moment(std::string_view day_name, std::chrono::year_month_day date, std::string_view time) {
    const int hour = number(time.substr(0, 2));
    const int minute = number(time.substr(3, 2));
    const int second = number(time.substr(6, 2));
    if (!date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
    const std::chrono::sys_days day{date};
    const std::string_view expected_name = day_names[std::chrono::weekday{day}.c_encoding()];
    if (day_name != expected_name.substr(0, day_name.size())) return std::nullopt;
    return day + std::chrono::hours{hour} + std::chrono::minutes{minute} + std::chrono::seconds{second};
}

// The year that two digits mean: this century's, unless that is more than 50 years ahead.
std::chrono::year_month_day in_likely_century(std::chrono::year_month_day date, Seconds now) {
    const std::chrono::year_month_day today{std::chrono::floor<std::chrono::days>(now)};
    const std::chrono::years century{static_cast<int>(today.year()) / 100 * 100};
    const std::chrono::year_month_day guess = date + century;
    return guess > today + std::chrono::years{50} ? guess - std::chrono::years{100} : guess;
}

}  // namespace
// END SOLUTION

std::optional<Seconds> parse_date(std::string_view text, Seconds now) {
    // À écrire : reconnaissez laquelle des trois formes le texte a, octet par octet ; lisez-y le jour, le mois, l'année
    // et l'heure ; vérifiez que ce jour existe, que l'heure existe et que c'est bien ce jour de la semaine.
    // BEGIN SOLUTION 2.6
    if (has_shape(text, "aaa, 00 aaa 0000 00:00:00 GMT")) {  // IMF-fixdate, the only form to write
        const auto date = date_of(number(text.substr(12, 4)), text.substr(8, 3), text.substr(5, 2));
        return moment(text.substr(0, 3), date, text.substr(17, 8));
    }
    if (has_shape(text, "aaa aaa _0 00:00:00 0000")) {  // asctime
        const auto date = date_of(number(text.substr(20, 4)), text.substr(4, 3), text.substr(8, 2));
        return moment(text.substr(0, 3), date, text.substr(11, 8));
    }
    const std::size_t comma = std::min(text.find(','), text.size());
    const std::string_view rest = text.substr(comma);
    if (has_shape(rest, ", 00-aaa-00 00:00:00 GMT")) {  // RFC 850
        const auto date = date_of(number(rest.substr(9, 2)), rest.substr(5, 3), rest.substr(2, 2));
        const std::string_view day_name = text.substr(0, comma);
        const bool known = std::find(day_names.begin(), day_names.end(), day_name) != day_names.end();
        if (known) return moment(day_name, in_likely_century(date, now), rest.substr(12, 8));
    }
    return std::nullopt;
    // END SOLUTION
}

}  // namespace http
