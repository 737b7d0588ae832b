#!/usr/bin/env python3
"""Servers built with ThreadSanitizer, two threads each, under a load of a few seconds: no data race, a clean end."""

import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import threading

from server import Server

SECONDS = 3  # of each load
CLIENTS = 16
RACE_STATUS = 66
SIZES = {"small.txt": 1024, "large.bin": 1 << 20}
SCRIPTS = {
    "short.sh": "printf 'Content-Type: text/plain\\n\\nbonjour\\n'; echo plainte >&2",
    "echo.sh": "printf 'Content-Type: text/plain\\n\\n'; exec cat",
    "endless.sh": "printf 'Content-Type: text/plain\\n\\n'; exec yes",
    "redirect.sh": "printf 'Location: /small.txt\\n\\n'",
    "silent.sh": "exit 3",
}


def without_random_addresses():
    """ThreadSanitizer needs the address space laid out as it expects; some kernels randomise it too much."""
    command = ("setarch", os.uname().machine, "--addr-no-randomize")
    allowed = subprocess.run([*command, "true"], stderr=subprocess.DEVNULL, check=False).returncode == 0
    return command if allowed else ()


def bench(url, *options):
    """A short load by ApacheBench; how many requests it had answered."""
    done = subprocess.run(["ab", "-q", "-t", str(SECONDS), "-n", "1000000", "-c", str(CLIENTS), *options, url],
                          capture_output=True, text=True, timeout=SECONDS * 10, check=True)
    counts = dict(line.split(":", 1) for line in done.stdout.splitlines() if ":" in line)
    if counts["Failed requests"].strip() != "0":
        sys.exit(f"server_under_load : des requêtes ont échoué :\n{done.stdout}")
    return int(counts["Complete requests"])


def vanish(server, path, stop):
    """Clients that leave in the middle of an answer, one after the other."""
    while not stop.is_set():
        with socket.create_connection((server.host, server.port), timeout=20) as connection:
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
            connection.recv(1000)


def load(server, left_alone, *wanted):
    """Each of the wanted paths in turn, with the options of ab, while others leave one alone; requests answered."""
    stop = threading.Event()
    rude = threading.Thread(target=vanish, args=(server, left_alone, stop))
    rude.start()
    try:
        return sum(bench(server.url + path, *options) for path, *options in wanted)
    finally:
        stop.set()
        rude.join()


def load_files(server, _folder):
    return load(server, "/large.bin", ("/small.txt",), ("/small.txt", "-k"), ("/large.bin", "-k"), ("/absent", "-k"))


def load_scripts(server, folder):
    posted = ("-p", f"{folder}/large.bin", "-T", "text/plain")
    return load(server, "/cgi-bin/endless.sh", ("/cgi-bin/short.sh",), ("/cgi-bin/echo.sh", *posted),
                ("/cgi-bin/redirect.sh", "-k"), ("/cgi-bin/silent.sh",))


def make_site(folder):
    for name, size in SIZES.items():
        (folder / name).write_bytes(b"x" * size)
    (folder / "cgi-bin").mkdir()
    for name, text in SCRIPTS.items():
        (folder / "cgi-bin" / name).write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        (folder / "cgi-bin" / name).chmod(0o755)


def check(name, load_it, *options):
    with tempfile.TemporaryDirectory() as folder:
        make_site(pathlib.Path(folder))
        with Server(name, "--root", folder, "--threads", "2", "--access-log", f"{folder}/access.log",
                    *(option.format(folder=folder) for option in options),
                    prefix=without_random_addresses()) as server:
            requests = load_it(server, folder)
            status = server.stop()
    if status != 0 or b"ThreadSanitizer" in server.complaint:
        print(server.complaint.decode(errors="replace")[:20000])
        sys.exit(f"server_under_load : {name} finit avec le statut {status}.")
    print(f"{name} : {requests} requêtes, {CLIENTS} clients à la fois, deux fils d'exécution : aucune course.")


def main():
    os.environ["TSAN_OPTIONS"] = f"exitcode={RACE_STATUS} halt_on_error=0 second_deadlock_stack=1"
    check("static_server", load_files)
    check("cgi_server", load_scripts, "--cgi-bin", "{folder}/cgi-bin")


if __name__ == "__main__":
    main()
