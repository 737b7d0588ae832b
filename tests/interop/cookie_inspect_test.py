#!/usr/bin/env python3
"""cookie_inspect on its own lines, and beside curl, which also reads and writes the same cookies.txt."""

import http.server
import json
import os
import pathlib
import shutil
import stat
import subprocess
import tempfile
import threading
import time
import unittest

BIN = pathlib.Path(os.environ["ATELIER_BIN"])
PROGRAM = BIN / "cookie_inspect"
PROBE = BIN / "cookie_file_probe"
SECONDS = 60
NOW = 1_750_000_000


def run(data, *options):
    if isinstance(data, str):
        data = data.encode()
    return subprocess.run([PROGRAM, *options], input=data, capture_output=True, timeout=SECONDS, check=False)


def question(set_cookie, url="https://www.example.com/a/b", request_url=None, **more):
    return {"url": url, "set_cookie": set_cookie, "request_url": request_url or url, **more}


def ask(*questions):
    """The answers to all these questions, which must all be good ones."""
    result = run("".join(json.dumps(each) + "\n" for each in questions))
    assert (result.returncode, result.stderr) == (0, b""), result
    return [json.loads(line) for line in result.stdout.splitlines()]


class JsonTest(unittest.TestCase):
    def test_objet(self):
        self.assertEqual(ask(question(["id=42; HttpOnly; SameSite=Lax; Max-Age=60", "b=2; Domain=other.com"], now=NOW)),
                         [{"cookie": "id=42",
                           "stored": [{"name": "id", "value": "42", "domain": "www.example.com", "path": "/a",
                                       "host_only": True, "secure": False, "http_only": True, "same_site": "Lax",
                                       "expires": NOW + 60}],
                           "refused": [{"set_cookie": "b=2; Domain=other.com",
                                        "reason": "l'hôte « www.example.com » n'appartient pas au domaine "
                                                  "« other.com »"}]}])

    def test_une_ligne_par_ligne_et_un_pot_par_ligne(self):
        answers = ask(question(["a=1"]), question([]), question(["b=2; Secure; Domain=example.com"]))
        self.assertEqual([answer["cookie"] for answer in answers], ["a=1", "", "b=2"])
        self.assertEqual(answers[1], {"cookie": "", "stored": [], "refused": []})
        self.assertEqual(answers[2]["stored"][0] | {"name": "b"}, {
            "name": "b", "value": "2", "domain": "example.com", "path": "/a", "host_only": False, "secure": True,
            "http_only": False, "same_site": None, "expires": None})

    def test_sans_now_c_est_maintenant(self):
        before = int(time.time())
        expires = ask(question(["a=1; Max-Age=100"]))[0]["stored"][0]["expires"]
        self.assertTrue(before + 100 <= expires <= time.time() + 100, expires)

    def test_lignes_fausses(self):
        good = json.dumps(question(["a=1"]))
        wrong = ["", "bonjour", "[]", "1", "{", "{}", '{"url":"https://a.test/","set_cookie":["a=1"]}',
                 json.dumps(question("a=1")), json.dumps(question([1])), json.dumps(question([], url="ftp://a.test/")),
                 json.dumps(question([], url="")), json.dumps(question([], request_url="https://")),
                 *(json.dumps(question([], now=now)) for now in (-1, "0", 1e300, 253402300800)),
                 '{"url":"https://a.test/","set_cookie":["\\ud800"],"request_url":"https://a.test/"}',
                 "[" * 100_000, '{"url":"' + "x" * (17 << 20) + '"}']
        result = run("\n".join([good, *wrong, good]) + "\n")
        self.assertEqual(result.returncode, 1)
        answers = result.stdout.splitlines()
        self.assertEqual([json.loads(line)["cookie"] for line in answers], ["a=1", "a=1"])
        complaints = result.stderr.decode().splitlines()
        self.assertEqual(len(complaints), len(wrong))
        for number, complaint in enumerate(complaints, 2):
            self.assertTrue(complaint.startswith(f"cookie_inspect : ligne {number} : "), complaint)
            self.assertTrue(complaint.endswith("."), complaint)

    def test_derniere_ligne_sans_fin_et_entree_vide(self):
        self.assertEqual(run("").stdout, b"")
        self.assertEqual(json.loads(run(json.dumps(question(["a=1"]))).stdout)["cookie"], "a=1")

    def test_octets_quelconques(self):
        line = (b'{"url":"https://a.test/","set_cookie":["a=\xff\xc3;b","\xc3\xa9=\xe9"],'
                b'"request_url":"https://a.test/"}')
        result = run(line + b"\n")
        self.assertEqual((result.returncode, result.stderr), (0, b""))
        self.assertEqual(json.loads(result.stdout.decode())["cookie"], "a=\ufffd\ufffd; é=\ufffd")
        self.assertEqual(ask(question(["prénom=Zoé 🍪"]))[0]["cookie"], "prénom=Zoé 🍪")
        for control in ("\0", "\n", "\r", "\x1b", "\x7f"):
            self.assertEqual(len(ask(question([f"a={control}b"]))[0]["refused"]), 1)

    def test_aide(self):
        result = run("", "--help")
        self.assertEqual(result.returncode, 0)
        for text in ("Exemples", "set_cookie", "request_url", "cookie_inspect <"):
            self.assertIn(text, result.stdout.decode())
        self.assertEqual(run("", "--inconnu").returncode, 2)
        self.assertEqual(run("", "fichier").returncode, 2)


# From www.example.com/cours/page over http: what is received, and sent to another address.
SAME_AS_CURL = [
    (["a=1"], "www.example.com/cours/"), (["a=1"], "www.example.com/"), (["a=1"], "example.com/cours/"),
    (["a=1"], "b.www.example.com/cours/"), (["a=1; domain=example.com"], "b.example.com/cours/"),
    (["a=1; Domain=.example.com"], "example.com/cours/x"), (["a=1; domain=other.com"], "other.com/cours/"),
    (["a=1; domain=com"], "www.example.com/cours/"),
    (["a=1; domain=example.com; domain=other.com"], "example.com/cours/"),
    (["a=1; domain=EXAMPLE.com"], "example.com/cours/"), (["a=1; domain=ample.com"], "www.example.com/cours/"),
    (["a=1; path=/"], "www.example.com/x"), (["a=1; path=/x"], "www.example.com/xy"),
    (["a=1; path=/x"], "www.example.com/x/y"), (["a=1; path=/x/"], "www.example.com/x/y"),
    (["a=1; path=x"], "www.example.com/cours/"), (["a=1; path="], "www.example.com/cours/"),
    (["a=1; secure"], "www.example.com/cours/"), (["a=1; max-age=0"], "www.example.com/cours/"),
    (["a=1", "a=; max-age=-5"], "www.example.com/cours/"), (["a=1; max-age=60"], "www.example.com/cours/"),
    (["a=1", "b=2", "a=3"], "www.example.com/cours/"),
    (["a=1; expires=Thu, 01 Jan 1970 00:00:00 GMT"], "www.example.com/cours/"),
    (["a=1; expires=Sun, 06-Nov-2044 08:49:37 GMT"], "www.example.com/cours/"),
    (["a=1; expires=Sunday, 06-Nov-44 08:49:37 GMT"], "www.example.com/cours/"),
    (["a=1; expires=nimporte"], "www.example.com/cours/"), (["__Secure-a=1"], "www.example.com/cours/"),
    (["__Host-a=1; path=/"], "www.example.com/cours/"), (['a="b c"; httponly'], "www.example.com/cours/"),
    (["a = b = c ; x"], "www.example.com/cours/"), (["a=1, b=2"], "www.example.com/cours/"),
    (["a=x%3By"], "www.example.com/cours/"), (["a="], "www.example.com/cours/"),
]


class Recorder(http.server.BaseHTTPRequestHandler):
    """Answers with the Set-Cookie fields it was told to, and keeps the Cookie fields it is sent."""

    def do_GET(self):
        self.server.cookies.append(self.headers.get("Cookie", "").encode("latin-1").decode())
        self.send_response(204)
        for field in self.server.set_cookie:
            self.send_header("Set-Cookie", field)
        self.end_headers()

    def log_message(self, *_):
        pass


class CurlTest(unittest.TestCase):
    def setUp(self):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
        self.server.set_cookie, self.server.cookies = [], []
        thread = threading.Thread(target=self.server.serve_forever)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.directory = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.directory)
        self.jar = self.directory / "cookies.txt"

    def url(self, address):
        host, path = address.split("/", 1)
        return f"http://{host}:{self.server.server_port}/{path}"

    def curl(self, address, *options, set_cookie=()):
        """The Cookie field that curl sends to this address, which answers with these fields."""
        self.server.set_cookie = list(set_cookie)
        subprocess.run(["curl", "--silent", "--show-error", "--disable", "--noproxy", "*", "--max-time", str(SECONDS),
                        "--resolve", f"*:{self.server.server_port}:127.0.0.1", *options, self.url(address)],
                       check=True, timeout=SECONDS * 2)
        return self.server.cookies[-1]

    def probe(self, action, address, *fields):
        return subprocess.run([PROBE, action, self.jar, self.url(address), *fields], check=True, timeout=SECONDS,
                              capture_output=True, text=True).stdout.rstrip("\n")

    def assert_same(self, ours, theirs, subject):
        """The same cookies: curl has its own order."""
        self.assertEqual(sorted(ours.split("; ")), sorted(theirs.split("; ")), subject)

    def test_cookie_inspect_a_cote_de_curl(self):
        questions = [question(fields, url="http://www.example.com/cours/page", request_url="http://" + address)
                     for fields, address in SAME_AS_CURL]
        for (fields, address), answer in zip(SAME_AS_CURL, ask(*questions)):
            self.jar.unlink(missing_ok=True)
            self.curl("www.example.com/cours/page", "-c", self.jar, set_cookie=fields)
            self.assert_same(answer["cookie"], self.curl(address, "-b", self.jar), (fields, address))

    FIELDS = ["a=1; Path=/; HttpOnly", "b=x y=z; Domain=example.com; Max-Age=1000",
              "c=3; Domain=example.com; Path=/cours", 'd="é"; expires=Sun, 06 Nov 2044 08:49:37 GMT', "e=; Path=/",
              "f=6; Path=/autre"]
    ADDRESSES = ["www.example.com/cours/", "www.example.com/", "example.com/cours/x", "b.example.com/autre",
                 "other.com/"]

    def test_curl_lit_ce_que_nous_ecrivons(self):
        self.probe("write", "www.example.com/cours/page", *self.FIELDS)
        self.assertEqual(stat.S_IMODE(self.jar.stat().st_mode), 0o600)
        for address in self.ADDRESSES:
            self.assert_same(self.probe("read", address), self.curl(address, "-b", self.jar), address)
        self.assertIn("a=1", self.curl("www.example.com/", "-b", self.jar))

    def test_nous_lisons_ce_que_curl_ecrit(self):
        fields = [field.replace("é", "e") for field in self.FIELDS]  # http.server sends no other than latin-1
        self.curl("www.example.com/cours/page", "-c", self.jar, set_cookie=fields)
        self.assertIn("#HttpOnly_", self.jar.read_text())
        for address in self.ADDRESSES:
            self.assert_same(self.probe("read", address), self.curl(address, "-b", self.jar), address)
        self.assertIn("a=1", self.probe("read", "www.example.com/"))

    def test_un_cookie_secure_sur_la_machine_elle_meme(self):
        """curl takes http to this machine for secure, and so do we."""
        for host in ("127.0.0.1", "localhost"):
            fields = ["s=1; Secure; Path=/", "__Host-h=1; Secure; Path=/"]
            self.curl(host + "/", "-c", self.jar, set_cookie=fields)
            theirs = self.curl(host + "/", "-b", self.jar)
            self.assertIn("s=1", theirs)
            self.assert_same(ask(question(fields, url=f"http://{host}/"))[0]["cookie"], theirs, host)


if __name__ == "__main__":
    unittest.main()
