"""The results as one self-contained SVG: a panel per figure, a bar per server, a dot per round, the target."""

from html import escape

from report import number, verdict

WIDTH, MARGIN, GAP = 1120, 40, 32
PANEL = (WIDTH - 2 * MARGIN - GAP) / 2
NAMES, VALUES = 150, 96      # room for the programs' names at the left, for their values at the right
BAR, PITCH = 18, 34
HEADER = 92

STYLE = """
  svg { --paper: #ffffff; --ink: #1b2430; --soft: #5b6675; --card: #f5f7fa; --line: #d5dbe3;
        --ours: #1f6feb; --other: #a9b4c2; --target: #c2410c; --good: #15803d;
        font-family: system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
  @media (prefers-color-scheme: dark) {
    svg { --paper: #12161c; --ink: #e8edf4; --soft: #9aa7b8; --card: #1b2129; --line: #343d49;
          --ours: #6ea8ff; --other: #5d6a7a; --target: #fb923c; --good: #4ade80; }
  }
  .paper { fill: var(--paper); } .card { fill: var(--card); stroke: var(--line); }
  text { fill: var(--ink); font-size: 14px; } .title { font-size: 24px; font-weight: 700; }
  .head { font-size: 16px; font-weight: 600; } .soft { fill: var(--soft); font-size: 13px; }
  .end { text-anchor: end; } .strong { font-weight: 700; }
  .reached { fill: var(--good); font-size: 13px; font-weight: 600; }
  .missed { fill: var(--target); font-size: 13px; font-weight: 600; }
  .ours { fill: var(--ours); } .other { fill: var(--other); }
  .round { fill: var(--paper); stroke: var(--ink); stroke-width: 1.2; }
  .range { stroke: var(--ink); stroke-width: 1.2; }
  .target { stroke: var(--target); stroke-width: 2; stroke-dasharray: 5 3; }
"""


def text(x, y, words, style=""):
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{style}">{escape(words)}</text>'


def named(target, figure):
    """A target in words, and whether it is reached."""
    digits = 2 if target else figure.digits
    unit = "" if target else f" {figure.unit}"
    got, wanted = number(figure.obtained(target), digits), number(figure.targets[target], digits)
    sign = "≥" if figure.more_is_better else "≤"
    what = f"{got} × {target}" if target else f"{got}{unit}"
    return f"{what} · objectif {sign} {wanted}{unit} · {verdict(figure, target)}"


def targets_of(figure):
    return [target for target in figure.targets if not target or target in figure.samples]


def panel_height(figure):
    return 46 + 20 * len(targets_of(figure)) + PITCH * len(figure.samples) + 14


def panel(figure, x, y, height):
    """Scale: from zero to the largest value or target, so that lengths may be compared."""
    limits = {target: figure.targets[target] * (figure.median(target) if target else 1)
              for target in targets_of(figure)}
    most = max([*limits.values(), *(max(values) for values in figure.samples.values())]) or 1
    scale = (PANEL - NAMES - VALUES - 32) / most
    left = x + 16 + NAMES
    parts = [f'<rect x="{x:.1f}" y="{y:.1f}" width="{PANEL:.1f}" height="{height}" rx="10" class="card"/>',
             text(x + 16, y + 28, figure.title, "head")]
    for line, target in enumerate(targets_of(figure)):
        reached = figure.reached(target)
        parts.append(text(x + 16, y + 50 + 20 * line, named(target, figure), "reached" if reached else "missed"))
    top = y + 46 + 20 * len(limits) + 8
    for row, (name, values) in enumerate(figure.samples.items()):
        parts += bar(figure, name, values, left, top + PITCH * row, scale, x + PANEL - 16)
    for limit in limits.values():  # the bound of our bar
        at = left + limit * scale
        parts.append(f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{top - 5}" y2="{top + BAR + 5}" class="target"/>')
    return parts


def bar(figure, name, values, left, top, scale, right):
    middle = top + BAR / 2
    ours = name == figure.ours
    length = max(1.0, figure.median(name) * scale)
    parts = [text(left - 10, middle + 5, name, "end strong" if ours else "end"),
             f'<rect x="{left:.1f}" y="{top}" width="{length:.1f}" height="{BAR}" rx="3" '
             f'class="{"ours" if ours else "other"}"/>',
             text(right, middle + 5, f"{number(figure.median(name), figure.digits)} {short(figure.unit)}",
                  "end strong" if ours else "end")]
    if len(values) > 1:
        ends = left + min(values) * scale, left + max(values) * scale
        parts.append(f'<line x1="{ends[0]:.1f}" x2="{ends[1]:.1f}" y1="{middle}" y2="{middle}" class="range"/>')
        parts += [f'<circle cx="{left + value * scale:.1f}" cy="{middle}" r="2.6" class="round"/>' for value in values]
    return parts


def short(unit):
    return "i/o" if unit == "instr./octet" else unit


def draw(figures, machine):
    shown = [figure for group in figures.values() for figure in group
             if figure.ours in figure.samples and figure.unit != "connexions"]
    parts, y = [], HEADER
    for index in range(0, len(shown), 2):
        pair = shown[index:index + 2]
        height = max(panel_height(figure) for figure in pair)
        for column, figure in enumerate(pair):
            parts += panel(figure, MARGIN + column * (PANEL + GAP), y, height)
        y += height + 24
    legend = ("Barre : médiane ; points : rondes ; tiret : objectif. Temps de processeur du serveur et de ses scripts, "
              "ou du client. Moins, c'est mieux, sauf pour un débit.")
    height = y + 44
    head = (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" '
            f'height="{height:.0f}" role="img" aria-label="Mesures du kit et de ses voisins">\n'
            f'<style>{STYLE}</style>')
    return "\n".join([head, f'<rect width="{WIDTH}" height="{height:.0f}" class="paper"/>',
                      text(MARGIN, 46, "Ce que coûtent les programmes du kit, à côté d'autres", "title"),
                      text(MARGIN, 72, machine, "soft"), *parts, text(MARGIN, y + 16, legend, "soft"), "</svg>\n"])
