#!/usr/bin/env python3
"""https_client against nginx over TLS: certificates good and bad, versions, large files, one connection kept."""

import hashlib
import os
import shutil
import socket
import subprocess
import unittest

from peers import DEADLINE, ENVIRONMENT, PeerTest, Relay, main, make_certs, run

NGINX = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin")
LARGE_BYTES = 100_000_000
BROKEN = {  # certificate → what the sentence must say of it
    "expired": "a expiré le",
    "wrong-name": "n'est pas à ce nom : il vaut pour",
    "self-signed": "est auto-signé",
    "unknown-issuer": "est signé par une autorité inconnue",
    "not-yet-valid": "n'est pas encore valide",
    "weak": "est trop faible (RSA 1024 bits, ",
    "wrong-use": "n'est pas fait pour un serveur",
}
MODERN = "ssl_protocols TLSv1.2 TLSv1.3;"
CONFIGURATION = """
daemon off;
{user}
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr crit;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_max_body_size 0;
    default_type application/octet-stream;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    root {folder}/www;
    absolute_redirect off;
    {servers}
}}
"""
SITE = """
    location = /connection { return 200 "$connection $connection_requests $ssl_protocol $ssl_session_reused\\n"; }
    location = /client { return 200 "$ssl_client_verify $ssl_client_s_dn\\n"; }
    location = /gzip { gzip on; gzip_min_length 1; gzip_types text/plain; default_type text/plain;
                       try_files /texte =404; }
    location /depot/ { dav_methods PUT DELETE; create_full_put_path on; }
    location ~ ^/hop/(.*)$ { return 302 /$1; }
"""


class Nginx:
    """nginx on free ports, which are opened here and handed down to it: nobody has to wait until it listens."""

    def __init__(self, folder, settings):
        """One port for each name of `settings`, with these lines in its server block."""
        listeners = {name: socket.create_server(("127.0.0.1", 0), backlog=511) for name in settings}
        self.ports = {name: listener.getsockname()[1] for name, listener in listeners.items()}
        servers = "".join(f"server {{ listen 127.0.0.1:{self.ports[name]} ssl; {lines} {SITE} }}\n"
                          for name, lines in settings.items())
        (folder / "www").mkdir(exist_ok=True)
        (folder / "nginx.conf").write_text(CONFIGURATION.format(
            folder=folder, servers=servers, user="user root;" if os.geteuid() == 0 else ""), encoding="utf-8")
        descriptors = [listener.fileno() for listener in listeners.values()]
        self.process = subprocess.Popen([NGINX, "-e", "stderr", "-c", folder / "nginx.conf"], pass_fds=descriptors,
                                        env={**ENVIRONMENT, "NGINX": "".join(f"{number};" for number in descriptors)},
                                        stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for listener in listeners.values():
            listener.close()

    def url(self, name, host="localhost"):
        return f"https://{host}:{self.ports[name]}"

    def stop(self):
        self.process.terminate()
        self.process.wait(DEADLINE)


@unittest.skipUnless(NGINX, "nginx n'est pas installé (nginx-light)")
class NginxTest(PeerTest):
    """One nginx for a class of tests, with certificates of its own."""

    settings = {"good": MODERN}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        make_certs(cls.folder / "certs", "--broken")
        cls.ca = cls.folder / "certs/ca.pem"
        cls.options = ("--cacert", cls.ca)
        cls.nginx = Nginx(cls.folder, {name: cls.lines(name) + extra.format(ca=cls.ca)
                                       for name, extra in cls.settings.items()})
        cls.addClassCleanup(cls.nginx.stop)

    @classmethod
    def lines(cls, name):
        certs, certificate = cls.folder / "certs", name if name in BROKEN else "server"
        weak = " ssl_ciphers DEFAULT@SECLEVEL=0;" if name == "weak" else ""
        return f"ssl_certificate {certs}/{certificate}.pem; ssl_certificate_key {certs}/{certificate}.key;{weak} "

    def url(self, path="/connection", name="good", host="localhost"):
        return self.nginx.url(name, host) + path


class CertificatesTest(NginxTest):
    """Each broken certificate is refused, with the reason, and curl refuses it too."""

    settings = dict.fromkeys(("good", *BROKEN), MODERN)

    def test_a_good_one(self):
        for host in ("localhost", "127.0.0.1"):
            self.assertIn(b"TLSv1.3", self.client(self.url(host=host)))
        self.client("--cacert", "/etc/ssl/certs/ca-certificates.crt", self.url(), status=60)

    def test_broken_ones(self):
        for name, sentence in BROKEN.items():
            with self.subTest(certificate=name):
                self.client(self.url(name=name), status=60)
                self.assertTrue(self.complaint.startswith("https_client : (60) le certificat "), self.complaint)
                self.assertIn(sentence, self.complaint)
                self.assertIn(b"TLSv1", self.client("-k", self.url(name=name)))
                self.assertIn("ATTENTION", self.complaint)

    @unittest.skipUnless(shutil.which("curl"), "curl n'est pas installé")
    def test_curl_refuses_them_too(self):
        for name in BROKEN:
            done = run("curl", "-q", "-sS", "--cacert", self.ca, self.url(name=name))
            self.assertEqual(done.returncode, 60, name)


class TlsTest(NginxTest):
    """Versions, and certificates of clients."""

    settings = {"good": MODERN, "old": "ssl_protocols TLSv1.2;", "new": "ssl_protocols TLSv1.3;",
                "ancient": "ssl_protocols TLSv1 TLSv1.1; ssl_ciphers ALL:@SECLEVEL=0;",
                "closed": MODERN + "ssl_client_certificate {ca}; ssl_verify_client on;",
                "polite": MODERN + "ssl_client_certificate {ca}; ssl_verify_client optional;",
                "closed12": "ssl_client_certificate {ca}; ssl_verify_client on; ssl_protocols TLSv1.2;",
                "short": MODERN + "keepalive_requests 1;", "short12": "ssl_protocols TLSv1.2; keepalive_requests 1;"}

    def test_versions(self):
        self.assertIn(b" TLSv1.2 ", self.client(self.url(name="old")))
        self.assertIn(b" TLSv1.3 ", self.client(self.url(name="new")))
        self.client(self.url(name="ancient"), status=35)
        self.assertIn("version de TLS", self.complaint)

    def test_one_connection_is_kept(self):
        self.assertIn(b" 4 TLSv1.3 .", self.client("-L", self.url("/hop/hop/hop/connection")))

    def test_a_session_is_resumed_by_the_next_connection(self):
        for name in ("short", "short12"):
            told = self.client("-L", self.url("/hop/hop/connection", name))
            self.assertRegex(told.decode(), r" 1 TLSv1\.[23] r\n$", name)

    def test_certificates_of_clients(self):
        mine = ("--cert", self.folder / "certs/client.pem", "--key", self.folder / "certs/client.key")
        for name in ("closed", "closed12", "polite"):
            self.assertIn(b"SUCCESS", self.client(*mine, self.url("/client", name)))
            missing = self.client(self.url("/client", name), "-w", "%{http_code}")
            self.assertIn(b"NONE" if name == "polite" else b"No required SSL certificate was sent", missing)
        stranger = ("--cert", self.folder / "certs/self-signed.pem", "--key", self.folder / "certs/self-signed.key")
        self.assertEqual(self.code(*stranger, self.url("/client", "closed")), 400)
        self.client("--cert", self.folder / "certs/client.pem", "--key", self.folder / "certs/server.key",
                    self.url("/client", "closed"), status=58)

    def test_without_tls(self):
        url = self.url().replace("https:", "http:")
        self.assertIn(b"The plain HTTP request was sent to HTTPS port", self.client(url))


class FilesTest(NginxTest):
    """Large files, there and back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        block = os.urandom(1_000_000)
        digest = hashlib.sha256()
        with open(cls.folder / "www/film", "wb") as file:
            for number in range(LARGE_BYTES // len(block)):
                piece = number.to_bytes(4, "big") + block[4:]
                file.write(piece)
                digest.update(piece)
        cls.digest = digest.hexdigest()
        (cls.folder / "www/texte").write_text("bonjour\n" * 10_000, encoding="utf-8")

    def relayed(self, relay):
        return f"https://localhost:{relay.port}/film"

    def check(self, path):
        self.assertEqual(hashlib.sha256(path.read_bytes()).hexdigest(), self.digest)
        self.assertEqual([entry.name for entry in path.parent.glob(path.name + "*")], [path.name])

    def test_a_download_cut_half_way(self):
        path = self.folder / "film"
        cuts = [1_000_000, LARGE_BYTES // 2]  # the second one by a reset
        with Relay(self.nginx.ports["good"], cuts, upwards=False) as relay:
            for _ in cuts:
                self.client("-C", "-", "-o", path, self.relayed(relay), status=(18, 56))
                self.assertFalse(path.exists())
            self.client("-C", "-", "-o", path, "--sha256", self.digest, self.relayed(relay))
            self.assertEqual(relay.cuts, 2)
        self.check(path)

    def test_a_download_that_tries_again_by_itself(self):
        path = self.folder / "film-seul"
        with Relay(self.nginx.ports["good"], [LARGE_BYTES // 4] * 3, upwards=False) as relay:
            self.client("-C", "-", "-o", path, "--retry", "3", "--retry-delay", "0.01", self.relayed(relay))
            self.assertEqual(relay.cuts, 3)
        self.check(path)

    def test_a_download_that_curl_began(self):
        path = self.folder / "film-curl"
        with open(self.folder / "www/film", "rb") as film:
            path.write_bytes(film.read(LARGE_BYTES - 1234))
        self.client("-C", "-", "-o", path, self.url("/film"))
        self.check(path)
        self.client("-C", "-", "-o", path, self.url("/film"))  # nothing is missing
        self.check(path)

    def test_uploads(self):
        film = self.folder / "www/film"
        self.assertEqual(self.code("-T", film, self.url("/depot/film")), 201)
        self.assertEqual(hashlib.sha256((self.folder / "www/depot/film").read_bytes()).hexdigest(), self.digest)
        self.assertEqual(self.code("DELETE", self.url("/depot/film")), 204)
        with open(self.folder / "www/texte", "rb") as pipe:  # in chunks
            self.assertEqual(self.code("-T", "-", self.url("/depot/texte"), stdin=pipe), 201)
        self.assertEqual((self.folder / "www/depot/texte").read_bytes(), b"bonjour\n" * 10_000)

    def test_compressed(self):
        story = self.client("-i", self.url("/gzip"))
        self.assertIn(b"Content-Encoding: gzip", story)
        self.assertTrue(story.endswith(b"bonjour\n" * 10_000))


if __name__ == "__main__":
    main()
