"""What the tests against servers, proxies and clients that others wrote share: programs run, certificates, a relay."""

import contextlib
import json
import os
import pathlib
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import unittest

from server import program

DEADLINE = 60.0
SKIPPED = 77  # what ctest takes for « not run »
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
ENVIRONMENT["LC_ALL"] = "C.UTF-8"


def run(*command, environment=None, **options):
    """A command to its end, without the proxies of this machine."""
    return subprocess.run([str(part) for part in command], capture_output=True, timeout=DEADLINE, check=False,
                          env={**ENVIRONMENT, **(environment or {})}, **options)


def main():
    """unittest.main(); says that nothing was run when every test was skipped, which is what a missing peer does."""
    result = unittest.main(exit=False).result
    if not result.wasSuccessful():
        sys.exit(1)
    if result.skipped and len(result.skipped) >= result.testsRun:
        sys.exit(SKIPPED)


class PeerTest(unittest.TestCase):
    """A class of tests with a directory of its own, and https_client at hand."""

    options = ()  # of each call of https_client

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)

    def client(self, *arguments, status=0, **options):
        """What https_client wrote, and it must end with this status, or one of these."""
        done = run(program("https_client"), "-sS", *self.options, *arguments, **options)
        self.assertIn(done.returncode, status if isinstance(status, tuple) else (status,), done.stderr.decode())
        self.complaint = done.stderr.decode()
        return done.stdout

    def json(self, *arguments, **options):
        return json.loads(self.client(*arguments, **options))

    def code(self, *arguments, **options):
        """The status of the answer."""
        return int(self.client("-o", os.devnull, "-w", "%{http_code}", *arguments, **options))


def make_certs(folder, *options):
    made = run(program("make_certs"), folder, *options)
    if made.returncode != 0:
        raise AssertionError(made.stderr.decode())


def free_port():
    """For servers that cannot choose one by themselves: another program may take it first."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


class Relay:
    """Stands before a port of this machine, and cuts connections: the first after budgets[0] bytes that went one way,
    the next after budgets[1]…, and those that follow are left alone. Every second cut is a reset."""

    def __init__(self, port, budgets, upwards):
        self.target, self.budgets, self.upwards = port, list(budgets), upwards
        self.cuts = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.serve, daemon=True)

    def serve(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                threading.Thread(target=self.relay, args=(client,), daemon=True).start()

    def relay(self, client):
        budget = self.budgets.pop(0) if self.budgets else None
        with client, contextlib.suppress(OSError):
            with socket.create_connection(("127.0.0.1", self.target), DEADLINE) as server:
                client.settimeout(DEADLINE)
                ways = ((client, server, budget if self.upwards else None),
                        (server, client, None if self.upwards else budget))
                threads = [threading.Thread(target=self.pump, args=(*way, (client, server)), daemon=True)
                           for way in ways]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join()

    def pump(self, source, target, budget, ends):
        """From one end to the other, until either is closed or the budget is spent."""
        with contextlib.suppress(OSError):
            while piece := source.recv(65536 if budget is None else min(budget, 65536)):
                target.sendall(piece)
                budget = None if budget is None else budget - len(piece)
                if budget == 0:
                    self.cuts += 1
                    self.prepare_reset(ends)
                    break
        for end in ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def prepare_reset(self, ends):
        if self.cuts % 2 == 0:
            for end in ends:
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(DEADLINE)
