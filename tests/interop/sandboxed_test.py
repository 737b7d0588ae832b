#!/usr/bin/env python3
"""sandboxed, by hand and in the first line of cgi_server's scripts; file_inspector, as one calls it by hand."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
import urllib.request
import zipfile

from server import Server, program

DEADLINE = 60.0
SCRIPT = """#!{interpreter}
import pathlib, socket
print("Content-Type: text/plain\\n")
for attempt in (lambda: pathlib.Path("/etc/hostname").read_bytes(),
                lambda: pathlib.Path({target!r}).write_text("x"),
                lambda: socket.socket()):
    try:
        attempt()
        print("fait")
    except OSError:
        print("refusé")
"""


def run(name, *arguments, **options):
    return subprocess.run([program(name), *map(str, arguments)], capture_output=True, timeout=DEADLINE, check=False,
                          stdin=subprocess.DEVNULL, text=True, **options)


class SandboxedTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        walls = run("sandboxed", "--walls", "--", "true").stderr
        if "Landlock (niveau" not in walls or "pas de seccomp" in walls:
            self.skipTest(f"ce noyau ne permet pas tous les murs : {walls}")

    def test_reads_and_does_not_write(self):
        target = self.folder / "fichier"
        done = run("sandboxed", "--", "sh", "-c", f"cat /etc/hostname && echo x > {target}")
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual(done.stdout, pathlib.Path("/etc/hostname").read_text(encoding="utf-8"))
        self.assertFalse(target.exists())

    def test_writes_where_it_may(self):
        target = self.folder / "fichier"
        done = run("sandboxed", "--write", self.folder, "--", "sh", "-c", f"echo x > {target}; cat {target}")
        self.assertEqual((done.returncode, done.stdout), (0, "x\n"), done.stderr)

    def test_arguments_are_the_program_s(self):
        done = run("sandboxed", "/bin/echo", "--write=/", "--walls", "a", "--", "b", "--help")
        self.assertEqual(done.stdout, "--write=/ --walls a -- b --help\n")

    def test_children_are_held_too(self):
        target = self.folder / "fichier"
        run("sandboxed", "--", "sh", "-c", f"sh -c 'sh -c \"echo x > {target}\"'")
        self.assertFalse(target.exists())

    def test_what_is_not_there(self):
        done = run("sandboxed", "--", "programme-absent")
        self.assertEqual(done.returncode, 1)
        self.assertIn("programme-absent", done.stderr)
        self.assertEqual(run("sandboxed").returncode, 2)

    def test_scripts_of_cgi_server(self):
        scripts = self.folder / "cgi-bin"
        scripts.mkdir()
        target = self.folder / "fichier"
        for name, interpreter in (("libre.py", sys.executable),
                                  ("enfermé.py", f"{program('sandboxed')} {sys.executable}")):
            (scripts / name).write_text(SCRIPT.format(interpreter=interpreter, target=str(target)), encoding="utf-8")
            (scripts / name).chmod(0o755)
        with Server("cgi_server", "--root", self.folder, "--cgi-bin", scripts) as server:
            self.assertEqual(self.answer(server, "libre.py"), "fait\nfait\nfait\n")
            target.unlink()
            self.assertEqual(self.answer(server, "enferm%C3%A9.py"), "fait\nrefusé\nrefusé\n")
        self.assertFalse(target.exists())

    def answer(self, server, name):
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"{server.url}/cgi-bin/{name}", timeout=DEADLINE) as answer:
            return answer.read().decode()


class FileInspectorTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.archive = pathlib.Path(folder.name) / "archive.zip"

    def inspect(self, files, compression=zipfile.ZIP_DEFLATED):
        with zipfile.ZipFile(self.archive, "w", compression) as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        done = run("file_inspector", self.archive)
        self.assertIn("isolement : processus séparé, limites", done.stdout)
        return done.returncode, done.stdout

    def test_archives_of_python(self):
        status, said = self.inspect({"a.txt": b"bonjour", "photos/été.png": os.urandom(100_000)})
        self.assertEqual(status, 0, said)
        self.assertIn("archive ZIP de 2 entrées", said)
        status, said = self.inspect({"zéros": bytes(30_000_000)})
        self.assertEqual(status, 1)
        self.assertIn("gonflerait", said)
        status, said = self.inspect({"../../.bashrc": b"x"}, zipfile.ZIP_STORED)
        self.assertEqual(status, 1)
        self.assertIn("« ../../.bashrc »", said)

    def test_streamed_archive(self):
        """Written to a pipe: the sizes stand behind each file's data, in a data descriptor."""
        code = ("import sys, zipfile\nwith zipfile.ZipFile(sys.stdout.buffer, 'w', zipfile.ZIP_DEFLATED) as archive:\n"
                "    for name in 'abc': archive.writestr(name, b'bonjour' * 100)\n")
        made = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, timeout=DEADLINE, check=True)
        self.archive.write_bytes(made.stdout)
        done = run("file_inspector", self.archive)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("archive ZIP de 3 entrées", done.stdout)

    def test_what_is_no_file(self):
        for path in (self.archive, self.archive.parent, "/dev/null"):
            done = run("file_inspector", path)
            self.assertEqual(done.returncode, 1)
            self.assertIn(str(path), done.stderr)
        self.assertEqual(run("file_inspector").returncode, 2)
        self.assertEqual(run("file_inspector", self.archive, "--walls").returncode, 2)


if __name__ == "__main__":
    unittest.main()
