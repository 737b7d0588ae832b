#include "06-security/audit/evidence.hpp"
#include "06-security/audit/report.hpp"
#include "06-security/audit/report_style.hpp"
#include "common/escape.hpp"

namespace audit {
namespace {

using common::escape_html;

std::string class_of(Verdict verdict) {
    switch (verdict) {
    case Verdict::pass: return "pass";
    case Verdict::fail: return "fail";
    case Verdict::warn: return "warn";
    case Verdict::not_tested: return "not-tested";
    }
    return "";
}

std::string symbol_of(Verdict verdict) {
    switch (verdict) {
    case Verdict::pass: return "✓";
    case Verdict::fail: return "✗";
    case Verdict::warn: return "!";
    case Verdict::not_tested: return "–";
    }
    return "";
}

std::string verdict_of(Verdict verdict) {
    return "<span class=\"verdict " + class_of(verdict) + "\"><span aria-hidden=\"true\">" + symbol_of(verdict) +
           "</span> " + std::string{french(verdict)} + "</span>";
}

std::string head(const Report& report) {
    return "<!doctype html>\n<html lang=\"fr\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Audit de " +
           escape_html(report.url) + "</title>\n<style>\n" + std::string{report_style()} + "</style>\n</head>\n";
}

// One sentence for who reads no further.
std::string conclusion(const Report& report) {
    const Summary summary = report.summary();
    if (!report.failure.empty()) return "L'audit n'a pas pu aller à son terme : " + report.failure + ".";
    if (summary.fail > 0) {
        return counted(summary.fail, "point est en échec : il est", "points sont en échec : ils sont") +
               " à corriger avant la mise en service.";
    }
    if (summary.not_tested > 0) {
        return "Aucun point n'est en échec, mais tout n'a pas été testé : ce qui ne l'a pas été ne compte pas comme "
               "réussi.";
    }
    return "Aucun point n'est en échec.";
}

std::string tile(Verdict verdict, std::size_t count, std::string_view words) {
    return "<li class=\"" + class_of(verdict) + "\"><strong>" + std::to_string(count) + "</strong> " +
           std::string{words} + "</li>\n";
}

std::string overview(const Report& report) {
    const Summary summary = report.summary();
    const bool sound = report.exit_status() == 0;
    return "<header>\n<h1>Audit de " + escape_html(report.url) + "</h1>\n<p class=\"when\">" +
           escape_html(french_moment(report.date)) + " · " + counted(report.results.size(), "point", "points") +
           " de la liste de contrôle</p>\n<div class=\"result " + (sound ? "pass" : "fail") + "\"><p>" +
           escape_html(conclusion(report)) + "</p></div>\n<ul class=\"counts\">\n" +
           tile(Verdict::fail, summary.fail, summary.fail > 1 ? "échecs" : "échec") +
           tile(Verdict::warn, summary.warn, "à voir") +
           tile(Verdict::pass, summary.pass, summary.pass > 1 ? "réussis" : "réussi") +
           tile(Verdict::not_tested, summary.not_tested, summary.not_tested > 1 ? "non testés" : "non testé") +
           "</ul>\n</header>\n";
}

std::string fact(std::string_view name, const std::string& html) {
    return "<dt>" + std::string{name} + "</dt><dd>" + html + "</dd>\n";
}

std::string linked_sources(const Item& item) {
    std::string list;
    for (const std::string& source : item.sources) list += (list.empty() ? "" : ", ") + escape_html(source);
    return list + " ; <code>slides/" + escape_html(item.slide) + "</code>";
}

// An item that asks for something to be done, with all that is needed to do it.
std::string card(const Result& result) {
    const Item& item = result.item;
    return "<article id=\"" + escape_html(item.id) + "\" class=\"" + class_of(result.finding.verdict) + "\">\n<h3>" +
           escape_html(item.title) + "</h3>\n<p class=\"about\">" + verdict_of(result.finding.verdict) + " · gravité " +
           std::string{french(item.severity)} + " · <code>" + escape_html(item.id) + "</code></p>\n<dl>\n" +
           fact("Menace", escape_html(item.threat)) + fact("Envoyé", escape_html(item.sent)) +
           fact("Attendu", escape_html(item.expected)) +
           fact("Constaté", "<code>" + escape_html(result.finding.evidence) + "</code>") +
           fact("Remède", escape_html(item.cure)) + fact("Sources", linked_sources(item)) + "</dl>\n</article>\n";
}

std::string cards(const Report& report, Verdict verdict, std::string_view title) {
    std::string all;
    for (const Result& result : report.results) {
        if (result.finding.verdict == verdict) all += card(result);
    }
    return all.empty() ? "" : "<section>\n<h2>" + std::string{title} + "</h2>\n" + all + "</section>\n";
}

// What has a card of its own is told there.
std::string evidence_of(const Result& result) {
    switch (result.finding.verdict) {
    case Verdict::pass:
    case Verdict::not_tested: break;
    case Verdict::fail:
    case Verdict::warn: return "<a href=\"#" + escape_html(result.item.id) + "\">détaillé plus haut</a>";
    }
    return escape_html(result.finding.evidence);
}

std::string row(const Result& result) {
    return "<tr><th scope=\"row\">" + escape_html(result.item.title) + " <code>" + escape_html(result.item.id) +
           "</code></th><td>" + verdict_of(result.finding.verdict) + "</td><td>" + evidence_of(result) +
           "</td></tr>\n";
}

std::string tables(const Report& report) {
    std::string out = "<section>\n<h2>Tous les points</h2>\n";
    for (std::size_t i = 0; i < report.results.size(); ++i) {
        const Group group = report.results[i].item.group;
        if (i == 0 || report.results[i - 1].item.group != group) {
            out += std::string{i == 0 ? "" : "</tbody>\n</table>\n"} + "<table>\n<caption>" +
                   std::string{french(group)} +
                   "</caption>\n<thead><tr><th scope=\"col\">Point</th><th scope=\"col\">Résultat</th>"
                   "<th scope=\"col\">Constaté</th></tr></thead>\n<tbody>\n";
        }
        out += row(report.results[i]);
    }
    return out + (report.results.empty() ? "" : "</tbody>\n</table>\n") + "</section>\n";
}

std::string footer() {
    return "<footer>\n<p>« Non testé » ne veut pas dire « réussi » : le point n'a pas pu être essayé, et la raison est "
           "donnée. Un point réussi dit que cette attaque-ci, ce jour-là, n'a rien donné ; il ne prouve pas qu'aucune "
           "autre n'aboutirait.</p>\n</footer>\n";
}

}  // namespace

std::string report_html(const Report& report) {
    return head(report) + "<body>\n<main>\n" + overview(report) +
           cards(report, Verdict::fail, "À corriger") + cards(report, Verdict::warn, "À voir") + tables(report) +
           "</main>\n" + footer() + "</body>\n</html>\n";
}

}  // namespace audit
