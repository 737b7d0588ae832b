"""The command itself: what it refuses, its hints, and what it says of the grade."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
MANIFEST = {
    "number": "02", "title": "Le message", "points": 20, "steps": [
        {"id": "2.1", "title": "La ligne", "points": 12, "file": "a.cpp", "slide": "a.md#b", "hints": ["un", "deux"]},
        {"id": "2.2", "title": "Les champs", "points": 8, "file": "a.cpp", "slide": "a.md#b", "hints": ["un", "deux"]},
    ]}
RESULTS = """<testsuite>
<testcase name="2.1 une" status="run"/><testcase name="2.1 deux" status="run"/>
<testcase name="2.2 une" status="run"/><testcase name="2.2 deux" status="fail"/>
</testsuite>"""

TLS_FILES = ["--tls-cert", "build/certs/server.pem", "--tls-key", "build/certs/server.key"]
TLS = ["--tls-port", "8443", *TLS_FILES]
TLS_ANYWHERE = ["--tls-port", "0", *TLS_FILES]


class LabTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.kit = pathlib.Path(folder.name)
        shutil.copy(ROOT / "lab", self.kit)
        shutil.copytree(ROOT / "tools", self.kit / "tools", ignore=shutil.ignore_patterns("__pycache__", "handout"))
        apps = self.kit / "labs/02-message/apps"
        apps.mkdir(parents=True)
        (apps / "inspect.cpp").write_text("int main() {}\n", encoding="utf-8")
        (apps / "part.cpp").touch()
        (apps.parent / "lab.json").write_text(json.dumps(MANIFEST, indent=1), encoding="utf-8")

    def lab(self, *arguments):
        environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        return subprocess.run([self.kit / "lab", *arguments], capture_output=True, text=True, check=False,
                              stdin=subprocess.DEVNULL, env=environment)

    def assert_refused(self, arguments, *words):
        done = self.lab(*arguments)
        self.assertEqual(done.returncode, 2, arguments)
        self.assertEqual((done.stdout, len(done.stderr.splitlines())), ("", 1), arguments)
        for word in words:
            self.assertIn(word, done.stderr)

    def test_alone_it_lists_its_verbs(self):
        for arguments in ((), ("help",), ("--help",)):
            done = self.lab(*arguments)
            self.assertEqual(done.returncode, 0)
            for verb in "setup serve test run watch hint doctor slides bench".split():
                self.assertIn(f"./lab {verb}", done.stdout)
        self.assertNotIn("\033", done.stdout)

    def test_the_verbs_of_the_teacher_are_listed_where_they_are(self):
        self.assertNotIn("handout", self.lab().stdout)
        shutil.copy(ROOT / "tools/handout", self.kit / "tools")
        listed = self.lab().stdout
        for verb in ("handout", "check"):
            self.assertIn(f"./lab {verb}", listed)

    def test_what_it_does_not_know_is_one_line_and_status_2(self):
        self.assert_refused(["tester"], "tester")
        self.assert_refused(["test", "7"], "02-message")
        self.assert_refused(["test", "deux"], "deux")
        self.assert_refused(["test", "2", "3"])
        self.assert_refused(["test", "2.9"], "2.1 2.2")
        self.assert_refused(["hint", "02.9"], "2.1 2.2")
        self.assert_refused(["watch"])
        self.assert_refused(["run", "nmap"], "nmap", "il y a : inspect.")
        self.assert_refused(["run", "part"])
        self.assert_refused(["run", "inspect inspect"])
        self.assert_refused(["setup", "tout"], "tout")
        self.assert_refused(["handout", "2", "copie"], "enseignant")

    def test_hints_come_one_at_a_time(self):
        first, second = self.lab("hint", "2.1").stdout, self.lab("hint", "02.1").stdout
        self.assertIn("Indice 1 sur 2 : un", first)
        self.assertNotIn("deux", first)
        self.assertIn("Indice 2 sur 2 : deux", second)
        self.assertIn("Il n'y en a pas d'autre", self.lab("hint", "2.1").stdout)
        self.assertNotIn("deux", self.lab("hint", "2.1", "--reset").stdout)
        self.assertNotIn("deux", self.lab("hint", "2.2").stdout)

    def served(self, *options, certificates=None):
        """What the server is given by « ./lab serve »: the kit is built by a cmake that builds nothing."""
        programs = self.kit / "build/release/bin"
        programs.mkdir(parents=True, exist_ok=True)
        (programs.parent / "build.ninja").touch()
        texts = {"https_server": 'printf "%s\\n" "$@"', "cmake": "",
                 "make_certs": certificates or 'mkdir -p "$1" && echo fait >>"$1/server.pem"'}
        for program, text in texts.items():
            (programs / program).write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
            (programs / program).chmod(0o755)
        done = subprocess.run([self.kit / "lab", "serve", *options], capture_output=True, text=True, check=True,
                              env={**os.environ, "PATH": f"{programs}:{os.environ['PATH']}"}, cwd=self.kit / "labs")
        self.said = done.stderr
        return done.stdout.replace(f"{self.kit.resolve()}/", "").splitlines()

    def test_it_serves_the_site_and_its_scripts(self):
        scripts = ["--cgi-bin", "cgi-bin", "--cgi-bin", "build/release/cgi-bin"]
        self.assertEqual(self.served(), ["--root", "www", *scripts, *TLS])
        self.assertEqual(self.served("--port", "9000"), ["--root", "www", *scripts, *TLS_ANYWHERE, "--port", "9000"])

    def test_a_root_or_scripts_of_ones_own_take_the_place_of_the_kits(self):
        self.assertEqual(self.served("--root", "x"), [*TLS, "--root", "x"])
        self.assertEqual(self.served("--root=x", "--cgi-bin=y"), [*TLS, "--root=x", "--cgi-bin=y"])
        self.assertEqual(self.served("--cgi-bin", "y"), ["--root", "www", *TLS, "--cgi-bin", "y"])

    def test_a_certificate_is_made_once_and_explained(self):
        self.served()
        self.assertIn("curl --cacert", self.said)
        self.served()
        certificate = self.kit / "build/certs/server.pem"
        self.assertEqual(certificate.read_text(encoding="utf-8"), "fait\n")
        os.utime(certificate, (0, 0))  # it would soon expire
        self.served()
        self.assertEqual(certificate.read_text(encoding="utf-8"), "fait\nfait\n")

    def test_without_a_certificate_there_is_http_alone(self):
        self.assertEqual(self.served("--root", "x", certificates="echo 'disque plein' >&2; exit 1"), ["--root", "x"])
        self.assertIn("disque plein", self.said)
        self.assertIn("sans HTTPS", self.said)

    def test_tls_of_ones_own_is_left_alone(self):
        for options in (["--tls-port", "1"], ["--tls-port=1", "--tls-cert=a"], ["--help"]):
            self.assertEqual(self.served("--root", "x", *options), ["--root", "x", *options])
        self.assertEqual(self.said, "")

    def report(self, scope):
        results = self.kit / "results.xml"
        results.write_text(RESULTS, encoding="utf-8")
        command = [sys.executable, self.kit / "tools/report_steps", results, scope]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def test_a_step_counts_when_all_its_tests_passed(self):
        report = self.report("2")
        self.assertRegex(report, "2.1 La ligne.*12/12")
        self.assertRegex(report, "2.2 Les champs.*1 sur 2.*0/8")
        self.assertIn("Note provisoire : 12/20", report)

    def test_one_step_alone_is_no_grade(self):
        report = self.report("2.1")
        self.assertIn("12/12", report)
        self.assertNotIn("Note", report)


if __name__ == "__main__":
    unittest.main()
