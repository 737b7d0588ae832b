#!/usr/bin/env python3
"""https_server as real clients see it: curl, requests, Python's ssl, openssl s_client, and those that mean harm."""

import concurrent.futures
import contextlib
import hashlib
import http.client
import os
import pathlib
import select
import shutil
import socket
import ssl
import stat
import subprocess
import tempfile
import time
import unittest

from server import Server, program

try:
    import requests
except ImportError:
    requests = None

DEADLINE = 60.0
PAGE = "<!doctype html><title>Accueil</title><h1>Bonjour à tous</h1>\n".encode()
LARGE = hashlib.shake_256(b"atelier").digest(1 << 20) * 20
SCRIPT = """#!/bin/sh
printf 'Content-Type: text/plain\\n\\n'
env | grep -E '^(HTTPS|SERVER_PORT)=' | sort
cat
"""


def run(*command, **options):
    return subprocess.run(command, capture_output=True, timeout=DEADLINE, check=False, **options)


def read_to_end(connection):
    chunks = []
    while chunk := connection.recv(65536):
        chunks.append(chunk)
    return b"".join(chunks)


def exchange_at_once(connection, request):
    """Sends and receives in turn, whichever is possible: a TLS connection is not for two threads at once."""
    connection.setblocking(False)
    waiting = (ssl.SSLWantReadError, ssl.SSLWantWriteError)
    deadline = time.monotonic() + DEADLINE
    left, chunks = memoryview(request), []
    while time.monotonic() < deadline:
        with contextlib.suppress(*waiting):
            if left:
                left = left[connection.send(left[:50_000]):]
        try:
            chunk = connection.recv(65536)
        except waiting:
            select.select([connection], [connection] if left else [], [], 1.0)
            continue
        if not chunk:
            break
        chunks.append(chunk)
    return b"".join(chunks)


def descriptors(server):
    return len(os.listdir(f"/proc/{server.process.pid}/fd"))


class HttpsTest(unittest.TestCase):
    """One server for a class of tests, with certificates of its own."""

    options = ()

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.certs, cls.root = cls.folder / "certs", cls.folder / "www"
        made = run(program("make_certs"), cls.certs)
        if made.returncode != 0:
            raise AssertionError(made.stderr.decode())
        cls.write_site()
        cls.server = Server("https_server", "--root", cls.root, "--cgi-bin", cls.folder / "cgi-bin",
                            "--tls-port", "0", "--tls-cert", cls.certs / "server.pem", "--tls-key",
                            cls.certs / "server.key", "--threads", "2", "--access-log", "none",
                            *(option.format(certs=cls.certs) for option in cls.options))
        cls.addClassCleanup(cls.check_end)
        cls.tls_port = int(cls.server.wait_for(rb"https://127\.0\.0\.1:(\d+)/")[1])
        cls.url = f"https://127.0.0.1:{cls.tls_port}"

    @classmethod
    def write_site(cls):
        for name, content in {"index.html": PAGE, "notes.txt": b"0123456789", "large.bin": LARGE}.items():
            (cls.root / name).parent.mkdir(exist_ok=True)
            (cls.root / name).write_bytes(content)
        (cls.folder / "cgi-bin").mkdir()
        (cls.folder / "cgi-bin/env.sh").write_text(SCRIPT, encoding="utf-8")
        (cls.folder / "cgi-bin/env.sh").chmod(0o755)

    @classmethod
    def check_end(cls):
        """A sanitizer that found something as the server ended says so by the status."""
        status = cls.server.stop()
        if status != 0 or cls.server.complaint:
            raise AssertionError(f"le serveur finit avec le statut {status} : {cls.server.complaint.decode()[-4000:]}")

    def context(self):
        context = ssl.create_default_context(cafile=self.certs / "ca.pem")
        return context

    def connect(self):
        """A bare connection to the TLS port."""
        connection = socket.create_connection(("127.0.0.1", self.tls_port), timeout=DEADLINE)
        self.addCleanup(connection.close)
        return connection

    def connect_tls(self, context=None):
        connection = (context or self.context()).wrap_socket(self.connect(), server_hostname="localhost")
        self.addCleanup(connection.close)
        return connection

    def assert_serves(self):
        with self.connect_tls() as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            self.assertTrue(read_to_end(connection).endswith(PAGE))


@unittest.skipUnless(shutil.which("curl"), "curl n'est pas installé")
class CurlTest(HttpsTest):
    def curl(self, *arguments, status=0):
        done = run("curl", "--silent", "--show-error", "--noproxy", "*", "--max-time", str(DEADLINE), "--cacert",
                   self.certs / "ca.pem", *arguments)
        self.assertEqual(done.returncode, status, done.stderr.decode())
        return done.stdout

    def test_a_page_in_each_version_by_name_and_address(self):
        for options in ([], ["--http1.0"], ["--tls-max", "1.2"], ["--tlsv1.3"]):
            self.assertEqual(self.curl(*options, self.url + "/"), PAGE, options)
        self.assertEqual(self.curl(f"https://localhost:{self.tls_port}/"), PAGE)

    def test_the_plain_port_serves_the_same(self):
        self.assertEqual(self.curl(self.server.url + "/"), PAGE)

    def test_a_large_file_arrives_whole_and_in_ranges(self):
        self.assertEqual(self.curl(self.url + "/large.bin"), LARGE)
        self.assertEqual(self.curl("--range", "1000000-3000000", self.url + "/large.bin"), LARGE[1000000:3000001])
        several = self.curl("--range", "0-9,20000-40000", self.url + "/large.bin")
        self.assertIn(LARGE[20000:40001], several)

    def test_curl_keeps_its_connection(self):
        lines = self.curl("--write-out", "%{num_connects}\n", "--output", "/dev/null", "--output", "/dev/null",
                          self.url + "/", self.url + "/notes.txt").split()
        self.assertEqual(lines, [b"1", b"0"])

    def test_a_head_has_no_body_and_a_missing_page_is_404(self):
        self.assertNotIn(PAGE, self.curl("--head", self.url + "/"))
        self.assertIn(b"404", self.curl("--write-out", "%{http_code}", self.url + "/absent"))

    def test_a_script_knows_that_tls_carries_its_request(self):
        body = LARGE[:300_000]
        upload = self.folder / "corps"
        upload.write_bytes(body)
        said = self.curl("--data-binary", f"@{upload}", self.url + "/cgi-bin/env.sh")
        self.assertEqual(said, f"HTTPS=on\nSERVER_PORT={self.tls_port}\n".encode() + body)
        said = self.curl("--data-binary", "x", self.server.url + "/cgi-bin/env.sh")
        self.assertEqual(said, f"SERVER_PORT={self.server.port}\nx".encode())

    def test_a_body_of_unknown_length_reaches_the_script(self):
        said = self.curl("--header", "Transfer-Encoding: chunked", "--data", "abc", self.url + "/cgi-bin/env.sh")
        self.assertTrue(said.endswith(b"\nabc"), said)

    def test_plain_http_to_the_port_of_tls_is_told_so(self):
        answer = self.curl("--include", f"http://127.0.0.1:{self.tls_port}/").decode()
        self.assertTrue(answer.startswith("HTTP/1.1 400 "), answer[:100])
        self.assertIn("Ce port parle HTTPS", answer)

    def test_a_stranger_to_the_authority_does_not_trust_it(self):
        done = run("curl", "--silent", "--noproxy", "*", self.url + "/")
        self.assertEqual(done.returncode, 60)


@unittest.skipUnless(requests, "python3-requests n'est pas installé")
class RequestsTest(HttpsTest):
    def test_a_session(self):
        with requests.Session() as session:
            session.trust_env = False
            session.verify = str(self.certs / "ca.pem")
            for _ in range(3):
                answer = session.get(self.url + "/", timeout=DEADLINE)
                self.assertEqual((answer.status_code, answer.content), (200, PAGE))
            self.assertEqual(session.get(self.url + "/large.bin", timeout=DEADLINE).content, LARGE)
            with self.assertRaises(requests.exceptions.SSLError):
                requests.get(self.url + "/", timeout=DEADLINE, proxies={"https": ""})


class PythonTest(HttpsTest):
    def test_pipelined_requests_are_answered_in_order(self):
        with self.connect_tls() as connection:
            request = b"GET /%b HTTP/1.1\r\nHost: localhost\r\n%b\r\n"
            connection.sendall(request % (b"notes.txt", b"") * 50 + request % (b"", b"Connection: close\r\n"))
            answers = read_to_end(connection)
        self.assertEqual(answers.count(b"\r\n\r\n0123456789"), 50)
        self.assertTrue(answers.endswith(PAGE))

    def test_the_end_is_said(self):
        """Python's ssl takes an end that TLS has not said for an error, if asked to."""
        context = self.context()
        context.options &= ~getattr(ssl, "OP_IGNORE_UNEXPECTED_EOF", 0x80)
        plain = self.connect()
        with context.wrap_socket(plain, server_hostname="localhost", suppress_ragged_eofs=False) as connection:
            connection.sendall(b"GET /large.bin HTTP/1.0\r\n\r\n")
            self.assertTrue(read_to_end(connection).endswith(LARGE))

    def test_sessions_resume_on_every_thread_of_the_server(self):
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            context = self.context()
            context.minimum_version = context.maximum_version = version
            with self.connect_tls(context) as first:
                first.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                read_to_end(first)
                session = first.session
            for _ in range(8):
                with context.wrap_socket(self.connect(), server_hostname="localhost", session=session) as again:
                    self.assertTrue(again.session_reused, version)

    def test_http_client_and_a_hundred_at_once(self):
        def ask(_):
            connection = http.client.HTTPSConnection("localhost", self.tls_port, timeout=DEADLINE,
                                                     context=self.context())
            try:
                connection.request("GET", "/notes.txt")
                return connection.getresponse().read()
            finally:
                connection.close()

        with concurrent.futures.ThreadPoolExecutor(20) as pool:
            self.assertEqual(set(pool.map(ask, range(100))), {b"0123456789"})


@unittest.skipUnless(shutil.which("openssl"), "openssl n'est pas installé")
class OpensslTest(HttpsTest):
    def s_client(self, *options, request=b"GET / HTTP/1.0\r\n\r\n"):
        return run("openssl", "s_client", "-connect", f"127.0.0.1:{self.tls_port}", "-CAfile", self.certs / "ca.pem",
                   "-verify_return_error", *options, "-ign_eof", input=request)

    def test_the_chain_is_right(self):
        done = self.s_client("-servername", "localhost", "-verify_hostname", "localhost")
        self.assertIn(b"Verify return code: 0 (ok)", done.stdout)
        self.assertIn(PAGE, done.stdout)

    def test_old_versions_are_refused(self):
        for version in ("-tls1", "-tls1_1"):
            done = self.s_client(version, "-cipher", "DEFAULT@SECLEVEL=0")
            self.assertNotEqual(done.returncode, 0)
            self.assertIn(b"alert protocol version", done.stderr)

    def test_suites_without_forward_secrecy_are_refused(self):
        for suite in ("AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-SHA"):
            self.assertNotEqual(self.s_client("-tls1_2", "-cipher", suite).returncode, 0, suite)

    def test_the_client_chooses_among_good_suites(self):
        for suite in ("TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256",
                      "TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256"):
            done = self.s_client("-tls1_3", "-ciphersuites", suite)
            self.assertIn(b"Cipher is " + suite.split(":")[0].encode(), done.stdout)

    def test_the_protocol_is_agreed_on(self):
        self.assertIn(b"ALPN protocol: http/1.1", self.s_client("-alpn", "h2,http/1.1").stdout)
        self.assertNotEqual(self.s_client("-alpn", "h2").returncode, 0)

    def test_renegotiation_is_refused(self):
        done = run("openssl", "s_client", "-connect", f"127.0.0.1:{self.tls_port}", "-tls1_2", input=b"R\n")
        self.assertIn(b"no renegotiation", done.stderr)


class HostileTest(HttpsTest):
    def hello(self):
        """The first message of a client, as OpenSSL writes it."""
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        client = self.context().wrap_bio(incoming, outgoing, server_hostname="localhost")
        with self.assertRaises(ssl.SSLWantReadError):
            client.do_handshake()
        return outgoing.read()

    def test_a_hundred_slow_handshakes_hold_up_nobody(self):
        hello = self.hello()
        slow = [self.connect() for _ in range(100)]
        for place, connection in enumerate(slow):
            connection.sendall(hello[:place + 1])
        for byte in range(20):
            for place, connection in enumerate(slow):
                connection.sendall(hello[place + 1 + byte:place + 2 + byte])
            self.assert_serves()
        for connection in slow:
            connection.close()

    def test_what_is_no_tls_ends_its_connection_alone(self):
        hello = self.hello()
        for seed in range(100):
            noise = hashlib.shake_256(bytes([seed])).digest(400)
            for attack in (noise, b"\x16\x03\x01" + noise, hello + noise, hello[:60] + noise + hello[60:],
                           bytes([hello[0], *hello[1:40], hello[40] ^ 255, *hello[41:]])):
                with socket.create_connection(("127.0.0.1", self.tls_port), timeout=DEADLINE) as connection:
                    try:
                        connection.sendall(attack)
                        connection.shutdown(socket.SHUT_WR)
                        read_to_end(connection)
                    except OSError:
                        pass  # a reset is an answer too
        self.assert_serves()

    def test_a_client_that_vanishes_leaves_nothing(self):
        self.assert_serves()
        before = descriptors(self.server)
        for count in range(30):
            connection = self.connect_tls()
            connection.sendall(b"GET /large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n")
            connection.recv(1000 * count + 1)
            connection.close()
        deadline = time.monotonic() + DEADLINE
        while descriptors(self.server) > before and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertLessEqual(descriptors(self.server), before)

    def test_clients_that_read_slowly_hold_up_nobody(self):
        slow = [self.connect_tls() for _ in range(20)]
        for connection in slow:
            connection.sendall(b"GET /large.bin HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        self.assert_serves()
        self.assertTrue(read_to_end(slow[0]).endswith(LARGE))

    def test_both_directions_at_once(self):
        """A script that answers while it is still sent its body."""
        total = 4_000_000
        connection = self.connect_tls()
        received = exchange_at_once(connection, b"POST /cgi-bin/env.sh HTTP/1.1\r\nHost: localhost\r\n"
                                    b"Connection: close\r\nContent-Length: %d\r\n\r\n" % total + LARGE[:total])
        self.assertIn(b"HTTPS=on", received)
        self.assertGreater(len(received), total)

    @unittest.skipUnless(shutil.which("openssl"), "openssl n'est pas installé")
    def test_new_keys_in_the_middle_of_a_conversation(self):
        """openssl's client takes a line "K" for the wish to have new keys on both sides."""
        command = ["openssl", "s_client", "-connect", f"127.0.0.1:{self.tls_port}", "-tls1_3", "-crlf"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              bufsize=0) as client:
            self.read_until(client.stdout, b"\n---\n")
            for _ in range(3):
                client.stdin.write(b"K\n")
                self.read_until(client.stdout, b"KEYUPDATE\n")
            client.stdin.write(b"GET /notes.txt HTTP/1.1\nHost: localhost\n\n")
            self.read_until(client.stdout, b"0123456789")
            client.terminate()

    @staticmethod
    def read_until(stream, text):
        read = b""
        while text not in read:
            more = os.read(stream.fileno(), 4096)
            if not more:
                raise AssertionError(read.decode(errors="replace"))
            read += more


class ClientCertificateTest(HttpsTest):
    options = ("--tls-client-ca", "{certs}/ca.pem")

    def test_who_has_one_is_served(self):
        context = self.context()
        context.load_cert_chain(self.certs / "client.pem", self.certs / "client.key")
        with self.connect_tls(context) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            self.assertTrue(read_to_end(connection).endswith(PAGE))

    def test_who_has_none_is_not(self):
        with self.assertRaises(ssl.SSLError), self.connect_tls() as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            read_to_end(connection)


class LifeTest(unittest.TestCase):
    """What it says before it serves."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.assertEqual(run(program("make_certs"), self.folder).returncode, 0)
        self.files = ("--tls-cert", self.folder / "server.pem", "--tls-key", self.folder / "server.key")

    def complaint(self, *options, status):
        done = run(program("https_server"), "--root", self.folder, "--port", "0", *options)
        self.assertEqual(done.returncode, status, done.stderr)
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr.decode())
        return done.stderr.decode()

    def test_the_ready_line_holds_both_urls_that_of_http_first(self):
        with Server("https_server", "--root", self.folder, "--tls-port", "0", *self.files) as server:
            server.wait_for(rb"^[^\n]* http://127\.0\.0\.1:\d+/ et https://127\.0\.0\.1:\d+/")
            self.assertEqual(server.said.count(b"\n"), 1)
            self.assertEqual(server.stop(), 0)

    def test_without_tls_it_is_a_server_like_the_others(self):
        with Server("https_server", "--root", self.folder) as server:
            self.assertNotIn(b"https", server.said)
            self.assertEqual(server.stop(), 0)

    def test_a_port_without_a_certificate_is_refused_with_the_cure(self):
        self.assertIn("make_certs", self.complaint("--tls-port", "0", status=2))
        self.assertIn("--tls-port", self.complaint(*self.files, status=2))

    def test_wrong_files_are_named(self):
        absent = self.folder / "absent.pem"
        self.assertIn(str(absent), self.complaint("--tls-port", "0", "--tls-cert", absent, status=1))
        wrong = ("--tls-cert", self.folder / "server.pem", "--tls-key", self.folder / "client.key")
        self.assertIn("n'est pas celle du certificat", self.complaint("--tls-port", "0", *wrong, status=1))

    def test_a_key_that_all_can_read_is_worth_a_warning(self):
        key = self.folder / "server.key"
        key.chmod(key.stat().st_mode | stat.S_IROTH)
        with Server("https_server", "--root", self.folder, "--tls-port", "0", *self.files) as server:
            self.assertEqual(server.stop(), 0)
            self.assertIn(f"chmod 600 {key}", server.complaint.decode())

    def test_a_busy_port_is_named(self):
        with Server("https_server", "--root", self.folder, "--tls-port", "0", *self.files) as server:
            port = server.wait_for(rb"https://127\.0\.0\.1:(\d+)/")[1].decode()
            self.assertIn(port, self.complaint("--tls-port", port, *self.files, status=1))


if __name__ == "__main__":
    unittest.main()
