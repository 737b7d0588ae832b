"""What the scripts of cgi_server are given: RFC 3875 §4, from outside, asked by real clients."""

import base64
import json
import re
import shutil
import signal
import socket
import unittest

from scripted_site import CgiTest, DEADLINE, ENVIRONMENT, parsed, status_of

try:
    import requests
except ImportError:
    requests = None

FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"


class EnvironmentTest(CgiTest):
    """RFC 3875 §4.1, from outside."""

    scripts = {"env.py": ENVIRONMENT, "sous/env.py": ENVIRONMENT}

    def test_a_get_gives_these_variables_and_no_other(self):
        seen = self.environment("/cgi-bin/env.py/un/deux?a=1&b=%32", fields=b"Host: Exemple.fr:81\r\nAccept: x/y\r\n")
        self.assertRegex(seen.pop("REMOTE_PORT", "1"), r"^\d+$")
        self.assertIn("/usr/bin", seen.pop("PATH").split(":"))
        self.assertRegex(seen.pop("SERVER_SOFTWARE"), r"^\w[\w/. -]*$")
        self.assertEqual(seen, {
            "GATEWAY_INTERFACE": "CGI/1.1", "SERVER_NAME": "exemple.fr", "SERVER_PORT": str(self.server.port),
            "SERVER_PROTOCOL": "HTTP/1.1", "REQUEST_METHOD": "GET",
            "REQUEST_URI": "/cgi-bin/env.py/un/deux?a=1&b=%32",
            "SCRIPT_NAME": "/cgi-bin/env.py", "SCRIPT_FILENAME": str(self.bin.resolve() / "env.py"),
            "PATH_INFO": "/un/deux", "PATH_TRANSLATED": str(self.root.resolve()) + "/un/deux",
            "QUERY_STRING": "a=1&b=%32", "REMOTE_ADDR": "127.0.0.1", "REMOTE_HOST": "127.0.0.1",
            "DOCUMENT_ROOT": str(self.root.resolve()), "HTTP_HOST": "Exemple.fr:81", "HTTP_ACCEPT": "x/y"})

    def test_no_variable_comes_twice(self):
        names = self.seen(fields=b"Host: a\r\nX: 1\r\nx: 2\r\nCookie: a\r\ncookie: b\r\n")["names"]
        self.assertEqual(len(names), len(set(names)), names)

    def test_where_the_script_ends_in_the_path(self):
        for path, name, info in (
                ("/cgi-bin/env.py", "/cgi-bin/env.py", None), ("/cgi-bin/env.py/", "/cgi-bin/env.py", "/"),
                ("/cgi-bin/env.py/a/b/", "/cgi-bin/env.py", "/a/b/"),
                ("//cgi-bin//env.py//a", "/cgi-bin/env.py", "/a"),
                ("/cgi-bin/sous/env.py/x", "/cgi-bin/sous/env.py", "/x"),
                ("/cgi-bin/en%76.py", "/cgi-bin/env.py", None),
                ("/cgi-bin/env.py/a%20b+c", "/cgi-bin/env.py", "/a b+c"),
                ("/cgi-bin/env.py/a/../b", "/cgi-bin/env.py", "/b"),
                ("/cgi-bin/sous/../env.py", "/cgi-bin/env.py", None), ("/cgi-bin/./env.py/.", "/cgi-bin/env.py", "/"),
                ("/cgi-bin/env.py/a;b=c,d", "/cgi-bin/env.py", "/a;b=c,d"),
                ("/cgi-bin/env.py/%3f", "/cgi-bin/env.py", "/?"),
                ("/cgi-bin/env.py/%25%32%46", "/cgi-bin/env.py", "/%2F"),
                ("/cgi-bin/env.py/env.py", "/cgi-bin/env.py", "/env.py"),
                ("/cgi-bin/env.py/%C3%A9", "/cgi-bin/env.py", "/é".encode().decode("latin-1"))):
            seen = self.environment(path)
            self.assertEqual((seen["SCRIPT_NAME"], seen.get("PATH_INFO")), (name, info), path)
            self.assertEqual("PATH_TRANSLATED" in seen, info is not None, path)

    def test_the_query_is_passed_on_as_received(self):
        for query in ("", "?", "?a=%20+%2B", "?x?y", "?a&b;c", "?//..//", "?a=b?c=d",
                      "?k=aa%2F%2Fbb&//q//p//=//a//b//",
                      "?a=%00", "?$(id)'!*", "?a=%"):
            self.assertEqual(self.environment("/cgi-bin/env.py" + query)["QUERY_STRING"], query[1:])

    def test_no_query_becomes_an_argument(self):
        for query in ("a+b", "-h", "-c+print(1)", "--version", "%2dV"):
            self.assertEqual(self.seen("/cgi-bin/env.py?" + query)["arguments"], [str(self.bin.resolve() / "env.py")])

    def test_the_method_and_the_version(self):
        for method in (b"GET", b"POST", b"PUT", b"DELETE", b"PATCH"):
            self.assertEqual(self.environment(method=method)["REQUEST_METHOD"], method.decode())
        self.assertEqual(self.environment(version=b"HTTP/1.0", fields=b"")["SERVER_PROTOCOL"], "HTTP/1.0")
        self.assertEqual(status_of(self.exchange(b"get /cgi-bin/env.py HTTP/1.0\r\n\r\n")), 501)
        self.assertEqual(status_of(self.exchange(b"TRACE /cgi-bin/env.py HTTP/1.0\r\n\r\n")), 405)

    def test_a_body_has_a_length_and_a_type(self):
        seen = self.seen(method=b"POST", fields=b"Host: a\r\nContent-Length: 3\r\n" + FORM, body=b"a=1")
        self.assertEqual(seen["body"], "a=1")
        self.assertEqual(seen["environment"]["CONTENT_LENGTH"], "3")
        self.assertEqual(seen["environment"]["CONTENT_TYPE"], "application/x-www-form-urlencoded")
        self.assertEqual([name for name in seen["names"] if name.startswith("HTTP_CONTENT")], [])

    def test_without_a_body_there_is_no_length(self):
        for fields in (b"", b"Content-Length: 0\r\n", b"Transfer-Encoding: chunked\r\n"):
            seen = self.seen(method=b"POST", fields=b"Host: a\r\n" + fields,
                             body=b"0\r\n\r\n" if b"chunked" in fields else b"")
            self.assertNotIn("CONTENT_LENGTH", seen["names"], fields)
            self.assertEqual(seen["body"], "")

    def test_the_type_is_unknown_when_the_client_did_not_say_it(self):
        seen = self.seen(method=b"POST", fields=b"Host: a\r\nContent-Length: 1\r\n", body=b"x")
        self.assertNotIn("CONTENT_TYPE", seen["names"])

    def test_a_body_in_chunks_has_its_length_once_it_is_whole(self):
        seen = self.seen(method=b"POST", fields=b"Host: a\r\nTransfer-Encoding: chunked\r\n",
                         body=b"3;x=y\r\nabc\r\n4\r\ndefg\r\n0\r\nTrailer: no\r\n\r\n")
        self.assertEqual((seen["environment"]["CONTENT_LENGTH"], seen["body"]), ("7", "abcdefg"))
        self.assertNotIn("HTTP_TRANSFER_ENCODING", seen["names"])
        self.assertNotIn("HTTP_TRAILER", seen["names"])

    def test_the_script_reads_its_body_and_no_more(self):
        answer = self.exchange(b"POST /cgi-bin/env.py HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab"
                               b"GET /cgi-bin/env.py?2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        self.assertEqual(len(re.findall(rb"HTTP/1\.1 200 ", answer)), 2)
        self.assertIn(b'"body": "ab"', answer)

    def test_repeated_fields_are_joined(self):
        seen = self.environment(fields=b"Host: a\r\nX-A: 1\r\nCookie: a=1\r\nx-a: 2\r\nCookie: b=2\r\nX-A:\r\n"
                                       b"Accept: x\r\n")
        self.assertEqual((seen["HTTP_X_A"], seen["HTTP_COOKIE"], seen["HTTP_ACCEPT"]), ("1, 2, ", "a=1; b=2", "x"))

    def test_what_could_be_taken_for_something_else_is_not_passed_on(self):
        for name in (b"Proxy", b"PROXY", b"X_User", b"_X", b"X-A_B", b"X.Y", b"X!", b"X~", b"Authorization",
                     b"Proxy-Authorization", b"Keep-Alive", b"TE", b"Upgrade", b"Proxy-Connection",
                     b"Content_Length"):
            before = set(self.seen()["names"])
            after = set(self.seen(fields=b"Host: a\r\n" + name + b": evil\r\n")["names"])
            self.assertEqual(after, before, name)

    def test_a_value_is_only_a_value(self):
        for value in (b"() { :; }; echo vulnerable", b"$(id)", b"a\tb", b'"\'\\', b"\xe9", b"x=y", b"a" * 4000):
            seen = self.environment(fields=b"Host: a\r\nX-Value: " + value + b"\r\n")
            self.assertEqual(seen["HTTP_X_VALUE"].encode("latin-1"), value)

    def test_nothing_of_the_server_s_own_environment(self):
        seen = self.environment()
        for name in ("SECRET", "HOME", "USER", "PWD", "LC_ALL", "LD_PRELOAD", "ASAN_OPTIONS", "PYTHONPATH"):
            self.assertNotIn(name, seen)

    def test_the_script_works_in_its_directory(self):
        self.assertEqual(self.seen()["directory"], str(self.bin.resolve()))
        self.assertEqual(self.seen("/cgi-bin/sous/env.py/x")["directory"], str(self.bin.resolve() / "sous"))

    def test_the_process_is_alone_with_three_descriptors(self):
        for options in ({}, {"method": b"POST", "fields": b"Host: a\r\nContent-Length: 1\r\n", "body": b"x"}):
            idle = [self.connect() for _ in range(5)]
            seen = self.seen(**options)
            self.assertEqual(seen["descriptors"], [0, 1, 2])
            self.assertTrue(seen["leads"], "ni session ni groupe à lui")
            self.assertEqual(int(seen["status"]["SigBlk"], 16), 0)
            python_s_own = 1 << (signal.SIGPIPE - 1) | 1 << (signal.SIGXFSZ - 1)
            self.assertEqual(int(seen["status"]["SigIgn"], 16) & ~python_s_own, 0)
            self.assertEqual(seen["status"]["NoNewPrivs"].strip(), "1")
            self.assertEqual(seen["status"]["Threads"].strip(), "1")
            del idle

    def test_an_absolute_target_is_the_host(self):
        seen = self.environment("http://Autre.fr:99/cgi-bin/env.py/i?q", fields=b"Host: a\r\n")
        self.assertEqual((seen["SERVER_NAME"], seen["HTTP_HOST"], seen["PATH_INFO"], seen["QUERY_STRING"]),
                         ("autre.fr", "Autre.fr:99", "/i", "q"))
        self.assertEqual(seen["SCRIPT_NAME"], "/cgi-bin/env.py")

    def test_the_host_is_a_name_or_it_is_not_believed(self):
        for host, name in ((b"A.fr", "a.fr"), (b"a.fr:1", "a.fr"), (b"[::1]:80", "[::1]"), (b"a_b-c", "a_b-c"),
                           (b"$(id)", "127.0.0.1"), (b"a'b", "127.0.0.1"), (b"", "127.0.0.1"),
                           (b"127.0.0.1", "127.0.0.1")):
            answer = self.exchange(b"GET /cgi-bin/env.py HTTP/1.0\r\nHost: " + host + b"\r\n\r\n")
            if status_of(answer) == 200:
                seen = json.loads(parsed(answer).content)["environment"]
                self.assertEqual((seen["SERVER_NAME"], seen["SERVER_PORT"]), (name, str(self.server.port)), host)
            else:
                self.assertEqual(status_of(answer), 400, host)
        for host in (b"a b", b"a/b", b"<x>", b"a\\b", b"a@b"):
            answer = self.exchange(b"GET /cgi-bin/env.py HTTP/1.0\r\nHost: " + host + b"\r\n\r\n")
            self.assertEqual(status_of(answer), 400, host)
        self.assertEqual(self.environment(version=b"HTTP/1.0", fields=b"")["SERVER_NAME"], "127.0.0.1")

    @unittest.skipUnless(shutil.which("curl"), "curl n'est pas installé")
    def test_curl(self):
        seen = json.loads(self.curl("--data", "nom=Zoé", "--user", "a:b", "--cookie", "c=1",
                                    self.url("/cgi-bin/env.py?q")))
        environment = seen["environment"]
        self.assertEqual((environment["REQUEST_METHOD"], environment["CONTENT_LENGTH"],
                          seen["body"].encode("latin-1")),
                         ("POST", "8", "nom=Zoé".encode()))
        self.assertRegex(environment["HTTP_USER_AGENT"], "^curl/")
        self.assertEqual((environment["HTTP_COOKIE"], environment.get("HTTP_AUTHORIZATION")), ("c=1", None))

    @unittest.skipUnless(requests, "python3-requests n'est pas installé")
    def test_requests(self):
        session = requests.Session()
        session.trust_env = False
        self.addCleanup(session.close)
        url = self.url("/cgi-bin/env.py")
        seen = session.get(url, params={"nom": "Zoé & co"}, timeout=DEADLINE).json()
        self.assertEqual(seen["environment"]["QUERY_STRING"], "nom=Zo%C3%A9+%26+co")
        seen = session.post(url, data=(piece for piece in (b"abc", b"def")), timeout=DEADLINE).json()
        self.assertEqual((seen["environment"]["CONTENT_LENGTH"], seen["body"]), ("6", "abcdef"))
        seen = session.post(url, files={"f": ("été.txt", b"x" * 100_000)}, timeout=DEADLINE).json()
        self.assertRegex(seen["environment"]["CONTENT_TYPE"], "^multipart/form-data; boundary=")
        self.assertEqual(int(seen["environment"]["CONTENT_LENGTH"]), len(seen["body"]))


class AuthorizationTest(CgiTest):
    scripts = {"env.py": ENVIRONMENT}
    options = ("--pass-authorization",)

    def test_authorization_for_those_who_ask_for_it(self):
        credentials = b"Basic " + base64.b64encode("é:x".encode())
        seen = self.environment(fields=b"Host: a\r\nAuthorization: " + credentials + b"\r\nProxy-Authorization: x\r\n")
        self.assertEqual(seen["HTTP_AUTHORIZATION"], credentials.decode())
        for name in ("HTTP_PROXY_AUTHORIZATION", "AUTH_TYPE", "REMOTE_USER"):
            self.assertNotIn(name, seen)


class Ipv6Test(CgiTest):
    scripts = {"env.py": ENVIRONMENT}
    options = ("--address", "::1")

    @classmethod
    def setUpClass(cls):
        try:
            socket.create_server(("::1", 0), family=socket.AF_INET6).close()
        except OSError:
            raise unittest.SkipTest("pas d'IPv6 sur cette machine") from None
        super().setUpClass()

    def test_an_ipv6_address_is_in_brackets_only_as_a_name(self):
        seen = self.environment(version=b"HTTP/1.0", fields=b"")
        self.assertEqual(seen["REMOTE_ADDR"], "::1")
        self.assertEqual(seen["SERVER_NAME"], "[::1]")  # RFC 3875 §4.1.14



if __name__ == "__main__":
    unittest.main()
