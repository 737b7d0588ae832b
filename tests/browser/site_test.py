#!/usr/bin/env python3
"""Chromium loads the site and follows every internal link: each page has a title and one h1, and the console is silent.

Chromium is driven through chromedriver's own protocol (W3C WebDriver: JSON over HTTP).
"""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "interop"))

from server import Server  # noqa: E402

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DRIVER = shutil.which("chromedriver")
SKIPPED = 77  # what ctest takes for « not run »
DEADLINE = 60.0
MOST_PAGES = 200

ARGUMENTS = ["--headless=new", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]
PAGE_FACTS = """
return {
    title: document.title,
    headings: document.querySelectorAll('h1').length,
    language: document.documentElement.lang,
    links: [...document.querySelectorAll('a[href]')].map(link => [link.href, link.dataset.attendu || '200']),
    resources: [...document.querySelectorAll('[src], link[href]')].map(item => item.src || item.href),
    broken: [...document.images].filter(image => image.complete && image.naturalWidth === 0).map(image => image.src),
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth
};
"""


class Browser:
    """One Chromium, with a profile of its own."""

    def __init__(self):
        self.profile = tempfile.TemporaryDirectory(prefix="atelier-chromium-")
        self.log = tempfile.TemporaryFile()
        self.driver = subprocess.Popen([DRIVER, "--port=0"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                       stderr=self.log, text=True, start_new_session=True)
        self.base = f"http://127.0.0.1:{self.driver_port()}"
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        arguments = [*ARGUMENTS, f"--user-data-dir={self.profile.name}"]
        if os.geteuid() == 0:
            arguments.append("--no-sandbox")
        session = self.call("POST", "/session", {"capabilities": {"alwaysMatch": {
            "browserName": "chrome", "goog:loggingPrefs": {"browser": "ALL"},
            "goog:chromeOptions": {"binary": CHROMIUM, "args": arguments}}}})
        self.session = f"/session/{session['sessionId']}"

    def driver_port(self):
        for line in self.driver.stdout:
            if "successfully on port" in line:
                return int(line.rsplit("port", 1)[1].strip(" .\n"))
        raise AssertionError("chromedriver n'a pas démarré")

    def call(self, method, path, value=None):
        body = None if value is None else json.dumps(value).encode()
        request = urllib.request.Request(self.base + path, data=body, method=method,
                                         headers={"Content-Type": "application/json"})
        try:
            with self.opener.open(request, timeout=DEADLINE) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(f"chromedriver refuse {path} : {error.read().decode()[:1000]}") from None

    def resize(self, width, height):
        self.call("POST", self.session + "/window/rect", {"width": width, "height": height})

    def open(self, url):
        """Loads a page: the facts above, and what its console said."""
        self.call("POST", self.session + "/url", {"url": url})
        facts = self.call("POST", self.session + "/execute/sync", {"script": PAGE_FACTS, "args": []})
        facts["console"] = [entry["message"] for entry in
                            self.call("POST", self.session + "/se/log", {"type": "browser"})]
        return facts

    def close(self):
        try:
            if hasattr(self, "session"):
                self.call("DELETE", self.session)
        finally:
            os.killpg(self.driver.pid, signal.SIGTERM)
            self.driver.wait(timeout=DEADLINE)
            self.driver.stdout.close()
            self.log.close()
            self.remove_profile()

    def remove_profile(self):
        """Chromium's last processes may still be writing there for a moment."""
        deadline = time.monotonic() + 10
        while True:
            try:
                return self.profile.cleanup()
            except OSError:
                if time.monotonic() > deadline:
                    raise


class SiteTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server("static_server", "--root", str(ROOT / "www"), "--access-log", "none")
        cls.addClassCleanup(cls.server.stop)
        cls.browser = Browser()
        cls.addClassCleanup(cls.browser.close)
        cls.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def is_internal(self, url):
        return url.startswith(self.server.url + "/")

    def follow(self, url, expected):
        """Asks for what a link leads to: its media type. The status must be the expected one."""
        request = urllib.request.Request(url, method="HEAD")
        try:
            with self.opener.open(request, timeout=DEADLINE) as answer:
                status, media_type = answer.status, answer.headers.get_content_type()
        except urllib.error.HTTPError as error:
            status, media_type = error.code, ""
        self.assertEqual(str(status), expected, url)
        return media_type

    def check_page(self, url, facts):
        self.assertTrue(facts["title"], f"{url} n'a pas de titre")
        self.assertEqual(facts["headings"], 1, f"{url} n'a pas un titre h1 et un seul")
        self.assertEqual(facts["language"], "fr", f"{url} ne dit pas qu'elle est en français")
        self.assertEqual(facts["console"], [], f"la console de {url} a parlé")
        self.assertEqual(facts["broken"], [], f"{url} a des images qui ne s'affichent pas")
        outside = [link for link in facts["resources"] if not self.is_internal(link) and not link.startswith("data:")]
        self.assertEqual(outside, [], f"{url} va chercher des ressources ailleurs")

    def test_every_page_that_can_be_reached_is_sound(self):
        """A link may say in data-attendu that it leads, on purpose, to another status than 200."""
        self.browser.resize(1280, 900)
        waiting, seen, pages = [(self.server.url + "/", "200")], set(), 0
        while waiting:
            link, expected = waiting.pop()
            url = urllib.parse.urldefrag(link)[0]
            if url in seen or not self.is_internal(url):
                continue
            seen.add(url)
            self.assertLess(len(seen), MOST_PAGES, "le site n'en finit pas")
            with self.subTest(page=url):
                if self.follow(url, expected) == "text/html":
                    facts = self.browser.open(url)
                    waiting += facts["links"]
                    pages += 1
                    self.check_page(url, facts)
        self.assertGreater(pages, 1, "aucun lien à suivre")

    def test_the_first_page_fits_a_phone(self):
        self.browser.resize(500, 900)  # the narrowest window that Chromium opens
        self.assertLessEqual(self.browser.open(self.server.url + "/")["overflow"], 0)


if __name__ == "__main__":
    if not (CHROMIUM and DRIVER):
        print("Chromium et chromedriver ne sont pas installés (« ./lab setup check ») : rien n'a été vérifié.")
        sys.exit(SKIPPED)
    unittest.main()
