"""https_client beside curl: the same command line, the same server, the same exit status and the same bytes."""

import contextlib
import hashlib
import http.server
import json
import os
import pathlib
import pty
import re
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from server import Server, program  # noqa: E402

SECONDS = 60
CURL = shutil.which("curl")
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}


def run(command, **options):
    return subprocess.run(command, capture_output=True, timeout=SECONDS, env={**ENVIRONMENT, "LC_ALL": "C.UTF-8"},
                          **options)


def client(*arguments, **options):
    return run([program("https_client"), *arguments], **options)


def curl(*arguments, **options):
    return run([CURL, "-q", *arguments], **options)


class Script:
    """A server that reads a request's head on each connection, sends these bytes, and closes."""

    def __init__(self, answer, reads=True):
        self.answer, self.reads = answer, reads
        self.requests = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listener.accept()
                with connection, contextlib.suppress(OSError):
                    connection.settimeout(SECONDS)
                    self.talk(connection)

    def talk(self, connection):
        request = b""
        while self.reads and b"\r\n\r\n" not in request:
            piece = connection.recv(65536)
            if not piece:
                return
            request += piece
        self.requests.append(request)
        connection.sendall(self.answer)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(65536):
            pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(SECONDS)


def closed_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


class BesideCurl(unittest.TestCase):
    def same(self, expected, *arguments):
        theirs, ours = curl("-sS", *arguments), client("-sS", *arguments)
        self.assertEqual(theirs.returncode, expected, f"curl : {theirs.stderr}")
        self.assertEqual(ours.returncode, expected, f"https_client : {ours.stderr}")
        if expected:
            self.assertEqual(ours.stderr.count(b"\n"), 1, ours.stderr)
            self.assertTrue(ours.stderr.startswith(b"https_client : "), ours.stderr)


@unittest.skipUnless(CURL, "curl manque")
class StatusTest(BesideCurl):
    """Each failure ends as curl ends it."""

    def test_addresses(self):
        self.same(1, "ftps2://example.test/")
        self.same(3, "http://a b/")
        self.same(6, "http://nulle-part.invalid/")
        self.same(7, f"http://127.0.0.1:{closed_port()}/")
        self.same(5, "-x", "http://nulle-part.invalid:3128", "http://example.test/")
        self.same(7, "-x", f"http://127.0.0.1:{closed_port()}", "http://example.test/")

    def test_wrong_usage(self):
        self.assertEqual(client("--inconnue").returncode, 2)
        self.assertEqual(client().returncode, 2)
        self.assertEqual(client("http://a.test/", "sans-signe").returncode, 2)

    def test_answers(self):
        scripts = {0: b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
                   1: b"bonjour, ce n'est pas du HTTP\r\n\r\n",
                   18: b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
                   52: b"",
                   61: b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 9\r\n\r\npas gzip!"}
        for status, answer in scripts.items():
            with self.subTest(status=status), Script(answer) as server:
                self.same(status, "--compressed", "-o", os.devnull, server.url)

    def test_chunks_cut_off(self):
        with Script(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc") as server:
            self.same(18, "-o", os.devnull, server.url)

    def test_fail(self):
        with Script(b"HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\n\r\nnon") as server:
            self.same(22, "-f", server.url)
            self.assertEqual(client("-s", "-f", server.url).stdout, b"")
            self.assertEqual(client("-s", server.url).stdout, b"non")

    def test_redirects_without_end(self):
        with Script(b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\nConnection: close\r\n\r\n") as server:
            self.same(47, "-L", "--max-redirs", "3", server.url)

    def test_silence(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:  # whose queue takes the connection
            self.same(28, "-m", "0.5", f"http://127.0.0.1:{listener.getsockname()[1]}/")

    def test_sizes_and_resuming(self):
        with Script(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789") as server, \
                tempfile.TemporaryDirectory() as folder:
            self.same(63, "--max-filesize", "5", "-o", os.devnull, server.url)
            path = pathlib.Path(folder, "f")
            path.write_bytes(b"01234")
            self.same(33, "-C", "-", "-o", str(path), server.url)
            self.assertEqual(path.read_bytes(), b"01234")

    def test_files(self):
        with Script(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\noui") as server:
            self.same(23, "-o", "/nulle/part/f", server.url)
            self.same(26, "-T", "/nulle/part/f", server.url)
            self.same(26, "-F", "a=@/nulle/part/f", server.url)
            tls = f"https://127.0.0.1:{server.port}/"
            self.same(77, "--cacert", "/nulle/part/ca.pem", tls)
            self.same(58, "--cert", "/nulle/part/c.pem", tls)


class Hello(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = b"bonjour\n"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@unittest.skipUnless(CURL, "curl manque")
class TlsTest(BesideCurl):
    """The same over TLS: what is refused, and what is not TLS."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.key = pathlib.Path(cls.folder.name, "key.pem")
        cls.certificate = pathlib.Path(cls.folder.name, "cert.pem")
        made = run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-keyout", cls.key, "-out", cls.certificate, "-days", "2", "-subj", "/CN=localhost",
                    "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"])
        assert made.returncode == 0, made.stderr
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(cls.certificate, cls.key)
        cls.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hello)
        cls.server.socket = context.wrap_socket(cls.server.socket, server_side=True)
        cls.port = cls.server.server_address[1]
        threading.Thread(target=cls.server.serve_forever, daemon=True).start()

    @classmethod
    def tearDownClass(cls):
        cls.server.shutdown()
        cls.server.server_close()
        cls.folder.cleanup()

    def test_certificates(self):
        url = f"https://127.0.0.1:{self.port}/"
        self.same(60, url)
        self.same(0, "--cacert", str(self.certificate), url)
        self.assertEqual(client("-s", "--cacert", str(self.certificate), url).stdout, b"bonjour\n")

    def test_insecure_warns_each_time(self):
        answer = client("-k", f"https://127.0.0.1:{self.port}/")
        self.assertEqual((answer.returncode, answer.stdout), (0, b"bonjour\n"))
        self.assertIn("ATTENTION", answer.stderr.decode())

    def test_not_tls(self):
        with Script(b"HTTP/1.1 400 Bad Request\r\n\r\n", reads=False) as server:
            self.same(35, f"https://127.0.0.1:{server.port}/")

    def test_explained(self):
        answer = client("-s", "--explain", "--cacert", str(self.certificate), f"https://127.0.0.1:{self.port}/")
        story = answer.stderr.decode()
        for word in ("poignée de main", "ClientHello", "ServerHello", "Finished", "TLSv1.3", "CN=localhost", "200"):
            self.assertIn(word, story)


@unittest.skipUnless(CURL, "curl manque")
class PlaygroundTest(unittest.TestCase):
    """Against the practice server, beside curl."""

    @classmethod
    def setUpClass(cls):
        cls.server = Server("playground", "--access-log", "none")
        cls.url = cls.server.url

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def both(self, *arguments, **options):
        theirs, ours = curl("-s", *arguments, **options), client("-s", *arguments, **options)
        self.assertEqual(theirs.returncode, 0, theirs.stderr)
        self.assertEqual(ours.returncode, 0, ours.stderr)
        return json.loads(theirs.stdout), json.loads(ours.stdout)

    def test_forms_are_seen_as_those_of_curl(self):
        picture = self.folder / "chat.jpg"
        picture.write_bytes(bytes(range(256)) * 10)
        commands = [["-F", "nom=Ada", "-F", f"photo=@{picture}"],
                    ["-F", f"photo=@{picture};type=image/png;filename=minou.png"],
                    ["-F", f"note=<{__file__}"],
                    ["-F", "nom=été"],
                    ["-d", "a=1", "-d", "b=é", "--data-urlencode", "c=d&e f"],
                    ["--json", '{"a": 1}'],
                    ["-G", "-d", "a=1", "-X", "POST"]]
        for command in commands:
            with self.subTest(command=command):
                theirs, ours = self.both(*command, f"{self.url}/anything")
                for part in ("method", "args", "form", "files", "data", "json"):
                    self.assertEqual(ours.get(part), theirs.get(part), part)

    def test_uploads(self):
        path = self.folder / "f.bin"
        path.write_bytes(os.urandom(3_000_000))
        expected = hashlib.sha256(path.read_bytes()).hexdigest()
        for command, source in ((["-T", str(path)], None), (["-T", "-"], path.read_bytes())):
            answer = client("-s", "-X", "POST", *command, f"{self.url}/upload", input=source)
            self.assertEqual(answer.returncode, 0, answer.stderr)
            self.assertIn(expected, answer.stdout.decode())

    def test_write_out(self):
        wanted = "%{http_code} %{size_download} %{num_redirects} %{content_type} %{url_effective} %{method}\\n"
        arguments = ["-s", "-L", "-o", os.devnull, "-w", wanted, f"{self.url}/redirect/2"]
        theirs, ours = curl(*arguments).stdout.split(b" "), client(*arguments).stdout.split(b" ")
        del theirs[1], ours[1]  # the two tell the server different things about themselves
        self.assertEqual(ours, theirs)

    def test_download_and_resume(self):
        path = self.folder / "octets"
        url = f"{self.url}/range/100000"
        whole = client("-s", url).stdout
        self.assertEqual(len(whole), 100_000)
        path.write_bytes(whole[:40_000])
        self.assertEqual(client("-s", "-C", "-", "-o", str(path), url).returncode, 0)
        self.assertEqual(path.read_bytes(), whole)
        self.assertEqual(client("-s", "-C", "-", "-o", str(path), url).returncode, 0)  # nothing is left to do
        self.assertEqual(path.read_bytes(), whole)

    def test_remote_name_and_checksum(self):
        expected = hashlib.sha256(client("-s", f"{self.url}/bytes/5000?seed=1").stdout).hexdigest()
        answer = client("-s", "-O", "--sha256", expected, f"{self.url}/bytes/5000?seed=1", cwd=self.folder)
        self.assertEqual(answer.returncode, 0, answer.stderr)
        self.assertEqual((self.folder / "5000").stat().st_size, 5_000)
        answer = client("-s", "-o", "faux", "--sha256", "0" * 64, f"{self.url}/bytes/5000?seed=1", cwd=self.folder)
        self.assertEqual(answer.returncode, 56)
        self.assertFalse((self.folder / "faux").exists())

    def test_cookie_files_are_exchanged_with_curl(self):
        jar = str(self.folder / "cookies.txt")
        for first, second in ((curl, client), (client, curl)):
            pathlib.Path(jar).unlink(missing_ok=True)
            first("-s", "-c", jar, "-o", os.devnull, f"{self.url}/cookies/set?ville=Paris&pays=fr")
            seen = json.loads(second("-s", "-b", jar, f"{self.url}/cookies").stdout)
            self.assertEqual(seen["cookies"], {"ville": "Paris", "pays": "fr"})
        self.assertEqual(os.stat(jar).st_mode & 0o777, 0o600)

    def test_secrets_are_masked(self):
        answer = client("-s", "--explain", "-u", "ada:tresor", "-b", "id=cachette", f"{self.url}/basic-auth/ada/tresor")
        self.assertEqual(answer.returncode, 0, answer.stderr)
        self.assertNotIn(b"cachette", answer.stderr)
        self.assertNotIn(b"YWRhOnRyZXNvcg", answer.stderr)
        shown = client("-s", "--explain", "--show-secrets", "-b", "id=cachette", f"{self.url}/get")
        self.assertIn(b"cachette", shown.stderr)

    def test_timeline(self):
        page = self.folder / "t.html"
        client("-s", "-L", "-o", os.devnull, "--timeline", str(page), f"{self.url}/redirect/2")
        text = page.read_text(encoding="utf-8")
        self.assertEqual(text.count('class="track"'), 3)
        drawn = client("-s", "-L", "-o", os.devnull, "--timeline", "-", f"{self.url}/redirect/2").stdout.decode()
        self.assertEqual(drawn.count("→"), 3)

    def test_title_and_links(self):
        self.assertNotEqual(client("-s", "--title", f"{self.url}/html").stdout.strip(), b"")
        links = client("-s", "--links", f"{self.url}/links/5").stdout.decode().splitlines()
        self.assertGreaterEqual(len(links), 4)
        self.assertTrue(all(link.startswith(self.url) for link in links), links)


class Cutting(http.server.BaseHTTPRequestHandler):
    """Sends a quarter of what is asked for, and cuts the connection."""

    protocol_version = "HTTP/1.1"
    data = bytes(range(256)) * 4_000

    def do_GET(self):
        wanted = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        first = int(wanted[1]) if wanted else 0
        self.send_response(206 if wanted else 200)
        self.send_header("ETag", '"1"')
        if wanted:
            self.send_header("Content-Range", f"bytes {first}-{len(self.data) - 1}/{len(self.data)}")
        rest = self.data[first:]
        self.send_header("Content-Length", str(len(rest)))
        self.end_headers()
        self.wfile.write(rest[:len(self.data) // 4])
        self.close_connection = True

    def log_message(self, *_):
        pass


class BrokenDownloadTest(unittest.TestCase):
    """A file that breaks off again and again arrives all the same."""

    def setUp(self):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Cutting)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/film"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name, "film")

    def go_on(self, times):
        return [client("-s", "-C", "-", "-o", str(self.path), self.url).returncode for _ in range(times)]

    def test_from_the_beginning(self):
        self.assertEqual(self.go_on(4), [18, 18, 18, 0])
        self.assertEqual(self.path.read_bytes(), Cutting.data)

    def test_after_another_program(self):
        self.assertEqual(client("-s", "-o", str(self.path), self.url).returncode, 18)
        self.assertEqual(self.path.read_bytes(), Cutting.data[:len(Cutting.data) // 4])
        self.assertEqual(self.go_on(3), [18, 18, 0])
        self.assertEqual(self.path.read_bytes(), Cutting.data)


class TerminalTest(unittest.TestCase):
    """What only a terminal is shown."""

    def shown(self, answer, *arguments):
        ours, theirs = pty.openpty()
        with Script(answer) as server:
            process = subprocess.Popen([program("https_client"), *arguments, server.url], stdin=subprocess.DEVNULL,
                                       stdout=theirs, stderr=theirs, env={**ENVIRONMENT, "TERM": "xterm"})
            os.close(theirs)
            seen = b""
            with contextlib.suppress(OSError):  # Linux says EIO when nobody holds the other end any more
                while piece := os.read(ours, 65536):
                    seen += piece
            os.close(ours)
            process.wait(SECONDS)
        return seen.decode().replace("\r\n", "\n")

    def test_json_is_laid_out(self):
        answer = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{\"a\":[1]}"
        self.assertEqual(self.shown(answer), '{\n    "a": [\n        1\n    ]\n}\n')

    def test_escape_sequences_have_no_effect(self):
        answer = b"HTTP/1.1 200 OK\r\nX-Titre: \xc2\x9b\r\nContent-Length: 8\r\n\r\na\x1b]0;b\x07"
        seen = self.shown(answer, "-i")
        self.assertIn("a\\x1b]0;b\\x07", seen)
        self.assertNotIn("\x1b", seen)
        self.assertNotIn("\x9b", seen)

    def test_variables_have_no_effect(self):
        answer = b"HTTP/1.1 200 OK\r\nContent-Type: a/b\xc2\x9b2J\r\nContent-Length: 0\r\n\r\n"
        self.assertEqual(self.shown(answer, "-w", "%{content_type}\\t%{http_code}\\n").split("\n")[-2],
                         "a/b\\xc2\\x9b2J\t200")

    def test_bytes_are_not_shown(self):
        self.assertIn("(23)", self.shown(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n\0\1"))

    def test_progress(self):
        seen = self.shown(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcde", "-o", os.devnull)
        self.assertIn("100\u00a0% [", seen)
        self.assertEqual(self.shown(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcde", "-s", "-o", os.devnull), "")


if __name__ == "__main__":
    unittest.main(verbosity=2)
