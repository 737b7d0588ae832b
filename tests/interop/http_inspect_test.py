#!/usr/bin/env python3
"""http_inspect as its users see it: the JSON object, the terminal view, colours, statuses, help."""

import json
import os
import pathlib
import pty
import subprocess
import unittest

PROGRAM = pathlib.Path(os.environ["ATELIER_BIN"]) / "http_inspect"
SECONDS = 30


def run(data, *options, **environment):
    return subprocess.run([PROGRAM, *options], input=data, capture_output=True, timeout=SECONDS,
                          env={**os.environ, **environment}, check=False)


def has_terminals():
    """A bare chroot has none."""
    try:
        for end in pty.openpty():
            os.close(end)
    except OSError:
        return False
    return True


class Inspect(unittest.TestCase):
    def inspect(self, data, *options):
        """The object that --json prints, which must be alone on one line."""
        result = run(data, "--json", *options)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(result.stderr, b"")
        self.assertEqual(result.stdout.count(b"\n"), 1)
        return json.loads(result.stdout)


class JsonTest(Inspect):
    def test_requete_complete(self):
        self.assertEqual(self.inspect(b"POST /a?b HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc"), {
            "outcome": "complete",
            "messages": [{"method": "POST", "target": "/a?b", "version": "HTTP/1.1",
                          "headers": [["Host", "h"], ["Content-Length", "3"]], "body": "abc"}]})

    def test_ordre_des_cles(self):
        data = b"GET / HTTP/1.0\r\n\r\nGET  / HTTP/1.0\r\n\r\n"
        found = json.loads(run(data, "--json").stdout, object_pairs_hook=lambda pairs: [key for key, _ in pairs])
        self.assertEqual(found, ["outcome", "messages", "status", "reason", "offset"])

    def test_octets_en_latin_1(self):
        everything = bytes(range(256))
        data = b"POST / HTTP/1.0\r\nX: \xe9\xff\r\nContent-Length: 256\r\n\r\n" + everything
        message = self.inspect(data)["messages"][0]
        self.assertEqual(message["headers"][0], ["X", "\u00e9\u00ff"])
        self.assertEqual(message["body"].encode("latin-1"), everything)

    def test_requetes_a_la_suite(self):
        found = self.inspect(b"GET /1 HTTP/1.0\r\n\r\n\r\nGET /2 HTTP/1.0\r\n\r\nGET /3")
        self.assertEqual(found["outcome"], "incomplete")
        self.assertEqual([message["target"] for message in found["messages"]], ["/1", "/2"])
        self.assertNotIn("status", found)

    def test_position_depuis_le_debut_de_l_entree(self):
        first = b"GET /1 HTTP/1.0\r\n\r\n"
        found = self.inspect(first + b"GET /2 HTTP/1.0\r\nA : b\r\n\r\n")
        self.assertEqual((found["outcome"], found["status"], found["offset"]), ("rejected", 400, len(first) + 18))
        self.assertEqual(len(found["messages"]), 1)
        self.assertIn("RFC 9112", found["reason"])

    def test_entree_vide(self):
        self.assertEqual(self.inspect(b""), {"outcome": "incomplete", "messages": []})

    def test_ligne_vide_apres_une_requete(self):
        request = b"POST / HTTP/1.0\r\nContent-Length: 2\r\n\r\nok"
        self.assertEqual(self.inspect(request + b"\r\n")["outcome"], "complete")
        self.assertEqual(self.inspect(request + b"\r")["outcome"], "incomplete")
        self.assertEqual(self.inspect(b"\r\n")["outcome"], "incomplete")

    def test_corps_annonce_plus_grand_que_l_entree(self):
        data = b"POST / HTTP/1.0\r\nContent-Length: 9999999999999999999\r\n\r\nok"
        self.assertEqual(self.inspect(data)["outcome"], "incomplete")

    def test_morceaux_decodes(self):
        data = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
        self.assertEqual(self.inspect(data)["messages"][0]["body"], "abcde")

    def test_reponses(self):
        data = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 \r\n\r\nHTTP/1.0 200 OK\r\nA: b\r\n\r\njusqu'au bout"
        found = self.inspect(data, "--response")
        self.assertEqual(found["outcome"], "complete")
        self.assertEqual([(m["status"], m["reason"], m["body"]) for m in found["messages"]],
                         [(100, "Continue", ""), (204, "", ""), (200, "OK", "jusqu'au bout")])
        self.assertEqual(list(found["messages"][2]), ["status", "reason", "version", "headers", "body"])

    def test_reponse_refusee(self):
        found = self.inspect(b"HTTP/1.1 2000 OK\r\n\r\n", "--response")
        self.assertEqual((found["outcome"], found["status"], found["offset"]), ("rejected", 502, 12))

    def test_chaque_debut_est_incomplet(self):
        data = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nok"
        for size in range(len(data)):
            self.assertEqual(self.inspect(data[:size])["outcome"], "incomplete", data[:size])


class TerminalTest(Inspect):
    def test_parties_et_positions(self):
        shown = run(b"GET /a HTTP/1.0\r\nHost: b\r\n\r\n").stdout.decode()
        for line in ("       0  méthode   GET\n", "       4  cible     /a", "       7  version   HTTP/1.0\n",
                     "      17  champ     Host: b\n", "      26  fin "):
            self.assertIn(line, shown)

    def test_octet_fautif_designe(self):
        result = run("GET / HTTP/1.0\r\nX: é\r\nHost : b\r\n\r\n".encode())
        self.assertEqual(result.returncode, 1)
        lines = result.stdout.decode().splitlines()
        self.assertEqual(lines[1], "      23  Host : b\\r\\n")
        self.assertEqual(lines[2].index("^"), lines[1].index(" :"))
        self.assertRegex(result.stderr.decode(), r"^http_inspect : message refusé \(statut 400, octet 27\) : .*\.\n$")

    def test_rien_ne_commande_le_terminal(self):
        data = b"POST /\x1b[2J HTTP/1.0\r\n\r\n"
        self.assertNotIn(b"\x1b", run(data).stdout)
        data = b"POST / HTTP/1.0\r\nContent-Length: 4\r\n\r\n\x1b[2J"
        self.assertNotIn(b"\x1b", run(data).stdout)

    def test_statuts(self):
        self.assertEqual(run(b"GET / HTTP/1.0\r\n\r\n").returncode, 0)
        self.assertEqual(run(b"GET / HTTP").returncode, 1)
        self.assertEqual(run(b"GET  /").returncode, 1)
        self.assertEqual(run(b"").returncode, 1)
        self.assertEqual(run(b"", "--inconnue").returncode, 2)
        self.assertEqual(run(b"", "fichier").returncode, 2)

    def test_aide(self):
        result = run(b"", "--help")
        self.assertEqual(result.returncode, 0)
        for text in ("--response", "--json", "Exemples", "printf 'GET / HTTP/1.0"):
            self.assertIn(text, result.stdout.decode())

    def test_couleurs(self):
        """Colours on a terminal only, and not there if NO_COLOR says so."""
        self.assertNotIn(b"\x1b[", run(b"GET / HTTP/1.0\r\n\r\n", TERM="xterm").stdout)
        if not has_terminals():
            self.skipTest("cette machine n'a pas de pseudo-terminal (/dev/pts n'est pas monté)")
        command = f"printf 'GET / HTTP/1.0\\r\\n\\r\\n' | '{PROGRAM}'"
        for no_color, coloured in (("", True), ("1", False)):
            terminal = subprocess.run(["script", "-qec", command, "/dev/null"], stdin=subprocess.DEVNULL,
                                      capture_output=True, timeout=SECONDS, check=True,
                                      env={**os.environ, "TERM": "xterm", "NO_COLOR": no_color})
            self.assertEqual(b"\x1b[" in terminal.stdout, coloured, terminal.stdout)

    def test_entree_trop_grande(self):
        result = run(b"x" * (64 * 1024 * 1024 + 1))
        self.assertEqual(result.returncode, 1)
        self.assertIn("64 Mio", result.stderr.decode())


if __name__ == "__main__":
    unittest.main()
