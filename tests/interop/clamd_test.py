#!/usr/bin/env python3
"""The scanner of lab 06 (tests/lab06/clamd_probe.cpp) with a real clamd, which knows two signatures of ours."""

import hashlib
import os
import shutil
import socket
import subprocess
import time
import unittest

from peers import DEADLINE, ENVIRONMENT, PeerTest, free_port, main, run
from server import program

CLAMD = shutil.which("clamd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
MOST_BYTES = 1_000_000
PHRASE = b"une phrase que seul cet essai contient"
CONFIGURATION = """
Foreground yes
LocalSocket {folder}/clamd.ctl
TCPSocket {port}
TCPAddr 127.0.0.1
DatabaseDirectory {folder}/database
TemporaryDirectory {folder}
LogFile {folder}/{port}.log
StreamMaxLength {most}
"""


def eicar():
    """Put together here, so that no antivirus finds it in this file."""
    return b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-" + b"TEST-FILE!$H+H*"


class Clamd:
    """clamd on a socket of a temporary directory and on a free port, which it cannot choose by itself."""

    def __init__(self, folder):
        database = folder / "database"
        database.mkdir()
        digest = hashlib.md5(eicar(), usedforsecurity=False).hexdigest()
        (database / "essai.hdb").write_text(f"{digest}:{len(eicar())}:Atelier.Eicar\n", encoding="ascii")
        (database / "essai.ndb").write_text(f"Atelier.Phrase:0:*:{PHRASE.hex()}\n", encoding="ascii")
        for _ in range(5):
            self.port = free_port()
            configuration = folder / f"{self.port}.conf"
            configuration.write_text(CONFIGURATION.format(folder=folder, port=self.port, most=MOST_BYTES),
                                     encoding="utf-8")
            self.process = subprocess.Popen([CLAMD, "--config-file", configuration], env=ENVIRONMENT,
                                            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                            stderr=subprocess.DEVNULL)
            if self.is_ready(folder / "clamd.ctl"):
                return
            self.stop()
        raise AssertionError("clamd ne démarre pas")

    def is_ready(self, path):
        """It answers PING; or it has ended."""
        deadline = time.monotonic() + DEADLINE / 3
        while self.process.poll() is None and time.monotonic() < deadline:
            try:
                with socket.socket(socket.AF_UNIX) as connection:
                    connection.settimeout(DEADLINE / 3)
                    connection.connect(str(path))
                    connection.sendall(b"zPING\0")
                    return connection.recv(10) == b"PONG\0"
            except OSError:
                time.sleep(0.02)
        return False

    def stop(self):
        self.process.terminate()
        self.process.wait(DEADLINE)


class ClamdTest(PeerTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if CLAMD is None:
            raise unittest.SkipTest("clamd n'est pas installé")
        cls.clamd = Clamd(cls.folder)
        cls.addClassCleanup(cls.clamd.stop)

    def scan(self, content, address=None):
        """The verdict of the scanner, and its detail."""
        path = self.folder / "fichier"
        path.write_bytes(content)
        done = run(program("clamd_probe"), address or f"unix:{self.folder}/clamd.ctl", path)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        verdict, _, detail = done.stdout.decode().rstrip("\n").partition(" ")
        return verdict, detail

    def test_clean(self):
        for content in (b"", b"bonjour", os.urandom(200_000), b"x" * MOST_BYTES):
            self.assertEqual(self.scan(content), ("clean", ""), len(content))

    def test_infected(self):
        self.assertEqual(self.scan(eicar()), ("infected", "Atelier.Eicar.UNOFFICIAL"))
        for before in (0, 1, 65_536 - 10, 500_000):
            content = b"x" * before + PHRASE + b"y" * 1000
            self.assertEqual(self.scan(content), ("infected", "Atelier.Phrase.UNOFFICIAL"), before)

    def test_over_tcp(self):
        address = f"127.0.0.1:{self.clamd.port}"
        self.assertEqual(self.scan(b"bonjour", address), ("clean", ""))
        self.assertEqual(self.scan(eicar(), address), ("infected", "Atelier.Eicar.UNOFFICIAL"))

    def test_too_large_is_no_yes(self):
        for size in (MOST_BYTES + 1, 20 * MOST_BYTES):
            verdict, detail = self.scan(b"x" * size)
            self.assertEqual(verdict, "unavailable", detail)
        verdict, detail = self.scan(b"x" * (MOST_BYTES + 1))
        self.assertIn("INSTREAM size limit exceeded", detail)

    def test_not_there(self):
        self.assertEqual(self.scan(b"bonjour", f"unix:{self.folder}/absent.ctl")[0], "unavailable")


    def test_zz_stopped(self):
        """What was a yes while clamd was there is none once it has gone. (The last test, by its name.)"""
        self.assertEqual(self.scan(b"bonjour"), ("clean", ""))
        self.clamd.stop()
        verdict, detail = self.scan(b"bonjour")
        self.assertEqual(verdict, "unavailable", detail)


if __name__ == "__main__":
    main()
