"""What real clients get of the answers of cgi_server's scripts, and that nobody gets the text of one."""

import http.client
import re
import shutil
import unittest

from scripted_site import (CgiTest, DEADLINE, ENVIRONMENT, SAY, SECRET, page, parsed, read_to_end, said, shell,
                           status_of)

try:
    import requests
except ImportError:
    requests = None

DOCUMENT = "Content-Type: text/plain\n\n"


class AnswersTest(CgiTest):
    """RFC 3875 §6: the head of an answer, and how its body travels."""

    scripts = {
        "say.py": SAY, "nph-say.py": SAY, "env.py": ENVIRONMENT,
        "stream.sh": page("echo premier", "read go < go.fifo", "echo second"),
        "blob.py": "#!/usr/bin/python3\nimport sys\nprint('Content-Type: a/b\\n', flush=True)\n"
                   "sys.stdout.buffer.write(bytes(range(256)) * 4096)\n",
        "round.sh": shell('echo "Location: $SCRIPT_NAME?again"', "echo"),
        "tag.sh": shell('case "$HTTP_IF_NONE_MATCH" in *v1*) echo Status: 304;; *) echo Content-Type: a/b;; esac',
                        "echo 'ETag: \"v1\"'", "echo", 'test "$HTTP_IF_NONE_MATCH" || echo contenu'),
        "wide.sh": shell("printf 'Content-Type: a/b\nX: %040000d\n\n' 0"),
        "long.sh": shell("exec yes 'X: 1'"),
        "dies.sh": page("echo moitié", "kill -KILL $$"),
    }
    files = {"fichier.txt": "un fichier\n"}

    def say(self, answer, script="say.py", **options):
        return self.get(f"/cgi-bin/{script}{said(answer)}", **options)

    def raw(self, answer, version="1.1", script="say.py", method="GET"):
        last = "Host: a\r\nConnection: close\r\n" if version == "1.1" else ""
        target = f"/cgi-bin/{script}{said(answer)}"
        return self.exchange(f"{method} {target} HTTP/{version}\r\n{last}\r\n".encode())

    def test_heads_that_are_right(self):
        for head, status, fields in (
                (DOCUMENT, 200, {"Content-Type": "text/plain"}),
                ("content-type:text/plain\r\n\r\n", 200, {"Content-Type": "text/plain"}),
                ("Content-Type: a/b\nStatus: 404 Pas là\n\n", 404, {}),
                ("Status: 503\nContent-Type: a/b\n\n", 503, {}),
                ("Status: 201\nLocation: http://x/\nContent-Type: a/b\n\n", 201, {"Location": "http://x/"}),
                ("Content-Type: a/b\nX-Un: 1\nx-deux:2\n\n", 200, {"X-Un": "1", "X-Deux": "2"}),
                ("Content-Type: a/b\nX-Script-Secret: 1\nCache-Control: no-store\n\n", 200,
                 {"Cache-Control": "no-store"}),
                ("Content-Type: a/b\nX: é\n\n", 200, {"X": "é".encode().decode("latin-1")}),
                ("Content-Type: a/b\nX:\n\n", 200, {"X": ""})):
            answer = self.say(head + "corps")
            self.assertEqual((answer.status, answer.content), (status, b"corps"), head)
            for name, value in fields.items():
                self.assertEqual(answer.getheader(name), value, head)
            self.assertIsNone(answer.getheader("Status"), head)

    def test_heads_that_are_wrong(self):
        marker = "X-Injecte: oui"
        for head in ("", "\n", "corps\n", "HTTP/1.1 200 OK\nContent-Type: a/b\n\n", "Content-Type\n\n", "X: 1\n\n",
                     "Content-Type : a/b\n\n", " Content-Type: a/b\n\n", "Content-Type: a/b\n X: suite\n\n",
                     ": a\n\n", "Content-Type: a/b\nNom vilain: 1\n\n", "Content-Type: a/b\n", "Content-Type: a/b",
                     "Content-Type:\n\n",
                     f"Content-Type: a/b\nX: 1\r{marker}\n\n", f"Content-Type: a/b\nX: 1\0{marker}\n\n",
                     "Content-Type: a/b\nX: \x7f\n\n", f"Content-Type: a/b\r{marker}\r\r\n\n",
                     f"Location: /\r{marker}\n\n",
                     "Content-Type: a/b\nContent-Type: c/d\n\n", "Status: 200\nStatus: 404\n\n",
                     "Location: /a\nLocation: /b\n\n", "Status: 100\n\n", "Status: 101 Switching\n\n",
                     "Status: 600\n\n",
                     "Status: abc\n\n", "Status: 2000\n\n", "Status:\n\n", "Location:\n\n", "Location: /a b\n\n",
                     "Content-Type: a/b\nContent-Length: -1\n\n", "Content-Type: a/b\nContent-Length: 1, 1\n\n",
                     "Content-Type: a/b\nContent-Length: 5\nContent-Length: 6\n\n",
                     "Content-Type: a/b\n" + "X: 1\n" * 200 + "\n"):
            answer = self.raw(head + "corps")
            self.assertEqual(status_of(answer), 502, (head[:60], answer[:300]))
            self.assertNotIn(b"X-Injecte", answer)
            self.assertNotIn(b"corps", answer.split(b"\r\n\r\n", 1)[1].split(b"<body", 1)[0])
            self.assertEqual(len(re.findall(rb"HTTP/1\.1 ", answer)), 1)

    def test_a_head_without_end(self):
        self.assertEqual(self.get("/cgi-bin/wide.sh").status, 502)
        self.assertEqual(self.get("/cgi-bin/long.sh").status, 502)

    def test_what_belongs_to_the_connection_is_the_server_s(self):
        answer = self.raw("Content-Type: a/b\nConnection: keep-alive\nTransfer-Encoding: gzip\nTrailer: X\n"
                          "Upgrade: h2c\nKeep-Alive: timeout=9\nServer: autre\nDate: hier\n\ncorps")
        head = answer.split(b"\r\n\r\n")[0].lower()
        for line in (b"keep-alive", b"gzip", b"trailer", b"upgrade", b"autre", b"hier"):
            self.assertNotIn(line, head)
        self.assertEqual(parsed(answer).content, b"corps")

    def test_two_cookies_stay_two(self):
        answer = self.say("Content-Type: a/b\nSet-Cookie: a=1; Path=/\nSet-Cookie: b=2\n\n")
        self.assertEqual(answer.headers.get_all("Set-Cookie"), ["a=1; Path=/", "b=2"])

    def test_a_length_that_the_script_said(self):
        for version in ("1.0", "1.1"):
            answer = self.raw("Content-Type: a/b\nContent-Length: 5\n\ncorps", version)
            self.assertEqual(answer.lower().count(b"content-length: 5"), 1)
            self.assertTrue(answer.endswith(b"\r\n\r\ncorps"))
            self.assertTrue(self.raw("Content-Type: a/b\nContent-Length: 5\n\ncorps et plus",
                                     version).endswith(b"\r\n\r\ncorps"))
        connection = http.client.HTTPConnection(self.server.host, self.server.port, timeout=DEADLINE)
        self.addCleanup(connection.close)
        connection.request("GET", "/cgi-bin/say.py" + said("Content-Type: a/b\nContent-Length: 9\n\ncorps"))
        with self.assertRaises((http.client.IncompleteRead, ConnectionResetError)):
            connection.getresponse().read()

    def test_without_a_length_1_1_has_chunks_and_1_0_ends(self):
        answer = self.raw(DOCUMENT + "corps")
        self.assertRegex(answer, rb"(?i)\r\ntransfer-encoding: chunked\r\n")
        self.assertTrue(answer.endswith(b"\r\n0\r\n\r\n"))
        answer = self.raw(DOCUMENT + "corps", "1.0")
        self.assertTrue(answer.startswith(b"HTTP/1.0 200 "))
        self.assertTrue(answer.endswith(b"\r\n\r\ncorps"))
        self.assertNotIn(b"chunked", answer)

    def test_an_empty_body(self):
        for version in ("1.0", "1.1"):
            self.assertEqual(parsed(self.raw(DOCUMENT, version)).content, b"")
            self.assertEqual(status_of(self.raw("Status: 204\n\n", version)), 204)

    def test_one_connection_for_many_answers(self):
        connection = http.client.HTTPConnection(self.server.host, self.server.port, timeout=DEADLINE)
        self.addCleanup(connection.close)
        connection.connect()
        own_port = connection.sock.getsockname()[1]
        for head in (DOCUMENT, "Content-Type: a/b\nContent-Length: 5\n\n", "Status: 404\nContent-Type: a/b\n\n",
                     "vilain\n"):
            connection.request("POST", "/cgi-bin/say.py" + said(head + "corps"), b"non lu" * 2)
            self.assertIn(b"corps" if "vilain" not in head else b"<html", connection.getresponse().read())
            self.assertEqual(connection.sock.getsockname()[1], own_port, "la connexion a été refaite")

    def test_head_gives_the_fields_and_no_body(self):
        for version in ("1.0", "1.1"):
            answer = self.raw("Content-Type: a/b\nX: 1\nContent-Length: 5\n\ncorps", version, method="HEAD")
            self.assertTrue(answer.endswith(b"\r\n\r\n"), answer)
            self.assertRegex(answer, rb"(?i)\r\ncontent-length: 5\r\n")
            self.assertTrue(self.raw(DOCUMENT + "corps", version, method="HEAD").endswith(b"\r\n\r\n"))
        self.assertEqual(self.get("/cgi-bin/env.py", "HEAD").status, 200)

    def test_a_304_of_the_script(self):
        first = self.get("/cgi-bin/tag.sh")
        self.assertEqual((first.status, first.content, first.getheader("ETag")), (200, b"contenu\n", '"v1"'))
        again = self.get("/cgi-bin/tag.sh", fields={"If-None-Match": '"v1"'})
        self.assertEqual((again.status, again.content, again.getheader("ETag")), (304, b"", '"v1"'))
        dated = self.get("/cgi-bin/env.py", fields={"If-Modified-Since": "Sun, 06 Nov 1994 08:49:37 GMT"})
        self.assertIn(b'"HTTP_IF_MODIFIED_SINCE": "Sun, 06 Nov 1994 08:49:37 GMT"', dated.content)
        self.assertEqual(self.say("Status: 304\nContent-Type: a/b\n\ncorps").content, b"")

    def test_line_ends_of_every_kind(self):
        for head in ("Location: http://x/\r\n\n\n", "Location: http://x/\n\r\n", "Location:http://x/ \t\r\n\r\n"):
            answer = self.say(head)
            self.assertEqual((answer.status, answer.getheader("Location")), (302, "http://x/"), head)

    def test_a_script_that_fails_may_be_sent_anything(self):
        for length in (0, 10, 255, 256, 257, 1024, 70_000):
            self.assertEqual(self.say("vilain\n", method="POST", body=b"x" * length).status, 502, length)

    def test_redirects_of_the_client(self):
        for head, status in (("Location: http://x/y\n\n", 302),
                             ("Location: /fichier.txt\nStatus: 303 See Other\n\n", 303),
                             ("Location: http://x/\nStatus: 301\nContent-Type: a/b\n\ncorps", 301),
                             ("Location: /fichier.txt\nSet-Cookie: a=1\n\n", 302), ("Location: relatif\n\n", 302),
                             ("Location: /fichier.txt#ici\n\n", 302), ("Location: //x/y\nX: 1\n\n", 302),
                             ("Status: 307\nLocation: ?a\n\n", 307)):
            answer = self.say(head)
            self.assertEqual((answer.status, answer.getheader("Location")),
                             (status, re.search("Location: (.*)", head)[1]), head)

    def test_redirects_that_the_server_follows(self):
        answer = self.say("Location: /fichier.txt\n\n")
        self.assertEqual((answer.status, answer.content, answer.getheader("Location")), (200, b"un fichier\n", None))
        self.assertEqual(self.say("Location: /absent\n\n").status, 404)
        answer = self.say("Location: /cgi-bin/env.py/i?q=1\n\n", method="POST", body=b"a=1", fields={"X-A": "1"})
        for pair in (b'"REQUEST_METHOD": "GET"', b'"PATH_INFO": "/i"', b'"QUERY_STRING": "q=1"', b'"HTTP_X_A": "1"',
                     b'"body": ""'):
            self.assertIn(pair, answer.content)
        self.assertNotIn(b"CONTENT_LENGTH", answer.content)
        self.assertEqual(self.get("/cgi-bin/round.sh").status, 502)
        self.assertEqual(self.say("Location: //x/y\n\n").status, 404)
        for inside in ("/../../etc/passwd", "/cgi-bin%2fsay.py", "/%00", "/%zz"):
            answer = self.say(f"Location: {inside}\n\n")
            self.assertIn(answer.status, (302, 400, 404, 502), inside)
            self.assertNotIn(b"root:", answer.content)

    @unittest.skipUnless(shutil.which("curl"), "curl n'est pas installé")
    def test_curl_follows(self):
        path = "/cgi-bin/say.py" + said("Location: /fichier.txt\nStatus: 303\n\n")
        self.assertEqual(self.curl("--location", "--data", "a=1", self.url(path)), b"un fichier\n")
        self.assertEqual(self.curl("--http1.0", self.url("/cgi-bin/say.py" + said(DOCUMENT + "corps"))), b"corps")

    @unittest.skipUnless(requests, "python3-requests n'est pas installé")
    def test_requests_follows_with_its_cookie(self):
        session = requests.Session()
        session.trust_env = False
        self.addCleanup(session.close)
        path = "/cgi-bin/say.py" + said("Location: /cgi-bin/env.py\nSet-Cookie: panier=3; Path=/\n\n")
        answer = session.get(self.url(path), timeout=DEADLINE)
        self.assertEqual([step.status_code for step in answer.history], [302])
        self.assertEqual(answer.json()["environment"]["HTTP_COOKIE"], "panier=3")

    def test_a_script_that_writes_its_own_head(self):
        own = b"HTTP/1.1 299 Mien\r\nX-Mien: 1\r\nContent-Length: 5\r\n\r\ncorps"
        for version in ("1.0", "1.1"):
            self.assertEqual(self.raw(own, version, "nph-say.py"), own)
        short = b'HTTP/1.0 304 Not Modified\r\nETag: "a"\r\n\r\n'
        self.assertEqual(self.raw(short, "1.0", "nph-say.py"), short)
        self.assertEqual(status_of(self.raw("HTTP/1.0 30 FooBar\r\n\r\n", script="nph-say.py")), 502)
        self.assertEqual(status_of(self.raw("Content-Type: a/b\n\ncorps", script="nph-say.py")), 502)
        self.assertEqual(status_of(self.raw("", script="nph-say.py")), 502)

    def test_the_answer_streams(self):
        fifo = self.fifo("go.fifo")
        for request in (b"GET /cgi-bin/stream.sh HTTP/1.0\r\n\r\n",
                        b"GET /cgi-bin/stream.sh HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"):
            connection = self.connect()
            connection.sendall(request)
            received = b""
            while b"premier\n" not in received:
                received += connection.recv(4096)  # before the script may go on
            self.assertNotIn(b"second", received)
            fifo.tell()
            self.assertIn(b"second\n", read_to_end(connection))

    def test_bytes_arrive_as_they_were_written(self):
        self.assertEqual(self.get("/cgi-bin/blob.py").content, bytes(range(256)) * 4096)

    def test_an_answer_that_was_cut_looks_cut(self):
        for request in (b"GET /cgi-bin/dies.sh HTTP/1.1\r\nHost: a\r\n\r\n",
                        b"GET /cgi-bin/dies.sh HTTP/1.0\r\n\r\n"):
            connection = self.connect()
            connection.sendall(request)
            with self.assertRaises(ConnectionResetError):
                received = connection.recv(65536)
                self.assertIn(received[:4], (b"HTTP", b""), received)
                while received:
                    self.assertFalse(received.endswith(b"0\r\n\r\n"), received)
                    received = connection.recv(65536)
        self.eventually(lambda: "SIGKILL" in self.log(), "le journal ne dit pas comment le script a fini")

    def test_the_log_says_what_is_wrong(self):
        self.say("Content-Type: a/b\nligne\x1b[31m vilaine\n\n")
        self.eventually(lambda: "say.py" in self.log() and "ligne" in self.log(), "le journal ne dit rien")
        self.assertNotIn("\x1b", self.log())


# Ways to write the path of a script, of what lies beside it, and of what could be taken for it.
HIDDEN = (
    "%2fcgi-bin/s.py", "/cgi-bin%2fs.py", "/cgi-bin%2Fs.py", "/cgi-bin/%2fs.py", "/cgi-bin%5cs.py",
    "/cgi-bin\\s.py", "/%63gi-bin/s.py", "/cgi-bin/%73.py", "/cgi%2dbin/s.py", "/cgi-bin/s%2epy",
    "/cgi-bin/s.p%79", "/cgi-bin/s.py%20", "/cgi-bin/s.py%00", "/cgi-bin/s.py%00.txt", "/cgi-bin/s.py%0a",
    "/cgi-bin/s.py%0d%0a", "/cgi-bin/s.py.", "/cgi-bin/s.py..", "/cgi-bin/s.py/", "/cgi-bin/s.py//",
    "/cgi-bin/s.py/.", "/cgi-bin/s.py/..", "/cgi-bin/s.py/../s.py", "/cgi-bin/s.py/x", "/cgi-bin/s.py/x.txt",
    "/cgi-bin/s.py;a", "/cgi-bin/s.py;.txt", "/cgi-bin;/s.py", "/cgi-bin;a=b/s.py", "/cgi-bin/s.py%3b",
    "/cgi-bin/s.py%3f", "/cgi-bin/s.py%23", "/cgi-bin/s.py?", "/cgi-bin/s.py?source", "/cgi-bin/s.py#a",
    "/cgi-bin/s.py:$DATA", "/cgi-bin/s.py::$DATA", "/cgi-bin/s.py%3a%3a$DATA", "/CGI-BIN/s.py",
    "/Cgi-Bin/S.PY", "/cgi-bin/S.py", "/cgi-bin/s.PY", "//cgi-bin/s.py", "///cgi-bin///s.py", "/cgi-bin//s.py",
    "/./cgi-bin/s.py", "/cgi-bin/./s.py", "/x/../cgi-bin/s.py", "/cgi-bin/../cgi-bin/s.py",
    "/cgi-bin/x/../s.py", "/cgi-bin/%2e/s.py", "/%2e%2e/cgi-bin/s.py", "/..%2fcgi-bin/s.py",
    "/cgi-bin/..%2fcgi-bin/s.py", "/cgi-bin/%2e%2e/cgi-bin/s.py", "/%2fcgi-bin/s.py", "/%252fcgi-bin/s.py",
    "/cgi-bin%252fs.py", "/%25%32%66cgi-bin/s.py", "/cgi-bin/s%252epy", "/cgi-bin/%c0%ae/s.py",
    "/cgi-bin%c0%afs.py", "/cgi-bin/s.py%ff", "/cgi-bin/%u0073.py", "/cgi-bin", "/cgi-bin/", "/cgi-bin/.",
    "/cgi-bin/s.py~", "/cgi-bin/s.py.bak", "/cgi-bin/s.py.orig", "/cgi-bin/.s.py.swp", "/cgi-bin/#s.py#",
    "/cgi-bin/%23s.py%23", "/cgi-bin/s.pyc", "/cgi-bin/plain.py", "/cgi-bin/plain.txt", "/cgi-bin/link.txt",
    "/cgi-bin/none", "/cgi-bin/__pycache__/s.pyc", "/cgi-bin/.htaccess", "cgi-bin/s.py",
    "http://a/cgi-bin/s.py", "http://a//cgi-bin/s.py", "http://a/cgi-bin%2fs.py", "HTTP://A/CGI-BIN/s.py",
    "http://a/./cgi-bin/s.py", "*", "/*", "/cgi-bin/*", "/cgi-bin/s.py/%2e%2e/%2e%2e", "/cgi-bin/s.py%2f",
    "/cgi-bin/s.py%2fx", "/cgi-bin/s.py%2f..%2fs.py", "/cgi-bin/s.py/../plain.py", "/cgi-bin/s.py%09",
    "/cgi-bin/%20s.py", "/cgi-bin/s.py+", "/cgi-bin/s.py&", "/cgi-bin/s.py,v", "/lien/s.py", "/lien/plain.txt",
    "/lien.txt", "/dur.txt",
)

SCRIPT = f"#!/usr/bin/python3\n# {SECRET}\nprint('Content-Type: text/plain\\n\\nlance')\n"
# What lies beside a script: its backups, a copy that is not executable, what Python made of it.
BESIDE = ("s.py~", "s.py.bak", "s.py.orig", ".s.py.swp", "#s.py#", "s.pyc", "plain.py", "__pycache__/s.pyc",
          "s.py,v", ".htaccess")
METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT")


class SourceTest(CgiTest):
    """However its path is written, a script is run or is not found."""

    scripts = {"s.py": SCRIPT, "plain.txt": SECRET}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name in BESIDE:
            cls.write(cls.bin / name, SCRIPT, 0o644)
        (cls.bin / "plain.txt").chmod(0o644)
        (cls.bin / "link.txt").symlink_to("s.py")
        (cls.root / "lien").symlink_to(cls.bin)
        (cls.root / "lien.txt").symlink_to(cls.bin / "s.py")

    def ask(self, spelling, method="GET", fields=""):
        length = "Content-Length: 0\r\n" if method in ("POST", "PUT") else ""
        last = "Connection: close\r\n\r\n"
        return self.exchange(f"{method} {spelling} HTTP/1.1\r\nHost: a\r\n{fields}{length}{last}".encode())

    def test_no_spelling_gives_the_text(self):
        ran = 0
        for spelling in HIDDEN:
            answer = self.ask(spelling)
            ran += b"\nlance" in answer
            self.assertNotIn(SECRET.encode(), answer, spelling)
            self.assertIn(status_of(answer), (200, 400, 403, 404), (spelling, answer[:200]))
            if not spelling.endswith(("/", ".", "%2e")):
                self.assertEqual(status_of(answer) == 200, b"\nlance" in answer, (spelling, answer[:200]))
        self.assertGreater(ran, 20, "des écritures ordinaires doivent lancer le script")

    def test_no_method_and_no_field_gives_the_text(self):
        for method in METHODS:
            for spelling in ("/cgi-bin/s.py", "/cgi-bin/plain.py", "/cgi-bin/s.py~", "/cgi-bin%2fs.py",
                             "/cgi-bin/plain.txt"):
                self.assertNotIn(SECRET.encode(), self.ask(spelling, method), (method, spelling))
        for fields in ("Range: bytes=0-99\r\n", "Translate: f\r\n",
                       "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n",
                       "Accept: text/x-python\r\n", "X-Original-URL: /cgi-bin/s.py\r\n"):
            self.assertNotIn(SECRET.encode(), self.ask("/cgi-bin/s.py", fields=fields), fields)

    def test_a_script_without_its_bit_is_said_in_the_log(self):
        (self.bin / "oubli.sh").write_text(shell("echo"), encoding="utf-8")
        self.assertEqual(self.get("/cgi-bin/oubli.sh").status, 403)
        self.eventually(lambda: "oubli.sh" in self.log() and "chmod +x" in self.log(), "le journal ne dit rien")


class MixedSourceTest(SourceTest):
    """The same where files and scripts stand side by side, as in the notes."""

    options = ("--cgi-prefix", "/")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name in (*BESIDE, "cgi-bin/s.py", "cgi-bin/s.py~", "sous/plain.py"):
            cls.write(cls.root / name, SCRIPT, 0o644)
        cls.write(cls.root / "s.py", SCRIPT, 0o755)
        cls.write(cls.root / "programme", SCRIPT, 0o755)
        cls.write(cls.root / "page.html", "<p>une page</p>", 0o755)
        cls.write(cls.root / "dossier/index.html", SCRIPT, 0o755)
        cls.write(cls.root / "index.html", "<p>accueil</p>", 0o644)

    def test_at_the_root_too(self):
        for spelling in (*(name.replace("/cgi-bin/", "/").replace("/cgi-bin%2f", "/%2f") for name in HIDDEN),
                         "/programme", "/programme/x", "/s.py/x", "/plain.py", "/sous/plain.py", "/%23s.py%23"):
            answer = self.ask(spelling)
            self.assertNotIn(SECRET.encode(), answer, spelling)
        for spelling in ("/programme", "/dossier/", "/dossier/index.html", "//dossier//", "/dossier/x/.."):
            self.assertIn(b"\nlance", self.ask(spelling))
        self.assertIn(b"accueil", self.ask("/"))
        self.assertIn(b"une page", self.ask("/page.html"))


if __name__ == "__main__":
    unittest.main()
