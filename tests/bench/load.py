"""The clients: wrk, a downloader, and a crowd of idle connections."""

import re
import select
import socket
import ssl
import struct
import subprocess

from servers import Unmeasurable, pinned

DEADLINE = 60  # seconds that any answer may take


def wrk(server, path, seconds, core, ahead=False, clients=64):
    """Requests completed over persistent connections, and the seconds it took."""
    command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", f"http://127.0.0.1:{server.port}{path}"]
    done = subprocess.run(pinned(core, command, ahead), capture_output=True, text=True, timeout=seconds + DEADLINE,
                          check=False)
    found = re.search(r"(\d+) requests in ([\d.]+)(ms|s|m)", done.stdout)
    if not found or int(found[1]) == 0:
        raise Unmeasurable(f"wrk n'a rien obtenu de {server.name} : {done.stdout}{done.stderr}")
    wrong = re.search(r"Non-2xx.*|Socket errors: .*", done.stdout)
    if wrong:
        raise Unmeasurable(f"wrk a reçu des erreurs de {server.name} : {wrong[0]}")
    return int(found[1]), float(found[2]) * {"ms": 0.001, "s": 1, "m": 60}[found[3]]


def ab(server, path, seconds, clients, core, ahead=False, scheme="http"):
    """Requests completed, each over a connection of its own, and the seconds it took."""
    command = ["ab", "-q", "-t", str(seconds), "-n", "10000000", "-c", str(clients),
               f"{scheme}://127.0.0.1:{server.port}{path}"]
    done = subprocess.run(pinned(core, command, ahead), capture_output=True, text=True, timeout=seconds + DEADLINE,
                          check=False)
    counts = dict(line.split(":", 1) for line in done.stdout.splitlines() if ":" in line)
    count = int(counts.get("Complete requests", "0"))
    if count == 0 or "Non-2xx responses" in counts or int(counts["Failed requests"]) > 0:
        raise Unmeasurable(f"ab n'a pas obtenu {path} de {server.name} : {done.stdout}{done.stderr}")
    return count, float(counts["Time taken for tests"].split()[0])


def trusting():
    """A TLS client that checks nothing: it is the server that is measured."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


class Download:
    """One persistent connection, on which the same file is fetched as often as one likes; the bytes are dropped."""

    def __init__(self, server, secure=False):
        self.server = server
        self.socket = socket.create_connection(("127.0.0.1", server.port), timeout=DEADLINE)
        if secure:
            self.socket = trusting().wrap_socket(self.socket)
        self.buffer = bytearray(256 * 1024)

    def fetch(self, path, size):
        self.socket.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        head = b""
        while b"\r\n\r\n" not in head:
            head += self.some(self.socket.recv(4096))
        head, _, body = head.partition(b"\r\n\r\n")
        if b" 200 " not in head.splitlines()[0] or f"content-length: {size}".encode() not in head.lower():
            raise Unmeasurable(f"{self.server.name} a répondu à {path} : {head.splitlines()[0].decode()}")
        left = size - len(body)
        while left > 0:
            left -= self.some(self.socket.recv_into(self.buffer, min(left, len(self.buffer))))

    def some(self, received):
        if not received:
            raise Unmeasurable(f"{self.server.name} a fermé la connexion au milieu d'un téléchargement.")
        return received

    def close(self):
        self.socket.close()


class Crowd:
    """Many connections to one server, which have asked once (`ask`), or have said nothing yet."""

    REQUEST = b"GET /1k.txt HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    BATCH = 500  # connections served together: fewer turns of the scheduler than one by one, and no queue overflows

    def __init__(self, server):
        self.server = server
        self.sockets = []

    def grow(self, count, ask):
        for start in range(0, count, self.BATCH):
            newcomers = [self.connected() for _ in range(min(self.BATCH, count - start))]
            self.sockets += newcomers
            # Connections are accepted in order: once the last one is answered, all the others are accepted.
            asking = newcomers if ask else newcomers[-1:]
            if self.unanswered(asking):
                raise Unmeasurable(f"{self.server.name} n'a pas répondu aux {len(self.sockets)} premières connexions.")

    def connected(self):
        connection = socket.create_connection(("127.0.0.1", self.server.port), timeout=DEADLINE)
        # Closing with a reset leaves no port in TIME_WAIT for the next round.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return connection

    def unanswered(self, connections):
        """Asks on each of them, then reads from each, and says how many gave no complete answer."""
        asked = [connection for connection in connections if self.asked(connection)]
        return len(connections) - sum(self.answered(connection) for connection in asked)

    def asked(self, connection):
        try:
            connection.sendall(self.REQUEST)
            return True
        except OSError:
            return False

    @staticmethod
    def answered(connection):
        received = b""
        try:
            while len(received.partition(b"\r\n\r\n")[2]) < 1024:
                more = connection.recv(65536)
                if not more:
                    return False
                received += more
        except OSError:
            return False
        return received.startswith(b"HTTP/1.1 200 ")

    def dropped(self):
        """How many the server has closed: those that have something to read, and those that a request finds dead."""
        poll = select.poll()
        for connection in self.sockets:
            poll.register(connection, select.POLLIN)
        closed = {descriptor for descriptor, _ in poll.poll(0)}
        alive = [connection for connection in self.sockets if connection.fileno() not in closed]
        return len(closed) + sum(self.unanswered(alive[start:start + self.BATCH])
                                 for start in range(0, len(alive), self.BATCH))

    def close(self):
        for connection in self.sockets:
            connection.close()
