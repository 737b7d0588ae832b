"""A running upload_server with the accounts of the class, and what its clients ask of it."""

import base64
import hashlib
import pathlib
import subprocess
import tempfile

import requests

from server import Server, program

DEADLINE = 60.0
PASSWORDS = {"louis": "le lecteur de la classe", "ada": "une machine analytique", "alan": "un ruban sans fin",
             "grace": "compiler avant de parler"}
ROLES = {"louis": "lecteur", "ada": "auteur", "alan": "auteur", "grace": "admin"}
PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


def add_accounts(data):
    for name, password in PASSWORDS.items():
        subprocess.run([program("upload_server"), "--data", data, "--add-account", name, "--role", ROLES[name]],
                       input=password.encode() + b"\n", check=True, capture_output=True, timeout=DEADLINE)


class Deposit:
    """The service, in a directory of its own; stop() ends it, start() starts it again on what it has kept.

    root: the pages that it serves; a small one of its own if none is named.
    """

    def __init__(self, *options, root=None):
        self.folder = tempfile.TemporaryDirectory()
        self.data = str(pathlib.Path(self.folder.name) / "depot")
        self.options = ("--root", str(root or self.small_root()), "--data", self.data, "--access-log", "none", "--threads", "2", *options)
        add_accounts(self.data)
        self.session = requests.Session()
        self.session.trust_env = False
        self.tokens = {}
        self.server = None
        self.start()

    def small_root(self):
        root = pathlib.Path(self.folder.name) / "www"
        root.mkdir()
        (root / "index.html").write_text("<!DOCTYPE html><title>dépôt</title>\n", "utf-8")
        (root / "dossier").mkdir()
        return root

    def start(self):
        self.server = Server("upload_server", *self.options)
        self.url = self.server.url

    def stop(self):
        self.session.close()
        status = self.server.stop()
        self.folder.cleanup()
        return status

    def ask(self, method, path, who=None, **options):
        headers = dict(options.pop("headers", {}))
        if who:
            headers["Authorization"] = "Bearer " + self.token(who)
        return self.session.request(method, self.url + path, headers=headers, timeout=DEADLINE, allow_redirects=False,
                                    **options)

    def token(self, who):
        if who not in self.tokens:
            answer = self.ask("POST", "/token", data={"grant_type": "password", "username": who,
                                                      "password": PASSWORDS[who]})
            assert answer.status_code == 200, answer.text
            self.tokens[who] = answer.json()["access_token"]
        return self.tokens[who]

    def upload(self, who, name, content, **options):
        return self.ask("POST", "/files?name=" + requests.utils.quote(name), who, data=content, **options)


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def encoded(text):
    return base64.b64encode(text.encode()).decode()
