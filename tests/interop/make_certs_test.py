#!/usr/bin/env python3
"""make_certs as others see it: openssl verify, Python's ssl."""

import os
import pathlib
import shutil
import socket
import ssl
import stat
import subprocess
import tempfile
import threading
import unittest

PROGRAM = pathlib.Path(os.environ["ATELIER_BIN"]) / "make_certs"
SECONDS = 60
BROKEN = {  # file → OpenSSL's number of what is wrong (X509_V_ERR_…)
    "expired": 10,
    "wrong-name": 62,
    "self-signed": 18,
    "unknown-issuer": 20,
    "not-yet-valid": 9,
    "weak": 66,
    "wrong-use": 26,
}


def run(*command):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=SECONDS, check=False)


class MakeCerts(unittest.TestCase):
    def setUp(self):
        self.directory = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.directory)

    def make(self, *options):
        result = run(PROGRAM, self.directory, *options)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result.stdout

    def verify(self, name, *options):
        return run("openssl", "verify", "-x509_strict", "-auth_level", "2", "-CAfile", self.directory / "ca.pem",
                   *options, self.directory / f"{name}.pem")


class OpensslTest(MakeCerts):
    """The command « openssl »."""

    def test_server_and_client_are_accepted(self):
        self.make("--host", "poste.example", "--host", "192.0.2.7")
        for option, name in [("-verify_hostname", "localhost"), ("-verify_hostname", "poste.example"),
                             ("-verify_ip", "127.0.0.1"), ("-verify_ip", "::1"), ("-verify_ip", "192.0.2.7")]:
            result = self.verify("server", "-purpose", "sslserver", option, name)
            self.assertEqual(result.returncode, 0, result.stderr)
        result = self.verify("client", "-purpose", "sslclient")
        self.assertEqual(result.returncode, 0, result.stderr)

    def test_broken_ones_are_refused_each_for_its_reason(self):
        self.make("--broken")
        for name, code in BROKEN.items():
            result = self.verify(name, "-purpose", "sslserver", "-verify_hostname", "localhost")
            self.assertNotEqual(result.returncode, 0, name)
            self.assertIn(f"error {code} at 0 depth", result.stderr, name)
            self.assertTrue((self.directory / f"{name}.key").exists())

    def test_a_validity_in_days(self):
        self.make("--days", "2")
        certificate = self.directory / "server.pem"
        self.assertEqual(run("openssl", "x509", "-in", certificate, "-noout", "-checkend", 47 * 3600).returncode, 0)
        self.assertEqual(run("openssl", "x509", "-in", certificate, "-noout", "-checkend", 49 * 3600).returncode, 1)

    def test_keys_are_secret(self):
        self.make("--broken")
        for key in self.directory.glob("*.key"):
            self.assertEqual(stat.S_IMODE(key.stat().st_mode), 0o600, key)


class ProgramTest(MakeCerts):
    """Its messages, and what it does not overwrite."""

    def test_every_file_is_told_and_how_to_trust(self):
        output = self.make("--broken")
        for file in self.directory.iterdir():
            self.assertIn(file.name, output)
        for word in ["--cacert", "curl", "Firefox", "Chromium", "ca.key"]:
            self.assertIn(word, output)

    def test_an_authority_is_not_overwritten(self):
        self.make()
        authority = self.directory / "ca.pem"
        before = authority.read_bytes()
        self.assertIn("gardée", self.make())
        self.assertEqual(authority.read_bytes(), before)
        self.make("--force")
        self.assertNotEqual(authority.read_bytes(), before)

    def test_without_its_key_an_authority_is_an_error(self):
        self.make()
        (self.directory / "ca.key").unlink()
        result = run(PROGRAM, self.directory)
        self.assertEqual(result.returncode, 1)
        self.assertIn("--force", result.stderr)

    def test_a_host_that_is_none_is_wrong_usage(self):
        for host in ["a,DNS:b", "café.example", "a b", ""]:
            result = run(PROGRAM, self.directory, "--host", host)
            self.assertEqual(result.returncode, 2, host)
        self.assertEqual(list(self.directory.iterdir()), [])


class PythonTest(MakeCerts):
    """Python's ssl on both sides."""

    def handshake(self, name, host):
        """Python's client against a Python server that shows this certificate; raises what the client raises."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.directory / f"{name}.pem", self.directory / f"{name}.key")
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(self.directory / "ca.pem")
        mine, theirs = socket.socketpair()
        mine.settimeout(SECONDS)
        theirs.settimeout(SECONDS)

        def serve():
            try:
                with context.wrap_socket(theirs, server_side=True) as connection:
                    connection.send(b"bonjour")
            except OSError:  # the client has refused
                theirs.close()

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            client = ssl.create_default_context(cafile=self.directory / "ca.pem")
            client.load_cert_chain(self.directory / "client.pem", self.directory / "client.key")
            with mine, client.wrap_socket(mine, server_hostname=host) as connection:
                return connection.recv(100)
        finally:
            thread.join()

    def test_server_and_client_know_each_other(self):
        self.make()
        for host in ["localhost", "127.0.0.1", "::1"]:
            self.assertEqual(self.handshake("server", host), b"bonjour")

    def test_broken_ones_are_refused(self):
        self.make("--broken")
        for name in ["expired", "wrong-name", "self-signed", "unknown-issuer", "not-yet-valid", "wrong-use"]:
            with self.assertRaises(ssl.SSLCertVerificationError) as caught:
                self.handshake(name, "localhost")
            self.assertEqual(caught.exception.verify_code, BROKEN[name], name)


if __name__ == "__main__":
    unittest.main()
