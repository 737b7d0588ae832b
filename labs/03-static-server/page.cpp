#include "03-static-server/page.hpp"

#include "common/escape.hpp"

namespace files {
namespace {

constexpr std::string_view style = R"(
:root { color-scheme: light dark;
  --paper: #fdfdff; --sheet: #f2f3fc; --ink: #23264a; --soft: #555a84; --link: #2f3fb8; --red: #b3123f;
  --rule: #c9cdea; --margin-line: #e58aa0; --ruling-fine: #eceefa; --ruling-strong: #d5d9f3; --square: 2rem;
  --font-title: "Iowan Old Style", "Palatino Linotype", Palatino, P052, "DejaVu Serif Condensed", Georgia, serif;
  --font-code: ui-monospace, "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
@media (prefers-color-scheme: dark) { :root {
  --paper: #12211b; --sheet: #192c25; --ink: #eef3ea; --soft: #a9bfb2; --link: #a9cdfb; --red: #ffb3bd;
  --rule: #32493f; --margin-line: #a2566a; --ruling-fine: #172921; --ruling-strong: #1f362d; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); line-height: 1.6; overflow-wrap: anywhere;
  font-family: system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; }
.ruled { min-height: 100vh; background-size: 100% 100%, var(--square) var(--square),
    var(--square) var(--square), var(--square) calc(var(--square) / 4);
  background-image: linear-gradient(to top, var(--paper) 40%, transparent),
    linear-gradient(to right, var(--ruling-strong) 1px, transparent 1px),
    linear-gradient(to bottom, var(--ruling-strong) 1px, transparent 1px),
    linear-gradient(to bottom, var(--ruling-fine) 1px, transparent 1px); background-attachment: fixed; }
.page { display: grid; grid-template-columns: 9.5rem minmax(0, 1fr); max-width: 71.5rem; min-height: 100vh;
  margin: 0 auto; }
.margin-note { margin: 0; padding: 3.3rem 1.25rem 0 1rem; color: var(--soft); font-size: .85rem; line-height: 1.45;
  text-align: right; }
main { padding: 3rem clamp(1rem, 4vw, 2.5rem) 4rem 1.75rem; border-left: 2px solid var(--margin-line); }
h1 { margin: 0 0 1.5rem; font: bold clamp(1.7rem, 1.2rem + 2vw, 2.6rem)/1.25 var(--font-title); text-wrap: balance; }
h1 a { color: inherit; text-decoration-thickness: 1px; }
p, ul { max-width: 44rem; margin: 0 0 1rem; }
ul { padding-left: 1.4rem; }
a { color: var(--link); text-underline-offset: .18em; text-decoration-thickness: 1px; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 3px; border-radius: 2px; }
code { font-family: var(--font-code); font-size: .9em; }
.status { margin: 0; color: var(--red); font: clamp(3.5rem, 2.5rem + 5vw, 6rem)/1.15 var(--font-code); }
.detail { max-width: 44rem; padding: .8rem 1.1rem; border: 1px solid var(--rule);
  border-left: 5px solid var(--margin-line); border-radius: 4px; background: var(--sheet); }
.detail::first-letter { text-transform: uppercase; }
.back { margin-top: 2rem; }
.table { border: 1px solid var(--rule); border-radius: 6px; background: var(--paper); overflow: hidden; }
table { width: 100%; border-collapse: collapse; font-size: .95rem; }
th, td { padding: .5rem 1rem; border-bottom: 1px solid var(--rule); text-align: left; vertical-align: top; }
thead th { background: var(--sheet); font-size: .85rem; white-space: nowrap; }
thead a { color: var(--soft); text-decoration: none; }
thead a:hover, th[aria-sort] a { color: var(--ink); }
tbody th { font-weight: 400; }
tbody tr:last-child > * { border-bottom: 0; }
tbody tr:hover { background: var(--sheet); }
tbody a { text-decoration: none; }
tbody a:hover { text-decoration: underline; }
.directory a { font-weight: 600; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; color: var(--soft); }
.note { margin: 1rem 0 0; color: var(--soft); font-size: .9rem; }
@media (max-width: 40rem) {
  .page { display: block; margin-left: .9rem; border-left: 2px solid var(--margin-line); }
  .margin-note { padding: 1.2rem 1rem 0 1.1rem; text-align: left; }
  main { padding: 1rem 1rem 2.5rem 1.1rem; border-left: 0; }
  th, td { padding: .5rem .7rem; }
  .date { display: none; } }
@media print { .ruled { background-image: none; } }
)";

}  // namespace

std::string page(std::string_view title, std::string_view margin, std::string_view main) {
    std::string document;
    document.reserve(style.size() + main.size() + 512);
    document += "<!DOCTYPE html>\n<html lang=\"fr\">\n<head>\n<meta charset=\"utf-8\">\n"
                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>";
    document += common::escape_html(title);
    document.append("</title>\n<style>").append(style);
    document += "</style>\n</head>\n<body>\n<div class=\"ruled\">\n<div class=\"page\">\n<p class=\"margin-note\">";
    document += common::escape_html(margin);
    document.append("</p>\n<main>\n").append(main);
    document += "</main>\n</div>\n</div>\n</body>\n</html>\n";
    return document;
}

}  // namespace files
