#include "01-tcp/sequence_diagram.hpp"

namespace tcp {

// Lines and arrow heads are borders, not backgrounds: printers leave backgrounds out.
std::string_view sequence_style() {
    return R"css(:root {
  color-scheme: light dark;
  --page: #fbfbfd; --ink: #1b1f2a; --soft: #586074; --rule: #c3c9d8; --card: #fff;
  --out: #0b57c4; --back: #0a7040; --bad: #b3141d; --control: #6a4a9c; --focus: #d05a00;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14171f; --ink: #e8eaf2; --soft: #a9b1c4; --rule: #485068; --card: #1d212c;
    --out: #7db4ff; --back: #63d69b; --bad: #ff8a86; --control: #c6a8ff; --focus: #ffb060;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 62rem; background: var(--page); color: var(--ink);
  font: 1.05rem/1.5 system-ui, "Noto Sans", "DejaVu Sans", sans-serif; }
h1 { margin: 0 0 .75rem; font-size: 1.9rem; line-height: 1.2; }
h2 { margin: 0 0 1rem; font-size: 1.3rem; }
code, pre { font-family: ui-monospace, "DejaVu Sans Mono", "Liberation Mono", monospace; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: 0 0 1rem; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
.legend { max-width: 46rem; color: var(--soft); font-size: .95rem; }
.notice { padding: .6rem .9rem; border: 2px solid var(--bad); border-radius: .5rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .4rem 1.2rem; margin: 0; padding: 0; list-style: none; }
a { color: var(--out); }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 3px; }
section { margin-top: 2.5rem; }

/* The three lifelines run at a sixth, a half and five sixths of the width. */
.actors { display: grid; grid-template-columns: repeat(3, 1fr); position: sticky; top: 0; z-index: 2;
  padding-top: .5rem; background: var(--page); text-align: center; font-weight: 700; }
.actors span { justify-self: center; min-width: 6.5rem; padding: .3rem .9rem; border: 2px solid var(--rule);
  border-radius: .6rem; background: var(--card); }
.sequence { position: relative; margin: 0; padding: 1.2rem 0 1rem; list-style: none; }
.sequence::before, .sequence::after { content: ""; position: absolute; top: 0; bottom: 0; z-index: -1; }
.sequence::before { left: calc(100% / 6); right: calc(100% / 6); border: dashed var(--rule); border-width: 0 2px; }
.sequence::after { left: calc(50% - 1px); border-left: 2px dashed var(--rule); }
.event { margin: 0 0 1.5rem; break-inside: avoid; }
.caption { width: fit-content; max-width: calc(100% * 2 / 3 - 1rem); margin: 0 auto .2rem; padding: 0 .5rem;
  background: var(--page); text-align: center; font-size: .95rem; overflow-wrap: anywhere; }
.caption time { margin-right: .4rem; color: var(--soft); font-variant-numeric: tabular-nums; white-space: nowrap; }
.title { font-weight: 600; }
.detail { color: var(--soft); }

/* An arrow is its lower border, from one lifeline to another, with its label above. */
.arrow { position: relative; margin: 0 calc(100% / 6); padding: 0 1.4rem .1rem; border-bottom: 2px solid;
  text-align: center; min-height: 1.7rem; }
.arrow.left { margin-right: 50%; }
.arrow.right { margin-left: 50%; }
.arrow::after { content: ""; position: absolute; bottom: -8px; border: 7px solid transparent; }
.arrow.rightward::after { right: 0; border-right-width: 0; border-left: 12px solid; }
.arrow.leftward::after { left: 0; border-left-width: 0; border-right: 12px solid; }
.label { padding: 0 .35rem; background: var(--page); overflow-wrap: anywhere; }
.data.rightward { color: var(--out); }
.data.leftward { color: var(--back); }
.data { border-bottom-width: 3px; }
.data::after { bottom: -8.5px; }
.control { color: var(--control); font-size: .9rem; }
.reset, .lost { color: var(--bad); font-weight: 700; border-bottom-style: dashed; }
.lost { margin-right: calc(100% / 6 + 12%) !important; }
.lost::after { content: "×"; right: -.5rem !important; bottom: -.82em; border: 0 !important; font-size: 1.6rem;
  line-height: 1; }
.broken .title { color: var(--bad); }
.closed .caption { border: 2px solid var(--rule); border-radius: 1rem; color: var(--soft); }

details { width: fit-content; max-width: 100%; margin: .5rem auto 0; border: 1px solid var(--rule);
  border-radius: .5rem; background: var(--card); font-size: .9rem; }
summary { padding: .25rem .8rem; cursor: pointer; color: var(--soft); }
details[open] > summary { border-bottom: 1px solid var(--rule); }
pre { margin: 0; padding: .6rem .8rem; font-size: .85rem; line-height: 1.45; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; }
.hex { overflow-x: auto; border-top: 1px dashed var(--rule); color: var(--soft); }
.cut { margin: 0; padding: .3rem .8rem; color: var(--bad); }

@media (max-width: 40rem) {
  body { padding: 1rem .5rem 3rem; font-size: 1rem; }
  .actors span { min-width: 0; padding: .3rem .5rem; }
  .caption { max-width: 96%; }
  .arrow { padding: 0 .9rem .1rem; }
  .hex { font-size: .72rem; }
}
@media print {
  :root { --page: #fff; --ink: #000; --soft: #333; --rule: #888; --card: #fff; --out: #003a8c; --back: #00502b;
    --bad: #8c0008; --control: #45277a; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  .actors { position: static; }
  section + section { break-before: page; }
  h2, .actors { break-after: avoid; }
  details { break-inside: avoid; }
  summary { display: none; }
  details::details-content { content-visibility: visible; block-size: auto; }
  pre { font-size: 7.5pt; padding: .3rem .5rem; }
  .hex { overflow: visible; }
}
)css";
}

}  // namespace tcp
