#!/usr/bin/env python3
"""The scripts of cgi-bin/, each run as a gateway runs it: an environment, a body, and what it prints.

The notes' form is there in four languages, which must give the same page.
"""

import glob
import html
import os
import pathlib
import re
import shutil
import subprocess
import sys
import unittest
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "cgi-bin"
BUILT = pathlib.Path(os.environ.get("ATELIER_BIN", ROOT / "build/debug/bin")).resolve().parent / "cgi-bin"
PATH = "/usr/local/bin:/usr/bin:/bin"
DEADLINE = 60.0

ORDINARY = "application/x-www-form-urlencoded"
NOISY = "Zoé <script>alert(1)</script> & « ça » l'été \"+%$(id)`id`\\n*"


class Answer:
    def __init__(self, done):
        self.complaint = done.stderr.decode("utf-8", "replace")
        head, _, self.body = done.stdout.partition(b"\n\n")
        self.fields = dict(line.split(": ", 1) for line in head.decode("ascii").splitlines())
        self.status = int(self.fields.get("Status", "200 OK").split()[0])
        self.text = self.body.decode("utf-8")

    def heading(self):
        return html.unescape(re.search("<h1>(.*?)</h1>", self.text, re.S)[1])


def run(command, body=b"", **variables):
    """Runs a script with these meta-variables and nothing else in its environment."""
    environment = {"PATH": PATH, "GATEWAY_INTERFACE": "CGI/1.1", "SERVER_PROTOCOL": "HTTP/1.1",
                   "SERVER_NAME": "localhost", "SERVER_PORT": "8080", "QUERY_STRING": "",
                   "SCRIPT_NAME": "/cgi-bin/formulaire", **variables}
    done = subprocess.run(command, input=body, env=environment, cwd=SCRIPTS, capture_output=True, timeout=DEADLINE,
                          check=False)
    if done.returncode != 0:
        raise AssertionError(f"{command} : statut {done.returncode}\n{done.stderr.decode('utf-8', 'replace')}")
    return Answer(done)


def get(command, query=""):
    return run(command, REQUEST_METHOD="GET", QUERY_STRING=query)


def post(command, body, content_type=ORDINARY, length=None):
    return run(command, body, REQUEST_METHOD="POST", CONTENT_TYPE=content_type,
               CONTENT_LENGTH=str(len(body)) if length is None else length)


def interpreters(script, names):
    """The script by itself, then under each of these interpreters that is on this machine."""
    found = {os.path.realpath(path) for name in names for path in [shutil.which(name, path=PATH)] if path}
    return [[str(SCRIPTS / script)], *([path, str(SCRIPTS / script)] for path in sorted(found))]


def pythons():
    return {os.path.basename(path) for path in glob.glob("/usr/bin/python3.*") + glob.glob("/usr/local/bin/python3.*")
            if re.fullmatch(r"python3\.\d+", os.path.basename(path))}


def forms():
    """Each way of running the form: its language, its command."""
    commands = {"Python": interpreters("formulaire.py", pythons()), "Perl": interpreters("formulaire.pl", ["perl"]),
                "shell": interpreters("formulaire.sh", ["dash", "bash", "ksh", "mksh", "yash"]),
                "C++": [[str(BUILT / "formulaire.cgi")]]}
    return [(language, command) for language, ways in commands.items() for command in ways
            if os.path.exists(command[0]) and shutil.which(first_line_program(command[-1]), path=PATH)]


def first_line_program(script):
    """The interpreter that a script names in its first line, or the script itself if it is a program."""
    with open(script, "rb") as file:
        line = file.readline()
    return line[2:].split()[-1].decode() if line.startswith(b"#!") else script


class FormTest(unittest.TestCase):
    """A name in, a greeting out: in each language."""

    def for_each(self, ask, check):
        for language, command in forms():
            with self.subTest(language=language, command=command):
                check(ask(command))

    def greets(self, name, ask):
        def check(answer):
            self.assertEqual(answer.status, 200, answer.text)
            self.assertEqual(answer.fields["Content-Type"], "text/html; charset=utf-8")
            self.assertEqual(answer.heading(), f"Bonjour, {name}\u00a0!")
            self.assertEqual(html.unescape(re.search('name="name" value="(.*?)"', answer.text)[1]), name)
            self.assertEqual(answer.complaint, "")
        self.for_each(ask, check)

    def refuses(self, status, ask):
        def check(answer):
            self.assertEqual(answer.status, status, answer.text)
            self.assertIn("GET", answer.fields["Allow"])
            self.assertIn('<html lang="fr">', answer.text)
            self.assertEqual(answer.complaint, "")
        self.for_each(ask, check)

    def asks_for_the_name(self, ask):
        def check(answer):
            self.assertEqual((answer.status, answer.heading()), (200, "Comment vous appelez-vous\u00a0?"))
            self.assertIn('<form action="/cgi-bin/formulaire" method="post">', answer.text)
        self.for_each(ask, check)

    def test_all_languages_are_there(self):
        self.assertEqual({language for language, _ in forms()}, {"Python", "Perl", "shell", "C++"})

    def test_get_shows_the_form(self):
        self.asks_for_the_name(get)

    def test_a_name_that_is_absent_or_empty_is_asked_for_again(self):
        for query in ("autre=1", "name=", "name", "&&=&name=&", "names=x", "name=&name=Luc"):
            self.asks_for_the_name(lambda command, query=query: get(command, query))
            self.asks_for_the_name(lambda command, query=query: post(command, query.encode()))

    def test_post_and_get_answer(self):
        self.greets("Zoé", lambda command: post(command, b"name=Zo%C3%A9"))
        self.greets("Zoé", lambda command: get(command, "name=Zo%C3%A9"))

    def test_what_was_typed_is_shown_as_text(self):
        sent = urllib.parse.urlencode({"avant": "1", "name": NOISY, "send": "ok"})
        self.greets(NOISY, lambda command: post(command, sent.encode()))
        self.for_each(lambda command: get(command, sent), lambda answer: self.assertNotIn("<script>", answer.text))

    def test_plus_is_a_space_and_a_lonely_percent_is_itself(self):
        self.greets("a b+c", lambda command: post(command, b"name=a+b%2bc"))
        self.greets("100% 5%z", lambda command: post(command, b"name=100%+5%z"))

    def test_bytes_sent_without_percent_are_read_too(self):
        self.greets("Zoé", lambda command: post(command, "name=Zoé".encode()))

    def test_of_several_names_the_first_counts(self):
        self.greets("Zoé", lambda command: post(command, b"name=Zo%C3%A9&name=Luc"))

    def test_the_type_may_have_parameters(self):
        kind = "Application/X-WWW-form-urlencoded; charset=utf-8"
        self.greets("Luc", lambda command: post(command, b"name=Luc", kind))

    def test_only_as_many_bytes_as_announced_are_read(self):
        self.greets("Luc", lambda command: post(command, b"name=Lucette", length="8"))

    def test_too_short_a_body_is_refused(self):
        self.refuses(400, lambda command: post(command, b"name=Zo", length="9"))

    def test_a_length_that_is_none_is_refused(self):
        self.refuses(400, lambda command: post(command, b"name=Zo", length="7x"))

    def test_too_long_a_body_is_refused(self):
        self.refuses(413, lambda command: post(command, b"", length="1000000000"))
        self.refuses(413, lambda command: post(command, b"name=" + b"a" * 20_000))
        self.refuses(413, lambda command: post(command, b"", length="9223372036854775807"))

    def test_what_is_not_utf8_is_refused(self):
        for wrong in (b"%E9", b"%C0%80", b"%ED%A0%80", b"%F4%90%80%80", b"%C3", b"\xe9"):
            self.refuses(400, lambda command, wrong=wrong: post(command, b"name=Zo" + wrong))
        self.refuses(400, lambda command: post(command, b"name=Zo&autre=%E9"))
        self.refuses(400, lambda command: post(command, b"name=Zo&%E9=autre"))

    def test_control_characters_are_refused(self):
        for wrong in ("%00", "a%00b", "a%0A", "%0d%0aSet-Cookie:%20a=b", "%7F", "%1b[2J"):
            self.refuses(400, lambda command, wrong=wrong: get(command, "name=" + wrong))

    def test_other_bodies_and_methods_are_refused(self):
        self.refuses(415, lambda command: post(command, b"name=Luc", "text/plain"))
        self.refuses(415, lambda command: post(command, b"name=Luc", ORDINARY + "x"))
        self.refuses(405, lambda command: run(command, b"name=Luc", REQUEST_METHOD="PUT", CONTENT_LENGTH="8"))

    def test_the_page_is_the_same_in_every_language(self):
        for name in ("", "Zoé", NOISY):
            pages = set()
            for language, command in forms():
                answer = post(command, urllib.parse.urlencode({"name": name}).encode())
                page = answer.text.replace(f"Script en {language}<", "Script<")
                pages.add((tuple(answer.fields.items()), page.replace("&#x27;", "&#39;")))  # the same character
            self.assertEqual(len(pages), 1)


BOUNDARY = "----frontiere"
LATIN = bytes(range(256)) * 4 + b"\r\n--" + BOUNDARY.encode() + b"x\r\n"  # almost a boundary


def part(name, content, filename=None, media_type=None):
    head = f'Content-Disposition: form-data; name="{name}"'
    head += f'; filename="{filename}"' if filename is not None else ""
    head += f"\r\nContent-Type: {media_type}" if media_type else ""
    return f"--{BOUNDARY}\r\n{head}\r\n\r\n".encode() + content + b"\r\n"


def multipart(*parts, end=f"--{BOUNDARY}--\r\n".encode()):
    return b"".join(parts) + end


class UploadTest(unittest.TestCase):
    """Files in, what they are out: in Python and in C++."""

    def for_each(self, body, check, length=None, content_type=f"multipart/form-data; boundary={BOUNDARY}"):
        for script in (SCRIPTS / "televersement.py", BUILT / "televersement.cgi"):
            with self.subTest(script=script.name):
                check(post([str(script)], body, content_type, length))

    def shows(self, heading, rows, body):
        def check(answer):
            found = re.findall("<tr>((?:<td>.*?</td>)+)</tr>", answer.text)
            cells = [tuple(html.unescape(cell) for cell in re.findall("<td>(.*?)</td>", row)) for row in found]
            self.assertEqual((answer.status, answer.heading(), cells), (200, heading, rows))
            self.assertNotIn("<script>", answer.text)
        self.for_each(body, check)

    def test_files_are_named_typed_and_measured(self):
        self.shows("Été <script> & mer", [("plage à midi.jpg", "image/jpeg", "1\u00a0044\u00a0octets"),
                                          ("vide.txt", "text/plain", "0\u00a0octet")],
                   multipart(part("titre", "Été <script> & mer".encode()),
                             part("fichiers", LATIN, "plage à midi.jpg", "image/jpeg"),
                             part("fichiers", b"", "vide.txt")))

    def test_a_name_is_a_name_and_no_path(self):
        self.shows("Fichiers reçus", [("<script>.txt", "text/plain", "1\u00a0octet")],
                   multipart(part("fichiers", b"x", "../../<script>.txt")))

    def test_no_file_chosen(self):
        for body in (multipart(part("titre", b"a"), part("fichiers", b"", "")), multipart(part("autre", b"a", "b"))):
            self.shows("Aucun fichier reçu", [], body)
        for script in (SCRIPTS / "televersement.py", BUILT / "televersement.cgi"):
            self.assertEqual(get([str(script)]).heading(), "Aucun fichier reçu")

    def test_one_megabyte_of_anything(self):
        size = 1_000_000
        self.shows("Fichiers reçus", [("a.bin", "application/octet-stream", "1\u00a0000\u00a0000\u00a0octets")],
                   multipart(part("fichiers", os.urandom(size), "a.bin", "application/octet-stream")))

    def refuses(self, status, body, **options):
        self.for_each(body, lambda answer: self.assertEqual(answer.status, status, answer.text), **options)

    def test_what_cannot_be_read_is_refused(self):
        whole = multipart(part("fichiers", b"abc", "a.txt"))
        self.refuses(400, whole[:-10])                          # the last boundary is cut
        self.refuses(400, whole, length=str(len(whole) + 1))
        self.refuses(413, b"", length="2000000000")
        self.refuses(415, whole, content_type="text/plain")
        self.refuses(400, multipart(part("fichiers", b"abc", "a.txt")), length="abc")


class OtherScriptsTest(unittest.TestCase):
    def test_the_environment_is_shown_escaped_and_sorted(self):
        answer = run([str(SCRIPTS / "environnement.py")], REQUEST_METHOD="GET", QUERY_STRING="a=<b>&c",
                     HTTP_ACCEPT_LANGUAGE="fr", REMOTE_ADDR="127.0.0.1", HTTP_X_NOM="Zoé", SERVER_SOFTWARE="Atelier")
        rows = re.findall("<td><code>(.*?)</code></td><td><samp>(.*?)</samp></td><td[^>]*>(.*?)</td>", answer.text)
        names = [name for name, _, _ in rows]
        self.assertEqual(names, sorted(names))
        self.assertIn(("QUERY_STRING", "a=&lt;b&gt;&amp;c", "§\u00a04.1.7"), rows)
        self.assertIn(("REMOTE_ADDR", "127.0.0.1", "§\u00a04.1.8"), rows)
        self.assertIn(("SERVER_SOFTWARE", "Atelier", "§\u00a04.1.17"), rows)
        self.assertIn(("HTTP_ACCEPT_LANGUAGE", "fr", "§\u00a04.1.18"), rows)
        self.assertIn(("HTTP_X_NOM", "Zoé", "§\u00a04.1.18"), rows)

    def count(self, cookies):
        answer = run([str(SCRIPTS / "compteur.py")], REQUEST_METHOD="GET", **cookies)
        value, *attributes = answer.fields["Set-Cookie"].split("; ")
        self.assertEqual(attributes[1:], ["Path=/", "HttpOnly", "SameSite=Lax"])
        return value, answer.heading()

    def test_the_counter_counts_and_believes_only_numbers(self):
        self.assertEqual(self.count({}), ("visites=1", "Visite n°\u00a01"))
        self.assertEqual(self.count({"HTTP_COOKIE": "a=b; visites=41"}), ("visites=42", "Visite n°\u00a042"))
        for wrong in ("x", "-1", "1e9", "٣", "9" * 30, '"1"', "1<b>", ""):
            self.assertEqual(self.count({"HTTP_COOKIE": f"visites={wrong}"})[0], "visites=1", wrong)

    def test_redirections(self):
        there = run([str(SCRIPTS / "redirection.sh")], REQUEST_METHOD="GET")
        self.assertEqual((there.status, there.fields["Location"]),
                         (303, "http://localhost:8080/cgi-bin/environnement.py?suite=redirection"))
        secure = run([str(SCRIPTS / "redirection.sh")], REQUEST_METHOD="GET", HTTPS="on")
        self.assertTrue(secure.fields["Location"].startswith("https://"))
        local = run([str(SCRIPTS / "redirection-locale.sh")], REQUEST_METHOD="GET")
        self.assertEqual(local.fields, {"Location": "/cgi-bin/environnement.py?suite=locale"})
        self.assertEqual(local.body, b"")

    def test_a_script_may_say_404(self):
        self.assertEqual(run([str(SCRIPTS / "introuvable.sh")], REQUEST_METHOD="GET").status, 404)

    def test_hello(self):
        answer = run([str(BUILT / "bonjour.cgi")], REQUEST_METHOD="GET")
        self.assertEqual((answer.fields["Content-Type"], answer.text), ("text/plain; charset=utf-8", "Bonjour !\n"))

    def test_the_clock_writes_line_after_line(self):
        with subprocess.Popen([str(SCRIPTS / "horloge.sh")], env={"PATH": PATH}, stdout=subprocess.PIPE) as clock:
            lines = [clock.stdout.readline() for _ in range(3)]
            self.assertIsNone(clock.poll(), "l'horloge a tout écrit d'un coup")
            self.assertEqual(lines[:2], [b"Content-Type: text/plain; charset=utf-8\n", b"\n"])
            self.assertRegex(lines[2], rb"^Il est \d\d:\d\d:\d\d\.$")
            clock.kill()

    def test_scripts_can_be_run_and_what_is_not_a_script_cannot(self):
        for path in SCRIPTS.iterdir():
            is_script = path.suffix in (".py", ".pl", ".sh")
            self.assertEqual(os.access(path, os.X_OK), is_script, path.name)
            self.assertNotIn(b"\r", path.read_bytes(), path.name)


if __name__ == "__main__":
    if not (BUILT / "formulaire.cgi").exists():
        sys.exit(f"{BUILT} : les scripts en C++ ne sont pas construits (cible « scripts »).")
    unittest.main()
