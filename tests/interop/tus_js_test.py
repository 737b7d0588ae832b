#!/usr/bin/env python3
"""The client that the authors of tus wrote sends files to upload_server: it is cut off, goes on, gives up."""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

from deposit import DEADLINE, Deposit, sha256

HERE = pathlib.Path(__file__).resolve().parent
NODE = shutil.which("node")
CLIENT = HERE.parent / "node_modules/tus-js-client"  # « npm ci --prefix tests »
SKIPPED = 77  # what ctest takes for « not run »
MEBIBYTE = 1 << 20
CONTENT = b"une ligne de plus\n" * (5 * MEBIBYTE // 18)


class TusJsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.deposit = Deposit()
        cls.addClassCleanup(cls.deposit.stop)

    def send(self, name, content, *end):
        (self.folder / name).write_bytes(content)
        ended = subprocess.run([NODE, HERE / "tus_js.mjs", self.deposit.url, self.deposit.token("ada"),
                                self.folder / name, self.folder / "store", *end],
                               capture_output=True, check=False, timeout=DEADLINE)
        self.assertEqual((ended.returncode, ended.stderr), (0, b""))
        return json.loads(ended.stdout)

    def named(self, name):
        files = self.deposit.ask("GET", "/files", "ada").json()["fichiers"]
        return [file for file in files if file["name"] == name]

    def status_of(self, url):
        tus = {"Tus-Resumable": "1.0.0"}
        return self.deposit.ask("HEAD", url.removeprefix(self.deposit.url), "ada", headers=tus).status_code

    def test_it_goes_on_after_a_cut(self):
        cut = self.send("été.txt", CONTENT, "cut")
        self.assertEqual((cut["error"], self.named("été.txt"), self.status_of(cut["url"])), (None, [], 200))
        resumed = self.send("été.txt", CONTENT)
        self.assertEqual((resumed["error"], resumed["url"]), (None, cut["url"]))
        self.assertGreaterEqual(resumed["offsets"][0], MEBIBYTE)
        file, = self.named("été.txt")
        self.assertEqual((file["size"], file["sha256"]), (len(CONTENT), sha256(CONTENT)))
        self.assertEqual(self.deposit.ask("GET", "/files/" + file["id"], "ada").content, CONTENT)

    def test_it_gives_up(self):
        gone = self.send("note.txt", CONTENT, "terminate")
        self.assertEqual((gone["error"], self.status_of(gone["url"]), self.named("note.txt")), (None, 404, []))

    def test_it_is_refused(self):
        self.assertEqual((self.send("page.html", b"<p>bonjour\n")["error"], self.named("page.html")), (415, []))


if __name__ == "__main__":
    if not (NODE and CLIENT.exists()):
        print("tus-js-client n'est pas installé (« npm ci --prefix tests ») : rien n'a été vérifié.")
        sys.exit(SKIPPED)
    unittest.main()
