#!/usr/bin/env python3
"""Chromium visits the playground over TLS: its page, forms, uploads, cookies, and what a script may ask for."""

import hashlib
import pathlib
import subprocess
import tempfile
import unittest

from browser import DEADLINE, Browser, Server, key_of, main, program

CONTENT = hashlib.shake_256(b"navigateur").digest(1 << 20) * 2
# A form of the browser's own, in a page of the playground: nothing but the address differs from one in HTML.
FORM = """
const form = document.createElement('form');
form.method = 'post';
form.action = '/upload';
form.enctype = 'multipart/form-data';
form.innerHTML = '<input name="titre"><input name="fichiers" type="file" multiple><button>Envoyer</button>';
document.body.prepend(form);
"""


def in_page(expression):
    """A script that waits for a promise: its value, as text or as an object."""
    return f"return (async () => {{ {expression} }})();"


class PlaygroundTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        subprocess.run([program("make_certs"), cls.folder / "certs"], check=True, stdout=subprocess.DEVNULL,
                       timeout=DEADLINE)
        certificate = cls.folder / "certs/server.pem"
        cls.server = Server("playground", "--access-log", "none", "--tls-port", "0", "--tls-cert", certificate,
                            "--tls-key", cls.folder / "certs/server.key")
        cls.addClassCleanup(cls.server.stop)
        cls.url = "https://localhost:" + cls.server.wait_for(rb"https://[^\s/]+:(\d+)")[1].decode()
        cls.browser = Browser(f"--ignore-certificate-errors-spki-list={key_of(certificate)}")
        cls.addClassCleanup(cls.browser.close)

    def open(self, path):
        facts = self.browser.open(self.url + path)
        self.assertEqual([line for line in facts["console"] if "/favicon.ico" not in line], [])
        return facts

    def open_for_scripts(self):
        """A page that forbids nothing to the scripts of this test: the home page lets none in."""
        self.open("/get")

    def json(self, path):
        """The JSON that the browser shows as text."""
        self.open(path)
        return self.browser.evaluate("return JSON.parse(document.body.innerText);")

    def test_the_page_and_its_links(self):
        facts = self.open("/")
        self.assertEqual((facts["headings"], facts["language"], facts["broken"]), (1, "fr", []))
        self.assertGreater(len(facts["links"]), 10)
        self.assertLessEqual(facts["overflow"], 0)

    def test_tls(self):
        told = self.json("/tls")
        self.assertEqual((told["tls"], told["version"], told["server_name"]), (True, "TLSv1.3", "localhost"))

    def test_redirects_and_cookies(self):
        self.assertEqual(self.json("/redirect/3")["url"], f"{self.url}/get")
        self.assertEqual(self.json("/cookies/set?ville=Paris")["cookies"], {"ville": "Paris"})
        self.assertEqual(self.json("/cookies/delete?ville")["cookies"], {})

    def test_bodies(self):
        self.assertTrue(self.json("/gzip")["gzipped"])
        self.assertTrue(self.json("/deflate")["deflated"])
        self.open("/encoding/latin1")
        latin = self.browser.evaluate("return document.body.innerText;")
        self.open("/encoding/utf8")
        self.assertIn("é", latin)
        self.assertIn("é", self.browser.evaluate("return document.body.innerText;"))

    def test_a_form_with_files(self):
        names = ["été \"à la plage\".txt", "grand.bin"]
        for name, content in zip(names, (b"bonjour\n", CONTENT)):
            (self.folder / name).write_bytes(content)
        self.open_for_scripts()
        self.browser.evaluate(FORM)
        self.browser.type("input[name=titre]", "Zoé & <b>")
        self.browser.type("input[type=file]", "\n".join(str(self.folder / name) for name in names))
        self.browser.evaluate("document.querySelector('form').submit();")
        self.browser.element("html:not(:has(form)) body")
        told = self.browser.evaluate("return JSON.parse(document.body.innerText);")
        self.assertEqual([(file["name"], file["size"]) for file in told["files"]],
                         list(zip(names, (8, len(CONTENT)))))
        self.assertEqual(told["files"][1]["sha256"], hashlib.sha256(CONTENT).hexdigest())

    def test_what_a_script_sends(self):
        self.open_for_scripts()
        told = self.browser.evaluate(in_page("""
            const answer = await fetch('/put?a=1', {method: 'PUT', headers: {'Content-Type': 'application/json'},
                                                    body: JSON.stringify({'é': [1, null]})});
            return await answer.json();"""))
        self.assertEqual((told["args"], told["json"]), ({"a": "1"}, {"é": [1, None]}))
        told = self.browser.evaluate(in_page("""
            const body = new FormData();
            body.append('n', '1');
            body.append('f', new Blob(['bonjour']), 'a.txt');
            return await (await fetch('/post', {method: 'POST', body})).json();"""))
        self.assertEqual((told["form"], told["files"]), ({"n": "1"}, {"f": "bonjour"}))

    def test_broken_answers_are_noticed(self):
        self.open_for_scripts()
        for path in ("/truncated/5000", "/truncated-chunked/5000"):
            failed = self.browser.evaluate(in_page(f"""
                try {{ await (await fetch('{path}')).text(); return 'lu'; }} catch (error) {{ return error.name; }}"""))
            self.assertEqual(failed, "TypeError", path)
        self.browser.console()  # where Chromium says the same

    def test_tus_by_a_script(self):
        self.open_for_scripts()
        offset = self.browser.evaluate(in_page("""
            const tus = {'Tus-Resumable': '1.0.0'};
            const made = await fetch('/tus/', {method: 'POST', headers: {...tus, 'Upload-Length': '100000'}});
            const place = made.headers.get('Location');
            let offset = 0;
            while (offset < 100000) {
                const sent = await fetch(place, {method: 'PATCH', body: new Uint8Array(40000).slice(0, 100000 - offset),
                    headers: {...tus, 'Upload-Offset': offset, 'Content-Type': 'application/offset+octet-stream'}});
                offset = Number(sent.headers.get('Upload-Offset'));
            }
            return (await (await fetch(place)).arrayBuffer()).byteLength;"""))
        self.assertEqual(offset, 100_000)


if __name__ == "__main__":
    main()
