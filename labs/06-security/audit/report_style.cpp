#include "06-security/audit/report_style.hpp"

namespace audit {

// Verdicts are words and borders, not backgrounds: printers leave backgrounds out, and not everybody sees colours.
std::string_view report_style() {
    return R"css(:root {
  color-scheme: light dark;
  --page: #fbfbfd; --ink: #1b1f2a; --soft: #555d70; --rule: #ccd2df; --card: #fff;
  --pass: #0a6b3d; --fail: #b3141d; --warn: #8a5200; --none: #555d70; --link: #0b57c4;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14171f; --ink: #e8eaf2; --soft: #a9b1c4; --rule: #485068; --card: #1d212c;
    --pass: #63d69b; --fail: #ff8a86; --warn: #ffbd66; --none: #a9b1c4; --link: #7db4ff;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 60rem; background: var(--page); color: var(--ink);
  font: 1rem/1.5 system-ui, "Noto Sans", "DejaVu Sans", sans-serif; }
h1 { margin: 0; font-size: 1.9rem; line-height: 1.2; overflow-wrap: anywhere; }
h2 { margin: 2.5rem 0 .8rem; padding-bottom: .3rem; border-bottom: 2px solid var(--rule); font-size: 1.35rem; }
h3 { margin: 0; font-size: 1.1rem; }
p { margin: .4rem 0; }
a { color: var(--link); }
code { font: .92em ui-monospace, "DejaVu Sans Mono", "Liberation Mono", monospace; overflow-wrap: anywhere; }
.when { color: var(--soft); }
.result { margin: 1.2rem 0 0; padding: .8rem 1rem; border: 2px solid; border-radius: .5rem; background: var(--card);
  font-weight: 600; }
.result p { margin: 0; color: var(--ink); }
.counts { display: grid; grid-template-columns: repeat(4, 1fr); gap: .8rem; margin: 1rem 0 0; padding: 0;
  list-style: none; }
.counts li { padding: .6rem .8rem; border: 1px solid var(--rule); border-top: 5px solid; border-radius: .5rem;
  background: var(--card); text-align: center; }
.counts strong { display: block; font-size: 1.9rem; line-height: 1.2; }
.pass { color: var(--pass); }
.fail { color: var(--fail); }
.warn { color: var(--warn); }
.not-tested { color: var(--none); }
article { margin: 0 0 1.2rem; padding: .9rem 1.1rem; border: 1px solid var(--rule); border-left: 6px solid;
  border-radius: .5rem; background: var(--card); break-inside: avoid; }
article > * { color: var(--ink); }
.verdict { font-weight: 700; white-space: nowrap; }
.about { margin: .2rem 0 .7rem; }
.about code { color: var(--soft); }
dl { display: grid; grid-template-columns: 6.5rem 1fr; gap: .35rem 1rem; margin: 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; }
caption { padding: .3rem 0; text-align: left; font-size: 1.1rem; font-weight: 700; }
table + table { margin-top: 1.6rem; }
th, td { padding: .4rem .6rem; border-top: 1px solid var(--rule); text-align: left; vertical-align: top; }
thead th { color: var(--soft); font-size: .85rem; font-weight: 600; }
th[scope=row] { width: 36%; font-weight: 400; }
th[scope=row] code { display: block; color: var(--soft); font-size: .85rem; }
td:nth-child(2) { width: 6.5rem; }
td:nth-child(3) { color: var(--soft); font-size: .92rem; overflow-wrap: anywhere; }
tr { break-inside: avoid; }
footer { margin-top: 2.5rem; padding-top: .8rem; border-top: 2px solid var(--rule); color: var(--soft);
  font-size: .92rem; }
@media (max-width: 40rem) {
  .counts { grid-template-columns: repeat(2, 1fr); }
  dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: .5rem; }
  th[scope=row] { width: auto; }
}
@media print {
  :root { --page: #fff; --ink: #000; --soft: #333; --rule: #999; --card: #fff; --pass: #00502b; --fail: #8c0008;
    --warn: #6b3f00; --none: #333; --link: #000; }
  @page { margin: 1.6cm; }
  body { max-width: none; padding: 0; font-size: 9pt; }
  article { padding: .5rem .8rem; }
  h2, caption { break-after: avoid; }
}
)css";
}

}  // namespace audit
