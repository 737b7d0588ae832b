"""cgi_server with scripts and clients that mean it no good: nothing is left of them, and nobody waits for them."""

import concurrent.futures
import http.client
import os
import pathlib
import re
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest

from scripted_site import (CgiTest, DEADLINE, children_of, descriptor_count, is_running, page, parsed, read_to_end,
                           resident_kib, shell, state_of, wait_for_end)
from server import Server

MEBIBYTE = 1024 * 1024
FLAT_KIB = 24 * 1024  # more than this, and a body was kept (AddressSanitizer keeps a little of everything)
READER = "#!/usr/bin/python3\nimport hashlib, sys\nprint('Content-Type: text/plain\\n')\n" \
         "print(len(sys.stdin.buffer.read()))\n"


class ScriptsTest(CgiTest):
    """Each test's scripts tell their process numbers through a named pipe."""

    def get_and_pids(self, path, count, **options):
        """The answer, and the process numbers that the script has told."""
        fifo = self.fifo("pids.fifo")
        answer = self.get(path, **options)
        return answer, [int(fifo.line()) for _ in range(count)]

    def assert_gone(self, pids):
        for pid in pids:
            self.assertTrue(wait_for_end(pid), f"le processus {pid} est encore là")

    def assert_settled(self, descriptors):
        """No zombie, no child, no descriptor more than before."""
        self.eventually(lambda: not children_of(self.pid), "le serveur garde des processus (ou des zombies)")
        self.eventually(lambda: descriptor_count(self.pid) <= descriptors, "le serveur garde des descripteurs")


class HostileTest(ScriptsTest):
    """Item by item, what scripts do wrong."""

    scripts = {
        "ok.sh": page("echo bien"), "ignores.sh": page("echo lu: rien"), "nothing.sh": shell("cat > /dev/null"),
        "half.sh": shell("printf 'Content-Type: text/plain\\n'"), "status.sh": page("echo trois", "exit 3"),
        "complains.sh": page("yes 'toujours la même plainte' | head -c 20000000 >&2", "echo fini"),
        "escapes.sh": page("printf 'rouge \\033[31m\\r\\n127.0.0.1 faux\\0\\n' >&2", "echo fini"),
        "segv.sh": shell("kill -SEGV $$"), "late.sh": page("echo début", "kill -TERM $$"),
        "cpu.py": "#!/usr/bin/python3\nimport resource\nprint('Content-Type: text/plain\\n')\n"
                  "for name in ('CPU', 'AS', 'NOFILE', 'NPROC', 'FSIZE', 'CORE'):\n"
                  "    print(name, *resource.getrlimit(getattr(resource, 'RLIMIT_' + name)))\n",
        "greedy.py": "#!/usr/bin/python3\ntry:\n    x = bytearray(3 << 30)\n    words = 'tout pris'\n"
                     "except MemoryError:\n    words = 'refus'\nprint('Content-Type: text/plain\\n\\n' + words)\n",
        "flood.sh": page("exec head -c 1000000000 /dev/zero"), "read.py": READER,
        "crlf.sh": "#!/bin/sh\r\necho\r\n", "crlfenv.py": "#!/usr/bin/env python3\r\nprint()\r\n",
        "nointerpreter": "#!/usr/bin/inconnu\n", "empty": "", "text": "du texte\n", "loop": "#!./loop\n",
        "leaves.sh": page("echo là"),
    }

    def setUp(self):
        self.descriptors = descriptor_count(self.pid)
        self.addCleanup(lambda: self.assertEqual(self.get("/cgi-bin/ok.sh").content, b"bien\n"))

    def test_a_post_that_the_script_does_not_read(self):
        for length in (1, MEBIBYTE):
            answer = self.get("/cgi-bin/ignores.sh", "POST", b"x" * length)
            self.assertEqual((answer.status, answer.content), (200, b"lu: rien\n"))
        self.assert_settled(self.descriptors)

    def test_a_large_post_is_read_whole_and_kept_nowhere(self):
        self.get("/cgi-bin/read.py", "POST", b"x")
        before = resident_kib(self.pid)
        for size in (MEBIBYTE, 64 * MEBIBYTE):
            self.assertEqual(self.get("/cgi-bin/read.py", "POST", b"x" * size).content, b"%d\n" % size)
        self.assertLess(resident_kib(self.pid) - before, FLAT_KIB)

    def test_no_answer_is_502(self):
        for name in ("nothing.sh", "half.sh", "segv.sh", "crlf.sh", "crlfenv.py", "nointerpreter", "empty", "text",
                     "loop"):
            answer = self.get("/cgi-bin/" + name)
            self.assertEqual(answer.status, 502, name)
            self.assertIn(b"<html", answer.content)
            self.eventually(lambda: f"/cgi-bin/{name} : " in self.log(), f"le journal ne dit rien de {name}")
        self.assert_settled(self.descriptors)
        self.assertRegex(self.log(), "crlf.sh : .*CR")
        self.assertRegex(self.log(), "nointerpreter : .*(/usr/bin/inconnu|interpréteur)")
        self.assertNotIn("Traceback", self.log())

    def test_a_status_that_is_not_0_is_only_said(self):
        self.assertEqual(self.get("/cgi-bin/status.sh").content, b"trois\n")
        self.eventually(lambda: re.search(r"status\.sh : .*\b3\b", self.log()), "le journal ne dit pas le statut")

    def test_a_flood_of_complaints_is_cut(self):
        before = len(self.log())
        self.assertEqual(self.get("/cgi-bin/complains.sh").content, b"fini\n")
        self.eventually(lambda: "omises" in self.log(), "le journal ne dit pas qu'il omet des lignes")
        self.assertLess(len(self.log()) - before, 200_000)

    def test_a_complaint_cannot_forge_the_log(self):
        self.get("/cgi-bin/escapes.sh")
        self.eventually(lambda: "127.0.0.1 faux" in self.log(), "la plainte manque")
        self.assertFalse(re.search("[\x00-\x09\x0b-\x1f]|^127", self.log(), re.M), self.log())

    def test_it_is_killed_in_the_middle(self):
        with self.assertRaises((http.client.IncompleteRead, ConnectionResetError)):
            self.get("/cgi-bin/late.sh")
        self.assert_settled(self.descriptors)

    def test_its_limits(self):
        limits = dict(line.split(" ", 1) for line in self.get("/cgi-bin/cpu.py").content.decode().splitlines())
        for name, value in limits.items():
            self.assertNotEqual(value.split()[1], "-1", name)
        self.assertEqual(limits["CORE"], "0 0")
        self.assertEqual(self.get("/cgi-bin/greedy.py").content, b"refus\n")

    def test_a_gigabyte_is_cut_and_kept_nowhere(self):
        before, received = resident_kib(self.pid), 0
        connection = self.connect()
        connection.sendall(b"GET /cgi-bin/flood.sh HTTP/1.1\r\nHost: a\r\n\r\n")
        buffer = bytearray(MEBIBYTE)
        with self.assertRaises(ConnectionResetError):
            while count := connection.recv_into(buffer):
                received += count
        self.assertLess(received, 600_000_000)
        self.assertGreater(received, 400_000_000)
        self.assertLess(resident_kib(self.pid) - before, FLAT_KIB)
        self.assert_settled(self.descriptors)

    def test_it_comes_and_goes(self):
        self.assertEqual(self.get("/cgi-bin/leaves.sh").content, b"l\xc3\xa0\n")
        (self.bin / "leaves.sh").rename(self.bin / "gone.sh")
        self.assertEqual(self.get("/cgi-bin/leaves.sh").status, 404)
        (self.bin / "gone.sh").rename(self.bin / "leaves.sh")
        self.assertEqual(self.get("/cgi-bin/leaves.sh").status, 200)

    def test_what_is_no_script(self):
        (self.bin / "dossier").mkdir()
        os.mkfifo(self.bin / "tube")
        self.assertEqual(self.get("/cgi-bin/dossier/x").status, 404)
        for name in ("dossier", "dossier/", "tube", "absent"):
            self.assertIn(self.get("/cgi-bin/" + name).status, (301, 403, 404), name)

    @unittest.skipIf(os.geteuid() == 0, "tout est lisible pour root")
    def test_an_unreadable_script_is_forbidden(self):
        self.write(self.bin / "illisible.sh", page(), 0o311)
        self.assertEqual(self.get("/cgi-bin/illisible.sh").status, 403)


class StubbornTest(ScriptsTest):
    """Scripts that do not end when they should, and what they leave behind."""

    scripts = {
        "closes.sh": page("echo $$ > pids.fifo", "echo fini", "exec 1>&- 2>&-", "sleep 100"),
        "deaf.sh": shell("trap '' TERM HUP INT", "echo $$ > pids.fifo", "echo Content-Type: text/plain", "echo",
                         "echo fini", "exec 1>&-", "while :; do sleep 100; done"),
        "stops.sh": page("echo $$ > pids.fifo", "echo début", "kill -STOP $$", "sleep 100"),
    }

    def setUp(self):
        self.descriptors = descriptor_count(self.pid)

    def test_it_closes_its_output_and_lives_on(self):
        answer, pids = self.get_and_pids("/cgi-bin/closes.sh", 1)
        self.assertEqual(answer.content, b"fini\n")
        self.assert_gone(pids)
        self.assert_settled(self.descriptors)

    def test_it_ignores_sigterm(self):
        answer, pids = self.get_and_pids("/cgi-bin/deaf.sh", 1)
        self.assertEqual(answer.content, b"fini\n")
        self.assert_gone(pids)
        self.assert_settled(self.descriptors)

    def test_it_stands_still(self):
        told = self.fifo("pids.fifo")
        connection = self.connect()
        connection.sendall(b"GET /cgi-bin/stops.sh HTTP/1.0\r\n\r\n")
        pid = int(told.line())
        connection.close()
        self.assert_gone([pid])  # SIGTERM does not wake it, SIGKILL does
        self.assert_settled(self.descriptors)


class FamilyTest(ScriptsTest):
    """The children of scripts."""

    scripts = {
        "family.sh": page("sleep 100 & echo $! > pids.fifo", "(sleep 100 & echo $! > pids.fifo; sleep 100) &",
                          "echo $! > pids.fifo", "read none < go.fifo", "echo fini"),
        "bomb.sh": page("for i in $(seq 50); do sleep 100 & echo $! > pids.fifo; done", "echo fini"),
        "session.py": "#!/usr/bin/python3\nimport os, time\nprint('Content-Type: text/plain\\n\\nfini', flush=True)\n"
                      "if os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n"
                      "        open('pids.fifo', 'w').write(f'{os.getpid()}\\n')\n"
                      "        time.sleep(100)\n    os._exit(0)\n"
                      "os.wait()\n",
    }

    def setUp(self):
        self.descriptors = descriptor_count(self.pid)

    def test_its_children_do_not_outlive_it(self):
        told, go = self.fifo("pids.fifo"), self.fifo("go.fifo")
        connection = self.connect()
        connection.sendall(b"GET /cgi-bin/family.sh HTTP/1.0\r\n\r\n")
        pids = [int(told.line()) for _ in range(3)]
        go.tell()
        self.assertTrue(read_to_end(connection).endswith(b"fini\n"))
        self.assert_gone(pids)
        self.assert_settled(self.descriptors)

    def test_fifty_children_end_with_it(self):
        answer, pids = self.get_and_pids("/cgi-bin/bomb.sh", 50)
        self.assertEqual(answer.content, b"fini\n")
        self.assert_gone(pids)
        self.assert_settled(self.descriptors)

    def test_a_child_in_a_session_of_its_own_holds_nobody_up(self):
        # It flees, as every daemon does: out of reach, but nobody waits for it.
        answer, pids = self.get_and_pids("/cgi-bin/session.py", 1)
        self.assertEqual(answer.content, b"fini\n")
        self.assert_settled(self.descriptors)
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        self.assert_gone(pids)


class ClientsTest(ScriptsTest):
    """Clients that leave, that are slow, that say they are done."""

    scripts = {
        "ok.sh": page("echo bien"),
        "waits.sh": page("echo $$ > pids.fifo", "sleep 100 & echo $! > pids.fifo", "echo début", "wait"),
        "silent.sh": shell("echo $$ > pids.fifo", "sleep 100 & echo $! > pids.fifo", "wait"),
        "reads.sh": shell("echo $$ > pids.fifo", "cat > /dev/null", "echo Content-Type: text/plain", "echo",
                          "echo lu"),
        "fast.sh": page("echo $$ > pids.fifo", "exec head -c 200000000 /dev/zero"),
        "echo.sh": page("exec cat"),
    }

    def leave(self, request, until=b"", reset=False):
        """A client that goes away; what the script told has gone with it."""
        descriptors = descriptor_count(self.pid)
        fifo = self.fifo("pids.fifo")
        connection = self.connect()
        connection.sendall(request)
        pids = [int(fifo.line()) for _ in range(1 if b"reads" in request or b"fast" in request else 2)]
        received = b""
        while until not in received:
            received += connection.recv(4096)
        if reset:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        connection.close()
        for pid in pids:
            self.assertTrue(wait_for_end(pid), f"le processus {pid} est encore là")
        self.assert_settled(descriptors)

    def test_a_client_that_leaves_during_the_answer(self):
        self.leave(b"GET /cgi-bin/waits.sh HTTP/1.1\r\nHost: a\r\n\r\n", until="début".encode())

    def test_a_client_that_leaves_before_the_answer(self):
        self.leave(b"GET /cgi-bin/silent.sh HTTP/1.0\r\n\r\n", reset=True)

    def test_a_client_that_closes_before_the_answer(self):
        self.leave(b"GET /cgi-bin/silent.sh HTTP/1.0\r\n\r\n")

    def test_a_client_that_leaves_during_its_upload(self):
        self.leave(b"POST /cgi-bin/reads.sh HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n" + b"x" * 5000)

    def test_a_client_that_leaves_in_the_middle_of_a_download(self):
        self.leave(b"GET /cgi-bin/fast.sh HTTP/1.1\r\nHost: a\r\n\r\n", until=b"\0" * 100)

    def test_a_client_that_has_said_all_still_gets_its_answer(self):
        connection = self.connect()
        connection.sendall(b"POST /cgi-bin/echo.sh HTTP/1.0\r\nContent-Length: 4\r\n\r\nabcd")
        connection.shutdown(socket.SHUT_WR)
        self.assertTrue(read_to_end(connection).endswith(b"abcd"))

    def test_a_fast_script_waits_for_a_slow_reader(self):
        before = resident_kib(self.pid)
        fifo = self.fifo("pids.fifo")
        connection = self.connect()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        connection.sendall(b"GET /cgi-bin/fast.sh HTTP/1.0\r\n\r\n")
        pid = int(fifo.line())
        self.eventually(lambda: state_of(pid) == "S", "le script n'attend pas")
        for _ in range(20):
            self.assertEqual(self.get("/cgi-bin/ok.sh").content, b"bien\n")
        self.assertLess(resident_kib(self.pid) - before, FLAT_KIB)
        self.assertTrue(is_running(pid))
        self.assertEqual(len(read_to_end(connection).split(b"\r\n\r\n", 1)[1]), 200_000_000)

    def test_both_directions_at_once(self):
        size = 20 * MEBIBYTE
        connection = self.connect()
        connection.sendall(b"POST /cgi-bin/echo.sh HTTP/1.0\r\nContent-Length: %d\r\n\r\n" % size)
        sender = threading.Thread(target=connection.sendall, args=(b"abcd" * (size // 4),))
        sender.start()
        answer = read_to_end(connection)
        sender.join(DEADLINE)
        self.assertEqual(len(answer.split(b"\r\n\r\n", 1)[1]), size)

    def test_a_client_that_asks_for_leave_to_send(self):
        connection = self.connect()
        connection.sendall(b"POST /cgi-bin/echo.sh HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n"
                           b"Connection: close\r\n\r\n")
        first = connection.recv(4096)  # and maybe what the script says before it reads
        self.assertTrue(first.startswith(b"HTTP/1.1 100 "), first)
        connection.sendall(b"ab")
        answer = (first + read_to_end(connection)).split(b"\r\n\r\n", 1)[1]
        self.assertEqual(parsed(answer).content, b"ab")


class CrowdTest(ScriptsTest):
    """Many requests."""

    scripts = {"ok.sh": page("echo bien"), "ok2.sh": page("exec cat"),
               "wait.sh": page("read go < go.fifo", "echo $go")}
    options = ("--max-scripts", "2")

    def test_more_than_there_is_room_for(self):
        fifo = self.fifo("go.fifo")
        with concurrent.futures.ThreadPoolExecutor(100) as clients:
            waiting = [clients.submit(self.get, "/cgi-bin/wait.sh") for _ in range(100)]
            done, _ = concurrent.futures.wait(waiting, DEADLINE, concurrent.futures.FIRST_COMPLETED)
            self.eventually(lambda: sum(one.done() for one in waiting) >= 34,
                            "2 travaillent, 64 attendent, 34 sont refusés")
            for one in [one for one in waiting if one.done()]:
                self.assertEqual(one.result().status, 503)
                self.assertRegex(one.result().getheader("Retry-After"), r"^\d+$")
            self.assertLessEqual(len(children_of(self.pid)), 2)
            for _ in range(66):
                fifo.tell()
            answers = [one.result().status for one in waiting]
        self.assertEqual(set(answers), {200, 503})
        self.assertGreaterEqual(answers.count(503), 34)  # on a slow machine, the queue's time may be over for some more

    def test_two_hundred_at_once_and_nothing_is_left(self):
        self.get("/cgi-bin/ok.sh")
        descriptors = descriptor_count(self.pid)

        def work(number):
            body = b"%d" % number
            return self.get("/cgi-bin/ok2.sh", "POST", body).content == body
        with concurrent.futures.ThreadPoolExecutor(40) as clients:
            self.assertTrue(all(clients.map(work, range(200))))
        self.assert_settled(descriptors)

    @unittest.skipUnless(shutil.which("ab"), "apache2-utils n'est pas installé")
    def test_five_hundred_runs_leave_nothing(self):
        for rounds in (100, 500):
            before = resident_kib(self.pid), descriptor_count(self.pid)
            done = subprocess.run(["ab", "-q", "-n", str(rounds), "-c", "8", self.url("/cgi-bin/ok.sh")],
                                  capture_output=True, text=True, timeout=90, check=False)
            self.assertRegex(done.stdout, r"Failed requests:\s+0\b")
            self.assertNotIn("Non-2xx", done.stdout)
        self.assert_settled(before[1])
        self.assertLess(resident_kib(self.pid) - before[0], FLAT_KIB)


class EndTest(unittest.TestCase):
    """The end of the server is the end of its scripts."""

    def test_no_script_survives_the_server(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with tempfile.TemporaryDirectory() as folder:
                scripts = pathlib.Path(folder) / "scripts"
                CgiTest.write(scripts / "deaf.sh",
                              shell("trap '' TERM INT HUP", "echo $$ > told", "sleep 100 & echo $! >> told",
                                    "mv told pids.$$", "while :; do sleep 100; done"), 0o755)
                (pathlib.Path(folder) / "root").mkdir()
                options = ("--root", f"{folder}/root", "--cgi-bin", scripts, "--threads", "1")
                with Server("cgi_server", *options) as server:
                    connection = socket.create_connection((server.host, server.port), timeout=DEADLINE)
                    connection.sendall(b"GET /cgi-bin/deaf.sh HTTP/1.0\r\n\r\n")
                    deadline = time.monotonic() + DEADLINE
                    while not (told := list(scripts.glob("pids.*"))):
                        self.assertLess(time.monotonic(), deadline)
                        select.select([], [], [], 0.01)
                    self.assertEqual(server.stop(number), 0, server.complaint.decode())
                    connection.close()
                for pid in told[0].read_text(encoding="ascii").split():
                    self.assertTrue(wait_for_end(int(pid)), f"le processus {pid} est encore là")


if __name__ == "__main__":
    unittest.main()
