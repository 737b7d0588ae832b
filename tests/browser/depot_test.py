#!/usr/bin/env python3
"""Chromium visits the page of the upload service: signing in, files on their way and back, sessions that end, keys."""

import hashlib
import json
import pathlib
import subprocess
import tempfile
import time
import unittest

from browser import DEADLINE, ROOT, Browser, key_of, main, program

from deposit import PASSWORDS, PNG, Deposit

AXE = ROOT / "tests/node_modules/axe-core/axe.min.js"  # « npm ci --prefix tests »
MEBIBYTE = 1 << 20
LARGE = b"une ligne d'un grand fichier\n" * (20 * MEBIBYTE // 29)
HOSTILE = "été <img src=x onerror=alert(1)> & l'hiver.png"
ELSEWHERE = "depot.test"  # a name that Chromium does not take for this machine
TAB, ENTER, SPACE = "\ue004", "\ue007", " "
# From which byte the page sends each piece from now on; those beyond window.most do not leave.
WATCH = """
window.pieces = [];
window.most = Infinity;
const { send, setRequestHeader } = XMLHttpRequest.prototype;
XMLHttpRequest.prototype.setRequestHeader = function (name, value) {
    if (name === 'Upload-Offset') window.pieces.push(Number(value));
    setRequestHeader.call(this, name, value);
};
XMLHttpRequest.prototype.send = function (body) {
    if (window.pieces.length <= window.most) send.call(this, body);
};
"""
KEPT = """
fetch(Object.entries(localStorage).find(([key]) => key.startsWith('envoi '))[1],
      {method: 'HEAD', headers: {'Tus-Resumable': '1.0.0'}}).then(answer => answer.headers.get('Upload-Offset') > 0)
"""
# The ground of the title is drawn: axe cannot tell its colour.
JUDGE = """
return axe.run({exclude: ['.ruled']}).then(found => found.violations.map(
    fault => `${fault.id} : ${fault.nodes.map(node => node.html).join(' ')}`));
"""


class DepotTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        subprocess.run([program("make_certs"), cls.folder / "certs"], check=True, stdout=subprocess.DEVNULL,
                       timeout=DEADLINE)
        certificate = cls.folder / "certs/server.pem"
        cls.deposit = Deposit("--tls-port", "0", "--tls-cert", certificate, "--tls-key",
                              cls.folder / "certs/server.key", root=ROOT / "www")
        cls.addClassCleanup(cls.deposit.stop)
        cls.url = cls.deposit.url
        port = cls.deposit.server.wait_for(rb"https://[^\s/]+:(\d+)")[1].decode()
        cls.secure_url = "https://localhost:" + port
        cls.browser = Browser(f"--ignore-certificate-errors-spki-list={key_of(certificate)}",
                              f"--host-resolver-rules=MAP {ELSEWHERE} 127.0.0.1")
        cls.addClassCleanup(cls.browser.close)
        cls.browser.command("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(cls.folder))

    def setUp(self):
        for file in self.deposit.ask("GET", "/files", "grace").json()["fichiers"]:
            self.deposit.ask("DELETE", "/files/" + file["id"], "grace")
        self.expected = []  # statuses of refusals, which Chromium notes in the console
        self.open()

    def tearDown(self):
        said = [line for line in self.browser.console()
                if not any(f"responded with a status of {status} " in line for status in self.expected)]
        self.assertEqual(said, [], "la console a parlé")
        self.browser.evaluate("localStorage.clear();")
        self.browser.forget_cookies()

    def open(self, url=None):
        facts = self.browser.open((url or self.url) + "/depot.html")
        self.assertEqual(facts["console"], [])
        return facts

    def sign_in(self, who="ada", password=None):
        self.browser.type("#username", who)
        self.browser.type("#password", password or PASSWORDS[who])
        self.browser.press("#sign-in button")
        if password is None:
            self.browser.element("#visitor:not([hidden])")

    def choose(self, *names):
        self.browser.type("#chosen", "\n".join(str(self.folder / name) for name in names))

    def make(self, name, content):
        (self.folder / name).write_bytes(content)
        return name

    def text(self, selector):
        self.browser.element(selector)
        return self.browser.evaluate(f"return document.querySelector({json.dumps(selector)}).innerText;")

    def is_shown(self, selector):
        return self.browser.evaluate(f"return document.querySelector('{selector}').checkVisibility();")

    def wait_until(self, expression):
        deadline = time.monotonic() + DEADLINE
        while not self.browser.evaluate(f"return {expression};"):
            self.assertLess(time.monotonic(), deadline, f"on attend encore {expression}")

    def kept(self):
        return {file["name"]: file for file in self.deposit.ask("GET", "/files", "ada").json()["fichiers"]}

    def test_signing_in_and_out(self):
        self.expected = [401]
        for url in (self.url, self.secure_url):
            with self.subTest(url=url):
                facts = self.open(url)
                self.assertEqual((facts["headings"], facts["language"], facts["broken"]), (1, "fr", []))
                self.assertEqual((self.is_shown("#upload-part"), self.is_shown("#files-part")), (False, False))
                self.sign_in("louis", "un mauvais mot de passe")
                self.assertIn("mot de passe", self.text("#message:not([hidden])"))
                self.sign_in("louis")
                self.assertIn("louis (lecteur)", self.text("#visitor"))
                self.assertEqual((self.is_shown("#upload-part"), self.is_shown("#message")), (False, False))
                self.browser.open(url + "/depot.html")
                self.browser.press("#visitor:not([hidden]) button")
                self.browser.element("#sign-in-part:not([hidden])")

    def test_a_browser_that_keeps_no_cookie_is_told(self):
        self.open(self.url.replace("127.0.0.1", ELSEWHERE))
        self.assertIn("https://", self.text("#message:not([hidden])"))

    def test_files_come_back_as_they_were(self):
        self.expected = [415]
        self.open(self.secure_url)
        self.sign_in()
        self.choose(self.make(HOSTILE, PNG), self.make("page.html", b"<p>bonjour"), self.make("faux.png", b"GIF89a"),
                    self.make("vide.txt", b""))
        self.wait_until("document.querySelectorAll('#files tr').length === 2")
        self.wait_until("document.querySelectorAll('#transfers .refused').length === 2")
        self.assertIn("html", self.text("#transfers .refused:nth-child(2) .state"))
        self.assertIn("contenu", self.text("#transfers .refused:nth-child(3) .state"))
        self.assertEqual(set(self.kept()), {HOSTILE, "vide.txt"})
        self.assertEqual(self.browser.evaluate("return document.querySelectorAll('main img').length;"), 0)
        (self.folder / HOSTILE).unlink()
        link = f"#files a[href='/files/{self.kept()[HOSTILE]['id']}']"
        self.assertEqual(self.text(link), HOSTILE)
        self.browser.press(link)
        self.assertEqual(self.downloaded("*.png", but="faux.png"), PNG)
        self.remove_first()
        self.assertEqual(len(self.kept()), 1)

    def downloaded(self, pattern, but):
        """The file that Chromium writes, under its own idea of the name. Until it is whole, an empty file bears it."""
        deadline = time.monotonic() + DEADLINE
        while True:
            for path in self.folder.glob(pattern):
                if path.name != but and (content := path.read_bytes()):
                    return content
            self.assertLess(time.monotonic(), deadline, "le téléchargement n'arrive pas")

    def remove_first(self):
        before = self.browser.evaluate("return document.querySelectorAll('#files tr').length;")
        self.browser.press("#files button")
        self.assertIn("Supprimer", self.browser.answer_question())
        self.wait_until(f"document.querySelectorAll('#files tr').length === {before - 1}")

    def test_an_upload_pauses_and_outlives_its_page(self):
        name = self.make("grand.txt", LARGE)
        self.sign_in()
        self.browser.evaluate(WATCH)
        self.browser.slow_down(4 * MEBIBYTE)
        self.choose(name)
        self.wait_until(f"document.querySelector('.sending progress')?.value > {2 * MEBIBYTE}")
        self.browser.press("#transfers button[aria-label^=Pause]")
        self.assertIn("En pause", self.text(".paused .state"))
        self.browser.slow_down(None)
        self.wait_until(KEPT.strip())  # the service learns of the cut by and by
        before = self.browser.evaluate("return window.most = window.pieces.length + 1;")
        self.browser.press(".paused button")
        self.wait_until(f"window.pieces.length === {before + 1}")
        self.assertGreater(self.browser.evaluate(f"return window.pieces[{before - 1}];"), 0)
        self.reload_and_choose(name)
        self.assertGreater(self.browser.evaluate("return window.pieces[0];"), 8 * MEBIBYTE)
        self.assertEqual(self.kept()[name]["sha256"], hashlib.sha256(LARGE).hexdigest())

    def reload_and_choose(self, name):
        self.open()
        self.browser.element("#visitor:not([hidden])")
        self.browser.evaluate(WATCH)
        self.choose(name)
        self.browser.element(".done")

    def test_a_session_that_ended_meanwhile(self):
        self.expected = [401]
        self.sign_in()
        self.browser.forget_cookies()
        self.choose(self.make("note.txt", b"bonjour\n"))
        self.browser.element("#sign-in-part:not([hidden])")
        self.assertIn("session", self.text("#message:not([hidden])"))
        self.assertEqual(self.kept(), {})
        self.sign_in()
        self.browser.press(".signed-out button")
        self.browser.element("#files a")
        self.assertEqual(set(self.kept()), {"note.txt"})

    def test_nothing_but_keys(self):
        self.deposit.upload("ada", "note.txt", b"bonjour\n")
        self.browser.evaluate("document.querySelector('#username').focus();")
        self.browser.keys("ada", TAB, PASSWORDS["ada"], ENTER)
        self.wait_until("document.activeElement.id === 'depot'")
        order = []
        for _ in range(3):
            self.browser.keys(TAB)
            order.append(self.browser.evaluate("return document.activeElement.id || document.activeElement.innerText;"))
        self.assertEqual(order, ["chosen", "note.txt", "Supprimer"])
        self.browser.keys(SPACE)
        self.browser.answer_question()
        self.wait_until("document.activeElement.id === 'fichiers'")
        self.assertEqual(self.kept(), {})
        self.browser.evaluate("document.querySelector('#sign-out').focus();")
        self.browser.keys(ENTER)
        self.wait_until("document.activeElement.id === 'username'")

    def show_everything(self):
        self.expected = [415]
        self.deposit.upload("ada", "un nom " + "vraiment " * 11 + "long.txt", b"bonjour\n")
        self.sign_in()
        self.choose(self.make("page.html", b"<p>bonjour"), self.make("note.txt", b"bonjour\n"))
        self.browser.element(".refused")
        self.browser.element(".done")

    def test_narrow_windows(self):
        self.show_everything()
        for width in (500, 1000):  # the narrowest window that Chromium opens; a middling one
            self.browser.resize(width, 900)
            overflow = self.browser.evaluate("return document.documentElement.scrollWidth - innerWidth;")
            self.assertLessEqual(overflow, 0, f"largeur {width}")

    @unittest.skipUnless(AXE.exists(), "axe-core n'est pas installé (« npm ci --prefix tests »)")
    def test_assistive_tools(self):
        self.judge("le formulaire")
        self.show_everything()
        self.judge("les fichiers")

    def judge(self, what):
        for scheme in ("light", "dark"):
            self.browser.command("Emulation.setEmulatedMedia",
                                 features=[{"name": "prefers-color-scheme", "value": scheme}])
            self.browser.evaluate(AXE.read_text("utf-8") + ";window.axe = axe;")
            self.assertEqual(self.browser.evaluate(JUDGE), [], f"{what}, {scheme}")


if __name__ == "__main__":
    main()
