#!/usr/bin/python3
"""The examples of the course notes, in C++, against the playground: each does what the Python of the notes does."""

import hashlib
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

from proxy import Proxy
from server import ROOT, Server, program

IMAGE = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 20


def environment():
    """Without the proxies that this machine may have."""
    return {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}


class Examples(unittest.TestCase):
    """One playground for all, over http and https, with certificates made for it."""

    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.directory.cleanup)
        cls.place = pathlib.Path(cls.directory.name)
        cls.certs = cls.place / "certs"
        subprocess.run([program("make_certs"), cls.certs], check=True, stdout=subprocess.DEVNULL, timeout=60)
        (cls.place / "image1.jpg").write_bytes(IMAGE)
        (cls.place / "image2.png").write_bytes(IMAGE[::-1])
        (cls.place / "gros.bin").write_bytes(os.urandom(3 << 20))
        cls.server = Server("playground", "--threads", "2", "--access-log", "none", "--tls-port", "0",
                            "--tls-cert", cls.certs / "server.pem", "--tls-key", cls.certs / "server.key")
        cls.addClassCleanup(cls.server.stop)
        cls.https = re.search(rb"https://[^\s/]+:\d+", cls.server.said)[0].decode()

    def run_example(self, *names, status=0, extra=()):
        command = [program("notes_examples"), "--url", self.server.url, "--https", self.https, "--certs", self.certs,
                   "--files", self.place, *extra, *names]
        run = subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment())
        self.assertEqual(run.returncode, status, f"{names} : {run.stdout}{run.stderr}")
        return run.stdout


class RequestsTest(Examples):
    def test_the_page_is_shown(self):
        self.assertIn("<h1>", self.run_example("get"))

    def test_a_form_is_posted(self):
        self.assertEqual(json.loads(self.run_example("post"))["form"], {"username": "user", "password": "pass"})
        self.assertEqual(self.run_example("post-statut"), "200\n")

    def test_the_other_methods(self):
        self.assertIn("PUT 200\nDELETE 200\nHEAD application/json", self.run_example("autres-methodes"))

    def test_the_parts_of_a_response(self):
        said = self.run_example("reponse")
        self.assertTrue(said.startswith("Succès : {"), said)
        self.assertIn("type application/json", said)

    def test_through_a_proxy(self):
        with Proxy(password="ada:secret") as proxy:
            said = self.run_example("mandataire", extra=("--proxy", f"http://ada:secret@{proxy.address}"))
            self.assertIn("origin", said)
            self.assertEqual(proxy.requests, [f"GET {self.server.url}/ip HTTP/1.1"])

    def test_every_example_is_in_the_statement(self):
        listed = [line.split()[0] for line in self.run_example().splitlines()]
        statement = (ROOT / "labs/05-https-client/README.md").read_text(encoding="utf-8")
        self.assertGreater(len(listed), 20)
        self.assertEqual([name for name in listed if f"`{name}`" not in statement], [])

    def test_an_unknown_example(self):
        self.run_example("absent", status=2)


class CookiesTest(Examples):
    def test_given_cookies(self):
        self.assertEqual(json.loads(self.run_example("cookies-donnes"))["cookies"],
                         {"session_id": "123456789", "user": "JohnDoe"})

    def test_a_session_keeps_them(self):
        first, rest = self.run_example("cookies-session").split("\n", 1)
        self.assertEqual(first, "Cookies après la première requête : session_id=123456789")
        self.assertEqual(json.loads(rest)["cookies"], {"session_id": "123456789"})

    def test_received_cookies(self):
        self.assertEqual(self.run_example("cookies-recus"), "session_id: 123456789\n")

    def test_saved_and_loaded(self):
        said = self.run_example("cookies-sauver", "cookies-charger")
        self.assertIn('"session_id":"123456789"', re.sub(r"\s", "", said))
        self.assertEqual((self.place / "cookies.txt").stat().st_mode & 0o777, 0o600)


class ErrorsTest(Examples):
    def test_statuses(self):
        said = self.run_example("statut")
        self.assertIn("Requête réussie !", said)
        self.assertIn("non trouvée (404)", said)
        self.assertIn("statut 500", said)

    def test_each_exception_has_its_branch(self):
        said = self.run_example("exceptions").splitlines()
        beginnings = ["Requête réussie", "{", "Erreur HTTP", "Erreur : problème de connexion", "Erreur : délai",
                      "Une erreur s'est produite"]
        self.assertEqual([line[:len(start)] for line, start in zip(said, beginnings)], beginnings)

    def test_the_session_is_closed_by_itself(self):
        self.assertIn("Requête réussie", self.run_example("session-erreurs"))


class FilesTest(Examples):
    def test_one_file(self):
        said = self.run_example("fichier")
        self.assertIn("Fichier envoyé avec succès", said)
        self.assertIn(hashlib.sha256(IMAGE).hexdigest(), said)
        self.assertIn("image/jpeg", said)

    def test_several_files(self):
        self.assertEqual(self.run_example("fichiers"), "Fichiers envoyés avec succès !\n")

    def test_a_file_that_is_refused(self):
        said = self.run_example("fichier-erreurs")
        self.assertIn("Erreur HTTP", said)
        self.assertIn("413", said)

    def test_in_a_session(self):
        self.assertEqual(self.run_example("fichier-session"), "200\n")

    def test_large_files(self):
        said = self.run_example("gros-fichier")
        self.assertIn("même empreinte", said)
        self.assertIn(f"{3 << 20} octets par tus", said)

    def test_a_download_is_checked(self):
        said = self.run_example("telechargement")
        received = (self.place / "recu.bin").read_bytes()
        self.assertEqual(said, f"100000 octets, SHA-256 {hashlib.sha256(received).hexdigest()}\n")


class CertificatesTest(Examples):
    def test_own_authority(self):
        self.assertIn(self.https, json.loads(self.run_example("autorite"))["url"])

    def test_client_certificate(self):
        self.assertIn("TLSv1.3", self.run_example("certificat-client"))

    def test_unverified(self):
        self.assertEqual(self.run_example("sans-verification"), "200\n")

    def test_an_unknown_authority_is_refused(self):
        self.assertIn("Erreur SSL", self.run_example("erreur-ssl"))


class ApplicationsTest(Examples):
    def test_scraping(self):
        said = self.run_example("lire-une-page").splitlines()
        self.assertTrue(said[0].startswith("Titre : "), said)
        self.assertEqual(len(said), 4)
        self.assertIn(f"→ {self.server.url}/", said[1])

    def test_an_application_talks_to_another(self):
        said = self.run_example("application")
        self.assertIn("201 Relire le cours", said)
        self.assertIn("1 tâche(s)", said)


if __name__ == "__main__":
    unittest.main()
