"""The servers under measure: started on a free port, pinned to a core, watched through /proc, stopped by pid."""

import os
import re
import socket
import subprocess
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
DESCRIPTORS = 20_000  # for 10,000 connections: lighttpd grants them half of its descriptors
OURS_VERSION = "de ce dépôt"
PYTHON = "/usr/bin/python3"  # the distribution's


class Unmeasurable(Exception):
    """What keeps a measure from being made, and the cure: a French sentence or two."""


class Absent(Exception):
    """A server that this system cannot have: a French sentence."""


def stop(process):
    """Ends a process that the bench started; one that has not obeyed after five seconds is killed, with its workers."""
    if process.poll() is not None:
        return
    family = children_of(process.pid)
    process.terminate()
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        for pid in family:
            if Path(f"/proc/{pid}").exists():
                os.kill(pid, 9)


def children_of(pid):
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def pinned(core, command, ahead=False):
    """The command on one core; ahead: before every other program of the machine (real-time scheduling, needs root)."""
    return (["chrt", "--fifo", "10"] if ahead else []) + ["taskset", "--cpu-list", str(core)] + command


class Server:
    def __init__(self, name, version, process, port):
        self.name = name
        self.version = version
        self.process = process
        self.port = port

    def pids(self):
        """The process and its workers."""
        return [self.process.pid] + children_of(self.process.pid)

    def cpu_seconds(self):
        """User and system time of all threads, past and present, in nanosecond steps (clock_getcpuclockid(3))."""
        if self.process.poll() is not None:
            raise Unmeasurable(f"{self.name} s'est arrêté pendant la mesure (statut {self.process.returncode}).")
        return sum(time.clock_gettime((~pid << 3) | 2) for pid in self.pids())

    def cpu_with_scripts(self):
        """The same of the process alone, with that of the children that it has waited for: its scripts (proc(5))."""
        scripts = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()[13:15]
        return time.clock_gettime((~self.process.pid << 3) | 2) + sum(map(int, scripts)) / os.sysconf("SC_CLK_TCK")

    def memory_kib(self, field):
        """Sum over the processes of VmRSS (now) or VmHWM (the most so far)."""
        texts = [Path(f"/proc/{pid}/status").read_text() for pid in self.pids()]
        return sum(int(re.search(rf"^{field}:\s+(\d+)", text, re.M)[1]) for text in texts)


def output_of(command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


class Launcher:
    """Starts servers for `root`; `folder` is theirs to write in; `stack` (an ExitStack) stops them at the end."""

    def __init__(self, stack, folder, root, binaries, core, ahead=False):
        self.stack, self.folder, self.root, self.binaries = stack, folder, root, binaries
        self.core, self.ahead = core, ahead

    def start(self, name):
        starters = {
            "static_server": lambda: self.ours("static_server"),
            "nginx": lambda: self.nginx("nginx", sendfile="on", nopush="off"),
            "nginx tcp_nopush": lambda: self.nginx("nginx tcp_nopush", sendfile="on", nopush="on"),
            "nginx sans sendfile": lambda: self.nginx("nginx sans sendfile", sendfile="off", nopush="off"),
            "https_server": lambda: self.ours("https_server", "--tls-port", "0", "--tls-cert", str(self.certificate()),
                                              "--tls-key", str(self.certificate().with_suffix(".key")),
                                              scheme="https"),
            "nginx TLS": lambda: self.nginx("nginx TLS", sendfile="on", nopush="off", secure=True),
            "lighttpd": self.lighttpd,
            "cgi_server": lambda: self.ours("cgi_server", "--cgi-bin", str(self.folder / "cgi-bin")),
            "lighttpd mod_cgi": lambda: self.lighttpd("lighttpd mod_cgi", "lighttpd-cgi.conf"),
            "Python": self.python,
            "WSGI": lambda: self.script("WSGI", "python_wsgi.py"),
            "Python (puits)": lambda: self.script("Python (puits)", "sink.py"),
            "Python (puits) TLS": lambda: self.script("Python (puits) TLS", "sink.py", str(self.certificate()),
                                                      str(self.certificate().with_suffix(".key"))),
        }
        return starters[name]()

    def launch(self, command, **options):
        # A session of its own: Ctrl-C reaches the bench alone, which then stops the servers itself.
        process = subprocess.Popen(pinned(self.core, command, self.ahead), start_new_session=True,
                                   stdin=subprocess.DEVNULL, **options)
        self.stack.callback(stop, process)
        return process

    def built(self, name):
        program = self.binaries / name
        if not program.exists():
            raise Unmeasurable(f"{program} n'existe pas : construisez-le par « cmake --preset release && "
                               "cmake --build --preset release ».")
        return program

    def certificate(self):
        """That of all servers with TLS: EC P-256, made once."""
        certificate = self.folder / "certs/server.pem"
        if not certificate.exists():
            made = subprocess.run([self.built("make_certs"), certificate.parent], capture_output=True, text=True,
                                  check=False)
            if made.returncode != 0:
                raise Unmeasurable(f"make_certs n'a pas fait de certificat : {made.stderr.strip()}")
        return certificate

    def ours(self, name, *options, scheme="http"):
        program = self.built(name)
        process = self.launch([str(program), "--port", "0", "--threads", "1", "--root", str(self.root),
                               "--access-log", "none", *options], stdout=subprocess.PIPE, text=True)
        ready = process.stdout.readline()
        port = re.search(rf"\b{scheme}://[^/ ]*:(\d+)", ready)
        if not port:
            raise Unmeasurable(f"{name} n'a pas démarré (sa première ligne : « {ready.strip()} »).")
        return Server(name, OURS_VERSION, process, int(port[1]))

    def nginx(self, name, sendfile, nopush, secure=False):
        version = self.version("nginx", ["nginx", "-v"], r"nginx/([\d.]+)")
        port = free_port()
        tls = "ssl_protocols TLSv1.2 TLSv1.3; ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20; " \
              f"ssl_certificate {self.certificate()}; ssl_certificate_key {self.certificate().with_suffix('.key')};" \
              if secure else ""
        config = self.configure("nginx.conf", port, SENDFILE=sendfile, NOPUSH=nopush, SSL="ssl" if secure else "",
                                CERTIFICATE=tls)
        process = self.launch(["nginx", "-e", "stderr", "-c", str(config)])
        return self.reachable(Server(name, version, process, port))

    def lighttpd(self, name="lighttpd", template="lighttpd.conf"):
        version = self.version("lighttpd", ["lighttpd", "-v"], r"lighttpd/([\d.]+)")
        port = free_port()
        config = self.configure(template, port)
        process = self.launch(["lighttpd", "-D", "-f", str(config)], stderr=subprocess.DEVNULL)
        return self.reachable(Server(name, version, process, port))

    def python(self):
        """The notes' gateway, with a thread for each request."""
        version = self.version("Python", [PYTHON, "--version"], r"Python ([\d.]+)")
        if subprocess.run([PYTHON, "-c", "import http.server as h; h.CGIHTTPRequestHandler"], check=False,
                          stderr=subprocess.DEVNULL).returncode != 0:
            raise Absent(f"Python {version} n'a plus de CGIHTTPRequestHandler (retiré de la version 3.15).")
        return self.script("Python", "python_cgi.py", str(self.folder))

    def script(self, name, file, *arguments):
        """A server of tests/bench, in Python."""
        version = self.version("Python", [PYTHON, "--version"], r"Python ([\d.]+)")
        port = free_port()
        process = self.launch([PYTHON, "-W", "ignore", str(HERE / file), str(port), *arguments],
                              stderr=subprocess.DEVNULL)
        return self.reachable(Server(name, version, process, port))

    @staticmethod
    def version(package, command, pattern):
        try:
            return re.search(pattern, output_of(command))[1]
        except OSError:
            raise Unmeasurable(f"{package} n'est pas installé : « sudo apt install {package} ».") from None

    def configure(self, template, port, **values):
        folder = self.folder / f"{template}-{port}"
        folder.mkdir()
        values |= {"PORT": port, "DIR": folder, "ROOT": self.root, "SCRIPTS": self.folder / "cgi-bin",
                   "FILES": DESCRIPTORS}
        text = (HERE / template).read_text()
        for name, value in values.items():
            text = text.replace(f"@{name}@", str(value))
        config = folder / template
        config.write_text(text)
        return config

    @staticmethod
    def reachable(server):
        """The server once it accepts connections; it has ten seconds."""
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline and server.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", server.port), timeout=1).close()
                return server
            except OSError:
                time.sleep(0.02)
        raise Unmeasurable(f"{server.name} n'a pas démarré sur le port {server.port} ; son message est ci-dessus.")
