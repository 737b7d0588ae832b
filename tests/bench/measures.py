"""What is measured: for each thing, a function from a Bench to figures with their targets; and the Bench, shared."""

import os
import re
import resource
import shutil
import statistics
import subprocess
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import load
from servers import Absent, Launcher, Unmeasurable

OURS = "static_server"
GATEWAY = "cgi_server"
SECURE = "https_server"
REFERENCES = ["nginx", "lighttpd"]
LARGE_BYTES = 100_000_000
HUGE_BYTES = 1 << 30


@dataclass
class Figure:
    """Samples per server, round by round; `targets`: bounds of our ratio to a server, or ("") of our value. They are
    upper bounds, unless the figure is one of which more is better."""
    title: str
    unit: str
    digits: int
    targets: dict[str, float]
    ours: str = OURS
    more_is_better: bool = False
    samples: dict[str, list[float]] = field(default_factory=dict)

    def add(self, server, value):
        self.samples.setdefault(server, []).append(value)

    def median(self, server):
        return statistics.median(self.samples[server])

    def ratio(self, reference):
        """Median of the ratios of each round: what slows a whole round down does not count."""
        return statistics.median(a / b for a, b in zip(self.samples[self.ours], self.samples[reference]))

    def obtained(self, target):
        return self.ratio(target) if target else self.median(self.ours)

    def reached(self, target):
        got, wanted = self.obtained(target), self.targets[target]
        return got >= wanted if self.more_is_better else got <= wanted

    def spread(self):
        """The widest (max − min) / median of its servers: how noisy the measure was."""
        return max((max(values) - min(values)) / self.median(name) if self.median(name) else 0.0
                   for name, values in self.samples.items())


@dataclass
class Bench:
    binaries: Path
    folder: Path          # temporary, ours
    rounds: int
    quick: bool
    server_core: int
    client_core: int
    ahead: bool
    versions: dict[str, str] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)     # servers that this system cannot have
    foreign: list[float] = field(default_factory=list)  # share of the measured program's core that others took

    def launcher(self, stack):
        return Launcher(stack, self.folder, self.folder / "www", self.binaries, self.server_core, self.ahead)

    def start(self, launcher, names):
        """Those of the servers that start; why the others do not is noted."""
        servers = []
        for name in names:
            try:
                servers.append(launcher.start(name))
                self.versions[name.split()[0]] = servers[-1].version
            except Unmeasurable as reason:
                self.note(reason)
            except Absent as reason:
                self.absent.append(str(reason))
        return servers

    def note(self, reason):
        if str(reason) not in self.failures:
            self.failures.append(str(reason))

    def cpu_during(self, server, action, with_scripts=False):
        """Seconds of processor time that the server took during the action, and the action's result."""
        def cpu_now():
            return server.cpu_with_scripts() if with_scripts else server.cpu_seconds()

        busy, cpu, clock = core_busy(self.server_core), cpu_now(), time.monotonic()
        result = action()
        taken = cpu_now() - cpu
        elapsed = time.monotonic() - clock
        self.foreign.append(max(0.0, (core_busy(self.server_core) - busy - taken) / elapsed))
        return taken, result


def core_busy(core):
    """Seconds that a core has worked, or been taken away by the hypervisor, since the machine started (proc(5))."""
    line = re.search(rf"^cpu{core} (.*)$", Path("/proc/stat").read_text(), re.M)[1]
    user, nice, system, _idle, _iowait, irq, softirq, steal, *_ = map(int, line.split())
    return (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK")


def need(program, package):
    if not shutil.which(program):
        raise Unmeasurable(f"{program} n'est pas installé : « sudo apt install {package} ».")


def requests(bench, title, path, targets, names):
    """CPU microseconds per request, 64 persistent connections: A B C, A B C…"""
    need("wrk", "wrk")
    figure = Figure(title, "µs", 2, targets)
    with ExitStack() as stack:
        servers = bench.start(bench.launcher(stack), names)
        for server in servers:
            load.wrk(server, path, 1, bench.client_core, bench.ahead)  # warms caches up
        for _ in range(bench.rounds):
            for server in servers:
                cpu, (count, _) = bench.cpu_during(server, lambda: load.wrk(
                    server, path, 1 if bench.quick else 3, bench.client_core, bench.ahead))
                figure.add(server.name, cpu / count * 1e6)
    return [figure]


def small_file(bench):
    """The figures asked for are beside nginx with its default of tcp_nopush; its other settings are shown too."""
    return requests(bench, "Fichier de 1 Kio, 64 connexions", "/1k.txt", {"nginx": 0.65, "lighttpd": 0.95},
                    [OURS, "nginx", "lighttpd", "nginx tcp_nopush", "nginx sans sendfile"])


def medium_file(bench):
    return requests(bench, "Fichier de 64 Kio, 64 connexions", "/64k.txt", {"nginx": 0.85}, [OURS, *REFERENCES])


def large_file(bench):
    """CPU milliseconds per transfer, one connection."""
    figure = Figure("Fichier de 100 Mo, par transfert", "ms", 1, {"nginx": 1.0})
    return transfers(bench, figure, [OURS, *REFERENCES], 2 if bench.quick else 30)


def large_file_over_tls(bench):
    """The same, encrypted (TLS 1.3, AES-256-GCM)."""
    figure = Figure("Fichier de 100 Mo sur TLS, par transfert", "ms", 1, {"nginx TLS": 1.0}, SECURE)
    return transfers(bench, figure, [SECURE, "nginx TLS"], 2 if bench.quick else 10, True)


def transfers(bench, figure, names, times, secure=False):
    with ExitStack() as stack:
        servers = bench.start(bench.launcher(stack), names)
        downloads = [load.Download(server, secure) for server in servers]
        for download in downloads:
            stack.callback(download.close)
            download.fetch("/100m.bin", LARGE_BYTES)
        for _ in range(bench.rounds):
            for server, download in zip(servers, downloads):
                cpu, _ = bench.cpu_during(server, lambda: [download.fetch("/100m.bin", LARGE_BYTES)
                                                           for _ in range(times)])
                figure.add(server.name, cpu / times * 1e3)
    return [figure]


def handshakes(bench):
    """A handshake (TLS 1.3, EC P-256, nothing resumed) and a file of 1 KiB on each connection, 8 clients: connections
    per second, and CPU microseconds of the server for each."""
    need("ab", "apache2-utils")
    rate = Figure("Poignée de main TLS et 1 Kio, débit", "conn./s", 0, {"nginx TLS": 1.0}, SECURE, True)
    cost = Figure("Poignée de main TLS et 1 Kio", "µs", 0, {"nginx TLS": 1.0}, SECURE)
    with ExitStack() as stack:
        servers = bench.start(bench.launcher(stack), [SECURE, "nginx TLS"])
        for _ in range(bench.rounds):
            for server in servers:
                cpu, (count, seconds) = bench.cpu_during(server, lambda: load.ab(
                    server, "/1k.txt", 1 if bench.quick else 4, 8, bench.client_core, bench.ahead, "https"))
                rate.add(server.name, count / seconds)
                cost.add(server.name, cpu / count * 1e6)
    return [rate, cost]


def idle_connections(bench):
    """Resident memory of each of 10,000 connections that wait, before a request and after one; and those dropped."""
    count, patience = (2_000, 2) if bench.quick else (10_000, 20)
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if limit < 2 * count:
        raise Unmeasurable(f"{limit} descripteurs permis, il en faut {2 * count} : « ulimit -Hn {2 * count} » en tant "
                           "que root, ou nofile dans /etc/security/limits.conf.")
    figures = []
    for ask, which in ((False, "avant la 1re requête"), (True, "après une réponse")):
        memory = Figure(f"{count:_} connexions inactives, {which}".replace("_", "\u202f"), "Kio", 2, {"": 4.0})
        dropped = Figure(f"… fermées en {patience} s, {which}", "connexions", 0, {"": 0})
        for name in [OURS, *REFERENCES]:
            with ExitStack() as stack:
                for server in bench.start(bench.launcher(stack), [name]):
                    try:
                        each, lost = idle(server, stack, count, ask, patience)
                    except (Unmeasurable, OSError) as reason:
                        bench.note(f"inactives : {reason}")
                        continue
                    memory.add(name, each)
                    dropped.add(name, lost)
        figures += [memory, dropped]
    return figures


def idle(server, stack, count, ask, patience):
    """Resident KiB of each connection, the first ones apart (they pay for what all share), and how many were lost."""
    first = 10
    crowd = load.Crowd(server)
    stack.callback(crowd.close)
    crowd.grow(first, ask=True)
    before = server.memory_kib("VmRSS")
    crowd.grow(count - first, ask)
    grown = server.memory_kib("VmRSS")
    time.sleep(patience)
    grown = max(grown, server.memory_kib("VmRSS"))
    return (grown - before) / (count - first), crowd.dropped()


def parsing(bench):
    """Instructions per byte of a browser's request; the difference of two counts leaves start-up out."""
    need("valgrind", "valgrind")
    program = bench.binaries / "parse_probe"
    if not program.exists():
        raise Unmeasurable(f"{program} n'existe pas : « cmake --build --preset release --target parse_probe ».")
    few, many = instructions(program, 500), instructions(program, 2500)
    size = int(subprocess.run([program, "1"], capture_output=True, text=True, check=True).stdout.split()[0])
    figure = Figure(f"Analyse d'une requête de {size} octets", "instr./octet", 2, {"": 7.0})
    figure.add(OURS, (many - few) / 2000 / size)
    return [figure]


def instructions(program, times):
    done = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", program, str(times)],
                          capture_output=True, text=True, check=False)
    counted = re.search(r"Collected : (\d+)", done.stderr)
    if not counted:
        raise Unmeasurable(f"callgrind n'a rien compté : {done.stderr[-300:]}")
    return int(counted[1])


def huge_download(bench):
    """The most memory ever resident in the server (VmHWM) after a download of 1 GiB."""
    figure = Figure("1 Gio téléchargé, mémoire au plus", "Mio", 1, {"": 32.0})
    for name in [OURS, *REFERENCES]:
        with ExitStack() as stack:
            for server in bench.start(bench.launcher(stack), [name]):
                download = load.Download(server)
                stack.callback(download.close)
                download.fetch("/1g.bin", HUGE_BYTES)
                figure.add(name, server.memory_kib("VmHWM") / 1024)
    return [figure]


def scripts(bench):
    """A script in C++ that prints one line, 8 clients, a connection for each request: requests per second, and CPU
    microseconds per request, of the server and of its scripts."""
    need("ab", "apache2-utils")
    if not (bench.folder / "cgi-bin/bonjour.cgi").exists():
        raise Unmeasurable("bonjour.cgi n'est pas construit : « cmake --build --preset release --target cgi_server ».")
    rate = Figure("Script CGI en C++, 8 clients, débit", "req/s", 0, {"lighttpd mod_cgi": 1.0}, GATEWAY, True)
    cost = Figure("Script CGI en C++, serveur et script", "µs", 0, {"lighttpd mod_cgi": 1.0}, GATEWAY)
    with ExitStack() as stack:
        servers = bench.start(bench.launcher(stack), [GATEWAY, "lighttpd mod_cgi", "Python"])
        for _ in range(bench.rounds):
            for server in servers:
                cpu, (count, seconds) = bench.cpu_during(server, lambda: load.ab(
                    server, "/cgi-bin/bonjour.cgi", 1 if bench.quick else 4, 8, bench.client_core, bench.ahead), True)
                rate.add(server.name, count / seconds)
                cost.add(server.name, cpu / count * 1e6)
    return [rate, cost]


MEASURES = {"1k": small_file, "64k": medium_file, "100m": large_file, "inactives": idle_connections,
            "analyse": parsing, "1g": huge_download, "cgi": scripts,
            "tls": handshakes, "tls-100m": large_file_over_tls}


def make_scripts(built, cgi_bin):
    """The scripts measured: those of cgi-bin/ that the build compiles."""
    cgi_bin.mkdir()
    for program in built.glob("bonjour.cgi"):
        shutil.copy(program, cgi_bin)


def make_files(www):
    """The files served. The last is sparse: a gibibyte that takes no room on the disk."""
    www.mkdir()
    line = "Atelier HTTP : un fichier pour la mesure.\n".encode()
    (www / "1k.txt").write_bytes((line * 30)[:1024])
    (www / "64k.txt").write_bytes((line * 2000)[:65536])
    block = os.urandom(1_000_000)
    with (www / "100m.bin").open("wb") as file:
        for _ in range(LARGE_BYTES // len(block)):
            file.write(block)
    with (www / "1g.bin").open("wb") as file:
        file.truncate(HUGE_BYTES)
