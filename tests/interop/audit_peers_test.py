#!/usr/bin/env python3
"""audit against servers that others wrote: what fails there is known, and true (labs/06-security/serveurs.md)."""

import contextlib
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import unittest

from peers import DEADLINE, ENVIRONMENT, PeerTest, free_port, main, run
from server import ROOT, program

SBIN = os.environ.get("PATH", "") + ":/usr/sbin"
NGINX = shutil.which("nginx", path=SBIN)
LIGHTTPD = shutil.which("lighttpd", path=SBIN)
CANARY = "canari-5a0c71"
PROFILE = f"""canary = {CANARY}
outside = ../secret/canari.txt
link = /lien
hidden = /.htpasswd
folder = /dossier/
"""
HEADERS = {"content-type-options", "content-policy", "clickjacking", "server-banner"}
FILES = {"symbolic-link", "hidden-files"}
NGINX_CONFIGURATION = """
daemon off;
{user}
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr crit;
events {{ worker_connections 512; }}
http {{ access_log off; root {folder}/www; types {{ text/html html; }} server {{ listen 127.0.0.1:{port}; }} }}
"""
LIGHTTPD_CONFIGURATION = """
server.document-root = "{folder}/www"
server.bind = "127.0.0.1"
server.port = {port}
server.errorlog = "/dev/null"
index-file.names = ( "index.html" )
mimetype.assign = ( ".html" => "text/html" )
"""


def wait_for(port, process):
    """Until somebody listens there."""
    for _ in range(int(DEADLINE * 20)):
        if process.poll() is not None:
            raise AssertionError(f"le serveur s'est arrêté ({process.returncode})")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), DEADLINE):
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.05)
    raise AssertionError("le serveur n'écoute pas")


class AuditedTest(PeerTest):
    """A site with what a careless administrator leaves: a link that leads out, a hidden file, a folder."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        www = cls.folder / "www"
        (www / "dossier").mkdir(parents=True)
        (cls.folder / "secret").mkdir()
        (www / "index.html").write_text("<!doctype html><title>Site</title>", encoding="utf-8")
        (www / "dossier/note.txt").write_text("une note", encoding="utf-8")
        (cls.folder / "secret/canari.txt").write_text(CANARY, encoding="utf-8")
        (www / ".htpasswd").write_text(CANARY, encoding="utf-8")
        (www / "lien").symlink_to("../secret/canari.txt")
        cls.profile = cls.folder / "audit.conf"
        cls.profile.write_text(PROFILE, encoding="utf-8")

    @contextlib.contextmanager
    def serving(self, *command, port):
        process = subprocess.Popen([str(part) for part in command], env=ENVIRONMENT, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_for(port, process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(DEADLINE)

    def check(self, url, expected):
        """Exactly these items fail, and the document tells why."""
        done = run(program("audit"), url, "--profile", self.profile, "--json")
        self.assertEqual(done.returncode, 1, done.stderr.decode())
        report = json.loads(done.stdout)
        self.assertEqual(report["failure"], "")
        failed = {item["id"]: item["evidence"] for item in report["items"] if item["verdict"] == "FAIL"}
        self.assertEqual(set(failed), expected, failed)
        document = ROOT / "labs/06-security/serveurs.md"
        text = document.read_text(encoding="utf-8")
        for one in expected:
            self.assertIn(f"`{one}`", text, f"{document.name} ne dit pas pourquoi {one} est un vrai échec")


@unittest.skipUnless(NGINX, "nginx n'est pas installé (nginx-light)")
class NginxTest(AuditedTest):
    """Parses strictly, serves what is in its root, and tells its version."""

    def test_true_failures(self):
        port = free_port()
        configuration = self.folder / "nginx.conf"
        configuration.write_text(NGINX_CONFIGURATION.format(
            folder=self.folder, port=port, user="user root;" if os.geteuid() == 0 else ""), encoding="utf-8")
        with self.serving(NGINX, "-e", "stderr", "-c", configuration, port=port) as url:
            self.check(url, HEADERS | FILES)


@unittest.skipUnless(LIGHTTPD, "lighttpd n'est pas installé")
class LighttpdTest(AuditedTest):
    """The same, in its own manner."""

    def test_true_failures(self):
        port = free_port()
        configuration = self.folder / "lighttpd.conf"
        configuration.write_text(LIGHTTPD_CONFIGURATION.format(folder=self.folder, port=port), encoding="utf-8")
        with self.serving(LIGHTTPD, "-D", "-f", configuration, port=port) as url:
            self.check(url, HEADERS | FILES)


class PythonTest(AuditedTest):
    """Python's http.server, which says itself that it is not for production."""

    def test_true_failures(self):
        port = free_port()
        with self.serving(sys.executable, "-m", "http.server", port, "--bind", "127.0.0.1", "--directory",
                          pathlib.Path(self.folder) / "www", port=port) as url:
            self.check(url, HEADERS | FILES | {"directory-listing", "host", "space-before-colon"})


if __name__ == "__main__":
    main()
