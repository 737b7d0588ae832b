#!/usr/bin/env python3
"""The auditor proved by the vulnerable server: with one flaw open, exactly the item of that name fails, and no other.

    matrix_test.py 2/4        the second quarter of the flaws
    matrix_test.py --svg FILE all of them, and the result drawn
"""

import argparse
import collections
import concurrent.futures
import json
import pathlib
import re
import subprocess
import sys
import tempfile

import matrix_figure
from server import Server, program

AUDIT_SECONDS = 300.0
# These take seconds: they are only tried on the server whose flaw they find, and on the sound one.
SLOW = ("slow-head", "slow-body")
CROWD = "crowd"

Row = collections.namedtuple("Row", "flaw verdicts failure")


def flaws():
    """The ids that « --list » gives, in its order."""
    said = subprocess.run([program("vulnerable_server"), "--list"], capture_output=True, check=True, timeout=60).stdout
    return re.findall(r"^([a-z0-9-]+)(?: \(étape [0-9.]+\))? : ", said.decode(), re.MULTILINE)


def audit(server, profile, *options):
    """The items of one run, as the report in JSON gives them."""
    command = [program("audit"), server.url, "--profile", profile, "--json", *options]
    done = subprocess.run(command, capture_output=True, check=False, timeout=AUDIT_SECONDS)
    if done.returncode not in (0, 1):
        raise AssertionError(f"audit finit avec le statut {done.returncode} : {done.stderr.decode()}")
    return json.loads(done.stdout)["items"]


def row_of(flaw):
    """What the auditor says of a server with this flaw open (None: without any)."""
    with tempfile.TemporaryDirectory() as folder:
        profile = pathlib.Path(folder) / "audit.conf"
        options = ("--flaw", flaw) if flaw else ()
        with Server("vulnerable_server", *options, "--tls-port", "0", "--as-root", "--profile", profile) as server:
            verdicts = {item["id"]: item for item in audit(server, profile)}
            slow = [flaw] if flaw in SLOW else SLOW if flaw is None else []
            if slow:
                only = (part for one in slow for part in ("--only", one))
                verdicts |= {item["id"]: item for item in audit(server, profile, "--slow", *only)}
            status = server.stop()
        return Row(flaw, verdicts, judge(flaw, list(verdicts.values()), status, server.complaint))


def judge(flaw, items, status, complaint):
    """Why this row is not as it should be; empty if it is."""
    failed = {item["id"] for item in items if item["verdict"] == "FAIL"}
    wrong = []
    if failed != ({flaw} if flaw else set()):
        told = {item["id"]: item["evidence"] for item in items if item["id"] in failed | {flaw}}
        wrong.append(f"échouent {sorted(failed)} ; {told}")
    if flaw is None:
        untested = {item["id"]: item["evidence"] for item in items if item["verdict"] == "NOT TESTED"}
        untested.pop(CROWD, None)
        if untested:
            wrong.append(f"non testés : {untested}")
    if status != 0 or b"Sanitizer" in complaint or b"runtime error" in complaint:
        wrong.append(f"le serveur finit avec le statut {status} : {complaint.decode()[-3000:]}")
    return " ; ".join(wrong)


def rows(chosen):
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        return list(pool.map(row_of, chosen))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", nargs="?", default="1/1", help="« 2/4 » : le deuxième quart des failles")
    parser.add_argument("--svg", help="le résultat, en figure")
    line = parser.parse_args()
    part, parts = map(int, line.part.split("/"))
    chosen = [None] if part == 1 else []
    chosen += flaws()[part - 1::parts]
    results = rows(chosen)
    wrong = [row for row in results if row.failure]
    for row in wrong:
        print(f"faille {row.flaw or '(aucune)'} : {row.failure}", file=sys.stderr)
    print(f"{len(results) - len(wrong)} lignes sur {len(results)} sont comme elles doivent être")
    if line.svg:
        pathlib.Path(line.svg).write_text(matrix_figure.draw(results), encoding="utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
