#include <sstream>
#include <string>
#include <vector>

#include "06-security/audit/report.hpp"

namespace audit {
namespace {

constexpr std::size_t badge_width = 12;
constexpr std::size_t id_width = 22;
constexpr std::size_t margin = 6;

std::string padded(const std::string& text, std::size_t width) {
    const std::size_t used = common::columns(text);
    return text + std::string(used < width ? width - used : 1, ' ');
}

// The words of a text, each with the signs that no line may begin or end with: « a » and the colon of « a : » are not
// parted.
std::vector<std::string> units_of(const std::string& text) {
    std::vector<std::string> units;
    std::istringstream words{text};
    bool opens = false;
    for (std::string word; words >> word;) {
        const bool closes = word.starts_with("»") || word == ":" || word == ";" || word == "!" || word == "?";
        if (!units.empty() && (opens || closes)) {
            units.back().append(" ").append(word);
        } else {
            units.push_back(word);
        }
        opens = word.ends_with("«");
    }
    return units;
}

// A text on lines of at most `columns`, each after the first behind `indent` spaces. `used`: how much of the first line
// is taken already.
std::string wrapped(const std::string& text, std::size_t used, std::size_t indent, std::size_t columns) {
    std::string out;
    std::size_t at = used;
    for (const std::string& word : units_of(text)) {
        const std::size_t width = common::columns(word);
        if (at + 1 + width > columns && at > indent) {
            out += "\n" + std::string(indent, ' ');
            at = indent;
        } else if (at > indent && !out.empty()) {
            out += ' ';
            ++at;
        }
        out += word;
        at += width;
    }
    return out;
}

std::string badge(Verdict verdict, const common::Palette& palette) {
    const std::string word{french(verdict)};
    switch (verdict) {
    case Verdict::pass: return palette.green(padded("✓ " + word, badge_width));
    case Verdict::fail: return palette.red(padded("✗ " + word, badge_width));
    case Verdict::warn: return palette.yellow(padded("! " + word, badge_width));
    case Verdict::not_tested: return palette.dim(padded("– " + word, badge_width));
    }
    return word;
}

// « constaté : … », below its item.
std::string detail(std::string_view name, const std::string& text, const common::Palette& palette,
                   std::size_t columns) {
    const std::string head = std::string{name} + " : ";
    return std::string(margin, ' ') + palette.dim(head) +
           wrapped(text, margin + common::columns(head), margin + 2, columns) + "\n";
}

std::string row_of(const Item& item, const std::string& before, std::size_t used, const common::Palette& palette,
                   std::size_t columns) {
    return "  " + before + palette.bold(padded(item.id, id_width)) +
           wrapped(item.title, used + id_width, used + id_width, columns) + "\n";
}

std::string sources_of(const Item& item) {
    std::string list;
    for (const std::string& source : item.sources) list += (list.empty() ? "" : ", ") + source;
    return list;
}

std::string row(const Result& result, const common::Palette& palette, std::size_t columns) {
    const Verdict verdict = result.finding.verdict;
    std::string out = row_of(result.item, badge(verdict, palette), 2 + badge_width, palette, columns);
    switch (verdict) {
    case Verdict::pass: break;
    case Verdict::not_tested: out += detail("raison", result.finding.evidence, palette, columns); break;
    case Verdict::fail:
    case Verdict::warn:
        out += detail("constaté", result.finding.evidence, palette, columns);
        out += detail("attendu", result.item.expected, palette, columns);
        out += detail("remède", result.item.cure, palette, columns);
        out += detail("gravité " + std::string{french(result.item.severity)},
                      sources_of(result.item) + " ; slides/" + result.item.slide, palette, columns);
    }
    return out;
}

std::string group_title(Group group, const common::Palette& palette) {
    return "\n" + palette.bold(french(group)) + "\n";
}

}  // namespace

std::string report_text(const Report& report, const common::Palette& palette, std::size_t columns) {
    std::string out = palette.bold("Audit de " + report.url) + ", " + french_moment(report.date) + "\n";
    for (std::size_t i = 0; i < report.results.size(); ++i) {
        const Result& result = report.results[i];
        const bool first = i == 0 || report.results[i - 1].item.group != result.item.group;
        if (first) out += group_title(result.item.group, palette);
        out += row(result, palette, columns);
    }
    out += "\n" + palette.bold(summary_line(report)) + ".\n";
    if (!report.failure.empty()) out += palette.red("L'audit n'a pas pu aller à son terme : " + report.failure + ".\n");
    return out;
}

std::string checklist_text(const std::vector<Item>& items, const common::Palette& palette, std::size_t columns) {
    std::string out;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (i == 0 || items[i - 1].group != items[i].group) out += group_title(items[i].group, palette);
        out += row_of(items[i], "", 2, palette, columns);
        out += detail("menace", items[i].threat, palette, columns);
        out += detail("envoyé", items[i].sent, palette, columns);
        out += detail("attendu", items[i].expected, palette, columns);
        out += detail("remède", items[i].cure, palette, columns);
        out += detail("gravité " + std::string{french(items[i].severity)},
                      sources_of(items[i]) + (items[i].slow ? " ; lent (--slow)" : ""), palette, columns);
    }
    return out.empty() ? out : out.substr(1);
}

}  // namespace audit
