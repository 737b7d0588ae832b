#include <cstdio>

#include "05-https-client/tool/timeline.hpp"
#include "common/escape.hpp"

namespace tool {
namespace {

using common::escape_html;

constexpr int axis_width = 1000;  // of the axis, in the drawing's own unit
constexpr int top = 34;
constexpr int row_height = 66;

std::string_view class_of(Phase phase) {
    switch (phase) {
    case Phase::name: return "name";
    case Phase::connection: return "connection";
    case Phase::tunnel: return "tunnel";
    case Phase::tls: return "tls";
    case Phase::request: return "request";
    case Phase::wait: return "wait";
    case Phase::body: return "body";
    }
    return "";
}

std::string_view meaning(Phase phase) {
    switch (phase) {
    case Phase::name: return "demander les adresses de l'hôte";
    case Phase::connection: return "TCP : SYN, SYN-ACK, ACK";
    case Phase::tunnel: return "CONNECT : le mandataire ouvre un passage";
    case Phase::tls: return "poignée de main, certificat";
    case Phase::request: return "envoyer l'en-tête et le corps";
    case Phase::wait: return "le serveur travaille, jusqu'à son en-tête";
    case Phase::body: return "recevoir les données";
    }
    return "";
}

constexpr std::string_view style = R"css(:root { color-scheme: light dark;
  --page: #fbfbfd; --ink: #1b1f2a; --soft: #586074; --rule: #d5d9e4; --card: #fff;
  --name: #3867d6; --connection: #1297a8; --tunnel: #c0392b; --tls: #8e44ad; --request: #4b5568; --wait: #e0a100;
  --body: #2e9e5b; }
@media (prefers-color-scheme: dark) { :root {
  --page: #14171f; --ink: #e8eaf2; --soft: #a9b1c4; --rule: #343b4d; --card: #1d212c;
  --name: #7da2ff; --connection: #4fc9d8; --tunnel: #ff8a7d; --tls: #cf9bea; --request: #a8b3c9; --wait: #f0c04a;
  --body: #6bd695; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 3rem; max-width: 76rem; background: var(--page); color: var(--ink);
  font: 1rem/1.5 system-ui, "Noto Sans", "DejaVu Sans", sans-serif; }
h1 { margin: 0 0 .25rem; font-size: 1.7rem; }
h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; }
p { margin: 0 0 1rem; color: var(--soft); }
svg { display: block; width: 100%; height: auto; background: var(--card); border: 1px solid var(--rule);
  border-radius: .5rem; }
svg text { fill: var(--ink); font-size: 14px; }
svg .tick { stroke: var(--rule); }
svg .label, svg .note { fill: var(--soft); font-size: 12px; }
svg .track { fill: none; stroke: var(--rule); }
svg .broken { stroke: #d6001c; stroke-width: 2; stroke-dasharray: 4 2; }
.legend { display: flex; flex-wrap: wrap; gap: .3rem 1.4rem; margin: 1rem 0 0; padding: 0; list-style: none; }
.legend b { display: inline-block; width: .9rem; height: .9rem; margin-right: .4rem; border-radius: 3px;
  vertical-align: -.1rem; }
.legend span { color: var(--soft); }
.table { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .7rem; border-bottom: 1px solid var(--rule); text-align: right; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; white-space: normal; overflow-wrap: anywhere; min-width: 16rem; }
@media print { body { max-width: none; padding: 0; } svg { break-inside: avoid; } }
)css";

std::string number(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.2f", value);
    return text;
}

std::string colours() {
    std::string out;
    for (const Phase phase : all_phases) {
        const std::string name{class_of(phase)};
        out += ".f-" + name + " { fill: var(--" + name + "); background: var(--" + name + "); }\n";
    }
    return out;
}

std::string text_at(double x, double y, std::string_view kind, const std::string& text) {
    std::string out = "<text x=\"" + number(x) + "\" y=\"" + number(y) + "\"";
    if (!kind.empty()) out.append(" class=\"").append(kind).append("\"");
    return out + ">" + escape_html(text) + "</text>\n";
}

std::string draw_axis(const Waterfall& drawn, int height) {
    std::string out;
    for (const Moment tick : drawn.ticks) {
        const double share = static_cast<double>(tick.count()) / static_cast<double>(drawn.length.count());
        const double x = 12 + share * axis_width;
        out += "<line class=\"tick\" x1=\"" + number(x) + "\" x2=\"" + number(x) + "\" y1=\"22\" y2=\"" +
               std::to_string(height) + "\"/>\n";
        // The last label would leave the drawing.
        if (share < 0.96) out += text_at(x + 3, 16, "label", format_moment(tick));
    }
    return out;
}

std::string draw_bar(const Bar& bar, double y) {
    const double wide = std::max((bar.to - bar.from) * axis_width, 1.5);
    std::string out = "<rect class=\"f-" + std::string{class_of(bar.phase)} + (bar.broken ? " broken" : "") +
                      "\" x=\"" + number(12 + bar.from * axis_width) + "\" y=\"" + number(y) +
                      "\" width=\"" + number(wide) + "\" height=\"20\" rx=\"2\"><title>" +
                      std::string{phase_name(bar.phase)} + " : " + format_moment(bar.duration) +
                      (bar.broken ? ", interrompu" : "") + "</title></rect>\n";
    return out;
}

std::string draw_row(const Row& row, int index) {
    const double y = top + index * row_height;
    std::string out = text_at(12, y + 14, "", row.title + ", " + format_moment(row.duration));
    out += "<rect class=\"track\" x=\"12\" y=\"" + number(y + 20) + "\" width=\"" + std::to_string(axis_width) +
           "\" height=\"20\" rx=\"2\"/>\n";
    for (const Bar& bar : row.bars) out += draw_bar(bar, y + 20);
    if (!row.note.empty()) out += text_at(12, y + 53, "note", row.note);
    return out;
}

std::string draw(const Waterfall& drawn) {
    const int height = top + static_cast<int>(drawn.rows.size()) * row_height + 10;
    std::string out = "<svg viewBox=\"0 0 " + std::to_string(axis_width + 24) + " " + std::to_string(height) +
                      "\" role=\"img\" "
                      "aria-label=\"Chronologie des échanges ; les mêmes durées sont dans le tableau\">\n";
    out += draw_axis(drawn, height);
    int index = 0;
    for (const Row& row : drawn.rows) out += draw_row(row, index++);
    return out + "</svg>\n";
}

std::string legend() {
    std::string out = "<ul class=\"legend\">\n";
    for (const Phase phase : all_phases) {
        out += "<li><b class=\"f-" + std::string{class_of(phase)} + "\"></b>" + std::string{phase_name(phase)} +
               " <span>" + escape_html(meaning(phase)) + "</span></li>\n";
    }
    return out + "</ul>\n";
}

std::string cell(const Row& row, Phase phase) {
    for (const Bar& bar : row.bars) {
        if (bar.phase == phase) return format_moment(bar.duration) + (bar.broken ? " ✗" : "");
    }
    return "–";
}

std::string table(const Waterfall& drawn) {
    std::string out = "<h2>Les durées</h2>\n<div class=\"table\"><table>\n<thead><tr><th scope=\"col\">échange</th>";
    for (const Phase phase : all_phases) out += "<th scope=\"col\">" + std::string{phase_name(phase)} + "</th>";
    out += "<th scope=\"col\">ensemble</th></tr></thead>\n<tbody>\n";
    for (const Row& row : drawn.rows) {
        out += "<tr><td>" + escape_html(row.title) + "</td>";
        for (const Phase phase : all_phases) out += "<td>" + cell(row, phase) + "</td>";
        out += "<td>" + format_moment(row.duration) + "</td></tr>\n";
    }
    return out + "</tbody></table></div>\n";
}

}  // namespace

std::string timeline_page(const Waterfall& drawn) {
    std::string out = "<!DOCTYPE html>\n<html lang=\"fr\">\n<head>\n<meta charset=\"utf-8\">\n"
                      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                      "style-src 'unsafe-inline'\">\n<title>Chronologie d'une requête</title>\n<style>\n";
    out.append(style).append(colours()).append("</style>\n</head>\n<body>\n<h1>Où est passé le temps</h1>\n");
    const std::size_t count = drawn.rows.size();
    out += "<p>" + std::to_string(count) + (count > 1 ? " échanges" : " échange") + " en " +
           format_moment(drawn.length) + ".</p>\n";
    return out + draw(drawn) + legend() + table(drawn) + "</body>\n</html>\n";
}

}  // namespace tool
