"""A WSGI application in a process that stays, beside which CGI is measured: python_wsgi.py PORT."""

import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server


class Handler(WSGIRequestHandler):
    def log_message(self, *_):
        """The other servers keep no access log either."""


def application(_environment, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"Bonjour !\n"]


if __name__ == "__main__":
    make_server("127.0.0.1", int(sys.argv[1]), application, handler_class=Handler).serve_forever()
