#!/usr/bin/env python3
"""static_server built with ThreadSanitizer, two threads, under a load of a few seconds: no data race, a clean end."""

import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import threading

from server import Server

SECONDS = 5
CLIENTS = 16
RACE_STATUS = 66
SIZES = {"small.txt": 1024, "large.bin": 1 << 20}


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


def vanish(server, stop):
    """Clients that leave in the middle of an answer, one after the other."""
    while not stop.is_set():
        with socket.create_connection((server.host, server.port), timeout=20) as connection:
            connection.sendall(b"GET /large.bin HTTP/1.1\r\nHost: a\r\n\r\n")
            connection.recv(1000)


def load(server):
    stop = threading.Event()
    rude = threading.Thread(target=vanish, args=(server, stop))
    rude.start()
    try:
        return (bench(server.url + "/small.txt") + bench(server.url + "/small.txt", "-k")
                + bench(server.url + "/large.bin", "-k") + bench(server.url + "/absent", "-k"))
    finally:
        stop.set()
        rude.join()


def main():
    os.environ["TSAN_OPTIONS"] = f"exitcode={RACE_STATUS} halt_on_error=0 second_deadlock_stack=1"
    with tempfile.TemporaryDirectory() as folder:
        for name, size in SIZES.items():
            (pathlib.Path(folder) / name).write_bytes(b"x" * size)
        with Server("static_server", "--root", folder, "--threads", "2", "--access-log", f"{folder}/access.log",
                    prefix=without_random_addresses()) as server:
            requests = load(server)
            status = server.stop()
    if status != 0 or b"ThreadSanitizer" in server.complaint:
        print(server.complaint.decode(errors="replace")[:20000])
        sys.exit(f"server_under_load : le serveur finit avec le statut {status}.")
    print(f"{requests} requêtes, {CLIENTS} clients à la fois, deux fils d'exécution : aucune course.")


if __name__ == "__main__":
    main()
