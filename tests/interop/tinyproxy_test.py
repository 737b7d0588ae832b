#!/usr/bin/env python3
"""https_client through proxies: tinyproxy, and the small one of proxy.py; with and without a password."""

import json
import re
import shutil
import subprocess
import time
import unittest

from peers import DEADLINE, ENVIRONMENT, PeerTest, free_port, main, make_certs, run
from proxy import Proxy
from server import Server

CURL = shutil.which("curl")
TINYPROXY = shutil.which("tinyproxy")
NAME, PASSWORD = "ada", "s3cret"
CONFIGURATION = """
Port {port}
Listen 127.0.0.1
Timeout 60
MaxClients 50
Allow 127.0.0.1
LogLevel Info
LogFile "{folder}/{port}.log"
{lines}
"""


class Tinyproxy:
    """tinyproxy on a free port, which it cannot choose by itself: another one when somebody was faster."""

    def __init__(self, folder, lines=""):
        for _ in range(10):
            self.port = free_port()
            self.log = folder / f"{self.port}.log"
            configuration = folder / f"{self.port}.conf"
            configuration.write_text(CONFIGURATION.format(port=self.port, folder=folder, lines=lines), encoding="utf-8")
            self.process = subprocess.Popen([TINYPROXY, "-d", "-c", configuration], env=ENVIRONMENT,
                                            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                            stderr=subprocess.DEVNULL)
            if self.is_ready():
                return
        raise AssertionError("tinyproxy ne démarre pas")

    def is_ready(self):
        """It says in its log that it has opened its port; or it has ended."""
        deadline = time.monotonic() + DEADLINE / 6
        while self.process.poll() is None and time.monotonic() < deadline:
            if self.log.exists() and "Accepting connections" in self.log.read_text(encoding="utf-8"):
                return True
            time.sleep(0.02)
        return False

    def requests(self):
        """The first lines of the requests that it was asked."""
        return re.findall(r"Request \(file descriptor \d+\): (.*)", self.log.read_text(encoding="utf-8"))

    def stop(self):
        self.process.terminate()
        self.process.wait(DEADLINE)


class ProxyTest(PeerTest):
    """A playground behind the proxies."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        make_certs(cls.folder / "certs")
        cls.ca = cls.folder / "certs/ca.pem"
        cls.options = ("--cacert", cls.ca)
        cls.server = Server("playground", "--access-log", "none", "--threads", "1", "--tls-port", "0", "--tls-cert",
                            cls.folder / "certs/server.pem", "--tls-key", cls.folder / "certs/server.key")
        cls.addClassCleanup(cls.server.stop)
        cls.http = cls.server.url
        cls.https = cls.server.wait_for(rb"https://[^\s/]+:\d+")[0].decode()


@unittest.skipUnless(TINYPROXY, "tinyproxy n'est pas installé")
class TinyproxyTest(ProxyTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open = Tinyproxy(cls.folder)
        cls.addClassCleanup(cls.open.stop)
        cls.closed = Tinyproxy(cls.folder, f"BasicAuth {NAME} {PASSWORD}")
        cls.addClassCleanup(cls.closed.stop)

    def proxy(self, user=""):
        return f"http://{user}127.0.0.1:{(self.closed if user else self.open).port}"

    def test_http(self):
        seen = self.json("-x", self.proxy(), f"{self.http}/anything?a=1", "b=2")
        self.assertEqual((seen["method"], seen["args"], seen["json"]), ("POST", {"a": "1"}, {"b": "2"}))
        self.assertIn("tinyproxy", seen["headers"]["Via"])
        self.assertEqual(self.open.requests()[-1], f"POST {self.http}/anything?a=1 HTTP/1.1")

    def test_https(self):
        self.assertEqual(self.json("-x", self.proxy(), f"{self.https}/tls")["version"], "TLSv1.3")
        self.assertEqual(self.open.requests()[-1], f"CONNECT {self.https.partition('//')[2]} HTTP/1.1")
        self.assertEqual(len(self.client("-x", self.proxy(), f"{self.https}/bytes/3000000")), 3_000_000)
        self.client("--cacert", "/etc/ssl/certs/ca-certificates.crt", "-x", self.proxy(), f"{self.https}/tls",
                    status=60)

    def test_large_bodies(self):
        path = self.folder / "octets"
        path.write_bytes(bytes(3_000_000))
        for url in (self.http, self.https):
            told = self.json("-x", self.proxy(), "-T", path, "-X", "POST", f"{url}/upload")
            self.assertEqual(told["files"][0]["size"], 3_000_000)

    def test_redirects_from_one_scheme_to_the_other(self):
        before = len(self.open.requests())
        seen = self.json("-L", "-x", self.proxy(), f"{self.http}/redirect-to", f"url=={self.https}/get")
        self.assertEqual(seen["url"], f"{self.https}/get")
        asked = [line.split()[0] for line in self.open.requests()[before:]]
        self.assertEqual(asked, ["GET", "CONNECT"])

    def test_passwords(self):
        self.assertEqual(self.code("-x", self.proxy(f"{NAME}:{PASSWORD}@"), f"{self.https}/get"), 200)
        self.client("-x", self.proxy(f"{NAME}:faux@"), f"{self.https}/get", status=56)
        self.assertIn("vérifiez le nom et le mot de passe", self.complaint)
        seen = self.json("-x", self.proxy(f"{NAME}:{PASSWORD}@"), f"{self.http}/get")
        self.assertNotIn("Proxy-Authorization", seen["headers"])

    def test_the_environment(self):
        ours = {"http_proxy": self.proxy(), "HTTPS_PROXY": self.proxy()}
        for url, more, through in ((self.http, {}, 1), (self.https, {}, 1), (self.http, {"NO_PROXY": "*"}, 0),
                                   (self.https, {"no_proxy": "exemple.fr,127.0.0.1"}, 0),
                                   (self.http, {"no_proxy": "127.0.0.0/8"}, 0),
                                   (self.http, {"no_proxy": "localhost"}, 1)):
            before = len(self.open.requests())
            self.client(f"{url}/get", environment={**ours, **more})
            self.assertEqual(len(self.open.requests()) - before, through, (url, more))
        before = len(self.open.requests())
        self.client(f"{self.http}/get", environment={"HTTP_PROXY": self.proxy()})  # a script's field « Proxy »
        self.client("--noproxy", "127.0.0.1", f"{self.http}/get", environment=ours)
        self.client("-x", "", f"{self.http}/get", environment=ours)
        self.assertEqual(len(self.open.requests()), before)
        self.client(f"{self.http}/get", environment={"ALL_PROXY": self.proxy()})
        self.assertEqual(len(self.open.requests()), before + 1)

    @unittest.skipUnless(CURL, "curl n'est pas installé")
    def test_failures_are_those_of_curl(self):
        right, wrong = self.proxy(f"{NAME}:{PASSWORD}@"), self.proxy(f"{NAME}:faux@")
        none = self.proxy("x").replace("x127", "127")
        nowhere = f"127.0.0.1:{free_port()}"
        for proxy, url in ((wrong, f"{self.http}/get"), (none, f"{self.http}/get"), (wrong, f"{self.https}/get"),
                           (none, f"{self.https}/get"), (right, f"https://{nowhere}/"), (right, f"http://{nowhere}/"),
                           (right, "http://nulle-part.invalid/"), (right, "https://nulle-part.invalid/"),
                           (f"http://{nowhere}", f"{self.http}/get"), ("http://nulle-part.invalid:1", self.https)):
            arguments = ("-sS", "--cacert", self.ca, "-o", "/dev/null", "-w", "%{http_code}", "-x", proxy, url)
            theirs = run(CURL, "-q", *arguments)
            with self.subTest(proxy=proxy, url=url, curl=theirs.stderr):
                ours = self.client(*arguments, status=theirs.returncode)
                if theirs.returncode == 0:
                    self.assertEqual(ours, theirs.stdout)
                self.assertNotIn("faux", self.complaint)


class PasswordTest(ProxyTest):
    """The small proxy, which asks for a password."""

    def test_it_is_asked_for(self):
        with Proxy(f"{NAME}:{PASSWORD}") as proxy:
            right = proxy.url.replace("//", f"//{NAME}:{PASSWORD}@")
            for url, line in ((self.http, f"GET {self.http}/get HTTP/1.1"),
                              (self.https, f"CONNECT {self.https.partition('//')[2]} HTTP/1.1")):
                self.assertEqual(self.json("-x", right, f"{url}/get")["url"], f"{url}/get")
                self.assertEqual(proxy.requests[-1], line)
            for wrong in (proxy.url, right.replace(PASSWORD, "faux")):
                self.assertEqual(self.code("-x", wrong, f"{self.http}/get"), 407)
                self.client("-x", wrong, f"{self.https}/get", status=56)
                self.assertIn("mot de passe", self.complaint)
                self.assertNotIn("faux", self.complaint)

    def test_the_password_is_for_the_proxy_alone(self):
        with Proxy(f"{NAME}:{PASSWORD}") as proxy:
            right = proxy.url.replace("//", f"//{NAME}:{PASSWORD}@")
            for url in (self.http, self.https):
                seen = self.json("-L", "-x", right, f"{url}/redirect-to?url={self.https}/get")
                self.assertNotIn(PASSWORD, json.dumps(seen))
                self.assertNotIn("Proxy-Authorization", seen["headers"])
            story = self.client("--explain", "-x", right, f"{self.http}/get")
            self.assertNotIn(PASSWORD, self.complaint + story.decode())
            self.assertNotIn("YWRhOnMzY3JldA", self.complaint)


if __name__ == "__main__":
    main()
