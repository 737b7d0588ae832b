#!/usr/bin/env python3
"""The playground over TLS, with the certificates of the class, as curl, requests, urllib3 and http.client see it."""

import hashlib
import http.client
import json
import os
import shutil
import ssl
import unittest
import urllib.parse

from peers import DEADLINE, PeerTest, main, make_certs, run
from server import Server

try:
    import requests
    import urllib3
except ImportError:
    requests = urllib3 = None

CONTENT = hashlib.shake_256(b"terrain").digest(1 << 20) * 3
DIGEST = hashlib.sha256(CONTENT).hexdigest()


class ClientsTest(PeerTest):
    """One playground for a class of tests; `closed` is another one, which wants a certificate of its clients."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        certs = cls.certs = cls.folder / "certs"
        make_certs(certs)
        cls.ca, cls.mine = str(certs / "ca.pem"), (str(certs / "client.pem"), str(certs / "client.key"))
        cls.url = cls.start()
        cls.closed = cls.start("--tls-client-ca", certs / "ca.pem")
        cls.path = cls.folder / "à téléverser.bin"
        cls.path.write_bytes(CONTENT)

    @classmethod
    def start(cls, *options):
        server = Server("playground", "--access-log", "none", "--threads", "1", "--tls-port", "0", "--tls-cert",
                        cls.certs / "server.pem", "--tls-key", cls.certs / "server.key", *options)
        cls.addClassCleanup(server.stop)
        port = int(server.wait_for(rb"https://[^\s/]+:(\d+)")[1])
        return f"https://localhost:{port}"

    def check_files(self, told, name="à téléverser.bin"):
        file = told["files"][-1]
        self.assertEqual((file["name"], file["size"], file["sha256"]), (name, len(CONTENT), DIGEST))


@unittest.skipUnless(shutil.which("curl"), "curl n'est pas installé")
class CurlTest(ClientsTest):
    def curl(self, *arguments, status=0):
        done = run("curl", "-q", "-sS", "--cacert", self.ca, "-m", DEADLINE, *arguments)
        self.assertEqual(done.returncode, status, done.stderr.decode())
        return done.stdout

    def told(self, *arguments):
        return json.loads(self.curl(*arguments))

    def test_versions_and_verification(self):
        for options, version in ((["--tlsv1.3"], "TLSv1.3"), (["--tls-max", "1.2"], "TLSv1.2")):
            self.assertEqual(self.told(*options, f"{self.url}/tls")["version"], version)
        self.curl("--cacert", "/etc/ssl/certs/ca-certificates.crt", f"{self.url}/tls", status=60)
        self.curl("--tls-max", "1.1", f"{self.url}/tls", status=35)
        self.curl(self.closed, status=56)
        told = self.told("--cert", self.mine[0], "--key", self.mine[1], f"{self.closed}/tls")
        self.assertIsNotNone(told["client_certificate"])

    def test_forms_and_uploads(self):
        self.assertEqual(self.told("-d", "a=1", "--data-urlencode", "b=é&", f"{self.url}/post")["form"],
                         {"a": "1", "b": "é&"})
        self.check_files(self.told("-F", "titre=x", "-F", f"f=@{self.path}", f"{self.url}/upload"))
        self.assertEqual(self.told("-T", self.path, "-X", "POST", f"{self.url}/upload")["files"][0]["sha256"], DIGEST)

    def test_redirects_cookies_and_one_connection(self):
        told = self.curl("-L", "-b", "", f"{self.url}/cookies/set?a=b", f"{self.url}/redirect/3", "-w",
                         "\n%{num_connects} %{num_redirects}\n").decode().splitlines()
        self.assertEqual([line for line in told if line[:1].isdigit()], ["1 1", "0 3"])

    def test_ranges_and_broken_answers(self):
        whole = self.curl(f"{self.url}/range/100000")
        part = self.folder / "part"
        part.write_bytes(whole[:60_000])
        self.curl("-C", "-", "-o", part, f"{self.url}/range/100000")
        self.assertEqual(part.read_bytes(), whole)
        self.assertEqual(len(self.curl("--compressed", f"{self.url}/gzip")) > 0, True)
        for broken in ("truncated", "truncated-chunked"):
            self.curl("-o", os.devnull, f"{self.url}/{broken}/5000", status=18)


@unittest.skipUnless(requests, "requests n'est pas installé (python3-requests)")
class RequestsTest(ClientsTest):
    def setUp(self):
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.verify = self.ca
        self.addCleanup(self.session.close)

    def ask(self, method, path, **options):
        answer = self.session.request(method, self.url + path, timeout=DEADLINE, **options)
        self.assertTrue(answer.ok, answer.text[:1000])
        return answer

    def test_verification(self):
        with self.assertRaises(requests.exceptions.SSLError):
            self.ask("GET", "/tls", verify=True)
        with self.assertRaises(requests.exceptions.ConnectionError):
            self.session.get(f"{self.closed}/tls", timeout=DEADLINE)
        told = self.session.get(f"{self.closed}/tls", cert=self.mine, timeout=DEADLINE).json()
        self.assertIsNotNone(told["client_certificate"])

    def test_forms_files_and_json(self):
        self.assertEqual(self.ask("POST", "/post", data={"é": ["1", "2"]}).json()["form"], {"é": ["1", "2"]})
        self.assertEqual(self.ask("PUT", "/put", json={"é": [1]}).json()["json"], {"é": [1]})
        with open(self.path, "rb") as file:
            self.check_files(self.ask("POST", "/upload", files={"f": ("été.bin", file)}, data={"a": "1"}).json(),
                             "été.bin")
        with open(self.path, "rb") as file:
            self.assertEqual(self.ask("POST", "/upload", data=file).json()["files"][0]["sha256"], DIGEST)

    def test_cookies_redirects_and_identity(self):
        self.assertEqual(self.ask("GET", "/cookies/set?a=b").json()["cookies"], {"a": "b"})
        answer = self.ask("GET", "/absolute-redirect/3")
        self.assertEqual((len(answer.history), answer.url), (3, f"{self.url}/get"))
        self.assertTrue(self.ask("GET", "/basic-auth/ada/secret", auth=("ada", "secret")).json()["authenticated"])

    def test_streams(self):
        self.assertEqual(sum(1 for _ in self.ask("GET", "/stream/20", stream=True).iter_lines()), 20)
        with self.assertRaises((requests.exceptions.ChunkedEncodingError, requests.exceptions.ConnectionError)):
            self.ask("GET", "/truncated-chunked/5000")

    def test_urllib3_keeps_one_connection(self):
        parts = urllib.parse.urlsplit(self.url)
        with urllib3.HTTPSConnectionPool(parts.hostname, parts.port, ca_certs=self.ca, timeout=DEADLINE) as pool:
            for number in range(20):
                answer = pool.request("POST", "/post", fields={"n": str(number)})
                self.assertEqual(json.loads(answer.data)["form"], {"n": str(number)})
            self.assertEqual(pool.num_connections, 1)
            with self.assertRaises((urllib3.exceptions.IncompleteRead, urllib3.exceptions.ProtocolError)):
                pool.request("GET", "/truncated/5000", preload_content=False, enforce_content_length=True).read()


class PythonTest(ClientsTest):
    """http.client of the standard library."""

    def connect(self):
        parts = urllib.parse.urlsplit(self.url)
        connection = http.client.HTTPSConnection(parts.hostname, parts.port, timeout=DEADLINE,
                                                 context=ssl.create_default_context(cafile=self.ca))
        self.addCleanup(connection.close)
        return connection

    def test_one_connection_for_all(self):
        connection = self.connect()
        connection.connect()
        socket = connection.sock
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            connection.request(method, "/anything?a=1", None if method == "GET" else method.encode())
            told = json.loads(connection.getresponse().read())
            self.assertEqual((told["method"], told["args"]), (method, {"a": "1"}))
        connection.request("HEAD", "/get")
        self.assertEqual(connection.getresponse().read(), b"")
        connection.request("POST", "/upload", iter([CONTENT[:1000], CONTENT[1000:]]), encode_chunked=True,
                           headers={"Transfer-Encoding": "chunked"})
        self.assertEqual(json.loads(connection.getresponse().read())["files"][0]["sha256"], DIGEST)
        self.assertIs(connection.sock, socket)

    def test_broken_answers(self):
        for path in ("/truncated/5000", "/truncated-chunked/5000"):
            connection = self.connect()
            connection.request("GET", path)
            answer = connection.getresponse()
            with self.assertRaises((http.client.IncompleteRead, ssl.SSLEOFError)):
                answer.read()


if __name__ == "__main__":
    main()
