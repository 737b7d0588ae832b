"""The client beside curl and requests: a gibibyte up and down, and many small requests, over http and https."""

import os
import subprocess
from contextlib import ExitStack
from pathlib import Path

from load import DEADLINE
from measures import Figure, core_busy, need
from servers import HERE, OURS_VERSION, PYTHON, Unmeasurable, output_of, pinned

CLIENT = "https_client"
SESSION = "client::Session"
GETS = "2000"


def ours(bench, action, authority, url, *arguments):
    if action == "gets":
        return [bench.binaries / "session_probe", url, *arguments, authority]
    upload = ["--upload-file", *arguments] if action == "upload" else []
    return [bench.binaries / CLIENT, "--fail", "--cacert", authority, "--output", "/dev/null", *upload, url]


def curl(bench, action, authority, url, *arguments):
    """Many addresses come from a file: curl asks for them one after the other, on the same connection."""
    command = ["curl", "-q", "--silent", "--show-error", "--fail", "--cacert", authority]
    if action == "gets":
        config = bench.folder / "gets.curl"
        config.write_text(f'url = "{url}"\noutput = "/dev/null"\n' * int(*arguments))
        return [*command, "--config", config]
    upload = ["--upload-file", *arguments] if action == "upload" else []
    return [*command, "--output", "/dev/null", *upload, url]


def requests(_bench, *arguments):
    return [PYTHON, HERE / "requests_client.py", *arguments]


COMMANDS = {CLIENT: ours, SESSION: ours, "curl": curl, "requests": requests}


def environment():
    """Without the proxies and the authorities of whoever runs the bench."""
    return {name: value for name, value in os.environ.items() if not name.lower().endswith(("_proxy", "_ca_bundle"))}


def spent(bench, command):
    """What a command takes: seconds, milliseconds of processor, MiB of memory at most."""
    done = subprocess.run(pinned(bench.client_core, [bench.binaries / "spent", *command], bench.ahead),
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=10 * DEADLINE, check=False,
                          env=environment())
    if done.returncode != 0:
        raise Unmeasurable(f"{Path(command[0]).name} a échoué (statut {done.returncode}) : "
                           f"{done.stderr.strip()[-300:]}")
    elapsed, processor, memory = done.stdout.split()
    return float(elapsed), float(processor) * 1e3, int(memory) / 1024


def measured(bench, command):
    """The same, and how much of the client's core others took meanwhile is noted."""
    busy = core_busy(bench.client_core)
    elapsed, processor, memory = spent(bench, command)
    bench.foreign.append(max(0.0, (core_busy(bench.client_core) - busy - processor / 1e3) / elapsed))
    return elapsed, processor, memory


def check_tools(bench):
    """Every program that is needed is there; the versions of those of the system are noted."""
    need("curl", "curl")
    for name in ("spent", "session_probe", CLIENT):
        if not (bench.binaries / name).exists():
            raise Unmeasurable(f"{bench.binaries / name} n'existe pas : « cmake --build --preset release --target "
                               f"{name} ».")
    version = output_of([PYTHON, "-c", "import requests; print(requests.__version__)"]).strip()
    if not version[:1].isdigit():
        raise Unmeasurable("requests n'est pas installé : « sudo apt install python3-requests ».")
    bench.versions |= {CLIENT: OURS_VERSION, "curl": output_of(["curl", "-q", "--version"]).split()[1],
                       "requests": version}


def compare(bench, server, mine, action, path, figures, *arguments):
    """Each client does the same with the server, in turn, round after round; adds to the figures what it took."""
    check_tools(bench)
    with ExitStack() as stack:
        launcher = bench.launcher(stack)
        for peer in bench.start(launcher, [server]):
            scheme = "https" if server.endswith("TLS") else "http"
            request = action, launcher.certificate().with_name("ca.pem"), f"{scheme}://127.0.0.1:{peer.port}{path}"
            commands = {name: COMMANDS[name](bench, *request, *arguments) for name in (mine, "curl", "requests")}
            for _ in range(bench.rounds):
                for name, command in commands.items():
                    for figure, value in zip(figures, measured(bench, command)):
                        figure.add(name, value)
    return figures


def transfers(bench):
    """A gibibyte received (from nginx, thrown away) and sent (to a server that throws it away)."""
    huge = bench.folder / "www/1g.bin"
    return [figure
            for title, action, server, path, arguments in (
                ("1 Gio reçu, http", "download", "nginx", "/1g.bin", []),
                ("1 Gio reçu, https", "download", "nginx TLS", "/1g.bin", []),
                ("1 Gio envoyé, http", "upload", "Python (puits)", "/1g.bin", [huge]),
                ("1 Gio envoyé, https", "upload", "Python (puits) TLS", "/1g.bin", [huge]))
            for figure in compare(bench, server, CLIENT, action, path, [
                Figure(f"{title} : durée", "s", 2, {}, CLIENT),
                Figure(f"{title} : processeur", "ms", 0, {"curl": 1.0}, CLIENT),
                Figure(f"{title} : mémoire au plus", "Mio", 1, {"": 32.0}, CLIENT)], *arguments)]


def small_gets(bench):
    """Many requests in one session, for a file of 1 KiB, from the start of the program to its end."""
    return [figure
            for scheme, server in (("http", "nginx"), ("https", "nginx TLS"))
            for figure in compare(bench, server, SESSION, "gets", "/1k.txt", [
                Figure(f"2\u202f000 requêtes, {scheme} : durée", "s", 3, {}, SESSION),
                Figure(f"2\u202f000 requêtes, {scheme} : processeur", "ms", 0, {"curl": 1.0}, SESSION)], GETS)]


MEASURES = {"client-1g": transfers, "client-2000": small_gets}
