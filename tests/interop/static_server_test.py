"""static_server as real clients see it: curl, requests, http.client, a bare socket, ApacheBench."""

import concurrent.futures
import email.utils
import http.client
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest
import urllib.request

from server import Server, program

try:
    import requests
except ImportError:
    requests = None

DEADLINE = 20.0
PAGE = "<!doctype html><title>Accueil</title><h1>Bonjour à tous</h1>\n".encode()
BLOB = bytes(range(256)) * 1024  # 256 KiB in which every byte tells its place


def write_site(root):
    (root / "dossier").mkdir()
    (root / ".git").mkdir()
    (root / "vide").mkdir()
    files = {
        "index.html": PAGE, "blob.bin": BLOB, "empty.txt": b"", "dossier/index.html": b"<h1>Dossier</h1>\n",
        "vide/a<b>&.txt": b"x", ".env": b"secret", ".git/config": b"secret", "été.txt": "l'été\n".encode(),
        "notes.txt": b"0123456789",
    }
    for name, content in files.items():
        (root / name).write_bytes(content)
    (root / "outside").symlink_to("/etc/passwd")


class SiteTest(unittest.TestCase):
    """One server for a class of tests."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.root = pathlib.Path(folder.name)
        write_site(cls.root)
        cls.server = Server("static_server", "--root", folder.name, "--threads", "2", "--access-log", "none")
        cls.addClassCleanup(cls.check_end)

    @classmethod
    def check_end(cls):
        """A sanitizer that found something as the server ended says so by the status."""
        status = cls.server.stop()
        if status != 0:
            raise AssertionError(f"le serveur finit avec le statut {status} : {cls.server.complaint.decode()[-4000:]}")

    def url(self, path):
        return self.server.url + path

    def connect(self):
        connection = socket.create_connection((self.server.host, self.server.port), timeout=DEADLINE)
        self.addCleanup(connection.close)
        return connection

    def exchange(self, request):
        """What the server answers, to the end of the connection."""
        connection = self.connect()
        connection.sendall(request)
        return read_to_end(connection)


def read_to_end(connection):
    chunks = []
    while chunk := connection.recv(65536):
        chunks.append(chunk)
    return b"".join(chunks)


def statuses(answer):
    return [int(code) for code in re.findall(rb"HTTP/1\.[01] (\d{3}) ", answer)]


@unittest.skipUnless(shutil.which("curl"), "curl n'est pas installé")
class CurlTest(SiteTest):
    def curl(self, *arguments):
        command = ["curl", "--silent", "--show-error", "--noproxy", "*", "--max-time", str(DEADLINE), *arguments]
        done = subprocess.run(command, capture_output=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        return done.stdout

    def head(self, *arguments):
        """The lines of an answer's header section; the body goes nowhere."""
        return self.curl("--dump-header", "-", "--output", "/dev/null", *arguments).decode().split("\r\n")

    def test_a_page_in_both_versions(self):
        for version in ("--http1.0", "--http1.1"):
            self.assertEqual(self.curl(version, self.url("/")), PAGE)
            self.assertTrue(self.head(version, self.url("/"))[0].startswith("HTTP/1." + version[-1] + " 200 "))

    def test_a_large_file_arrives_whole(self):
        for version in ("--http1.0", "--http1.1"):
            self.assertEqual(self.curl(version, self.url("/blob.bin")), BLOB)

    def test_head_gives_the_header_of_get(self):
        def stable(lines):
            return [line for line in lines if not line.lower().startswith("date:")]

        self.assertEqual(stable(self.head("--head", self.url("/"))), stable(self.head(self.url("/"))))

    def test_ranges(self):
        self.assertEqual(self.curl("--range", "2-4", self.url("/notes.txt")), b"234")
        self.assertEqual(self.curl("--range", "-3", self.url("/notes.txt")), b"789")
        lines = self.head("--range", "8-", self.url("/notes.txt"))
        self.assertIn(" 206 ", lines[0])
        self.assertIn("content-range: bytes 8-9/10", [line.lower() for line in lines])
        self.assertIn(" 416 ", self.head("--range", "10-", self.url("/notes.txt"))[0])

    def test_a_download_resumes(self):
        with tempfile.TemporaryDirectory() as folder:
            partial = pathlib.Path(folder) / "blob.bin"
            partial.write_bytes(BLOB[:100_000])
            self.curl("--continue-at", "-", "--output", str(partial), self.url("/blob.bin"))
            self.assertEqual(partial.read_bytes(), BLOB)

    def test_curl_keeps_its_connection(self):
        lines = self.curl("--write-out", "%{num_connects}\n", "--output", "/dev/null", "--output", "/dev/null",
                          self.url("/"), self.url("/notes.txt")).split()
        self.assertEqual(lines, [b"1", b"0"])

    def test_conditional_requests(self):
        with tempfile.TemporaryDirectory() as folder:
            memory = f"{folder}/etag"
            self.curl("--etag-save", memory, "--output", "/dev/null", self.url("/"))
            self.assertIn(" 304 ", self.head("--etag-compare", memory, self.url("/"))[0])
        self.assertIn(" 304 ", self.head("--time-cond", email.utils.formatdate(usegmt=True), self.url("/"))[0])

    def test_a_target_cannot_leave_the_root(self):
        for path in ("/../../../../etc/passwd", "/..%2f..%2f..%2fetc/passwd", "/outside", "/%2e%2e/etc/passwd"):
            head = self.head("--path-as-is", self.url(path))
            self.assertRegex(head[0], " (400|403|404) ", path)
            self.assertNotIn(b"root:", self.curl("--path-as-is", self.url(path)))

    def test_an_upload_is_refused(self):
        lines = self.head("--request", "POST", "--data", "a=1", self.url("/"))
        self.assertIn(" 405 ", lines[0])
        self.assertRegex("\n".join(lines), "(?im)^allow: .*GET.*HEAD|^allow: .*HEAD.*GET")


@unittest.skipUnless(requests, "python3-requests n'est pas installé")
class RequestsTest(SiteTest):
    def setUp(self):
        self.session = requests.Session()
        self.session.trust_env = False
        self.addCleanup(self.session.close)

    def get(self, path, **options):
        return self.session.get(self.url(path), timeout=DEADLINE, **options)

    def test_a_page_and_its_charset(self):
        answer = self.get("/")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.encoding.lower(), "utf-8")
        self.assertIn("Bonjour à tous", answer.text)

    def test_a_name_with_accents(self):
        self.assertEqual(self.get("/été.txt").content.decode(), "l'été\n")

    def test_a_directory_redirects_to_its_slash(self):
        answer = self.get("/dossier")
        self.assertEqual([step.status_code for step in answer.history], [301])
        self.assertTrue(answer.url.endswith("/dossier/"))
        self.assertIn("Dossier", answer.text)

    def test_a_listing_is_escaped(self):
        text = self.get("/vide/").text
        self.assertNotIn("<b>", text)
        self.assertIn("a&lt;b&gt;&amp;.txt", text)

    def test_hidden_files_do_not_exist(self):
        for path in ("/.env", "/.git/config", "/.git/", "/%2eenv"):
            self.assertEqual(self.get(path).status_code, 404, path)

    def test_what_is_missing_is_said_in_french(self):
        answer = self.get("/absent")
        self.assertEqual(answer.status_code, 404)
        self.assertTrue(answer.headers["Content-Type"].startswith("text/html"))
        self.assertRegex(answer.text, '<html[^>]* lang="fr"')

    def test_entity_tags(self):
        tag = self.get("/notes.txt").headers["ETag"]
        again = self.get("/notes.txt", headers={"If-None-Match": f'"autre", {tag}'})
        self.assertEqual((again.status_code, again.content), (304, b""))
        self.assertEqual(self.get("/notes.txt", headers={"If-None-Match": '"autre"'}).status_code, 200)

    def test_a_range_of_another_version_gives_the_whole(self):
        answer = self.get("/notes.txt", headers={"Range": "bytes=0-1", "If-Range": '"autre"'})
        self.assertEqual((answer.status_code, answer.content), (200, b"0123456789"))


class HttpClientTest(SiteTest):
    def test_many_requests_on_one_connection(self):
        connection = http.client.HTTPConnection(self.server.host, self.server.port, timeout=DEADLINE)
        self.addCleanup(connection.close)
        connection.connect()
        own_port = connection.sock.getsockname()[1]
        for _ in range(50):
            connection.request("GET", "/notes.txt")
            answer = connection.getresponse()
            self.assertEqual((answer.status, answer.version, answer.read()), (200, 11, b"0123456789"))
            self.assertEqual(connection.sock.getsockname()[1], own_port, "la connexion a été refaite")

    def test_the_date_is_now(self):
        connection = http.client.HTTPConnection(self.server.host, self.server.port, timeout=DEADLINE)
        self.addCleanup(connection.close)
        connection.request("HEAD", "/")
        answer = connection.getresponse()
        date = email.utils.parsedate_to_datetime(answer.getheader("Date")).timestamp()
        self.assertLess(abs(date - time.time()), 10)
        self.assertEqual(answer.read(), b"")


class RawSocketTest(SiteTest):
    GET = b"GET /notes.txt HTTP/1.1\r\nHost: a\r\n\r\n"
    LAST = b"GET /notes.txt HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"

    def test_pipelined_requests_are_answered_in_order(self):
        missing = b"GET /absent HTTP/1.1\r\nHost: a\r\n\r\n"
        answer = self.exchange(self.GET + missing + self.GET + self.LAST)
        self.assertEqual(statuses(answer), [200, 404, 200, 200])

    def test_a_request_in_single_bytes(self):
        connection = self.connect()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in self.LAST:
            connection.sendall(bytes([byte]))
        self.assertEqual(statuses(read_to_end(connection)), [200])

    def test_a_trickling_client_holds_nobody_up(self):
        slow = self.connect()
        slow.sendall(self.GET[:10])
        for _ in range(20):
            self.assertEqual(statuses(self.exchange(self.LAST)), [200])
        slow.sendall(self.GET[10:])
        self.assertTrue(slow.recv(4096).startswith(b"HTTP/1.1 200 "))

    def test_a_1_0_request_gets_a_1_0_answer_and_the_end(self):
        answer = self.exchange(b"GET /notes.txt HTTP/1.0\r\n\r\n")
        self.assertTrue(answer.startswith(b"HTTP/1.0 200 "))
        self.assertTrue(answer.endswith(b"\r\n\r\n0123456789"))

    def test_one_empty_line_before_the_request_is_forgiven(self):
        self.assertEqual(statuses(self.exchange(b"\r\n" + self.LAST)), [200])

    def test_what_is_ambiguous_is_refused(self):
        for fields in (b"Host: a\r\nHost: b\r\n", b"", b"Host : a\r\n", b"Host: a\r\nX: 1\r\n folded\r\n",
                       b"Host: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n",
                       b"Host: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n",
                       b"Host: a\r\nContent-Length: +3\r\n"):
            answer = self.exchange(b"GET / HTTP/1.1\r\n" + fields + b"\r\n")
            self.assertEqual(statuses(answer), [400], fields)

    def test_an_unknown_method_is_not_implemented(self):
        self.assertEqual(statuses(self.exchange(b"BREW /pot HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")), [501])

    def test_a_client_that_vanishes_disturbs_nobody(self):
        for _ in range(20):
            connection = self.connect()
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # close by a reset
            connection.sendall(b"GET /blob.bin HTTP/1.1\r\nHost: a\r\n\r\n")
            connection.close()
        self.assertEqual(statuses(self.exchange(self.LAST)), [200])


class LoadTest(SiteTest):
    @unittest.skipUnless(shutil.which("ab"), "apache2-utils n'est pas installé")
    def test_apache_bench_sees_no_failure(self):
        for options in ([], ["-k"]):
            done = subprocess.run(["ab", "-q", "-n", "2000", "-c", "16", *options, self.url("/notes.txt")],
                                  capture_output=True, text=True, timeout=90, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertRegex(done.stdout, r"Complete requests:\s+2000\b")
            self.assertRegex(done.stdout, r"Failed requests:\s+0\b")
            self.assertNotIn("Non-2xx", done.stdout)

    def test_many_clients_at_once_each_get_their_file(self):
        def fetch(_):
            connection = http.client.HTTPConnection(self.server.host, self.server.port, timeout=DEADLINE)
            try:
                connection.request("GET", "/blob.bin")
                return connection.getresponse().read() == BLOB
            finally:
                connection.close()

        with concurrent.futures.ThreadPoolExecutor(32) as clients:
            self.assertTrue(all(clients.map(fetch, range(128))))


class LifeTest(unittest.TestCase):
    """From its first line to its end."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        write_site(self.root)

    def test_ctrl_c_and_sigterm_end_it_cleanly(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with Server("static_server", "--root", self.root) as server:
                socket.create_connection((server.host, server.port), timeout=DEADLINE).close()
                self.assertEqual(server.stop(number), 0, server.complaint.decode())

    def test_a_busy_port_is_one_french_sentence_and_status_1(self):
        with Server("static_server", "--root", self.root) as server:
            done = subprocess.run([program("static_server"), "--root", self.root, "--port", str(server.port)],
                                  capture_output=True, text=True, timeout=DEADLINE, check=False)
            self.assertEqual(done.returncode, 1)
            self.assertIn(str(server.port), done.stderr)
            self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)

    def test_wrong_options_are_status_2_and_help_is_0(self):
        wrong = (["--inconnue"], ["--port", "abc"], ["--port", ""], ["--port", "010"], ["--port", "65536"],
                 ["--threads", "0"])
        for options, status in (*((options, 2) for options in wrong), (["--help"], 0)):
            done = subprocess.run([program("static_server"), *options], capture_output=True, text=True,
                                  timeout=DEADLINE, check=False)
            self.assertEqual(done.returncode, status, (options, done.stderr))
            self.assertNotIn(" in range ", done.stderr, "une phrase en anglais")

    def test_a_standard_output_that_nobody_reads_stops_nothing(self):
        with Server("static_server", "--root", self.root) as server:
            session = http.client.HTTPConnection(server.host, server.port, timeout=DEADLINE)
            for _ in range(2000):
                session.request("GET", "/index.html")
                session.getresponse().read()
            session.close()
            self.assertEqual(server.stop(), 0)

    def test_few_descriptors_still_serve_many_files(self):
        for number in range(100):
            name = self.root / f"{number}.txt"
            name.write_text("ancien\n", encoding="utf-8")
            os.utime(name, (0, 0))
        with Server("static_server", "--root", self.root, "--access-log", "none",
                    prefix=("prlimit", "--nofile=64:64")) as server:
            idle = [socket.create_connection((server.host, server.port), timeout=DEADLINE) for _ in range(60)]
            for number in range(100):
                with urllib.request.urlopen(f"{server.url}/{number}.txt", timeout=DEADLINE) as answer:
                    self.assertEqual(answer.read(), b"ancien\n")
            for connection in idle:
                connection.close()
            self.assertEqual(server.stop(), 0)

    def test_the_access_log_cannot_be_forged(self):
        log = self.root / "access.log"
        with Server("static_server", "--root", self.root, "--access-log", log) as server:
            with socket.create_connection((server.host, server.port), timeout=DEADLINE) as connection:
                connection.sendall(b'GET /%0A127.0.0.1%20"x HTTP/1.0\r\nUser-Agent: "a\r\n\r\n')
                read_to_end(connection)
            self.assertEqual(server.stop(), 0)
        lines = log.read_text(encoding="utf-8").splitlines()
        self.assertEqual(len(lines), 1, lines)
        self.assertRegex(lines[0], r'^127\.0\.0\.1 - - \[\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] ".*" \d{3} \d+')

    def test_it_restarts_on_the_same_port_at_once(self):
        with Server("static_server", "--root", self.root) as first:
            connection = socket.create_connection((first.host, first.port), timeout=DEADLINE)
            connection.sendall(RawSocketTest.GET)
            connection.recv(10)
            first.stop()
            again = subprocess.Popen([program("static_server"), "--root", self.root, "--port", str(first.port)],
                                     stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            timer = threading.Timer(DEADLINE, again.kill)
            timer.start()
            line = again.stdout.readline()
            timer.cancel()
            again.terminate()
            _, complaint = again.communicate(timeout=DEADLINE)
            connection.close()
            self.assertIn(str(first.port).encode(), line, complaint.decode())


if __name__ == "__main__":
    unittest.main()
