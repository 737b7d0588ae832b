#pragma once

#include <string>

#include "06-security/audit/runner.hpp"
#include "common/terminal.hpp"

namespace audit {

// What an audit has found, told in four ways. What comes from the server (evidence, an address) is safe in all of them:
// it may hold bytes that a terminal obeys, tags, or the marks of Markdown.

// For a terminal: a table, the items by group; what has failed is told with its cure. At most `columns` wide.
std::string report_text(const Report& report, const common::Palette& palette, std::size_t columns = 100);

// The checklist itself, with nothing tried.
std::string checklist_text(const std::vector<Item>& items, const common::Palette& palette, std::size_t columns = 100);

// For a program: one JSON object, indented.
//
//     {"url": "http://127.0.0.1:8080/", "date": "2026-11-20T17:33:02Z", "failure": "",
//      "summary": {"pass": 1, "fail": 0, "warn": 0, "not_tested": 0},
//      "items": [{"id": "cl-te", "group": "framing", "title": "…", "severity": "high", "verdict": "PASS",
//                 "evidence": "…", "threat": "…", "sent": "…", "expected": "…", "cure": "…",
//                 "slide": "06-security.md#…", "sources": ["RFC 9112 §6.3"], "milliseconds": 12}]}
std::string report_json(const Report& report);

// For a browser or a printer: one page that needs nothing else, in French, without scripts; what has failed comes
// first.
std::string report_html(const Report& report);

// For a file that is read as it is, or shown by a forge.
std::string report_markdown(const Report& report);

// « 50 points : 41 réussis, 2 échecs, 1 à voir, 6 non testés »
std::string summary_line(const Report& report);

// « 20 novembre 2026 à 17:33 (UTC) », of Report::date.
std::string french_moment(const std::string& date);

}  // namespace audit
