#!/usr/bin/env python3
"""Chromium fills in the forms of the site, and reads what the scripts of cgi-bin/ answer."""

import pathlib
import tempfile
import unittest
from urllib.parse import quote

from browser import Browser, main, site_server

NAME = "Zoé <script>alert(1)</script> & ça"
PAGE_TEXT = """
return {
    heading: document.querySelector('h1').textContent,
    field: document.querySelector('#name') && document.querySelector('#name').value,
    margin: document.querySelector('.margin-note').textContent,
    cells: [...document.querySelectorAll('td')].map(cell => cell.textContent),
    scripts: document.scripts.length,
    address: location.pathname + location.search
};
"""


class FormsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = site_server()
        cls.addClassCleanup(cls.server.stop)
        cls.browser = Browser()
        cls.addClassCleanup(cls.browser.close)

    def read_page(self):
        page = self.browser.evaluate(PAGE_TEXT)
        self.assertEqual(page["scripts"], 0, "un script est entré dans la page")
        self.assertEqual(self.browser.console(), [], "la console a parlé")
        return page

    def check_greeting(self, name, language, address):
        page = self.read_page()
        self.assertEqual(page["heading"], f"Bonjour, {name}\u00a0!")
        self.assertEqual(page["field"], name)
        self.assertEqual(page["margin"], f"Script en {language}")
        self.assertEqual(page["address"], address)

    def test_the_form_greets_in_every_language(self):
        query = "?name=" + quote(NAME, safe="").replace("%20", "+")
        for extension, language in (("py", "Python"), ("pl", "Perl"), ("sh", "shell"), ("cgi", "C++")):
            script = f"/cgi-bin/formulaire.{extension}"
            for method, address in (("post", script), ("get", script + query)):
                with self.subTest(language=language, method=method):
                    self.browser.open(self.server.url + "/formulaire.html")
                    self.browser.type("#name", NAME)
                    self.browser.click(f"#{method}-{extension}")
                    self.check_greeting(NAME, language, address)
                    self.browser.type("#name", "l'été")  # the script's own form
                    self.browser.click("button")
                    self.check_greeting("l'été", language, script)

    def test_files_are_uploaded(self):
        sizes = {"été à la plage.txt": 5, "grand <b>.bin": 3_000_000, "vide": 0}
        with tempfile.TemporaryDirectory() as folder:
            paths = [pathlib.Path(folder) / name for name in sizes]
            for path in paths:
                path.write_bytes(b"x" * sizes[path.name])
            for extension, language in (("cgi", "C++"), ("py", "Python")):
                with self.subTest(language=language):
                    self.browser.open(self.server.url + "/televersement.html")
                    self.browser.type("#titre", NAME)
                    self.browser.type("#fichiers", "\n".join(map(str, paths)))
                    self.browser.click(f"#post-{extension}")
                    page = self.read_page()
                    self.assertEqual((page["heading"], page["margin"]), (NAME, f"Script en {language}"))
                    self.assertEqual(page["cells"][::3], list(sizes))
                    self.assertEqual(page["cells"][2::3],
                                     ["5\u00a0octets", "3\u00a0000\u00a0000\u00a0octets", "0\u00a0octet"])

    def test_no_file_chosen(self):
        for extension in ("cgi", "py"):
            self.browser.open(self.server.url + "/televersement.html")
            self.browser.click(f"#post-{extension}")
            self.assertEqual(self.read_page()["heading"], "Aucun fichier reçu")

    def test_the_counter_counts_over_reloads(self):
        self.browser.open(self.server.url + "/cgi-bin/compteur.py")
        for visit in (1, 2, 3):
            self.assertEqual(self.read_page()["heading"], f"Visite n°\u00a0{visit}")
            self.browser.open(self.server.url + "/cgi-bin/compteur.py")
        self.assertEqual(self.browser.evaluate("return document.cookie"), "", "le témoin est visible d'un script")


if __name__ == "__main__":
    main()
