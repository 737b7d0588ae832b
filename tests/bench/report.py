"""The results as an aligned table, with an honest note on noise, and as JSON."""

import json
import os
import platform
import re
from pathlib import Path

from clients import CLIENT
from measures import GATEWAY, OURS, SECURE
from servers import OURS_VERSION

HEADINGS = ("Mesure", "Programme", "médiane", "min – max", "rapport", "objectif", "verdict")


def number(value, digits):
    """As French writes it: a comma, and a thin space between thousands."""
    return f"{value:,.{digits}f}".replace(",", "\u202f").replace(".", ",")


def bound(figure, target):
    digits = 2 if target else figure.digits
    sign, unit = "≥" if figure.more_is_better else "≤", "" if target else f" {figure.unit}"
    return f"{sign} {number(figure.targets[target], digits)}{unit}"


def verdict(figure, target):
    wanted, got = figure.targets[target], figure.obtained(target)
    if figure.reached(target):
        return "atteint"
    return f"manqué de {number(100 * abs(got / wanted - 1), 0)} %" if wanted else f"manqué de {number(got, 0)}"


def rows_of(figure):
    for name, values in figure.samples.items():
        target = "" if name == figure.ours else name
        compared = name != figure.ours and figure.ours in figure.samples and figure.median(name) > 0
        judged = target in figure.targets and figure.ours in figure.samples
        yield (figure.title if name == next(iter(figure.samples)) else "", name,
               f"{number(figure.median(name), figure.digits)} {figure.unit}",
               " – ".join(number(end(values), figure.digits) for end in (min, max)) if len(values) > 1 else "",
               number(figure.ratio(name), 2) if compared else "",
               bound(figure, target) if judged else "",
               verdict(figure, target) if judged else "")


def table(figures):
    groups = [list(rows_of(figure)) for group in figures.values() for figure in group if figure.samples]
    rows = [HEADINGS] + [row for group in groups for row in group]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    right = {2, 3, 4}

    def line(row):
        cells = (cell.rjust(width) if column in right else cell.ljust(width)
                 for column, (cell, width) in enumerate(zip(row, widths)))
        return "  ".join(cells).rstrip()

    rule = "  ".join("─" * width for width in widths)
    lines = [line(HEADINGS)]
    for group in groups:
        lines += [rule] + [line(row) for row in group]
    return "\n".join(lines) + "\n"


def processor():
    found = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(), re.M)
    return found[1] if found else platform.machine()


def machine(bench):
    versions = ", ".join(f"{name} {version}" for name, version in bench.versions.items()
                         if version != OURS_VERSION)
    return f"{processor()}, {os.cpu_count()} cœurs, Linux {platform.release()}, {versions or 'aucune référence'}"


def note(bench, figures, load_before):
    timed = [figure for group in figures.values() for figure in group
             if figure.unit in ("µs", "ms") and figure.samples]
    lines = [f"Machine : {machine(bench)}.",
             f"Temps : processeur (utilisateur et système) du serveur et de ses fils, qui a le cœur "
             f"{bench.server_core} ; le client a le cœur {bench.client_core}.",
             "Mesures du client : les siennes, de son démarrage à sa fin ; ce qu'il reçoit va dans /dev/null.",
             f"Rapport : {OURS} (scripts : {GATEWAY} ; TLS : {SECURE} ; client : {CLIENT}) ÷ ce programme, médiane des "
             f"rapports de chaque ronde ({bench.rounds} ronde{'s' if bench.rounds > 1 else ''}, programmes à tour de "
             f"rôle)."]
    if bench.server_core == bench.client_core:
        lines.append("Attention : un seul cœur, que le serveur partage avec le client.")
    if timed and bench.rounds > 1:
        widest = max(timed, key=lambda figure: figure.spread())
        lines.append(f"Bruit : écart (max − min) ÷ médiane jusqu'à {number(100 * widest.spread(), 0)} % "
                     f"(« {widest.title} »).")
    if bench.foreign:
        share = sum(bench.foreign) / len(bench.foreign)
        load_now = os.getloadavg()[0]
        lines.append(f"Autres programmes : {number(100 * share, 0)} % du cœur de ce qui est mesuré ; "
                     f"charge de la machine {number(load_before, 1)} au début, {number(load_now, 1)} à la fin."
                     + (" Au-delà de 10 %, refaites la mesure sur une machine au repos." if share > 0.1 else ""))
    lines += bench.absent
    if bench.ahead:
        lines.append("Le serveur et le client passaient devant les autres programmes (--realtime).")
    if bench.quick:
        lines.append("Mesure rapide (--quick) : une seule ronde courte, qui ne prouve rien sur la vitesse.")
    return "\n".join(lines) + "\n"


def as_json(bench, figures):
    def described(figure):
        return {"title": figure.title, "unit": figure.unit, "samples": figure.samples,
                "targets": [{"reference": target or None, "at_least" if figure.more_is_better else "at_most": wanted,
                             "obtained": figure.obtained(target), "reached": figure.reached(target)}
                            for target, wanted in figure.targets.items()
                            if figure.ours in figure.samples and (not target or target in figure.samples)]}

    return json.dumps({"machine": machine(bench), "rounds": bench.rounds, "quick": bench.quick,
                       "realtime": bench.ahead, "foreign_share": bench.foreign, "failures": bench.failures,
                       "absent": bench.absent,
                       "figures": {name: [described(figure) for figure in group] for name, group in figures.items()}},
                      ensure_ascii=False, indent=2) + "\n"
