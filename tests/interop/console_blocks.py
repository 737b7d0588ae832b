#!/usr/bin/env python3
"""Runs the ```console blocks of the notes and compares what they show with what happens: console_blocks.py FILE...

In a block, a line that begins with « $ » is a command (a final backslash continues it on the next line), and the
lines after it are what it prints, on both outputs. One shell runs the block, in a fresh copy of the kit, with the
programs of $ATELIER_BIN on its PATH. $PORT and $PORT2 are free ports. A command that ends in « & » is waited for
until something listens on each of those ports that it names. « … » in an expected line stands for any text in the
line, and alone for any number of lines. Everything that a block started ends with it.
"""

import os
import pathlib
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
LEFT_OUT = shutil.ignore_patterns(".git", "build", "node_modules", ".lab", "__pycache__")
COMMAND_SECONDS = 20.0  # for a command to end, or a server to listen
LATE_SECONDS = 10.0     # for what a background command prints after the shell went on
QUIET_SECONDS = 0.3     # a server that prints nothing for so long has said what it had to say
END_OF_COMMAND = re.compile(rb"\x1e(\d+)\x1e\n")

# Commands come on a descriptor of their own, so that those that read standard input find it empty.
SHELL = r"""
while IFS= read -r -d '' -u {source} command; do
    eval "$command" {source}<&-
    printf '\036%d\036\n' "$?"
done
"""


class Command:
    def __init__(self, line):
        self.line = line
        self.text = ""
        self.expected = []

    def ports(self):
        return set(re.findall(r"\$\{?(PORT2?)\b", self.text))

    def is_background(self):
        return self.text.rstrip().endswith("&")


def read_blocks(path):
    """The blocks of a file, each the list of its commands."""
    blocks, commands, indent, continued = [], None, "", False
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        opening = re.fullmatch(r"(\s*)```console\s*", line)
        if commands is None:
            if opening:
                commands, indent, continued = [], opening[1], False
        elif line.strip() == "```":
            blocks.append(commands)
            commands = None
        else:
            line = line[len(indent):] if line.startswith(indent) else line.lstrip()
            continued = add_line(commands, number, line, continued)
    return blocks


def add_line(commands, number, line, continued):
    """Adds a line of a block to its commands; is the command continued on the next one?"""
    if continued:
        commands[-1].text += "\n" + re.sub(r"^> ?", "", line)
    elif line.startswith("$ "):
        commands.append(Command(number))
        commands[-1].text = line[2:]
    elif commands:
        commands[-1].expected.append(line)
        return False
    else:
        raise SystemExit(f"ligne {number} : un bloc console commence par une commande (« $ … »)")
    return line.endswith("\\")


def line_matches(expected, obtained):
    parts = [re.escape(part) for part in expected.rstrip().split("…")]
    return re.fullmatch(".*".join(parts), obtained.rstrip()) is not None


def matches(expected, obtained):
    """Are these lines what was expected? « … » alone stands for any number of lines."""
    if not expected:
        return not obtained
    if expected[0].strip() == "…":
        return any(matches(expected[1:], obtained[skipped:]) for skipped in range(len(obtained) + 1))
    return bool(obtained) and line_matches(expected[0], obtained[0]) and matches(expected[1:], obtained[1:])


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_listening(port):
    """Looks in the kernel's table rather than connecting: a server would count the visit as a client."""
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            lines = pathlib.Path(table).read_text(encoding="ascii").splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            fields = line.split()
            if fields[3] == "0A" and int(fields[1].rsplit(":", 1)[1], 16) == port:
                return True
    return False


class Shell:
    """The shell that runs one block, in its own session so that all of it can be ended."""

    def __init__(self, folder, programs):
        self.ports = {"PORT": free_port(), "PORT2": free_port()}
        environment = {
            "HOME": str(folder), "LC_ALL": "C.UTF-8", "NO_COLOR": "1", "TERM": "dumb", "TZ": "UTC",
            "PATH": f"{programs}:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
            **{name: str(port) for name, port in self.ports.items()},
        }
        commands, self.commands = os.pipe()
        self.process = subprocess.Popen(
            ["bash", "--norc", "-c", SHELL.replace("{source}", str(commands))], cwd=folder, env=environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, pass_fds=[commands],
            start_new_session=True)
        os.close(commands)
        self.output = self.process.stdout.fileno()
        self.pending = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self.commands)
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                break
            self.read_until(lambda: False, 2.0 if number == signal.SIGTERM else 0.1)
        self.process.wait()
        self.process.stdout.close()

    def read_until(self, is_enough, seconds, quiet=None):
        """Reads until is_enough() or the output is closed, quiet seconds pass without a byte, or the time is up."""
        deadline = time.monotonic() + seconds
        while not is_enough():
            wait = min(0.02 if quiet is None else quiet, max(deadline - time.monotonic(), 0))
            readable, _, _ = select.select([self.output], [], [], wait)
            if readable:
                chunk = os.read(self.output, 65536)
                if not chunk:
                    return
                self.pending += chunk
            elif quiet is not None or time.monotonic() >= deadline:
                return

    def lines(self):
        text = END_OF_COMMAND.sub(b"", self.pending).decode("utf-8", "backslashreplace")
        return [line.rsplit("\r", 1)[-1] for line in text.replace("\r\n", "\n").splitlines()]

    def is_done(self, command):
        """Has it printed what is expected? A server may write the end of its line apart: it is waited for, too."""
        ends_a_line = not command.is_background() or self.pending.endswith(b"\n")
        return ends_a_line and matches(command.expected, self.lines())

    def run(self, command):
        """Runs a command; None, or the lines it printed if they are not the expected ones."""
        self.pending = b""
        os.write(self.commands, command.text.encode() + b"\0")
        self.read_until(lambda: END_OF_COMMAND.search(self.pending), COMMAND_SECONDS)
        if not END_OF_COMMAND.search(self.pending):
            return self.lines() + [f"(toujours en cours après {COMMAND_SECONDS:.0f} s)"]
        if command.is_background():
            ports = [self.ports[name] for name in command.ports()]
            self.read_until(lambda: all(map(is_listening, ports)), COMMAND_SECONDS)
            if not all(map(is_listening, ports)):
                return self.lines() + [f"(rien n'écoute sur {sorted(ports)} après {COMMAND_SECONDS:.0f} s)"]
        if command.expected:
            self.read_until(lambda: self.is_done(command), LATE_SECONDS)
        elif command.is_background():
            self.read_until(lambda: False, COMMAND_SECONDS, quiet=QUIET_SECONDS)
        return None if matches(command.expected, self.lines()) else self.lines()


def trimmed(lines):
    while lines and not lines[-1].strip():
        lines = lines[:-1]
    return lines


def quote(lines):
    return "\n".join("    | " + line for line in lines) or "    | (rien)"


def run_block(path, commands, programs):
    """Runs a block; is all as written? Says what is not."""
    with tempfile.TemporaryDirectory(prefix="atelier-") as folder:
        copy = pathlib.Path(folder) / "kit"
        shutil.copytree(ROOT, copy, symlinks=True, ignore=LEFT_OUT)
        with Shell(copy, programs) as shell:
            for command in commands:
                command.expected = trimmed(command.expected)
                obtained = shell.run(command)
                if obtained is not None:
                    print(f"{path}:{command.line} : la commande n'affiche pas ce que le texte montre.\n"
                          f"  $ {command.text}\n  Attendu :\n{quote(command.expected)}\n"
                          f"  Obtenu :\n{quote(obtained)}\n")
                    return False
    return True


def main():
    programs = pathlib.Path(os.environ.get("ATELIER_BIN", ROOT / "build/debug/bin")).resolve()
    if len(sys.argv) < 2:
        sys.exit("console_blocks : il faut au moins un fichier Markdown.")
    blocks = [(name, block) for name in sys.argv[1:] for block in read_blocks(ROOT / name)]
    failures = [not run_block(name, block, programs) for name, block in blocks]
    print(f"{len(blocks)} bloc(s) console, {sum(failures)} en échec.")
    sys.exit(any(failures))


if __name__ == "__main__":
    main()
