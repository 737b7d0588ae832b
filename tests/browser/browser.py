"""Drives Chromium through chromedriver's own protocol (W3C WebDriver: JSON over HTTP): browser = Browser().

For the tests of this directory, each of which says that it is not run when there is no Chromium (main).
"""

import base64
import hashlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "interop"))

from server import Server, program  # noqa: E402

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DRIVER = shutil.which("chromedriver")
SKIPPED = 77  # what ctest takes for « not run »
DEADLINE = 60.0
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # WebDriver's name for the identity of an element

ARGUMENTS = ["--headless=new", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync",
             "--force-prefers-reduced-motion"]  # a click does not wait for the page to have scrolled
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

    def __init__(self, *more_arguments):
        self.profile = tempfile.TemporaryDirectory(prefix="atelier-chromium-")
        self.log = tempfile.TemporaryFile()
        self.driver = subprocess.Popen([DRIVER, "--port=0"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                       stderr=self.log, text=True, start_new_session=True)
        self.base = f"http://127.0.0.1:{self.driver_port()}"
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        arguments = [*ARGUMENTS, *more_arguments, f"--user-data-dir={self.profile.name}"]
        if os.geteuid() == 0:
            arguments.append("--no-sandbox")
        session = self.call("POST", "/session", {"capabilities": {"alwaysMatch": {
            "browserName": "chrome", "goog:loggingPrefs": {"browser": "ALL"},
            "timeouts": {"implicit": int(DEADLINE * 1000 / 2)},  # sooner than chromedriver's answer is given up
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
        facts = self.evaluate(PAGE_FACTS)
        facts["console"] = self.console()
        return facts

    def console(self):
        """What the console said since it was last asked."""
        return [entry["message"] for entry in self.call("POST", self.session + "/se/log", {"type": "browser"})]

    def evaluate(self, script):
        """The value that a script returns in the page. An open alert is an error."""
        return self.call("POST", self.session + "/execute/sync", {"script": script, "args": []})

    def element(self, selector):
        """The first element of this kind, as soon as there is one; waits for it until the deadline."""
        found = self.call("POST", self.session + "/element", {"using": "css selector", "value": selector})
        return f"{self.session}/element/{found[ELEMENT]}"

    def type(self, selector, text):
        """Types into a field; into a field for files: their paths, one a line."""
        element = self.element(selector)
        if self.call("GET", element + "/property/type") != "file":
            self.call("POST", element + "/clear", {})
        self.call("POST", element + "/value", {"text": text})

    def click(self, selector):
        """Clicks on what leads to another page, and waits until that page has taken the place of this one."""
        self.evaluate("document.documentElement.dataset.left = 'yes'")
        self.call("POST", self.element(selector) + "/click", {})
        self.element("html:not([data-left]) h1")

    def press(self, selector):
        """Clicks on what does not lead to another page."""
        self.call("POST", self.element(selector) + "/click", {})

    def keys(self, *texts):
        """Types where the focus is, whatever that is: text, or WebDriver's names of keys (U+E000 and on)."""
        strokes = [{"type": kind, "value": key} for key in "".join(texts) for kind in ("keyDown", "keyUp")]
        self.call("POST", self.session + "/actions", {"actions": [{"type": "key", "id": "keys", "actions": strokes}]})

    def answer_question(self):
        """Says yes to what the page asks in a window of its own, and returns the question."""
        question = self.call("GET", self.session + "/alert/text")
        self.call("POST", self.session + "/alert/accept", {})
        return question

    def forget_cookies(self):
        self.call("DELETE", self.session + "/cookie")

    def command(self, name, **parameters):
        """A command of Chromium's own protocol (DevTools)."""
        return self.call("POST", self.session + "/goog/cdp/execute", {"cmd": name, "params": parameters})

    def slow_down(self, upload):
        """Bytes a second that pages may send; None: as many as they like."""
        conditions = {"offline": False, "latency": 0, "download_throughput": -1, "upload_throughput": upload or -1}
        self.call("POST", self.session + "/chromium/network_conditions", {"network_conditions": conditions})

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


def key_of(certificate):
    """What names a certificate's key to Chromium (--ignore-certificate-errors-spki-list): it alone is trusted."""
    public = subprocess.run(["openssl", "x509", "-in", certificate, "-noout", "-pubkey"], capture_output=True,
                            check=True, timeout=DEADLINE).stdout
    der = base64.b64decode(re.sub(rb"-----[^-]*-----", b"", public))
    return base64.b64encode(hashlib.sha256(der).digest()).decode()


def site_server():
    """The site as ./lab serve serves it: pages, scripts, and the scripts that were compiled."""
    compiled = program("cgi_server").parents[1] / "cgi-bin"
    return Server("cgi_server", "--root", str(ROOT / "www"), "--cgi-bin", str(ROOT / "cgi-bin"),
                  "--cgi-bin", str(compiled), "--access-log", "none")


def main():
    if not (CHROMIUM and DRIVER):
        print("Chromium et chromedriver ne sont pas installés (« ./lab setup check ») : rien n'a été vérifié.")
        sys.exit(SKIPPED)
    unittest.main()
