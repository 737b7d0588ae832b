#!/usr/bin/env python3
"""The program audit: its options and statuses, its reports, and servers that die, hang, or are not there."""

import contextlib
import html.parser
import json
import pathlib
import socket
import tempfile
import threading
import unittest

from peers import DEADLINE, make_certs, run
from server import Server, program

VOID = {"meta", "br", "hr", "img", "input", "link"}


def audit(*arguments, status=0):
    """What the program wrote, and it must end with this status."""
    done = run(program("audit"), *arguments)
    if done.returncode != status:
        raise AssertionError(f"statut {done.returncode} au lieu de {status} : {done.stdout!r} {done.stderr!r}")
    return done


def verdicts(*arguments, status=0):
    """id → verdict, and the whole report."""
    report = json.loads(audit("--json", *arguments, status=status).stdout)
    return {item["id"]: item["verdict"] for item in report["items"]}, report


class AuditTest(unittest.TestCase):
    """A site with an index, in a directory of its own."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        (cls.folder / "www").mkdir()
        (cls.folder / "www/index.html").write_text("<!doctype html><title>Site</title>", encoding="utf-8")


class UsageTest(AuditTest):
    """Options, and what is refused before anything is sent."""

    def test_the_list(self):
        told = audit("--list").stdout.decode()
        for word in ("cl-te", "Lecture des requêtes", "menace", "remède", "RFC 9112", "lent (--slow)"):
            self.assertIn(word, told)
        self.assertNotIn("cl-te", audit("--list", "--only", "host").stdout.decode())

    def test_wrong_usage(self):
        for arguments in ((), ("ftp://127.0.0.1/",), ("http://127.0.0.1:1", "--only", "rien"),
                          ("http://127.0.0.1:1", "--timeout", "0"), ("http://127.0.0.1:1", "--json", "--markdown")):
            complaint = audit(*arguments, status=2).stderr.decode()
            self.assertTrue(complaint.startswith("audit : "), complaint)

    def test_somebody_elses_server(self):
        complaint = audit("http://192.0.2.1/", status=2).stderr.decode()
        self.assertIn("--i-have-permission 192.0.2.1", complaint)
        audit("http://192.0.2.1/", "--i-have-permission", "192.0.2.2", status=2)

    def test_a_profile_that_is_wrong(self):
        profile = self.folder / "faux.conf"
        profile.write_text("jeton = /token\n", encoding="utf-8")
        complaint = audit("http://127.0.0.1:1", "--profile", profile, status=1).stderr.decode()
        self.assertIn("ligne 1", complaint)
        audit("http://127.0.0.1:1", "--profile", self.folder / "absent.conf", status=1)

    def test_nobody_listens(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        found, report = verdicts(url, status=1)
        self.assertEqual(set(found.values()), {"NOT TESTED"})
        self.assertNotEqual(report["failure"], "")


class Balance(html.parser.HTMLParser):
    """Every element that begins ends, in its turn."""

    def __init__(self):
        super().__init__()
        self.open, self.seen, self.ids = [], set(), []

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)
        self.ids += [value for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            raise AssertionError(f"</{tag}> mal placé, ligne {self.getpos()[0]}")


class ReportTest(AuditTest):
    """The reports of an audit of our own static_server."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = Server("static_server", "--root", cls.folder / "www")
        cls.addClassCleanup(cls.server.stop)

    def test_json(self):
        found, report = verdicts(self.server.url, status=1)
        self.assertEqual(report["url"], self.server.url + "/")
        self.assertEqual(report["failure"], "")
        self.assertRegex(report["date"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        for name, word in (("pass", "PASS"), ("fail", "FAIL"), ("warn", "WARN"), ("not_tested", "NOT TESTED")):
            self.assertEqual(report["summary"][name], list(found.values()).count(word))
        for item in report["items"]:
            for key in ("id", "group", "title", "severity", "evidence", "threat", "sent", "expected", "cure", "slide"):
                self.assertIsInstance(item[key], str, item["id"])
            self.assertIn(item["severity"], ("low", "medium", "high", "critical"))
            self.assertNotEqual(item["evidence"], "", item["id"])
            self.assertTrue(item["sources"], item["id"])

    def test_static_server_is_sound(self):
        """What the server of lab 03 has no cure for, which lab 06 brings."""
        found, _ = verdicts(self.server.url, status=1)
        failed = {one for one, verdict in found.items() if verdict == "FAIL"}
        self.assertEqual(failed, {"content-policy", "clickjacking"})
        self.assertNotIn("WARN", found.values())

    def test_only_and_slow(self):
        found, _ = verdicts(self.server.url, "--only", "host", "--only", "cl-te", "--only", "slow-head")
        self.assertEqual(found, {"cl-te": "PASS", "host": "PASS", "slow-head": "NOT TESTED"})

    def test_a_page_to_hand_back(self):
        page = self.folder / "rapport.html"
        audit(self.server.url, "--html", page, status=1)
        text = page.read_text(encoding="utf-8")
        balance = Balance()
        balance.feed(text)
        balance.close()
        self.assertEqual(balance.open, [])
        self.assertEqual(len(balance.ids), len(set(balance.ids)))
        self.assertFalse(balance.seen & {"script", "img", "iframe", "link", "form"}, "la page se suffit")
        for word in ('lang="fr"', "<main>", "<h1>", 'scope="row"', "À corriger", "content-policy", self.server.url):
            self.assertIn(word, text)

    def test_a_page_that_cannot_be_written(self):
        complaint = audit(self.server.url, "--only", "host", "--html", self.folder, status=1).stderr.decode()
        self.assertIn(str(self.folder), complaint)

    def test_markdown_and_text(self):
        told = audit(self.server.url, "--markdown", "--only", "content-policy", status=1).stdout.decode()
        self.assertIn("| `content-policy` | échec |", told)
        told = audit(self.server.url, "--only", "content-policy", status=1).stdout.decode()
        for word in ("✗ échec", "constaté : ", "remède : ", "1 point : 0 réussi, 1 échec", "slides/06-security.md#"):
            self.assertIn(word, told)
        self.assertNotIn("\x1b", told)


class TlsTest(AuditTest):
    """Whose certificate is trusted decides how much can be tried."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        make_certs(cls.folder / "certs", "--broken")
        cls.authority = ("--ca-file", cls.folder / "certs/ca.pem")

    @contextlib.contextmanager
    def serving(self, certificate):
        certs = self.folder / "certs"
        with Server("https_server", "--root", self.folder / "www", "--access-log", "none", "--tls-port", "0",
                    "--tls-cert", certs / f"{certificate}.pem", "--tls-key", certs / f"{certificate}.key") as server:
            yield f"https://localhost:{server.wait_for(rb'https://[^/]*:([0-9]+)')[1].decode()}"

    def test_a_good_certificate(self):
        with self.serving("server") as url:
            found, _ = verdicts(url, *self.authority, status=1)
            self.assertEqual(found["tls-certificate"], "PASS")
            self.assertEqual(found["tls-version"], "PASS")
            self.assertEqual({one for one, verdict in found.items() if verdict == "FAIL"},
                             {"hsts", "content-policy", "clickjacking"})

    def test_an_authority_that_nobody_named(self):
        with self.serving("server") as url:
            found, report = verdicts(url, status=1)
            self.assertEqual(found["tls-certificate"], "WARN")
            self.assertEqual(found["cl-te"], "NOT TESTED")
            self.assertIn("--ca-file", report["failure"])
            found, _ = verdicts(url, "--insecure", "--only", "cl-te", "--only", "tls-certificate")
            self.assertEqual(found, {"cl-te": "PASS", "tls-certificate": "WARN"})

    def test_bad_certificates(self):
        for certificate in ("expired", "wrong-name", "self-signed"):
            with self.subTest(certificate=certificate), self.serving(certificate) as url:
                found, _ = verdicts(url, *self.authority, "--only", "tls-certificate", status=1)
                self.assertEqual(found["tls-certificate"], "FAIL")
                found, _ = verdicts(url, "--insecure", *self.authority, "--only", "host")
                self.assertEqual(found["host"], "PASS")

    def test_a_profile_names_the_other_port(self):
        with self.serving("server") as url:
            port = url.rpartition(":")[2]
            profile = self.folder / "tls.conf"
            profile.write_text(f"https_port = {port}\nauthority = certs/ca.pem\n", encoding="utf-8")
            with Server("static_server", "--root", self.folder / "www") as plain:
                found, _ = verdicts(f"http://localhost:{plain.port}", "--profile", profile, "--only", "tls-certificate",
                                    "--only", "tls-version")
            self.assertEqual(found, {"tls-version": "PASS", "tls-certificate": "PASS"})


class Scripted:
    """A server that answers as `answer` says: bytes for each request, or nothing more, ever, after None."""

    def __init__(self, answer):
        self.answer, self.dead = answer, threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.thread = threading.Thread(target=self.serve, daemon=True)

    def serve(self):
        with contextlib.suppress(OSError):
            while not self.dead.is_set():
                client, _ = self.listener.accept()
                with client, contextlib.suppress(OSError):
                    client.settimeout(DEADLINE)
                    self.exchange(client)
        self.listener.close()

    def exchange(self, client):
        head = b""
        while b"\r\n\r\n" not in head:
            piece = client.recv(65536)
            if not piece:
                return
            head += piece
        said = self.answer(head)
        if said is None:
            self.dead.set()
        else:
            client.sendall(said)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.dead.set()
        with contextlib.suppress(OSError):
            socket.create_connection(self.listener.getsockname()[:2], 1).close()
        self.thread.join(DEADLINE)


class BadServerTest(unittest.TestCase):
    """A server that is not there any more passes nothing."""

    ok = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\nConnection: close\r\n\r\nOK"

    def test_a_server_that_dies(self):
        def answer(head):
            return None if b"X-Audit : 1" in head else self.ok
        with Scripted(answer) as server:
            found, report = verdicts(server.url, status=1)
        self.assertEqual(found["space-before-colon"], "FAIL")
        self.assertIn("space-before-colon", report["failure"])
        after = list(found)[list(found).index("space-before-colon") + 1:]
        self.assertEqual({found[one] for one in after}, {"NOT TESTED"})
        evidence = next(item["evidence"] for item in report["items"] if item["id"] == "space-before-colon")
        self.assertIn("le serveur ne répond plus", evidence)

    def test_a_server_that_is_not_sound(self):
        with Scripted(lambda head: b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n") as server:
            found, report = verdicts(server.url, "--only", "host", "--only", "trace-method", status=1)
        self.assertEqual(set(found.values()), {"NOT TESTED"})
        self.assertIn("503", report["failure"])

    def test_a_server_whose_answers_attack_the_reader(self):
        nasty = (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nServer: \x1b[2J<script>alert(1)</script>/1.0\r\n"
                 b"Content-Length: 0\r\nConnection: close\r\n\r\n")
        with tempfile.TemporaryDirectory() as folder, Scripted(lambda head: nasty) as server:
            page = pathlib.Path(folder) / "rapport.html"
            told = audit(server.url, "--html", page, "--markdown", "--only", "server-banner", status=1).stdout
            text = page.read_text(encoding="utf-8")
        self.assertNotIn(b"\x1b", told)
        self.assertNotIn("<script", text)

    def test_the_sources_of_scripts_are_words(self):
        for sources, verdict in (("'self'", "PASS"), ("https://*.exemple.fr", "PASS"), ("*.exemple.fr", "PASS"),
                                 ("*", "FAIL"), ("'self' https:", "FAIL"), ("'self' 'unsafe-inline'", "FAIL"),
                                 ("'unsafe-inline' 'nonce-YQ'", "PASS"), ("'unsafe-inline' 'sha384-YQ'", "PASS"),
                                 ("'strict-dynamic' 'nonce-YQ' https:", "PASS"), ("'self' 'unsafe-eval'", "WARN")):
            policy = f"Content-Security-Policy: script-src {sources}\r\n\r\n".encode()
            answer = self.ok.replace(b"\r\n\r\n", b"\r\n" + policy)
            with self.subTest(sources), Scripted(lambda head, answer=answer: answer) as server:
                found, _ = verdicts(server.url, "--only", "content-policy", status=1 if verdict == "FAIL" else 0)
                self.assertEqual(found, {"content-policy": verdict})

    def test_a_server_that_says_anything(self):
        for said in (b"", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n"):
            with self.subTest(said=said), Scripted(lambda head, said=said: said) as server:
                found, _ = verdicts(server.url, "--only", "host", "--only", "cors", "--timeout", "5", status=1)
                self.assertEqual(set(found.values()), {"NOT TESTED"})


if __name__ == "__main__":
    unittest.main()
