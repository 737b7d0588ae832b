"""Starts a server of the kit on a free port, and ends it: with Server("static_server", "--root", folder) as server."""

import os
import pathlib
import re
import selectors
import signal
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
READY_SECONDS = 30.0
END_SECONDS = 20.0


def program(name):
    return pathlib.Path(os.environ.get("ATELIER_BIN", ROOT / "build/debug/bin")).resolve() / name


class Server:
    """A running server; url, host and port are those of its ready line. prefix is a command to run it under."""

    def __init__(self, name, *options, prefix=()):
        command = [*prefix, program(name), "--port", "0", *options]
        self.complaints = tempfile.TemporaryFile()  # rather than a pipe, which would fill up
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=self.complaints, env={**os.environ, "LC_ALL": "C.UTF-8"})
        self.said = self.complaint = b""
        match = self.wait_for(rb"http://(\[[^\s/\]]+\]|[^\s/:]+):(\d+)")
        self.host, self.port = match[1].decode(), int(match[2])
        self.url = f"http://{self.host}:{self.port}"

    def wait_for(self, pattern):
        """Reads standard output until a whole line holds the pattern."""
        deadline = time.monotonic() + READY_SECONDS
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            while True:
                match = re.search(pattern, self.said)
                if match and b"\n" in self.said[match.start():]:
                    return match
                ready = selector.select(max(deadline - time.monotonic(), 0))
                chunk = os.read(self.process.stdout.fileno(), 4096) if ready else b""
                if not chunk:
                    self.process.kill()
                    self.finish()
                    raise AssertionError(f"le serveur n'annonce pas son URL ; il a dit {self.said!r}, "
                                         f"{self.complaint!r}")
                self.said += chunk

    def stop(self, number=signal.SIGTERM):
        """Ends the server as Ctrl-C or kill would; its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            self.finish()
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.finish()
            raise AssertionError(f"le serveur ne finit pas {END_SECONDS:.0f} s après {number.name}") from None
        return self.process.returncode

    def finish(self):
        """Waits for the end, and keeps what the server said until then."""
        if self.complaints.closed:
            return
        said, _ = self.process.communicate(timeout=END_SECONDS)
        self.said += said
        self.complaints.seek(0)
        self.complaint = self.complaints.read()
        self.complaints.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.returncode is None:
            self.stop()
