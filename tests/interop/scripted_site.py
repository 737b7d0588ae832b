"""What the tests of cgi_server share: a site with scripts, a server for it, and what can be seen of its processes."""

import base64
import http.client
import io
import json
import os
import pathlib
import re
import select
import shutil
import socket
import subprocess
import tempfile
import time
import unittest

from server import Server

DEADLINE = 20.0
SECRET = "mot-de-passe-du-script"  # stands in the text of scripts, never in an answer

# Shows what it was given. What the kernel gave, not os.environ, to which Python adds (LC_CTYPE).
ENVIRONMENT = """#!/usr/bin/python3
import json, os, sys
pairs = open("/proc/self/environ", "rb").read().decode("latin-1").split("\\0")[:-1]
status = dict(line.split(":\\t", 1) for line in open("/proc/self/status").read().splitlines() if ":\\t" in line)
print("Content-Type: application/json\\n")
json.dump({
    "names": [pair.split("=", 1)[0] for pair in pairs],
    "environment": dict(pair.split("=", 1) for pair in pairs),
    "arguments": sys.argv, "directory": os.getcwd(), "body": sys.stdin.buffer.read().decode("latin-1"),
    "descriptors": sorted(int(name) for name in os.listdir("/proc/self/fd"))[:-1],
    "leads": os.getpid() == os.getpgid(0) == os.getsid(0),
    "status": status, "pid": os.getpid(),
}, sys.stdout)
"""

# Answers what the query says, in base64.
SAY = """#!/usr/bin/python3
import base64, os, sys
sys.stdout.buffer.write(base64.urlsafe_b64decode(os.environ["QUERY_STRING"]))
"""


def shell(*lines):
    """A script of a few lines for sh."""
    return "\n".join(("#!/bin/sh", *lines, ""))


def page(*lines):
    """A script for sh that begins with a head."""
    return shell("echo Content-Type: text/plain", "echo", *lines)


def said(answer):
    """The query that makes SAY give this answer."""
    return "?" + base64.urlsafe_b64encode(answer if isinstance(answer, bytes) else answer.encode()).decode()


def read_to_end(connection):
    chunks = []
    while chunk := connection.recv(65536):
        chunks.append(chunk)
    return b"".join(chunks)


def status_of(answer):
    match = re.match(rb"HTTP/1\.[01] (\d{3}) ", answer)
    return int(match[1]) if match else 0


class Bytes:
    """Bytes where http.client expects a connection."""

    def __init__(self, data):
        self.data = data

    def makefile(self, *_):
        return io.BytesIO(self.data)


def parsed(data):
    """An answer of these bytes, its body without chunks in .content."""
    answer = http.client.HTTPResponse(Bytes(data))
    answer.begin()
    answer.content = answer.read()
    return answer


class Fifo:
    """Words between a script and the test, for an order of events without any clock."""

    def __init__(self, path):
        os.mkfifo(path)
        self.descriptor = os.open(path, os.O_RDWR | os.O_NONBLOCK)  # both ends: no end of file, no wait to open it
        self.pending = b""

    def line(self):
        """What the script wrote there next."""
        while b"\n" not in self.pending:
            if not select.select([self.descriptor], [], [], DEADLINE)[0]:
                raise AssertionError("le script n'a rien écrit dans le tube nommé")
            self.pending += os.read(self.descriptor, 4096)
        line, self.pending = self.pending.split(b"\n", 1)
        return line.decode()

    def tell(self, line="continue"):
        os.write(self.descriptor, line.encode() + b"\n")

    def close(self):
        os.close(self.descriptor)


def wait_for_end(pid):
    """Waits until this process, which is not ours, has ended; false: it has not."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([descriptor], [], [], DEADLINE)[0])
    finally:
        os.close(descriptor)


def state_of(pid):
    """"R" running, "S" waiting, "T" stopped, "Z" a zombie, "" gone."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="latin-1").rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return ""


def is_running(pid):
    return state_of(pid) not in ("", "Z")


def children_of(pid):
    """The process numbers of its children, zombies included."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text(encoding="latin-1").rsplit(")", 1)[1].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(fields[1]) == pid:
                found.append(int(entry.name))
    return found


def resident_kib(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text(encoding="latin-1"))[1])


def descriptor_count(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


class CgiTest(unittest.TestCase):
    """One server for a class of tests: `files` in its root, `scripts` in its cgi-bin."""

    scripts = {}
    files = {}
    options = ()
    # A sanitizer keeps what was freed for a while, which is not to be taken for memory that the server keeps.
    prefix = ("env", "SECRET=x", f"ASAN_OPTIONS={os.environ.get('ASAN_OPTIONS', '')}:quarantine_size_mb=1")

    @classmethod
    def setUpClass(cls):
        folder = pathlib.Path(tempfile.mkdtemp())
        cls.addClassCleanup(shutil.rmtree, folder, ignore_errors=True)
        cls.folder, cls.root, cls.bin = folder, folder / "root", folder / "scripts"
        for directory, texts, mode in ((cls.root, cls.files, 0o644), (cls.bin, cls.scripts, 0o755)):
            directory.mkdir()
            for name, text in texts.items():
                cls.write(directory / name, text, mode)
        cls.server = Server("cgi_server", "--root", cls.root, "--cgi-bin", cls.bin, "--threads", "1",
                            "--access-log", "none", *cls.options, prefix=cls.prefix)
        cls.addClassCleanup(cls.check_end)

    @staticmethod
    def write(path, text, mode):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        path.chmod(mode)

    @classmethod
    def check_end(cls):
        """A sanitizer that found something as the server ended says so by the status."""
        status = cls.server.stop()
        if status != 0:
            raise AssertionError(f"le serveur finit avec le statut {status} : {cls.server.complaint.decode()[-4000:]}")

    @property
    def pid(self):
        return self.server.process.pid

    def log(self):
        """The error log so far."""
        return os.pread(self.server.complaints.fileno(), 10_000_000, 0).decode()

    def fifo(self, name):
        """A named pipe in the directory of the scripts, which is where they work."""
        fifo = Fifo(self.bin / name)
        self.addCleanup(os.unlink, self.bin / name)
        self.addCleanup(fifo.close)
        return fifo

    def connect(self):
        connection = socket.create_connection((self.server.host.strip("[]"), self.server.port), timeout=DEADLINE)
        self.addCleanup(connection.close)
        return connection

    def exchange(self, request):
        """What the server answers, to the end of the connection."""
        connection = self.connect()
        connection.sendall(request)
        return read_to_end(connection)

    def get(self, path, method="GET", body=None, fields=None):
        """An answer of http.client, its body in .content."""
        connection = http.client.HTTPConnection(self.server.host, self.server.port, timeout=DEADLINE)
        try:
            connection.request(method, path, body, fields or {})
            answer = connection.getresponse()
            answer.content = answer.read()
            return answer
        finally:
            connection.close()

    def seen(self, path="/cgi-bin/env.py", fields=b"Host: a\r\n", version=b"HTTP/1.1", method=b"GET", body=b""):
        """What the script env.py was given, for a request of these very bytes."""
        target = path if isinstance(path, bytes) else path.encode()
        last = b"Connection: close\r\n" if version == b"HTTP/1.1" else b""
        answer = self.exchange(method + b" " + target + b" " + version + b"\r\n" + fields + last + b"\r\n" + body)
        self.assertEqual(status_of(answer), 200, answer[:600])
        return json.loads(parsed(answer).content)

    def environment(self, *arguments, **options):
        return self.seen(*arguments, **options)["environment"]

    def curl(self, *arguments, status=0):
        command = ["curl", "--silent", "--show-error", "--noproxy", "*", "--max-time", str(DEADLINE), *arguments]
        done = subprocess.run(command, capture_output=True, check=False)
        self.assertEqual(done.returncode, status, done.stderr.decode())
        return done.stdout

    def url(self, path):
        return self.server.url + path

    def eventually(self, question, what):
        """For what can only be looked at again and again: the answer must become yes."""
        deadline = time.monotonic() + DEADLINE
        while not question():
            self.assertLess(time.monotonic(), deadline, what)
            select.select([], [], [], 0.01)
