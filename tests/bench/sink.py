#!/usr/bin/python3
"""The server that uploads go to: sink.py PORT [CERTIFICATE KEY]. It reads a body to its end, keeps nothing, says 204.

None of the other servers would do: nginx answers before it has read a body that it does not keep, or writes it to the
disk; the playground computes a checksum. Here a byte costs next to nothing (without TLS the kernel drops it unseen), so
that it is the client that one waits for."""

import re
import socket
import ssl
import sys

ANSWER = b"HTTP/1.1 204 No Content\r\n\r\n"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


def head_of(connection):
    """The head of a request, and what has come of its body; None when the client has left."""
    received = b""
    while b"\r\n\r\n" not in received:
        more = connection.recv(65536)
        if not more:
            return None, b""
        received += more
    head, _, body = received.partition(b"\r\n\r\n")
    return head.decode("latin-1").lower(), body


def swallow(connection, size, buffer):
    flags = 0 if isinstance(connection, ssl.SSLSocket) else socket.MSG_TRUNC
    while size > 0:
        taken = connection.recv_into(buffer, min(size, len(buffer)), flags)
        if taken == 0:
            return
        size -= taken


def serve(connection, buffer):
    while True:
        head, body = head_of(connection)
        if head is None:
            return
        size = re.search(r"^content-length: *(\d+)\r?$", head, re.M)
        if re.search(r"^expect: *100-continue\r?$", head, re.M) and not body:
            connection.sendall(CONTINUE)
        swallow(connection, int(size[1]) - len(body) if size else 0, buffer)
        connection.sendall(ANSWER)


def main():
    port, *files = sys.argv[1:]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if files else None
    if context:
        context.load_cert_chain(*files)
    buffer = bytearray(256 * 1024)
    with socket.create_server(("127.0.0.1", int(port))) as listener:
        while True:
            connection, _ = listener.accept()
            try:
                with context.wrap_socket(connection, server_side=True) if context else connection as stream:
                    serve(stream, buffer)
            except OSError:  # the client has left, or whoever only looked whether the port answers
                connection.close()


if __name__ == "__main__":
    main()
