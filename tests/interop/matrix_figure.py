"""The matrix as a figure for the slides: a row for each flaw that is open, a column for each item of the auditor."""

import html
import itertools

CELL = 11
LEFT, TOP = 210, 176
WIDTH = 1160
GROUPS = {
    "framing": "lecture", "files": "fichiers", "scripts": "scripts", "uploads": "dépôt", "access": "accès",
    "tls": "TLS", "headers": "champs", "resources": "ressources", "logs": "journal", "deployment": "mise en service",
}
COLOURS = {"PASS": "#d5ead9", "FAIL": "#b3202a", "WARN": "#e9c46a", "NOT TESTED": "#c9ced3"}
WORDS = {"PASS": "réussi", "FAIL": "échec", "WARN": "à voir", "NOT TESTED": "non testé"}
STYLE = """
    text { font-family: sans-serif; font-size: 24px; fill: #1c2733; }
    .small { font-size: 21px; }
    .strong { font-weight: bold; }
    .end { text-anchor: end; }
  """


def stretches(groups):
    """Where each group begins and how many it has, for groups in their order."""
    begin = 0
    for group, members in itertools.groupby(groups):
        count = len(list(members))
        yield group, begin, count
        begin += count


def cell(column, row, flaw, item):
    label = html.escape(f"{flaw} ouverte, {item['id']} : {WORDS[item['verdict']]}")
    return (f'<rect x="{LEFT + column * CELL}" y="{TOP + row * CELL}" width="{CELL - 1}" height="{CELL - 1}" '
            f'fill="{COLOURS[item["verdict"]]}"><title>{label}</title></rect>')


def board(count):
    """All that passes, and between the cells the colour of the page: one line is cheaper than a cell."""
    side = count * CELL
    lines = "".join(f"M{LEFT + place * CELL - 0.5} {TOP}v{side}M{LEFT} {TOP + place * CELL - 0.5}h{side}"
                    for place in range(count + 1))
    return [f'<rect x="{LEFT}" y="{TOP}" width="{side}" height="{side}" fill="{COLOURS["PASS"]}"/>',
            f'<path d="{lines}" stroke="#fcfbf7"/>']


def row_label(group, begin, count):
    y = TOP + begin * CELL + count * CELL / 2 + 7
    return f'<text x="{LEFT - 14}" y="{y:.0f}" class="small end">{GROUPS[group]}</text>'


def column_label(group, begin, count):
    x = LEFT + begin * CELL + count * CELL / 2 + 4
    return f'<text transform="translate({x:.0f} {TOP - 12}) rotate(-52)" class="small">{GROUPS[group]}</text>'


def legend(x, results):
    lines = ("Chaque ligne : un serveur", "dont une faille est ouverte.", "Chaque colonne : un point",
             "de la liste de contrôle.")
    out = [f'<text x="{x}" y="{TOP + 24 + 32 * place}" class="small">{text}</text>' for place, text in enumerate(lines)]
    y = TOP + 180
    for verdict, text in (("FAIL", "échec"), ("PASS", "réussi"), ("WARN", "à voir"), ("NOT TESTED", "non testé")):
        out.append(f'<rect x="{x}" y="{y - 18}" width="22" height="22" fill="{COLOURS[verdict]}"/>'
                   f'<text x="{x + 34}" y="{y}" class="small">{text}</text>')
        y += 36
    only = sum(1 for row in results
               if [one for one, item in row.verdicts.items() if item["verdict"] == "FAIL"] == [row.flaw])
    out.append(f'<text x="{x}" y="{y + 30}" class="small strong">{only} failles, et chacune</text>')
    out.append(f'<text x="{x}" y="{y + 62}" class="small strong">fait échouer son point,</text>')
    out.append(f'<text x="{x}" y="{y + 94}" class="small strong">et aucun autre.</text>')
    return out


def draw(results):
    sound = next(row for row in results if row.flaw is None)
    groups_in_order = list(GROUPS)
    order = {one: (groups_in_order.index(item["group"]), place)
             for place, (one, item) in enumerate(sound.verdicts.items())}
    results = sorted((row for row in results if row.flaw), key=lambda row: order[row.flaw])
    columns = [row.flaw for row in results]
    groups = [sound.verdicts[one]["group"] for one in columns]
    side = len(columns) * CELL
    height = TOP + side + 30
    title = "Une faille ouverte, un point qui échoue : la diagonale"
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
           f'role="img" aria-labelledby="title">', f'<title id="title">{title}</title>', f"<style>{STYLE}</style>",
           f'<rect width="{WIDTH}" height="{height}" rx="12" fill="#fcfbf7"/>']
    out += board(len(columns))
    for place, row in enumerate(results):
        for column, one in enumerate(columns):
            item = row.verdicts.get(one, {"id": one, "verdict": "NOT TESTED"})
            if item["verdict"] != "PASS":
                out.append(cell(column, place, row.flaw, item))
    for group, begin, count in stretches(groups):
        out += [row_label(group, begin, count), column_label(group, begin, count)]
    out += legend(LEFT + side + 40, results)
    return "\n".join([*out, "</svg>", ""])
