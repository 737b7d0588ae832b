#include "06-security/audit/report.hpp"

#include "06-security/audit/evidence.hpp"

namespace audit {

std::string summary_line(const Report& report) {
    const Summary summary = report.summary();
    return counted(report.results.size(), "point", "points") + " : " + counted(summary.pass, "réussi", "réussis") +
           ", " + counted(summary.fail, "échec", "échecs") + ", " + std::to_string(summary.warn) + " à voir, " +
           counted(summary.not_tested, "non testé", "non testés");
}

std::string french_moment(const std::string& date) {
    constexpr const char* months[] = {"janvier", "février", "mars",      "avril",   "mai",      "juin",
                                      "juillet", "août",    "septembre", "octobre", "novembre", "décembre"};
    if (date.size() < 16) return date;
    const auto number = [&](std::size_t at) {
        return static_cast<std::size_t>((date[at] - '0') * 10 + date[at + 1] - '0');
    };
    const std::size_t month = number(5);
    if (month < 1 || month > 12) return date;
    const std::string day = number(8) == 1 ? "1er" : std::to_string(number(8));
    return day + " " + months[month - 1] + " " + date.substr(0, 4) + " à " + date.substr(11, 5) + " (UTC)";
}

}  // namespace audit
