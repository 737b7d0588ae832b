#!/usr/bin/env python3
"""The scripts of cgi-bin/ behind cgi_server, as ./lab serve serves them; and the notes' form, typed as printed."""

import html
import http.client
import os
import pathlib
import re
import subprocess
import tempfile
import time
import unittest
import urllib.parse
import urllib.request

from server import ROOT, Server, program

DEADLINE = 60.0
GATEWAY_PATH = "/usr/local/bin:/usr/bin:/bin"  # where its scripts find their interpreter
NAME = "Zoé <script>alert(1)</script> & ça"

# What a student types from the notes: a test's input, and no model (it writes the name unescaped).
NOTES_INDEX = '''# coding: utf-8

import cgi

form = cgi.FieldStorage()
print("Content-type: text/html; charset=utf-8\\n")

print(form.getvalue("name"))

html = """<!DOCTYPE html>
<head>
    <title>Mon programme</title>
</head>
<body>
    <form action="/index.py" method="post">
        <input type="text" name="name" value="Votre nom" />
        <input type="submit" name="send" value="Envoyer information au serveur">
    </form>
</body>
</html>
"""

print(html)
'''


class Client:
    """Asks a server, and follows no redirection by itself."""

    def __init__(self, server):
        self.server = server

    def ask(self, method, target, body=None, **fields):
        connection = http.client.HTTPConnection(self.server.host, self.server.port, timeout=DEADLINE)
        try:
            connection.request(method, target, body, {name.replace("_", "-"): text for name, text in fields.items()})
            answer = connection.getresponse()
            return answer, answer.read().decode("utf-8")
        finally:
            connection.close()

    def get(self, target, **fields):
        return self.ask("GET", target, **fields)

    def post_name(self, target, name):
        return self.ask("POST", target, urllib.parse.urlencode({"name": name}),
                        Content_Type="application/x-www-form-urlencoded")


def heading(text):
    return html.unescape(re.search("<h1>(.*?)</h1>", text, re.S)[1])


class SiteTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server("cgi_server", "--root", str(ROOT / "www"), "--cgi-bin", str(ROOT / "cgi-bin"), "--cgi-bin",
                            str(program("cgi_server").parents[1] / "cgi-bin"), "--access-log", "none")
        cls.addClassCleanup(cls.server.stop)
        cls.client = Client(cls.server)

    def test_the_form_greets_in_every_language(self):
        for extension in ("py", "pl", "sh", "cgi"):
            target = f"/cgi-bin/formulaire.{extension}"
            with self.subTest(target=target):
                answer, text = self.client.get(target)
                self.assertEqual((answer.status, heading(text)), (200, "Comment vous appelez-vous\u00a0?"))
                self.assertIn(f'<form action="{target}" method="post">', text)
                for answer, text in (self.client.post_name(target, NAME),
                                     self.client.get(f"{target}?{urllib.parse.urlencode({'name': NAME})}")):
                    self.assertEqual((answer.status, heading(text)), (200, f"Bonjour, {NAME}\u00a0!"))
                    self.assertEqual(answer.getheader("Content-Type"), "text/html; charset=utf-8")
                    self.assertNotIn("<script>", text)

    def test_too_long_a_form_is_refused_by_the_script(self):
        for extension in ("py", "pl", "sh", "cgi"):
            answer, text = self.client.post_name(f"/cgi-bin/formulaire.{extension}", "a" * 1_000_000)
            self.assertEqual(answer.status, 413, text)

    def test_other_methods_are_refused_by_the_script(self):
        answer, _ = self.client.ask("PUT", "/cgi-bin/formulaire.py", "x")
        self.assertEqual((answer.status, answer.getheader("Allow")), (405, "GET, HEAD, POST"))

    def test_a_head_has_no_body(self):
        answer, text = self.client.ask("HEAD", "/cgi-bin/formulaire.py")
        self.assertEqual((answer.status, text), (200, ""))

    def test_what_is_no_script_is_not_shown(self):
        for name in ("formulaire.cpp", "CMakeLists.txt"):
            answer, text = self.client.get(f"/cgi-bin/{name}")
            self.assertEqual(answer.status, 403)
            self.assertNotIn("add_script", text)
            self.assertNotIn("#include", text)

    def test_the_environment(self):
        _, text = self.client.get("/cgi-bin/environnement.py/suite/du%20chemin?a=%3Cb%3E", X_Nom="l'\u00e9t\u00e9"
                                  .encode().decode("latin-1"))
        rows = {html.unescape(name): html.unescape(value) for name, value in
                re.findall("<td><code>(.*?)</code></td><td><samp>(.*?)</samp></td>", text)}
        self.assertEqual(rows["SCRIPT_NAME"], "/cgi-bin/environnement.py")
        self.assertEqual(rows["PATH_INFO"], "/suite/du chemin")
        self.assertEqual(rows["QUERY_STRING"], "a=%3Cb%3E")
        self.assertEqual(rows["SERVER_PORT"], str(self.server.port))
        self.assertEqual(rows["HTTP_X_NOM"], "l'été")
        self.assertNotIn("HOME", rows)

    def test_the_counter_counts(self):
        cookie = ""
        for visit in (1, 2, 3):
            answer, text = self.client.get("/cgi-bin/compteur.py", Cookie=cookie)
            cookie = answer.getheader("Set-Cookie").split(";")[0]
            self.assertEqual((cookie, heading(text)), (f"visites={visit}", f"Visite n°\u00a0{visit}"))

    def test_redirections(self):
        answer, _ = self.client.get("/cgi-bin/redirection.sh")
        self.assertEqual((answer.status, answer.getheader("Location")),
                         (303, f"{self.server.url}/cgi-bin/environnement.py?suite=redirection"))
        answer, text = self.client.get("/cgi-bin/redirection-locale.sh")
        self.assertEqual((answer.status, answer.getheader("Location")), (200, None))
        self.assertIn("suite=locale", text)
        answer, text = self.client.get("/cgi-bin/introuvable.sh")
        self.assertEqual((answer.status, heading(text)), (404, "Introuvable, dit le script"))

    def test_the_clock_ticks_line_by_line(self):
        with urllib.request.urlopen(f"{self.server.url}/cgi-bin/horloge.sh", timeout=DEADLINE) as answer:
            first = answer.readline()
            after_first = time.monotonic()
            rest = answer.read().splitlines()
        self.assertRegex(first, rb"^Il est \d\d:\d\d:\d\d\.\n$")
        self.assertEqual(len(rest), 9)
        # Nine seconds on an idle machine; little is left of them where this test itself had to wait for its turn.
        self.assertGreater(time.monotonic() - after_first, 0.5, "tout est arrivé d'un coup")

    def test_files_are_received(self):
        boundary = "frontiere"
        body = (f'--{boundary}\r\nContent-Disposition: form-data; name="fichiers"; filename="été.bin"\r\n'
                f"Content-Type: image/png\r\n\r\n").encode() + os.urandom(100_000) + f"\r\n--{boundary}--\r\n".encode()
        for extension in ("py", "cgi"):
            answer, text = self.client.ask("POST", f"/cgi-bin/televersement.{extension}", body,
                                           Content_Type=f"multipart/form-data; boundary={boundary}")
            self.assertEqual(answer.status, 200, text)
            self.assertIn("<td>été.bin</td><td>image/png</td><td>100\u00a0000\u00a0octets</td>", text)


def has_cgi_module():
    done = subprocess.run(["python3", "-W", "ignore", "-c", "import cgi"], env={"PATH": GATEWAY_PATH}, check=False,
                          capture_output=True, timeout=DEADLINE)
    return done.returncode == 0


class NotesTest(unittest.TestCase):
    """index.py in the directory that is served, every executable of which is a script: as the notes do."""

    def serve(self, index):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        (pathlib.Path(folder.name) / "index.py").write_text(index, encoding="utf-8")  # mode 644
        server = Server("cgi_server", "--root", folder.name, "--cgi-prefix", "/", "--access-log", "none")
        self.addCleanup(server.stop)
        return Client(server)

    @unittest.skipUnless(has_cgi_module(), "ce Python n'a plus le module cgi (3.13)")
    def test_the_notes_form_works_as_it_is_typed(self):
        client = self.serve(NOTES_INDEX)
        answer, text = client.get("/index.py")
        self.assertEqual((answer.status, answer.getheader("Content-Type")), (200, "text/html; charset=utf-8"))
        self.assertTrue(text.startswith("None\n<!DOCTYPE html>"), text[:100])
        for answer, text in (client.post_name("/index.py", "Zoé & ça"),
                             client.get("/index.py?name=Zo%C3%A9+%26+%C3%A7a")):
            self.assertEqual((answer.status, text.splitlines()[0]), (200, "Zoé & ça"))

    def test_ours_takes_its_place_with_any_python(self):
        client = self.serve((ROOT / "cgi-bin" / "formulaire.py").read_text(encoding="utf-8"))
        answer, text = client.get("/index.py")
        self.assertEqual(answer.status, 200)
        self.assertIn('<form action="/index.py" method="post">', text)
        answer, text = client.post_name("/index.py", NAME)
        self.assertEqual((answer.status, heading(text)), (200, f"Bonjour, {NAME}\u00a0!"))


if __name__ == "__main__":
    unittest.main()
