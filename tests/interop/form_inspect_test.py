#!/usr/bin/env python3
"""form_inspect on what real clients send (curl, requests, urllib3, email), beside Python's own cgi.FieldStorage."""

import base64
import email.message
import email.policy
import http.server
import io
import json
import os
import pathlib
import resource
import shutil
import subprocess
import tempfile
import threading
import unittest
import urllib.parse
import warnings

PROGRAM = pathlib.Path(os.environ["ATELIER_BIN"]) / "form_inspect"
SECONDS = 60


def run(data, *options):
    return subprocess.run([PROGRAM, *options], input=data, capture_output=True, timeout=SECONDS, check=False)


class Inspect(unittest.TestCase):
    def inspect(self, content_type, body):
        """The object printed, which must be alone on one line."""
        result = run(body, "--content-type", content_type)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(result.stderr, b"")
        self.assertEqual(result.stdout.count(b"\n"), 1)
        return json.loads(result.stdout)

    def parts(self, content_type, body):
        """(name, filename, type, data) of each part of a body that must be complete."""
        found = self.inspect(content_type, body)
        self.assertEqual(found["outcome"], "complete", found)
        self.assertEqual(list(found), ["outcome", "parts"])
        for part in found["parts"]:
            self.assertEqual(list(part), ["name", "filename", "type", "data_b64"])
        return [(part["name"], part["filename"], part["type"], base64.b64decode(part["data_b64"], validate=True))
                for part in found["parts"]]


class Recorder(http.server.BaseHTTPRequestHandler):
    """Keeps what it is sent."""

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        self.server.received.append((self.headers["Content-Type"], self.rfile.read(length)))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


class RecordingServer(Inspect):
    def setUp(self):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
        self.server.received = []
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        thread = threading.Thread(target=self.server.serve_forever)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        self.directory = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.directory)

    def file(self, name, content):
        path = self.directory / name
        path.write_bytes(content)
        return path

    def last_parts(self):
        return self.parts(*self.server.received[-1])


class JsonTest(Inspect):
    TYPE = "multipart/form-data; boundary=limite"
    PART = b'--limite\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n'

    def test_objet(self):
        self.assertEqual(self.inspect(self.TYPE, self.PART + b"--limite--\r\n"), {
            "outcome": "complete",
            "parts": [{"name": "a", "filename": None, "type": None, "data_b64": "eA=="}]})

    def test_refus(self):
        found = self.inspect(self.TYPE, self.PART)
        self.assertEqual(list(found), ["outcome", "parts", "reason", "offset"])
        self.assertEqual((found["outcome"], found["parts"], found["offset"]), ("rejected", [], len(self.PART)))
        found = self.inspect(self.TYPE, self.PART * 2 + b"--limite\r\n\r\n")
        self.assertEqual([part["name"] for part in found["parts"]], ["a", "a"])
        self.assertEqual((found["outcome"], found["offset"]), ("rejected", 2 * len(self.PART) + 10))

    def test_autres_types(self):
        for content_type in ("", "text/plain", "application/json", "multipart/mixed; boundary=limite",
                             "multipart/form-data", "multipart/form-data; boundary=" + "x" * 71):
            found = self.inspect(content_type, self.PART + b"--limite--")
            self.assertEqual((found["outcome"], found["parts"]), ("rejected", []), content_type)
            self.assertTrue(found["reason"])

    def test_urlencoded(self):
        body = b"nom=Zo%C3%A9&x=1&vide&x=%ff%zz+"
        self.assertEqual(self.parts("application/x-www-form-urlencoded; charset=UTF-8", body), [
            ("nom", None, None, "Zoé".encode()), ("x", None, None, b"1"), ("vide", None, None, b""),
            ("x", None, None, b"\xff%zz ")])

    def test_charset(self):
        body = (b'--limite\r\nContent-Disposition: form-data; name="\xe9"; filename="\xe9t\xe9.txt"\r\n'
                b"Content-Type: text/plain; charset=windows-1252\r\n\r\n\xe9\r\n")
        field = b'--limite\r\nContent-Disposition: form-data; name="_charset_"\r\n\r\nwindows-1252\r\n'
        self.assertEqual(self.parts(self.TYPE, body + field + b"--limite--")[0],
                         ("é", "été.txt", "text/plain; charset=windows-1252", b"\xe9"))
        self.assertEqual(self.parts(self.TYPE, body + b"--limite--")[0][:2], ("\ufffd", "\ufffdt\ufffd.txt"))

    def test_noms_de_fichier(self):
        for sent, safe in (("", ""), ("a/b.txt", "b.txt"), ("C:\\x\\.y", "y"), ("..", "fichier"), ("\u202ea", "a")):
            body = f'--limite\r\nContent-Disposition: form-data; name=f; filename="{sent}"\r\n\r\n\r\n--limite--'
            self.assertEqual(self.parts(self.TYPE, body.encode())[0][1], safe)

    def test_corps_coupe(self):
        """However the bytes arrive, the object is the same (the tests in C++ cut at every byte)."""
        body = (self.PART + b"--limite \r\nContent-Disposition: form-data; name=f; filename=g\r\n\r\n"
                b"\r\n--limit\r\n--limiteX\r\r\n--limite--\r\n")
        whole = run(body, "--content-type", self.TYPE).stdout
        self.assertIn(b'"complete"', whole)
        for cut in range(0, len(body), 7):
            process = subprocess.Popen([PROGRAM, "--content-type", self.TYPE], stdin=subprocess.PIPE,
                                       stdout=subprocess.PIPE)
            process.stdin.write(body[:cut])
            process.stdin.flush()
            output, _ = process.communicate(body[cut:], timeout=SECONDS)
            self.assertEqual(output, whole, cut)

    def test_statuts_et_aide(self):
        self.assertEqual(run(b"").returncode, 2)
        self.assertEqual(run(b"", "--content-type").returncode, 2)
        self.assertEqual(run(b"", "--content-type", self.TYPE, "fichier").returncode, 2)
        result = run(b"", "--help")
        self.assertEqual(result.returncode, 0)
        for text in ("--content-type", "Exemples", "Zo%%C3%%A9", "boundary=b"):
            self.assertIn(text, result.stdout.decode())


# AddressSanitizer keeps what was freed, for a while: as little as possible of it here.
SMALL_QUARANTINE = {"ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=1"}


class MemoryTest(unittest.TestCase):
    def test_grand_fichier(self):
        """A file of 64 MiB goes through without its size in memory."""
        block = bytes(range(256)) * 4096
        blocks = 64
        head = b"--limite\r\nContent-Disposition: form-data; name=f; filename=f\r\n\r\n"
        with tempfile.TemporaryFile() as output, subprocess.Popen(
                [PROGRAM, "--content-type", "multipart/form-data; boundary=limite"],
                stdin=subprocess.PIPE, stdout=output, env={**os.environ, **SMALL_QUARANTINE}) as process:
            process.stdin.write(head)
            for _ in range(blocks):
                process.stdin.write(block)
            process.stdin.write(b"\r\n--limite--")
            process.stdin.close()
            self.assertEqual(process.wait(SECONDS * 2), 0)
            output.seek(0)
            printed = output.read()
        data = b"".join([block] * blocks)
        self.assertTrue(printed.endswith(b',"data_b64":"' + base64.b64encode(data) + b'"}]}\n'))
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        self.assertLess(peak, 56 * 1024, "Kio de mémoire")


class CurlTest(RecordingServer):
    def curl(self, *options):
        subprocess.run(["curl", "--silent", "--show-error", "--noproxy", "*", "--max-time", str(SECONDS), *options,
                        self.url], check=True, timeout=SECONDS * 2)
        return self.last_parts()

    def test_champs_et_fichiers(self):
        photo = self.file("été 2026.jpg", b"\xff\xd8\r\n--\r\n\x00")
        empty = self.file("vide.txt", b"")
        found = self.curl("-F", "nom=Zoé", "-F", f"photo=@{photo}", "-F", f"photo=@{empty}", "-F", "nom=a<&>")
        self.assertEqual(found, [
            ("nom", None, None, "Zoé".encode()),
            ("photo", "été 2026.jpg", "image/jpeg", b"\xff\xd8\r\n--\r\n\x00"),
            ("photo", "vide.txt", "text/plain", b""),
            ("nom", None, None, b"a<&>")])

    def test_guillemets_dans_les_noms(self):
        path = self.file('a"b;c=d.txt', b"x")
        for more in ((), ("--form-escape",)):
            if more and b"form-escape" not in subprocess.run(["curl", "--help", "all"], capture_output=True,
                                                             check=True).stdout:
                continue
            quoted = str(path).replace("\\", "\\\\").replace('"', '\\"')
            self.assertEqual(self.curl(*more, "-F", f'"q"=x', "-F", f'f=@"{quoted}"'), [
                ('"q"', None, None, b"x"), ("f", 'a"b;c=d.txt', "text/plain", b"x")])

    def test_type_et_nom_donnes(self):
        path = self.file("x", b"{}")
        self.assertEqual(self.curl("-F", f"f=@{path};type=application/json;filename=../../.y z.json"),
                         [("f", "y z.json", "application/json", b"{}")])

    def test_urlencoded(self):
        self.assertEqual(self.curl("--data-urlencode", "nom=Zoé & +", "--data", "a=b"),
                         [("nom", None, None, "Zoé & +".encode()), ("a", None, None, b"b")])


class PythonTest(RecordingServer):
    def setUp(self):
        super().setUp()
        try:
            import requests
            import urllib3
        except ImportError:
            self.skipTest("python3-requests n'est pas installé")
        self.requests, self.urllib3 = requests, urllib3

    def test_requests(self):
        session = self.requests.Session()
        session.trust_env = False
        session.post(self.url, data={"nom": "Zoé", "x": ["1", "2"]}, timeout=SECONDS, files=[
            ("f", ("été.txt", b"a\r\n")), ("f", ('b"\\.bin', b"\x00\xff", "application/octet-stream")), ("g", b"")])
        parts = self.last_parts()
        self.assertEqual(parts[:5], [
            ("nom", None, None, "Zoé".encode()), ("x", None, None, b"1"), ("x", None, None, b"2"),
            ("f", "été.txt", None, b"a\r\n"),
            ("f", "bin", "application/octet-stream", b"\x00\xff")])
        self.assertEqual(parts[5][0], "g")
        session.post(self.url, data={"nom": "Zoé & +"}, timeout=SECONDS)
        self.assertEqual(self.last_parts(), [("nom", None, None, "Zoé & +".encode())])

    def test_urllib3_ancien(self):
        """Before 1.25, names that are not ASCII were sent as filename* only."""
        field = self.urllib3.fields.RequestField(
            "f", b"x", filename="été.txt", header_formatter=self.urllib3.fields.format_header_param_rfc2231)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            field.make_multipart()
            body, content_type = self.urllib3.encode_multipart_formdata([field], boundary="limite")
        self.assertIn(b"filename*=", body)
        self.assertEqual(self.parts(content_type, body), [("f", "été.txt", None, b"x")])


def email_form(fields):
    """A form written by Python's email library."""
    form = email.message.EmailMessage(email.policy.HTTP)
    form.add_header("Content-Type", "multipart/form-data")
    for name, filename, data in fields:
        part = email.message.EmailMessage(email.policy.HTTP)
        part.set_content(data, "application", "octet-stream", cte="8bit" if data.isascii() else "binary")
        part.add_header("Content-Disposition", "form-data", name=name, **({"filename": filename} if filename else {}))
        form.attach(part)
    text = form.as_bytes()
    return form["Content-Type"], text[text.index(b"\r\n\r\n") + 4:]


class FieldStorageTest(Inspect):
    """What cgi.FieldStorage finds in the same body, for a Python that still has it."""

    BODIES = {
        "champs": [b'Content-Disposition: form-data; name="a"\r\n\r\n1',
                   b'Content-Disposition: form-data; name="b"\r\n\r\n'],
        "fichier": [b'Content-Disposition: form-data; name="f"; filename="x.bin"\r\nContent-Type: a/b\r\n\r\n'
                    + bytes(range(256)) * 3],
        "guillemets": [b'content-disposition: form-data; name="a\\"b"; filename="c\\\\d"\r\n\r\nx'],
        "sans guillemets": [b"CONTENT-DISPOSITION:form-data;name=a;filename=b.txt\r\n\r\nx"],
        "UTF-8": ['Content-Disposition: form-data; name="é"; filename="日本.txt"\r\n\r\né'.encode()],
        "lignes": [b'Content-Disposition: form-data; name="a"\r\n\r\n\r\n\r\nx\r\n\r\n'],
        "ressemblance": [b'Content-Disposition: form-data; name="a"\r\n\r\n--limit\r\n--limit\r\n-- limite\r\nlimite'],
        "imbriquée": [b'Content-Disposition: form-data; name="a"; filename=m\r\nContent-Type: text/plain\r\n\r\n'
                      b"--autre\r\n\r\nx\r\n--autre--"],
    }

    def field_storage(self, content_type, body):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                import cgi
        except ImportError:
            self.skipTest("ce Python n'a plus de module cgi")
        environment = {"REQUEST_METHOD": "POST", "CONTENT_TYPE": content_type, "CONTENT_LENGTH": str(len(body))}
        form = cgi.FieldStorage(io.BytesIO(body), environ=environment, keep_blank_values=True)
        return [(field.name, field.value if isinstance(field.value, bytes) else field.value.encode())
                for field in form.list]

    def test_les_memes_parties(self):
        for title, parts in self.BODIES.items():
            body = b"".join(b"--limite\r\n" + part + b"\r\n" for part in parts) + b"--limite--\r\n"
            for content_type in ("multipart/form-data; boundary=limite",
                                 'multipart/form-data; charset=utf-8; boundary="limite"'):
                with self.subTest(title):
                    ours = [(name, data) for name, _, _, data in self.parts(content_type, body)]
                    self.assertEqual(ours, self.field_storage(content_type, body))

    def test_urlencoded(self):
        for body in (b"a=1&b=2&a=3", b"a=&b", b"a=%41%2b+%zz", urllib.parse.urlencode({"é": "à & b"}).encode()):
            content_type = "application/x-www-form-urlencoded"
            ours = [(name, data) for name, _, _, data in self.parts(content_type, body)]
            self.assertEqual(ours, self.field_storage(content_type, body))

    def test_bibliotheque_email(self):
        content_type, body = email_form([("a", None, b"1\r\n2"), ("f", "x.bin", b"\x00\xff\r\n"), ("g", "vide", b"")])
        found = [(name, filename, data) for name, filename, _, data in self.parts(content_type, body)]
        self.assertEqual([part[:2] for part in found], [("a", None), ("f", "x.bin"), ("g", "vide")])
        self.assertEqual([(name, data) for name, _, data in found], self.field_storage(content_type, body))


if __name__ == "__main__":
    unittest.main()
