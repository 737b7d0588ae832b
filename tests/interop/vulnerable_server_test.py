#!/usr/bin/env python3
"""vulnerable_server: it takes care of the machine it runs on, and each line of --list shows the flaw that it names."""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import unittest

from server import Server, program

DEADLINE = 60.0


def run(*arguments):
    return subprocess.run([program("vulnerable_server"), *arguments], capture_output=True, timeout=DEADLINE,
                          check=False, stdin=subprocess.DEVNULL)


def exploits():
    """The line of each flaw, as --list gives it."""
    said = run("--list").stdout.decode()
    return dict(re.findall(r"^([a-z0-9-]+)(?: \(étape [0-9.]+\))? : .*\n {4}(.*)$", said, re.MULTILINE))


class OwnPlace(unittest.TestCase):
    """Its throw-away directories are made in a place of this test's own."""

    def setUp(self):
        self.place = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.place)
        before = os.environ.get("TMPDIR")
        os.environ["TMPDIR"] = str(self.place)
        self.addCleanup(lambda: os.environ.pop("TMPDIR") if before is None else os.environ.update(TMPDIR=before))

    def start(self, *options):
        return Server("vulnerable_server", "--tls-port", "0", "--as-root", *options)

    def left(self):
        return sorted(path.name for path in self.place.iterdir())


class LifeTest(OwnPlace):
    def test_its_directory_is_gone_when_it_ends(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with self.start() as server:
                [name] = self.left()
                folder = self.place / name
                self.assertEqual(folder.stat().st_mode & 0o077, 0)
                self.assertTrue((folder / "secret/canari.txt").is_file())
                self.assertEqual(os.readlink(folder / "racine/lien"), "../secret/canari.txt")
                self.assertEqual(server.stop(number), 0)
            self.assertEqual(server.complaint, b"")
            self.assertEqual(self.left(), [])

    def test_it_ends_by_itself(self):
        with self.start("--minutes", "0.01") as server:
            server.process.wait(DEADLINE)
            self.assertEqual(server.stop(), 0)
        self.assertEqual(self.left(), [])
        self.assertEqual(run("--minutes", "31").returncode, 2)
        self.assertEqual(run("--minutes", "0").returncode, 2)

    @unittest.skipUnless(os.geteuid() == 0, "ce test n'est pas lancé par root")
    def test_root_is_refused(self):
        done = run("--port", "0", "--tls-port", "0")
        self.assertEqual(done.returncode, 2)
        self.assertIn("root", done.stderr.decode())
        self.assertEqual(self.left(), [])

    def test_it_listens_on_this_machine_alone(self):
        self.assertEqual(run("--address", "0.0.0.0").returncode, 2)
        with self.start() as server:
            self.assertEqual(server.host, "127.0.0.1")
            self.assertIn("cette machine seulement", server.said.decode())

    def test_it_says_what_it_is(self):
        with self.start("--flaw", "cl-te", "--flaw", "virus") as server:
            said = server.said.decode()
            self.assertIn("SERVEUR VULNÉRABLE", said)
            self.assertIn("Failles ouvertes : cl-te, virus", said)
            self.assertNotIn("\x1b", said)
            self.assertNotIn("restent à écrire", said)

    def test_a_flaw_that_there_is_not(self):
        done = run("--flaw", "faim")
        self.assertEqual(done.returncode, 2)
        self.assertIn("faim", done.stderr.decode())
        self.assertEqual(self.left(), [])

    def test_the_profile_is_written_where_asked_for_its_owner_alone(self):
        profile = self.place / "audit.conf"
        with self.start("--profile", profile) as server:
            self.assertEqual(profile.stat().st_mode & 0o077, 0)
            text = profile.read_text(encoding="utf-8")
            self.assertEqual(text.count("author = ada : "), 1)
            self.assertIn(str(profile), server.said.decode())
        self.assertEqual(self.left(), ["audit.conf"])


# What the line of a flaw prints where it is open, and does not where it is closed. Those that wait for seconds are not
# here (slow-head, slow-body), nor those that others would hide (audit-trail) or that are about TLS alone (below).
SHOWN = {
    "cl-te": r"(?s)HTTP/1.1 .*HTTP/1.0 404",
    "two-lengths": r"(?s)HTTP/1.1 .*HTTP/1.0 404",
    "te-spelling": r"(?s)HTTP/1.1 .*HTTP/1.0 404",
    "space-before-colon": r"(?s)HTTP/1.1 .*HTTP/1.0 404",
    "folded-field": r"(?s)HTTP/1.1 200.*HTTP/1.0 404",
    "chunk-size": r"(?s)HTTP/1.1 .*HTTP/1.0 404",
    "host": r"HTTP/1.1 200",
    "path-traversal": r"hors de la racine : [0-9a-f]{32}",
    "symbolic-link": r"hors de la racine : [0-9a-f]{32}",
    "hidden-files": r"admin:[0-9a-f]{32}",
    "directory-listing": r"notes\.txt",
    "httpoxy": r"HTTP_PROXY=http://piege",
    "script-environment": r"BASE_MOT_DE_PASSE=[0-9a-f]{32}",
    "shell-injection": r"(?m)^42$",
    "anonymous-upload": r'"id": ?"[0-9a-f]{32}"',
    "file-type": r'"id": ?"[0-9a-f]{32}"',
    "file-signature": r'"id": ?"[0-9a-f]{32}"',
    "file-name": r"\.\./",
    "virus": r'"id": ?"[0-9a-f]{32}"',
    "archive-bomb": r'"id": ?"[0-9a-f]{32}"',
    "web-root": r"Bonjour, dit ada",
    "file-size": r'"id": ?"[0-9a-f]{32}"',
    "checksum": r'"id": ?"[0-9a-f]{32}"',
    "user-enumeration": r"pas de compte de ce nom",
    "login-attempts": r"^(401 ){12}",
    "file-owner": r"Bonjour, dit ada",
    "role": r"(?m)^\S.* (connexion|dépôt|lecture) ",
    "cross-site": r'"id": ?"[0-9a-f]{32}"',
    "sign-out": r'"user": ?"ada"',
    "token-none": r'"fichiers"',
    "token-signature": r'"fichiers"',
    "token-expired": r'"fichiers"',
    "token-audience": r'"fichiers"',
    "token-confusion": r'"fichiers"',
    "tls-version": r"Cipher is [A-Z]",
    "content-type-options": r"^0",
    "content-policy": r"^0",
    "clickjacking": r"^0",
    "server-banner": r"(?i)server: \S+/\d",
    "cors": r"(?i)access-control-allow-origin: https://piege",
    "large-head": r"200",
    "many-fields": r"HTTP/1.0 200",
    "log-injection": r"(?m)^FAUX grace",
    "log-secrets": r"Azerty12",
    "default-account": r"access_token",
    "debug-page": r"DOCUMENT_ROOT",
    "error-details": r"Traceback",
    "trace-method": r"(?i)cookie: secret=1",
}
# A cookie that is badly kept still is one: here it is what is missing that shows.
MISSING = {"session-cookie": r"(?i)httponly", "hsts": r"^1", "tls-certificate": r"Serveur vulnérable"}


class ExploitsTest(OwnPlace):
    """All flaws open at once on one server, none on another; each line is run against both."""

    def outcome(self, server, line):
        tools = re.search(r"Pour bash : (\. \S+)", server.said.decode())[1]
        done = subprocess.run(["bash", "-c", f"{tools}\n{line}"], capture_output=True, timeout=DEADLINE, check=False,
                              stdin=subprocess.DEVNULL)
        return (done.stdout + done.stderr).decode(errors="replace")

    def test_each_line_shows_its_flaw_where_it_is_open_and_nothing_where_it_is_not(self):
        lines = exploits()
        chosen = SHOWN | MISSING
        with self.start(*(part for flaw in chosen for part in ("--flaw", flaw))) as weak, self.start() as sound:
            for flaw, pattern in chosen.items():
                with self.subTest(flaw):
                    shows = self.outcome(weak, lines[flaw])
                    hides = self.outcome(sound, lines[flaw])
                    there, absent = (hides, shows) if flaw in MISSING else (shows, hides)
                    self.assertRegex(there, pattern)
                    self.assertNotRegex(absent, pattern)
            self.assertEqual((weak.stop(), sound.stop()), (0, 0))

    def test_refusals_leave_no_line_where_the_trail_is_careless(self):
        line = exploits()["audit-trail"]
        with self.start("--flaw", "audit-trail") as weak, self.start() as sound:
            self.assertNotIn("rodeur", self.outcome(weak, line))
            self.assertIn("rodeur", self.outcome(sound, line))


if __name__ == "__main__":
    unittest.main()
