#!/usr/bin/env python3
"""A file of 64 MiB over TLS through a relay that cuts the connection ten times: what arrives is what was sent."""

import hashlib
import os
import unittest

from peers import PeerTest, Relay, main, make_certs
from server import Server

BYTES = 64 * 1024 * 1024
CUTS = [5_700_000 + 1_234 * number for number in range(10)]  # bytes that a connection carries before it is cut


class CutsTest(PeerTest):
    """One playground for a class of tests; the client sees it behind a relay."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        certs = cls.folder / "certs"
        make_certs(certs)
        cls.options = ("--cacert", certs / "ca.pem")
        cls.server = Server("playground", "--access-log", "none", "--tls-port", "0", "--tls-cert", certs / "server.pem",
                            "--tls-key", certs / "server.key")
        cls.addClassCleanup(cls.server.stop)
        cls.port = int(cls.server.wait_for(rb"https://[^\s/]+:(\d+)")[1])

    def relay(self, upwards):
        return Relay(self.port, CUTS, upwards)

    def digest(self, path):
        return hashlib.sha256(path.read_bytes()).hexdigest()


class UploadTest(CutsTest):
    """By tus: the server is asked how far it has got, and is sent the rest."""

    def test_it_arrives_whole(self):
        path, back = self.folder / "film", self.folder / "film-revenu"
        path.write_bytes(os.urandom(BYTES))
        with self.relay(upwards=True) as relay:
            place = self.client("--tus", "-T", path, "--retry", "3", "--retry-delay", "0.01",
                                f"https://localhost:{relay.port}/tus/").decode().strip()
            self.assertEqual(relay.cuts, len(CUTS))
        url = place.replace(f":{relay.port}/", f":{self.port}/")
        self.client("-o", back, url)
        self.assertEqual(self.digest(back), self.digest(path))


class DownloadTest(CutsTest):
    """By ranges: what has come is kept, and the rest is asked for."""

    def test_it_arrives_whole(self):
        path, whole = self.folder / "lettres", self.folder / "entier"
        self.client("-o", whole, f"{self.server.url}/range/{BYTES}")
        with self.relay(upwards=False) as relay:
            self.client("-C", "-", "-o", path, "--retry", "3", "--retry-delay", "0.01", "--sha256", self.digest(whole),
                        f"https://localhost:{relay.port}/range/{BYTES}")
            self.assertEqual(relay.cuts, len(CUTS))
        self.assertEqual(self.digest(path), self.digest(whole))


if __name__ == "__main__":
    main()
