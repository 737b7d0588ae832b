"""A small HTTP proxy on a free port, for clients under test: absolute-form for http, CONNECT for https.

with Proxy() as proxy: proxy.url, proxy.requests (their first lines). With password="ada:secret", it asks for that."""

import base64
import http.client
import http.server
import select
import socket
import threading
import urllib.parse

WAIT_SECONDS = 20.0


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = WAIT_SECONDS

    def handle_one_request(self):
        self.tunnelled = False
        super().handle_one_request()

    def is_allowed(self):
        self.server.owner.requests.append(self.requestline)
        password = self.server.owner.password
        if password is None:
            return True
        expected = "Basic " + base64.b64encode(password.encode()).decode()
        if self.headers.get("Proxy-Authorization") == expected:
            return True
        self.send_response(407)
        self.send_header("Proxy-Authenticate", 'Basic realm="essai"')
        self.send_header("Content-Length", "0")
        self.end_headers()
        return False

    def do_CONNECT(self):
        if not self.is_allowed():
            return
        host, _, port = self.path.rpartition(":")
        with socket.create_connection((host.strip("[]"), int(port)), WAIT_SECONDS) as server:
            self.send_response(200, "Connection established")
            self.end_headers()
            self.relay(server)
        self.close_connection = True

    def relay(self, server):
        pairs = {self.connection: server, server: self.connection}
        while True:
            ready, _, _ = select.select(list(pairs), [], [], WAIT_SECONDS)
            if not ready:
                return
            for source in ready:
                try:
                    data = source.recv(65536)
                    pairs[source].sendall(data)
                except ConnectionError:  # one of the two has had enough
                    return
                if not data:
                    return

    def forward(self):
        if not self.is_allowed():
            return
        address = urllib.parse.urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=WAIT_SECONDS)
        target = urllib.parse.urlunsplit(("", "", address.path or "/", address.query, ""))
        fields = {name: value for name, value in self.headers.items() if not name.lower().startswith("proxy-")}
        connection.request(self.command, target, body, fields)
        answer = connection.getresponse()
        content = answer.read()
        self.send_response_only(answer.status, answer.reason)
        for name, value in answer.getheaders():
            if name.lower() not in ("connection", "transfer-encoding", "content-length"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_DELETE = forward

    def log_message(self, *_):
        pass


class Proxy:
    def __init__(self, password=None):
        self.password = password
        self.requests = []
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.owner = self
        self.server.daemon_threads = True
        self.address = f"127.0.0.1:{self.server.server_address[1]}"
        self.url = f"http://{self.address}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
