"""The gateway of Python's standard library, as the notes use it, for the benchmark: python_cgi.py PORT DIRECTORY."""

import http.server
import os
import sys


class Handler(http.server.CGIHTTPRequestHandler):
    def log_message(self, *_):
        """The other servers keep no access log either."""


if __name__ == "__main__":
    os.chdir(sys.argv[2])  # scripts are in its cgi-bin/
    http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
