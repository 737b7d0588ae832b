#!/usr/bin/python3
"""The playground, address by address, with Python's http.client, requests and curl; over HTTP and over TLS."""

import base64
import concurrent.futures
import gzip
import hashlib
import http.client
import json
import os
import pathlib
import re
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
import unittest
import urllib.parse
import zlib

import requests

from server import Server

DEADLINE = 60.0
MEBIBYTE = 1 << 20


class Site(unittest.TestCase):
    """One playground for each class."""

    options = ()
    prefix = ()

    @classmethod
    def setUpClass(cls):
        cls.server = Server("playground", "--threads", "2", "--access-log", "none", *cls.options, prefix=cls.prefix)
        cls.addClassCleanup(cls.server.stop)

    def setUp(self):
        self.session = requests.Session()
        self.session.trust_env = False
        self.addCleanup(self.session.close)

    def url(self, path):
        return self.server.url + path

    def ask(self, method, path, status=200, **options):
        """The answer, by requests; redirects are not followed unless asked for."""
        options.setdefault("allow_redirects", False)
        answer = self.session.request(method, self.url(path), timeout=DEADLINE, **options)
        if answer.status_code != status:
            self.fail(f"{method} {path} : {answer.status_code}, {answer.text[:2000]}")
        return answer

    def get(self, path, status=200, **options):
        return self.ask("GET", path, status, **options)

    def connect(self):
        connection = socket.create_connection((self.server.host, self.server.port), timeout=DEADLINE)
        self.addCleanup(connection.close)
        return connection

    def raw(self, request):
        """All that the server answers to these bytes, to the end of the connection."""
        connection = self.connect()
        connection.sendall(request)
        answer = b""
        while True:
            piece = connection.recv(65536)
            if not piece:
                return answer
            answer += piece

    def curl(self, *options, status=0):
        run = subprocess.run(["curl", "-q", "-s", "--noproxy", "*", "-m", str(DEADLINE), *options],
                             capture_output=True, timeout=2 * DEADLINE, check=False)
        self.assertEqual(run.returncode, status, run.stderr)
        return run.stdout


class EchoTest(Site):
    def test_the_head_is_echoed(self):
        echo = self.get("/get?a=1&b=x%20y&a=2", headers={"X-Essai": "oui"}).json()
        self.assertEqual(echo["args"], {"a": ["1", "2"], "b": "x y"})
        self.assertEqual(echo["headers"]["X-Essai"], "oui")
        self.assertEqual(echo["url"], self.url("/get?a=1&b=x%20y&a=2"))
        self.assertEqual(echo["origin"], "127.0.0.1")

    def test_a_form(self):
        echo = self.ask("POST", "/post", data=[("nom", "Zoé"), ("b", "1"), ("b", "2")]).json()
        self.assertEqual(echo["form"], {"nom": "Zoé", "b": ["1", "2"]})
        self.assertEqual((echo["data"], echo["files"], echo["json"]), ("", {}, None))

    def test_files(self):
        binary = bytes(range(256))
        echo = self.ask("PUT", "/put", files={"t": ("t.txt", "été"), "b": ("b.bin", binary, "image/png")},
                        data={"v": "1"}).json()
        self.assertEqual(echo["files"]["t"], "été")
        self.assertEqual(echo["files"]["b"], "data:image/png;base64," + base64.b64encode(binary).decode())
        self.assertEqual(echo["form"], {"v": "1"})

    def test_json(self):
        value = {"a": [1, None, "é"], "b": {"c": 1.5}}
        echo = self.ask("PATCH", "/patch", json=value).json()
        self.assertEqual(echo["json"], value)
        self.assertEqual(json.loads(echo["data"]), value)

    def test_raw_bytes(self):
        echo = self.ask("DELETE", "/delete", data=b"\xff\x00").json()
        self.assertEqual(echo["data"], "data:application/octet-stream;base64,/wA=")
        self.assertIsNone(echo["json"])

    def test_chunked_bodies(self):
        echo = self.ask("POST", "/post", data=iter([b"bon", b"jour"])).json()
        self.assertEqual(echo["data"], "bonjour")

    def test_anything(self):
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            self.assertEqual(self.ask(method, "/anything/ici?x=1").json()["method"], method)
        self.assertEqual(self.ask("HEAD", "/anything").text, "")

    def test_small_pages(self):
        self.assertEqual(self.get("/ip").json(), {"origin": "127.0.0.1"})
        self.assertEqual(self.get("/user-agent", headers={"User-Agent": "moi/1"}).json(), {"user-agent": "moi/1"})
        self.assertIn("Accept", self.get("/headers").json()["headers"])
        self.assertEqual(self.get("/tls").json(), {"tls": False})

    def test_too_much_is_refused(self):
        self.ask("POST", "/post", 413, data=b"x" * (MEBIBYTE + 1))
        self.ask("POST", "/post", 413, data=iter([b"x" * 65536] * 17))

    def test_deep_json_is_no_json(self):
        deep = b"[" * 200_000 + b"]" * 200_000
        self.assertIsNone(self.ask("POST", "/post", data=deep).json()["json"])

    def test_bytes_that_are_no_utf8(self):
        form = b"--b\r\nContent-Disposition: form-data; name=\"\xff\"\r\n\r\nvaleur\r\n--b--"
        answer = self.raw(b"POST /post?%ff=%fe HTTP/1.1\r\nHost: x\r\nX-A: \xff\r\nConnection: close\r\n"
                          b"Content-Type: multipart/form-data; boundary=b\r\n"
                          b"Content-Length: " + str(len(form)).encode() + b"\r\n\r\n" + form)
        self.assertTrue(answer.startswith(b"HTTP/1.1 200"), answer)
        echo = json.loads(answer.partition(b"\r\n\r\n")[2].decode("utf-8"))
        self.assertEqual((echo["args"], echo["form"]), ({"\ufffd": "\ufffd"}, {"\ufffd": "valeur"}))

    def test_broken_forms(self):
        self.ask("POST", "/post", 400, data="x", headers={"Content-Type": "multipart/form-data"})
        self.ask("POST", "/post", 400, data="--b\r\n", headers={"Content-Type": "multipart/form-data; boundary=b"})


class StatusesTest(Site):
    def test_every_status(self):
        for status in range(200, 600):
            self.get(f"/status/{status}", status)

    def test_their_companions(self):
        self.assertEqual(self.get("/status/302", 302).headers["Location"], "/get")
        self.assertIn("Basic", self.get("/status/401", 401).headers["WWW-Authenticate"])
        self.assertEqual(self.ask("POST", "/status/503?retry_after=7", 503).headers["Retry-After"], "7")

    def test_what_is_no_status(self):
        for wrong in ("199", "600", "-200", "+200", "2e2", "abc", "", "200/", "99999999999999999999"):
            self.get("/status/" + wrong, 400)

    def test_delays(self):
        begin = time.monotonic()
        self.get("/delay/0.3")
        self.assertGreaterEqual(time.monotonic() - begin, 0.29)
        for wrong in ("10.1", "-1", "nan", "inf", "1e9", "0x1", ""):
            self.get("/delay/" + wrong, 400)

    def test_a_delay_holds_nobody_else(self):
        with concurrent.futures.ThreadPoolExecutor(40) as pool:
            begin = time.monotonic()
            waits = [pool.submit(self.get, "/delay/2") for _ in range(20)]
            for _ in range(20):
                self.get("/ip")
            self.assertFalse(all(wait.done() for wait in waits))
            for wait in waits:
                wait.result()
            self.assertLess(time.monotonic() - begin, 35)

    def test_unknown_addresses(self):
        self.get("/rien", 404)
        self.ask("POST", "/rien", 404)
        self.ask("POST", "/get", 405)
        self.assertIn("GET", self.ask("OPTIONS", "/get", 204).headers["Allow"])


class RedirectsTest(Site):
    def test_chains(self):
        for kind in ("redirect", "relative-redirect", "absolute-redirect"):
            answer = self.get(f"/{kind}/3", allow_redirects=True)
            self.assertEqual([step.status_code for step in answer.history], [302] * 3)
            self.assertEqual(answer.url, self.url("/get"))
        self.assertTrue(self.get("/absolute-redirect/2", 302).headers["Location"].startswith(self.server.url))
        self.get("/redirect/0", 400)

    def test_wherever(self):
        answer = self.get("/redirect-to?url=http%3A%2F%2Fexemple.fr%2Fa%3Fb%3Dc%23d&status_code=308", 308)
        self.assertEqual(answer.headers["Location"], "http://exemple.fr/a?b=c#d")
        answer = self.ask("POST", "/redirect-to", 307, params={"url": "/post", "status_code": "307"},
                          data="x")
        self.assertEqual(answer.headers["Location"], "/post")
        self.assertEqual(self.get("/redirect-to", 302, params={"url": "/été \"<"}).headers["Location"],
                         "/%C3%A9t%C3%A9%20\"<")

    def test_traps_are_refused(self):
        for url in ("javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "", ":x", "mailto:a@b",
                    "/a\r\nSet-Cookie: x=1", "/a\nX: y", "/a\0b", "http://a/\x7f", "JaVaScRiPt:x"):
            answer = self.get("/redirect-to", 400, params={"url": url})
            self.assertNotIn("Set-Cookie", answer.headers)
        for status in ("200", "304", "305", "309", "abc"):
            self.get("/redirect-to", 400, params={"url": "/get", "status_code": status})


class CookiesTest(Site):
    def test_set_show_delete(self):
        shown = self.get("/cookies/set?a=b&c=1%202", allow_redirects=True).json()
        self.assertEqual(shown, {"cookies": {"a": "b", "c": "1%202"}})
        self.assertEqual(self.get("/cookies/delete?a", allow_redirects=True).json(), {"cookies": {"c": "1%202"}})

    def test_shown_as_sent(self):
        header = {"Cookie": "a=1; b=\"x y\"; c; d=e=f;g=h; <i>=<j>"}
        self.assertEqual(self.get("/cookies", headers=header).json()["cookies"],
                         {"a": "1", "b": "\"x y\"", "d": "e=f", "g": "h", "<i>": "<j>"})

    def test_values_are_made_harmless(self):
        for value in ("x; Domain=exemple.fr", "x\r\nSet-Cookie: y=1", "\0", "é", "a,b", "\"", "\\"):
            answer = self.get("/cookies/set", 302, params={"a": value})
            safe = "".join(map(chr, set(range(0x21, 0x7f)) - set(b'",;\\%')))
            self.assertEqual(answer.headers["Set-Cookie"], f"a={urllib.parse.quote(value, safe=safe)}; Path=/")
            self.assertEqual(answer.headers["Set-Cookie"].count(";"), 1)
            self.assertNotIn("y", answer.cookies)

    def test_names_are_checked(self):
        for name in ("a b", "a;b", "a\r\nb", "é", "a,b", ""):
            self.get("/cookies/set?" + urllib.parse.quote(name) + "=1", 400)
        self.get("/cookies/set", 400)
        self.get("/cookies/set?" + "&".join(f"a{i}=1" for i in range(51)), 400)


class AuthTest(Site):
    def test_basic(self):
        self.assertEqual(self.get("/basic-auth/ada/secret", auth=("ada", "secret")).json(),
                         {"authenticated": True, "user": "ada"})
        answer = self.get("/basic-auth/ada/secret", 401, auth=("ada", "faux"))
        self.assertEqual(answer.headers["WWW-Authenticate"], 'Basic realm="Atelier", charset="UTF-8"')
        self.get("/basic-auth/ada/secret", 401)
        self.get("/basic-auth/Zo%C3%A9/a%3Ab", auth=("Zoé".encode(), b"a:b"))
        self.get("/basic-auth/ada", 404)

    def test_bearer(self):
        self.assertEqual(self.get("/bearer", headers={"Authorization": "Bearer jeton"}).json(),
                         {"authenticated": True, "token": "jeton"})
        for wrong in ({}, {"Authorization": "Basic YTpi"}, {"Authorization": "Bearer"}):
            self.assertIn("Bearer", self.get("/bearer", 401, headers=wrong).headers["WWW-Authenticate"])


class BodiesTest(Site):
    def test_bytes(self):
        first = self.get("/bytes/100000?seed=1")
        self.assertEqual((len(first.content), first.headers["Content-Length"]), (100000, "100000"))
        self.assertEqual(self.get("/bytes/100000?seed=1").content, first.content)
        self.assertNotEqual(self.get("/bytes/100000?seed=2").content, first.content)
        self.assertNotEqual(self.get("/bytes/1000").content, self.get("/bytes/1000").content)
        self.assertGreater(len(zlib.compress(first.content)), 100000)
        streamed = self.get("/stream-bytes/100000?seed=1&chunk_size=1001")
        self.assertEqual(streamed.headers["Transfer-Encoding"], "chunked")
        self.assertEqual(streamed.content, first.content)
        self.assertEqual(self.get("/bytes/0").content, b"")

    def test_chunks_are_as_asked_for(self):
        raw = self.raw(b"GET /chunked?pieces=3&size=10 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        self.assertEqual(raw.partition(b"\r\n\r\n")[2],
                         b"a\r\nabcdefghij\r\na\r\nklmnopqrst\r\na\r\nuvwxyzabcd\r\n0\r\n\r\n")
        raw = self.raw(b"GET /chunked?pieces=2&size=3 HTTP/1.0\r\n\r\n")
        self.assertEqual(raw.partition(b"\r\n\r\n")[2], b"abcdef")

    def test_lines(self):
        lines = self.get("/stream/3?x=1").text.splitlines()
        self.assertEqual([json.loads(line)["id"] for line in lines], [0, 1, 2])
        self.assertEqual(json.loads(lines[0])["args"], {"x": "1"})

    def test_drops(self):
        begin = time.monotonic()
        answer = self.get("/drip?bytes=5&duration=0.5&delay=0.2")
        self.assertEqual(answer.content, b"*****")
        self.assertGreaterEqual(time.monotonic() - begin, 0.69)
        self.assertEqual(len(self.get("/drip?bytes=100000&duration=0.1").content), 100000)
        self.assertEqual(len(self.get("/drip?bytes=3&duration=0").content), 3)
        for wrong in ("bytes=0", "bytes=9999999", "duration=61", "delay=11", "duration=-1"):
            self.get("/drip?" + wrong, 400)

    def test_ranges(self):
        letters = "abcdefghijklmnopqrstuvwxyz"
        whole = self.get("/range/100")
        self.assertEqual(whole.text, (letters * 4)[:100])
        self.assertEqual((whole.headers["ETag"], whole.headers["Accept-Ranges"]), ('"range100"', "bytes"))
        part = self.get("/range/100", 206, headers={"Range": "bytes=26-29"})
        self.assertEqual((part.text, part.headers["Content-Range"]), ("abcd", "bytes 26-29/100"))
        self.assertEqual(self.get("/range/100", 206, headers={"Range": "bytes=-3"}).text, "tuv")
        self.assertEqual(self.get("/range/100", 416, headers={"Range": "bytes=100-"}).headers["Content-Range"],
                         "bytes */100")
        resumed = {"Range": "bytes=50-", "If-Range": '"autre"'}
        self.assertEqual(len(self.get("/range/100", headers=resumed).content), 100)
        resumed["If-Range"] = '"range100"'
        self.assertEqual(len(self.get("/range/100", 206, headers=resumed).content), 50)
        self.assertEqual(self.get("/range/100", headers={"Range": "bytes=0-1,5-6"}).text, whole.text)

    def test_a_cut_download_is_resumed_by_curl(self):
        with tempfile.TemporaryDirectory() as directory:
            path = pathlib.Path(directory) / "lettres"
            self.curl("-o", str(path), self.url("/range/100000?cut=30000"), status=56)
            self.assertEqual(path.stat().st_size, 30000)
            self.curl("-C", "-", "-o", str(path), self.url("/range/100000"))
            self.assertEqual(path.read_bytes(), self.get("/range/100000").content)

    def test_versions(self):
        self.assertEqual(self.get("/etag/v1").headers["ETag"], '"v1"')
        self.assertEqual(self.get("/etag/v1", 304, headers={"If-None-Match": 'W/"v1"'}).content, b"")
        self.get("/etag/v1", headers={"If-None-Match": '"v2"'})
        self.ask("PUT", "/etag/v1", 412, headers={"If-Match": '"v2"'})
        self.ask("PUT", "/etag/v1", headers={"If-Match": '"v1"'})
        for wrong in ("", "a%22b", "a%0D%0Ab", "%C3%A9"):
            self.get("/etag/" + wrong, 400)

    def test_head(self):
        for path in ("/bytes/1000", "/range/1000", "/stream/2", "/gzip", "/json", "/", "/truncated/10"):
            self.assertEqual(self.curl("-I", "-o", "/dev/null", "-w", "%{http_code} %{size_download}", self.url(path)),
                             b"200 0")


class DocumentsTest(Site):
    def test_compressed(self):
        for path, done, undo in (("/gzip", "gzipped", gzip.decompress), ("/deflate", "deflated", zlib.decompress)):
            answer = self.get(path)
            self.assertTrue(answer.json()[done])
            raw = self.get(path, stream=True).raw.read(decode_content=False)
            self.assertTrue(json.loads(undo(raw))[done])

    def test_charsets(self):
        self.assertIn("cœur", self.get("/encoding/utf8").text)
        latin1 = self.get("/encoding/latin1")
        self.assertEqual(latin1.encoding, "iso-8859-1")
        self.assertIn("Dès Noël", latin1.text)

    def test_documents(self):
        self.assertEqual(self.get("/json").json()["recette"]["ingrédients"][2]["nom"], "œufs")
        page = self.get("/html")
        self.assertIn("<title>La forêt &amp; le ruisseau</title>", page.text)
        self.assertIn("default-src 'none'", page.headers["Content-Security-Policy"])
        self.assertEqual(len(re.findall("<a href=\"/links/5/", self.get("/links/5").text)), 5)
        self.assertEqual(len(re.findall("<a href=\"/links/5/", self.get("/links/5/2").text)), 4)
        self.get("/links/5/5", 400)
        self.get("/links/<script>", 400)

    def test_the_index_page(self):
        page = self.get("/", headers={"Host": "exemple.fr:80"}).text
        self.assertIn("curl http://exemple.fr:80/ip", page)
        self.assertIn("Le terrain d’essai", page)
        for link in re.findall("href=\"(/[^\"]*)\"", page):
            self.assertTrue(self.get(link, allow_redirects=True, stream=True).ok)
        self.raw(b"GET / HTTP/1.0\r\n\r\n")
        self.ask("POST", "/", 405)

    def test_what_is_hostile_is_escaped(self):
        for path in ("/status/%3Cscript%3E", "/bytes/%3Cscript%3E", "/cookies/set?%3Cscript%3E=1"):
            page = self.get(path, 400).text
            self.assertIn("&lt;script&gt;", page)
            self.assertNotIn("<script>", page)


class BrokenTest(Site):
    def test_truncated(self):
        connection = http.client.HTTPConnection(self.server.host, self.server.port, timeout=DEADLINE)
        connection.request("GET", "/truncated/1000")
        with self.assertRaises(http.client.IncompleteRead) as caught:
            connection.getresponse().read()
        self.assertEqual((len(caught.exception.partial), caught.exception.expected), (500, 500))
        connection.close()
        self.curl("-o", "/dev/null", self.url("/truncated/1000"), status=18)

    def test_truncated_chunks(self):
        raw = self.raw(b"GET /truncated-chunked/1000 HTTP/1.1\r\nHost: x\r\n\r\n")
        self.assertIn(b"Transfer-Encoding: chunked", raw)
        self.assertFalse(raw.endswith(b"0\r\n\r\n"))
        self.curl("-o", "/dev/null", self.url("/truncated-chunked/1000"), status=18)

    def test_lies(self):
        self.curl("--compressed", self.url("/lying/gzip"), status=61)

    def test_the_bomb(self):
        small = self.get("/bomb?mebibytes=3", stream=True).raw.read(decode_content=False)
        self.assertLess(len(small), 8192)
        self.assertEqual(gzip.decompress(small), bytes(3 * MEBIBYTE))
        raw = self.get("/bomb", stream=True).raw.read(decode_content=False)
        self.assertLess(len(raw), 2 * MEBIBYTE)
        decoder, size, rest = zlib.decompressobj(31), 0, raw
        while rest:
            size += len(decoder.decompress(rest, MEBIBYTE))
            rest = decoder.unconsumed_tail
        self.assertTrue(decoder.eof)
        self.assertEqual(size, 1024 * MEBIBYTE)


class UploadsTest(Site):
    def test_files(self):
        content = os.urandom(300_000)
        told = self.ask("POST", "/upload", data={"titre": "été", "x": ["1", "2"]}, files=[
            ("f", ("../../a b.bin", content, "image/png")), ("g", ("vide.txt", b""))]).json()
        self.assertEqual(told["form"], {"titre": "été", "x": ["1", "2"]})
        self.assertEqual(told["files"], [
            {"field": "f", "name": "a b.bin", "type": "image/png", "size": 300_000,
             "sha256": hashlib.sha256(content).hexdigest()},
            {"field": "g", "name": "vide.txt", "type": "text/plain", "size": 0,
             "sha256": hashlib.sha256(b"").hexdigest()}])

    def test_curl_sends_files(self):
        with tempfile.TemporaryDirectory() as directory:
            path = pathlib.Path(directory) / "photo.jpg"
            path.write_bytes(b"\xff\xd8" * 100_000)
            told = json.loads(self.curl("-F", f"photo=@{path}", "-F", "nom=Zoé", self.url("/upload")))
        self.assertEqual(told["files"][0]["size"], 200_000)
        self.assertEqual(told["form"], {"nom": "Zoé"})

    def test_a_raw_body_is_a_file(self):
        told = self.ask("PUT", "/upload", data=iter([b"bon", b"jour"]), headers={"Content-Type": "text/x"}).json()
        self.assertEqual(told["files"], [{"field": None, "name": None, "type": "text/x", "size": 7,
                                          "sha256": hashlib.sha256(b"bonjour").hexdigest()}])
        self.assertEqual(told["bytes"], 7)
        self.assertEqual(self.ask("POST", "/upload").json()["files"][0]["size"], 0)

    def test_too_much(self):
        self.ask("POST", "/upload-max/10", data=b"x" * 10)
        self.ask("POST", "/upload-max/10", 413, data=b"x" * 11)
        self.ask("POST", "/upload-max/10", 413, data=iter([b"x" * 6, b"x" * 5]))
        self.ask("POST", "/upload", 413, files={f"a{i}": (None, "x" * 100_000) for i in range(3)})

    def test_too_much_is_refused_before_it_is_sent(self):
        connection = self.connect()
        connection.sendall(b"POST /upload-max/10 HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n"
                           b"Expect: 100-continue\r\n\r\n")
        self.assertTrue(connection.recv(65536).startswith(b"HTTP/1.1 413 "))

    def test_too_much_in_chunks_is_refused_before_their_end(self):
        connection = self.connect()
        connection.sendall(b"POST /upload-max/10 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                           b"ffffff\r\n" + b"x" * 1000)
        self.assertTrue(connection.recv(65536).startswith(b"HTTP/1.1 413 "))

    def test_broken_forms(self):
        header = {"Content-Type": "multipart/form-data; boundary=b"}
        self.ask("POST", "/upload", 400, data="--b\r\nContent-Disposition: form-data; name=a\r\n\r\nx", headers=header)
        self.ask("POST", "/upload", 400, data="--b\r\nX\r\n", headers=header)
        self.ask("POST", "/upload", 400, data="x", headers={"Content-Type": "multipart/form-data"})

    def test_many_at_once(self):
        content = os.urandom(MEBIBYTE)
        expected = hashlib.sha256(content).hexdigest()

        def send(_):
            with requests.post(self.url("/upload"), data=content, timeout=DEADLINE) as answer:
                return answer.json()["files"][0]["sha256"]

        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            self.assertEqual(list(pool.map(send, range(48))), [expected] * 48)


def resumable(**fields):
    return {"Tus-Resumable": "1.0.0", **{name.replace("_", "-"): str(value) for name, value in fields.items()}}


class TusTest(Site):
    OCTETS = "application/offset+octet-stream"

    def create(self, length, **fields):
        answer = self.ask("POST", "/tus/", 201, headers=resumable(Upload_Length=length, **fields))
        self.assertEqual(answer.headers["Tus-Resumable"], "1.0.0")
        return answer.headers["Location"]

    def patch(self, place, offset, content, status=204, **fields):
        header = resumable(Upload_Offset=offset, **{"Content_Type": self.OCTETS, **fields})
        return self.ask("PATCH", place, status, data=content, headers=header)

    def offset(self, place):
        answer = self.ask("HEAD", place, headers=resumable())
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        return int(answer.headers["Upload-Offset"])

    def test_options(self):
        answer = self.ask("OPTIONS", "/tus/", 204)
        self.assertEqual(answer.headers["Tus-Version"], "1.0.0")
        self.assertEqual(answer.headers["Tus-Extension"], "creation,checksum,termination")
        self.assertEqual(answer.headers["Tus-Checksum-Algorithm"], "sha1,sha256")
        self.assertGreater(int(answer.headers["Tus-Max-Size"]), 1 << 30)

    def test_in_pieces(self):
        content = os.urandom(100_000)
        place = self.create(len(content), Upload_Metadata="nom cGhvdG8=,vide")
        for at in range(0, len(content), 30_000):
            self.assertEqual(self.offset(place), at)
            answer = self.patch(place, at, content[at:at + 30_000])
            self.assertEqual(int(answer.headers["Upload-Offset"]), min(at + 30_000, len(content)))
        header = self.ask("HEAD", place, headers=resumable()).headers
        self.assertEqual((header["Upload-Length"], header["Upload-Metadata"]), ("100000", "nom cGhvdG8=,vide"))
        whole = self.get(place)
        self.assertEqual(whole.content, content)
        digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
        self.assertEqual(whole.headers["Repr-Digest"], f"sha-256=:{digest}:")

    def test_an_empty_upload_is_complete(self):
        place = self.create(0)
        self.assertEqual(self.offset(place), 0)
        self.assertEqual(self.get(place).content, b"")

    def test_what_is_refused(self):
        self.ask("POST", "/tus/", 412, headers={"Upload-Length": "1"})
        answer = self.ask("POST", "/tus/", 412, headers={"Tus-Resumable": "0.9", "Upload-Length": "1"})
        self.assertEqual(answer.headers["Tus-Version"], "1.0.0")
        self.ask("POST", "/tus/", 400, headers=resumable())
        self.ask("POST", "/tus/", 400, headers=resumable(Upload_Defer_Length=1))
        self.ask("POST", "/tus/", 413, headers=resumable(Upload_Length=1 << 40))
        for wrong in ("-1", "abc", "", "1.5", str(1 << 70)):
            self.ask("POST", "/tus/", 400, headers=resumable(Upload_Length=wrong))
        for wrong in ("nom cGh@", "nom a,nom b", ",", "a b c", "nom cGhv,"):
            self.ask("POST", "/tus/", 400, headers=resumable(Upload_Length=1, Upload_Metadata=wrong))
        place = self.create(10)
        self.patch(place, 5, b"x", 409)
        self.patch(place, 0, b"x", 415, Content_Type="text/plain")
        self.patch(place, 0, b"x" * 11, 413)
        self.patch(place, 0, iter([b"x" * 8, b"x" * 8]), 413)
        self.patch(place, -1, b"x", 400)
        self.ask("PATCH", place, 400, data=b"x", headers=resumable(Content_Type=self.OCTETS))
        self.ask("HEAD", "/tus/absent", 404, headers=resumable())
        self.patch("/tus/absent", 0, b"x", 404)
        self.get(place, 409)

    def test_checksums(self):
        place = self.create(6)
        for name, offset in (("sha1", 0), ("sha256", 3)):
            right = base64.b64encode(hashlib.new(name, b"abc").digest()).decode()
            wrong = base64.b64encode(hashlib.new(name, b"abd").digest()).decode()
            self.patch(place, offset, b"abc", 460, Upload_Checksum=f"{name} {wrong}")
            self.assertEqual(self.offset(place), offset)
            self.patch(place, offset, b"abc", Upload_Checksum=f"{name} {right}")
        self.patch(place, 6, b"", 400, Upload_Checksum="md5 YWJj")
        self.patch(place, 6, b"", 400, Upload_Checksum="sha1")
        self.assertEqual(self.get(place).content, b"abcabc")

    def test_termination(self):
        place = self.create(3)
        self.ask("DELETE", place, 204, headers=resumable())
        self.ask("HEAD", place, 404, headers=resumable())
        self.ask("DELETE", place, 404, headers=resumable())

    def test_method_override(self):
        place = self.create(3)
        header = resumable(Upload_Offset=0, Content_Type=self.OCTETS, X_HTTP_Method_Override="PATCH")
        self.ask("POST", place, 204, data=b"abc", headers=header)
        self.assertEqual(self.offset(place), 3)
        self.ask("POST", place, 204, headers=resumable(X_HTTP_Method_Override="DELETE"))
        self.ask("HEAD", place, 404, headers=resumable())

    def wait_for_offset(self, place, offset):
        """Until the server has noticed what it got: the client is gone, and is told nothing."""
        deadline = time.monotonic() + DEADLINE
        while self.offset(place) != offset and time.monotonic() < deadline:
            time.sleep(0.02)
        self.assertEqual(self.offset(place), offset)

    def send_part(self, place, *fields):
        """A connection that has sent 4000 bytes of the 10000 it has announced."""
        connection = self.connect()
        lines = [f"PATCH {place} HTTP/1.1", "Host: x", "Tus-Resumable: 1.0.0", "Upload-Offset: 0",
                 f"Content-Type: {self.OCTETS}", "Content-Length: 10000", *fields, "", ""]
        connection.sendall("\r\n".join(lines).encode() + b"a" * 4000)
        return connection

    def test_a_broken_connection_loses_nothing(self):
        place = self.create(10_000)
        connection = self.send_part(place)
        connection.close()
        self.wait_for_offset(place, 4000)
        self.patch(place, 4000, b"b" * 6000)
        self.assertEqual(self.get(place).content, b"a" * 4000 + b"b" * 6000)

    def test_a_part_that_cannot_be_checked_is_not_kept(self):
        place = self.create(10_000)
        connection = self.send_part(place, "Upload-Checksum: sha1 YWJj")
        connection.shutdown(socket.SHUT_WR)
        self.assertTrue(connection.recv(65536).startswith(b"HTTP/1.1 400 "))
        self.assertEqual(self.offset(place), 0)

    def test_a_client_that_comes_back_need_not_wait(self):
        place = self.create(10_000)
        old = self.send_part(place)
        self.wait_for_offset(place, 4000)
        self.patch(place, 4000, b"b" * 6000)
        old.sendall(b"c" * 6000)
        self.assertTrue(old.recv(65536).startswith(b"HTTP/1.1 409 "))
        self.assertEqual(self.get(place).content, b"a" * 4000 + b"b" * 6000)

    def test_the_oldest_are_forgotten(self):
        first = self.create(1)
        last = [self.create(1) for _ in range(100)][-1]
        self.ask("HEAD", first, 404, headers=resumable())
        self.assertEqual(self.offset(last), 0)
        large = [self.create(1 << 30) for _ in range(5)]
        self.ask("HEAD", large[0], 404, headers=resumable())
        self.assertEqual(self.offset(large[-1]), 0)


class TasksTest(Site):
    def test_the_life_of_a_task(self):
        before = self.get("/api/taches").json()
        self.assertIsInstance(before, list)
        made = self.ask("POST", "/api/taches", 201, json={"titre": "Relire le cours"})
        task = made.json()
        self.assertEqual((task["titre"], task["fait"]), ("Relire le cours", False))
        place = made.headers["Location"]
        self.assertEqual(place, f"/api/taches/{task['id']}")
        self.assertEqual(self.get(place).json(), task)
        done = self.ask("PUT", place, json={"titre": "Relire", "fait": True}).json()
        self.assertEqual(done, {"id": task["id"], "titre": "Relire", "fait": True})
        self.assertEqual(self.get("/api/taches").json(), [*before, done])
        self.assertEqual(self.ask("DELETE", place, 204).content, b"")
        self.assertIn("erreur", self.get(place, 404).json())
        self.ask("DELETE", place, 404)

    def test_what_is_refused(self):
        for wrong in ({}, [], None, "titre", {"titre": 1}, {"titre": ""}, {"titre": "x" * 201}):
            self.assertIn("erreur", self.ask("POST", "/api/taches", 400, data=json.dumps(wrong),
                                             headers={"Content-Type": "application/json"}).json())
        self.ask("POST", "/api/taches", 400)
        self.ask("POST", "/api/taches", 400, data="{", headers={"Content-Type": "application/json"})
        self.ask("POST", "/api/taches", 400, data=b'{"titre": "\xff"}', headers={"Content-Type": "application/json"})
        self.ask("POST", "/api/taches", 415, data={"titre": "x"})
        self.ask("POST", "/api/taches", 413, json={"titre": "x" * 70_000})
        self.get("/api/taches/abc", 400)
        self.ask("PATCH", "/api/taches/1", 405)

    def test_many_at_once(self):
        def add(number):
            with requests.post(self.url("/api/taches"), json={"titre": f"T{number}"}, timeout=DEADLINE) as answer:
                task = answer.json()
            with requests.delete(self.url(f"/api/taches/{task['id']}"), timeout=DEADLINE) as answer:
                return task["id"], answer.status_code

        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            results = list(pool.map(add, range(200)))
        self.assertEqual(len({number for number, _ in results}), 200)
        self.assertEqual({status for _, status in results}, {204})


class MemoryTest(Site):
    """What passes through is not kept."""

    SIZE = 192 * MEBIBYTE
    ROOM = 24 * 1024  # KiB more than before
    # AddressSanitizer keeps what was freed for a while, 256 MiB of it unless told otherwise.
    prefix = ("env", f"ASAN_OPTIONS={os.environ.get('ASAN_OPTIONS', '')}:quarantine_size_mb=1")

    def resident(self):
        status = pathlib.Path(f"/proc/{self.server.process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+)", status)[1])

    def pieces(self):
        for _ in range(self.SIZE // MEBIBYTE):
            yield bytes(MEBIBYTE)

    def test_large_bodies(self):
        self.get("/bytes/1000000")
        self.ask("POST", "/upload", data=bytes(1_000_000))
        before = self.resident()
        told = self.ask("POST", "/upload", data=self.pieces()).json()
        self.assertEqual(told["bytes"], self.SIZE)
        self.curl("-o", "/dev/null", self.url(f"/bytes/{self.SIZE}"))
        place = self.ask("POST", "/tus/", 201, headers=resumable(Upload_Length=self.SIZE)).headers["Location"]
        self.ask("PATCH", place, 204, data=self.pieces(),
                 headers=resumable(Upload_Offset=0, Content_Type="application/offset+octet-stream"))
        self.curl("-o", "/dev/null", self.url(place))
        self.assertLess(self.resident() - before, self.ROOM)


@unittest.skipUnless(shutil.which("openssl"), "openssl fait les certificats de cet essai")
class TlsTest(Site):
    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(directory.cleanup)
        place = pathlib.Path(directory.name)
        cls.certificate, key = str(place / "cert.pem"), str(place / "key.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-keyout", key, "-out", cls.certificate, "-days", "2", "-subj", "/CN=localhost",
                        "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"], check=True, capture_output=True,
                       timeout=DEADLINE)
        cls.options = ("--tls-port", "0", "--tls-cert", cls.certificate, "--tls-key", key)
        super().setUpClass()
        cls.https = re.search(rb"https://[^\s/]+:\d+", cls.server.said)[0].decode()

    def setUp(self):
        super().setUp()
        self.session.verify = self.certificate

    def url(self, path):
        return self.https + path

    def test_the_same_pages(self):
        self.assertEqual(self.get("/get?a=1").json()["url"], self.https + "/get?a=1")
        self.assertEqual(self.get("/absolute-redirect/2", allow_redirects=True).url, self.https + "/get")
        self.assertEqual(len(self.get("/bytes/1000000?seed=1").content), 1_000_000)
        content = os.urandom(MEBIBYTE)
        told = self.ask("POST", "/upload", files={"f": ("f", content)}).json()
        self.assertEqual(told["files"][0]["sha256"], hashlib.sha256(content).hexdigest())
        self.assertIn("https", self.get("/").text)

    def test_what_tls_says(self):
        told = self.get("/tls").json()
        self.assertEqual((told["tls"], told["version"], told["client_certificate"]), (True, "TLSv1.3", None))
        context = ssl.create_default_context(cafile=self.certificate)
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        connection = http.client.HTTPSConnection("localhost", int(self.https.rsplit(":", 1)[1]), timeout=DEADLINE,
                                                 context=context)
        connection.request("GET", "/tls")
        told = json.loads(connection.getresponse().read())
        connection.close()
        self.assertEqual((told["version"], told["server_name"]), ("TLSv1.2", "localhost"))
        self.assertIn("GCM", told["suite"].replace("CHACHA20-POLY1305", "GCM"))

    def test_broken_answers(self):
        self.curl("--cacert", self.certificate, "-o", "/dev/null", self.url("/truncated/1000"), status=18)
        self.curl("--cacert", self.certificate, "-o", "/dev/null", self.url("/truncated-chunked/1000"), status=18)


if __name__ == "__main__":
    unittest.main()
