#!/usr/bin/env python3
"""https_client against httpbin, the server on which requests was tried out."""

import hashlib
import http.cookiejar
import os
import pathlib
import threading
import unittest
import warnings
from urllib.parse import urlencode

from peers import PeerTest, main

warnings.simplefilter("ignore")  # httpbin leaves files open, and uses what is deprecated
try:
    import httpbin
    from werkzeug.serving import WSGIRequestHandler, make_server
except ImportError:
    httpbin, WSGIRequestHandler = None, object


class Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_request(self, *_):
        pass


@unittest.skipUnless(httpbin, "httpbin n'est pas installé (python3-httpbin)")
class HttpbinTest(PeerTest):
    """One server for a class of tests. It has two names: by each of them it is another host."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        server = make_server("127.0.0.1", 0, httpbin.app, threaded=True, request_handler=Handler)
        cls.addClassCleanup(server.server_close)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        cls.addClassCleanup(thread.join)
        cls.addClassCleanup(server.shutdown)
        cls.url = f"http://127.0.0.1:{server.port}"
        cls.other = f"http://localhost:{server.port}"

    def get(self, path, *arguments):
        return self.client(*arguments, self.url + path)


class RequestsTest(HttpbinTest):
    """What is asked, and what httpbin sees of it."""

    def test_methods(self):
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            seen = self.json(method, f"{self.url}/anything/a?x=1&y=%C3%A9&x=2", "X-Essai:oui")
            self.assertEqual(seen["method"], method)
            self.assertEqual(seen["args"], {"x": ["1", "2"], "y": "é"})
            self.assertEqual(seen["headers"]["X-Essai"], "oui")
        head = self.client("HEAD", f"{self.url}/get")
        self.assertEqual(head, b"")
        self.assertIn(b"GET", self.client("-i", "OPTIONS", f"{self.url}/get"))

    def test_statuses(self):
        for status in (200, 204, 206, 300, 304, 401, 404, 418, 503):
            self.assertEqual(self.code(f"{self.url}/status/{status}"), status)
        self.client("-f", f"{self.url}/status/418", status=22)

    def test_conditions(self):
        self.assertEqual(self.code(f"{self.url}/etag/v1", "-H", 'If-None-Match: "v1"'), 304)
        self.assertEqual(self.code(f"{self.url}/etag/v1", "-H", 'If-Match: "v2"'), 412)

    def test_json(self):
        seen = self.json(f"{self.url}/post", "nom=Zoé", "age:=12", 'amis:=["a",null]')
        self.assertEqual(seen["json"], {"nom": "Zoé", "age": 12, "amis": ["a", None]})
        self.assertEqual(seen["headers"]["Content-Type"], "application/json")

    def test_forms(self):
        seen = self.json("--form", f"{self.url}/post", "nom=Zoé & Cie", "b=1", "b=2")
        self.assertEqual(seen["form"], {"nom": "Zoé & Cie", "b": ["1", "2"]})
        seen = self.json(f"{self.url}/post", "-d", "a=1", "--data-urlencode", "c=+ é")
        self.assertEqual(seen["form"], {"a": "1", "c": "+ é"})

    def test_files(self):
        (self.folder / "note.txt").write_text("l'été\n", encoding="utf-8")
        (self.folder / "octets.bin").write_bytes(bytes(range(256)))
        seen = self.json("--form", f"{self.url}/put", "-X", "PUT", "titre=Été", f"t@{self.folder}/note.txt",
                         f"b@{self.folder}/octets.bin;type=image/png")
        self.assertEqual(seen["form"], {"titre": "Été"})
        self.assertEqual(seen["files"]["t"], "l'été\n")
        self.assertTrue(seen["files"]["b"].startswith("data:image/png;base64,AAECAwQF"))

    def test_a_file_as_it_is(self):
        path = self.folder / "brut"
        path.write_bytes(b"abc" * 100_000)
        self.assertEqual(self.json("-T", path, f"{self.url}/put")["data"], "abc" * 100_000)


class RedirectsTest(HttpbinTest):
    """To the same host and to another, as a browser goes there."""

    def follow(self, status, method, target):
        query = urlencode({"url": target, "status_code": status})
        return self.json("-L", "-X", method, "-d", "corps=1", "-u", "ada:secret", "-b", "id=1", "-H", "X-Essai: oui",
                         f"{self.url}/redirect-to?{query}")

    def test_chains(self):
        for kind in ("redirect", "relative-redirect", "absolute-redirect"):
            told = self.get(f"/{kind}/3", "-L", "-o", os.devnull, "-w",
                            "%{http_code} %{num_redirects} %{url_effective}")
            self.assertEqual(told.decode(), f"200 3 {self.url}/get")
        self.client("-L", f"{self.url}/redirect/31", status=47)
        self.client("-L", "--max-redirs", "2", f"{self.url}/redirect/3", status=47)

    def test_methods_and_bodies(self):
        for status in (301, 302, 303, 307, 308):
            for method in ("POST", "PUT"):
                kept = status in (307, 308) or (status != 303 and method != "POST")
                with self.subTest(status=status, method=method):
                    seen = self.follow(status, method, "/anything")
                    self.assertEqual(seen["method"], method if kept else "GET")
                    self.assertEqual(seen["form"], {"corps": "1"} if kept else {})
                    self.assertEqual("Content-Type" in seen["headers"], kept)

    def test_secrets_stay_with_their_host(self):
        for status in (302, 307):
            at_home = self.follow(status, "POST", f"{self.url}/anything")["headers"]
            self.assertEqual((at_home["Authorization"], at_home["Cookie"]), ("Basic YWRhOnNlY3JldA==", "id=1"))
            elsewhere = self.follow(status, "POST", f"{self.other}/anything")["headers"]
            self.assertEqual(elsewhere["Host"], self.other.partition("//")[2])
            self.assertEqual(elsewhere["X-Essai"], "oui")
            self.assertFalse({"Authorization", "Cookie"} & set(elsewhere), elsewhere)

    def test_targets_that_are_refused(self):
        for target in ("file:///etc/passwd", "ftp://localhost/x", "http://a b/", "//"):
            self.client("-L", self.url + "/redirect-to?" + urlencode({"url": target}), status=3)


class IdentityTest(HttpbinTest):
    """Cookies, names and passwords."""

    def test_cookies_of_one_call(self):
        self.assertEqual(self.json("-L", "-b", "", f"{self.url}/cookies/set?a=b&c=d")["cookies"], {"a": "b", "c": "d"})
        self.assertEqual(self.json("-b", "x=1; y=2", f"{self.url}/cookies")["cookies"], {"x": "1", "y": "2"})

    def test_cookies_that_are_kept(self):
        jar = self.folder / "cookies.txt"
        self.json("-L", "-c", jar, f"{self.url}/cookies/set/ville/Paris")
        self.assertEqual(self.json("-b", jar, f"{self.url}/cookies")["cookies"], {"ville": "Paris"})
        self.assertEqual(self.json("-b", jar, f"{self.other}/cookies")["cookies"], {})
        python = http.cookiejar.MozillaCookieJar(jar)
        python.load(ignore_discard=True, ignore_expires=True)  # Python takes the 0 of a session for 1970
        self.assertEqual([(cookie.name, cookie.value) for cookie in python], [("ville", "Paris")])
        self.assertEqual(self.json("-L", "-b", jar, "-c", jar, f"{self.url}/cookies/delete?ville")["cookies"], {})
        self.assertNotIn("Paris", jar.read_text(encoding="utf-8"))

    def test_cookies_do_not_go_with_a_redirect(self):
        jar = self.folder / "voyage.txt"
        self.json("-L", "-c", jar, f"{self.url}/cookies/set/id/1")
        target = urlencode({"url": f"{self.other}/cookies"})
        self.assertEqual(self.json("-L", "-b", jar, f"{self.url}/redirect-to?{target}")["cookies"], {})

    def test_basic(self):
        url = f"{self.url}/basic-auth/ad%C3%A9/s%3Acret"
        self.assertEqual(self.json("-u", "adé:s:cret", url), {"authenticated": True, "user": "adé"})
        self.assertEqual(self.code("-u", "adé:autre", url), 401)
        self.assertEqual(self.code(url), 401)
        self.assertEqual(self.json(self.url.replace("//", "//ada:secret@") + "/hidden-basic-auth/ada/secret")["user"],
                         "ada")

    def test_netrc(self):
        (self.folder / ".netrc").write_text("machine localhost login ada password secret\n", encoding="utf-8")
        (self.folder / ".netrc").chmod(0o600)
        home = {"HOME": str(self.folder)}
        self.assertEqual(self.code("-n", f"{self.other}/basic-auth/ada/secret", environment=home), 200)
        self.assertEqual(self.code("-n", f"{self.url}/basic-auth/ada/secret", environment=home), 401)

    def test_bearer(self):
        self.assertEqual(self.json("--oauth2-bearer", "jeton", f"{self.url}/bearer")["token"], "jeton")
        self.assertEqual(self.code(f"{self.url}/bearer"), 401)


class BodiesTest(HttpbinTest):
    """Answers in every shape."""

    def test_compressed(self):
        self.assertTrue(self.json(f"{self.url}/gzip")["gzipped"])
        self.assertTrue(self.json(f"{self.url}/deflate")["deflated"])
        self.client(f"{self.url}/brotli", status=61)

    def test_in_pieces(self):
        self.assertEqual(self.get("/stream/20").count(b"\n"), 20)
        whole = self.get("/stream-bytes/100000?seed=7&chunk_size=999")
        self.assertEqual(len(whole), 100_000)
        self.assertEqual(whole, self.get("/stream-bytes/100000?seed=7&chunk_size=31"))

    def test_slowly(self):
        self.assertEqual(self.get("/drip?numbytes=5&duration=0.5&delay=0"), b"*****")
        self.client("-m", "0.5", f"{self.url}/delay/2", status=28)
        self.client("-m", "0.5", f"{self.url}/drip?numbytes=10&duration=3&delay=0", status=28)

    def test_ranges(self):
        whole = self.get("/range/5000")
        self.assertEqual(self.get("/range/5000", "-H", "Range: bytes=10-19"), whole[10:20])
        self.assertEqual(self.code("-H", "Range: bytes=6000-", f"{self.url}/range/5000"), 416)
        path = self.folder / "lettres"
        path.write_bytes(whole[:1234])
        self.get("/range/5000", "-C", "-", "-o", path)
        self.assertEqual(path.read_bytes(), whole)
        digest = hashlib.sha256(whole).hexdigest()
        self.get("/range/5000", "-o", self.folder / "verifie", "--sha256", digest)
        self.assertEqual((self.folder / "verifie").read_bytes(), whole)

    def test_images(self):
        images = pathlib.Path(httpbin.__file__ or ".").parent / "templates" / "images"
        for kind, name in (("png", "pig_icon.png"), ("jpeg", "jackal.jpg"), ("webp", "wolf_1.webp"),
                           ("svg", "svg_logo.svg")):
            self.assertEqual(self.get(f"/image/{kind}"), (images / name).read_bytes(), kind)
        told = self.client("-o", os.devnull, "-w", "%{content_type}", f"{self.url}/image", "-H", "Accept: image/webp")
        self.assertEqual(told, b"image/webp")

    def test_text_and_pages(self):
        self.assertEqual(self.get("/links/4/0", "--links").splitlines(),
                         [f"{self.url}/links/4/{number}\t{number}".encode() for number in (1, 2, 3)])
        self.assertEqual(self.get("/xml").count(b"<slide "), 2)
        self.assertEqual(self.get("/html", "--links"), b"")


if __name__ == "__main__":
    main()
