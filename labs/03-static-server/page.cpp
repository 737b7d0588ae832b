#include "03-static-server/page.hpp"

#include "common/escape.hpp"

namespace files {
namespace {

constexpr std::string_view style = R"(
:root { color-scheme: light dark;
  --papier: #fdfdff; --feuille: #f2f3fc; --encre: #23264a; --douce: #555a84; --lien: #2f3fb8; --rouge: #b3123f;
  --trait: #c9cdea; --marge: #e58aa0; --fine: #eceefa; --forte: #d5d9f3; --carreau: 2rem;
  --titre: "Iowan Old Style", "Palatino Linotype", Palatino, P052, "DejaVu Serif Condensed", Georgia, serif;
  --code: ui-monospace, "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
@media (prefers-color-scheme: dark) { :root {
  --papier: #12211b; --feuille: #192c25; --encre: #eef3ea; --douce: #a9bfb2; --lien: #a9cdfb; --rouge: #ffb3bd;
  --trait: #32493f; --marge: #a2566a; --fine: #172921; --forte: #1f362d; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--papier); color: var(--encre); line-height: 1.6; overflow-wrap: anywhere;
  font-family: system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; }
.cahier { min-height: 100vh; background-size: 100% 100%, var(--carreau) var(--carreau),
    var(--carreau) var(--carreau), var(--carreau) calc(var(--carreau) / 4);
  background-image: linear-gradient(to top, var(--papier) 40%, transparent),
    linear-gradient(to right, var(--forte) 1px, transparent 1px),
    linear-gradient(to bottom, var(--forte) 1px, transparent 1px),
    linear-gradient(to bottom, var(--fine) 1px, transparent 1px); background-attachment: fixed; }
.page { display: grid; grid-template-columns: 9.5rem minmax(0, 1fr); max-width: 71.5rem; min-height: 100vh;
  margin: 0 auto; }
.marge { margin: 0; padding: 3.3rem 1.25rem 0 1rem; color: var(--douce); font-size: .85rem; line-height: 1.45;
  text-align: right; }
main { padding: 3rem clamp(1rem, 4vw, 2.5rem) 4rem 1.75rem; border-left: 2px solid var(--marge); }
h1 { margin: 0 0 1.5rem; font: bold clamp(1.7rem, 1.2rem + 2vw, 2.6rem)/1.25 var(--titre); text-wrap: balance; }
h1 a { color: inherit; text-decoration-thickness: 1px; }
p, ul { max-width: 44rem; margin: 0 0 1rem; }
ul { padding-left: 1.4rem; }
a { color: var(--lien); text-underline-offset: .18em; text-decoration-thickness: 1px; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 3px solid var(--lien); outline-offset: 3px; border-radius: 2px; }
code { font-family: var(--code); font-size: .9em; }
.statut { margin: 0; color: var(--rouge); font: clamp(3.5rem, 2.5rem + 5vw, 6rem)/1.15 var(--code); }
.detail { max-width: 44rem; padding: .8rem 1.1rem; border: 1px solid var(--trait); border-left: 5px solid var(--marge);
  border-radius: 4px; background: var(--feuille); }
.detail::first-letter { text-transform: uppercase; }
.retour { margin-top: 2rem; }
.tableau { border: 1px solid var(--trait); border-radius: 6px; background: var(--papier); overflow: hidden; }
table { width: 100%; border-collapse: collapse; font-size: .95rem; }
th, td { padding: .5rem 1rem; border-bottom: 1px solid var(--trait); text-align: left; vertical-align: top; }
thead th { background: var(--feuille); font-size: .85rem; white-space: nowrap; }
thead a { color: var(--douce); text-decoration: none; }
thead a:hover, th[aria-sort] a { color: var(--encre); }
tbody th { font-weight: 400; }
tbody tr:last-child > * { border-bottom: 0; }
tbody tr:hover { background: var(--feuille); }
tbody a { text-decoration: none; }
tbody a:hover { text-decoration: underline; }
.dossier a { font-weight: 600; }
.nombre { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; color: var(--douce); }
.note { margin: 1rem 0 0; color: var(--douce); font-size: .9rem; }
@media (max-width: 40rem) {
  .page { display: block; margin-left: .9rem; border-left: 2px solid var(--marge); }
  .marge { padding: 1.2rem 1rem 0 1.1rem; text-align: left; }
  main { padding: 1rem 1rem 2.5rem 1.1rem; border-left: 0; }
  th, td { padding: .5rem .7rem; }
  .date { display: none; } }
@media print { .cahier { background-image: none; } }
)";

}  // namespace

std::string page(std::string_view title, std::string_view margin, std::string_view main) {
    std::string document;
    document.reserve(style.size() + main.size() + 512);
    document += "<!DOCTYPE html>\n<html lang=\"fr\">\n<head>\n<meta charset=\"utf-8\">\n"
                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>";
    document += common::escape_html(title);
    document.append("</title>\n<style>").append(style);
    document += "</style>\n</head>\n<body>\n<div class=\"cahier\">\n<div class=\"page\">\n<p class=\"marge\">";
    document += common::escape_html(margin);
    document.append("</p>\n<main>\n").append(main);
    document += "</main>\n</div>\n</div>\n</body>\n</html>\n";
    return document;
}

}  // namespace files
