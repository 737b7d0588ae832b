#include "06-security/audit/report.hpp"

namespace audit {
namespace {

// Text in a cell or a paragraph: nothing in it is a mark of Markdown or of HTML, and it stays on its line.
std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool is_mark = std::string_view{"\\`*_[]<>|~&"}.find(c) != std::string_view::npos;
        if (is_mark) out += '\\';
        out += c == '\n' || c == '\r' ? ' ' : c;
    }
    return out;
}

std::string joined(const std::vector<std::string>& texts) {
    std::string list;
    for (const std::string& text : texts) list += (list.empty() ? "" : ", ") + text;
    return list;
}

std::string section_of(const Result& result) {
    const Item& item = result.item;
    return "### " + escaped(item.title) + " (`" + item.id + "`)\n\n- Résultat : **" +
           std::string{french(result.finding.verdict)} + "**, gravité " + std::string{french(item.severity)} +
           "\n- Menace : " + escaped(item.threat) + "\n- Envoyé : " + escaped(item.sent) +
           "\n- Attendu : " + escaped(item.expected) + "\n- Constaté : " + escaped(result.finding.evidence) +
           "\n- Remède : " + escaped(item.cure) + "\n- Sources : " + escaped(joined(item.sources)) + "\n\n";
}

std::string sections(const Report& report, Verdict verdict, std::string_view title) {
    std::string all;
    for (const Result& result : report.results) {
        if (result.finding.verdict == verdict) all += section_of(result);
    }
    return all.empty() ? "" : "## " + std::string{title} + "\n\n" + all;
}

std::string table(const Report& report) {
    std::string out = "## Tous les points\n\n| Groupe | Point | Résultat | Constaté |\n| --- | --- | --- | --- |\n";
    for (const Result& result : report.results) {
        out += "| " + std::string{french(result.item.group)} + " | `" + result.item.id + "` | " +
               std::string{french(result.finding.verdict)} + " | " + escaped(result.finding.evidence) + " |\n";
    }
    return out;
}

}  // namespace

std::string report_markdown(const Report& report) {
    std::string out = "# Audit de " + escaped(report.url) + "\n\n" + french_moment(report.date) + " ; " +
                      summary_line(report) + ".\n\n";
    if (!report.failure.empty()) out += "L'audit n'a pas pu aller à son terme : " + escaped(report.failure) + ".\n\n";
    return out + sections(report, Verdict::fail, "À corriger") + sections(report, Verdict::warn, "À voir") +
           table(report);
}

}  // namespace audit
