#!/usr/bin/python3
"""What the bench asks of Python requests: requests_client.py ACTION CA URL …, whose answers are dropped."""

import sys

import requests

PIECE = 256 * 1024  # bytes, as our client


def download(session, url):
    with session.get(url, stream=True) as response, open("/dev/null", "wb") as sink:
        response.raise_for_status()
        for piece in response.iter_content(PIECE):
            sink.write(piece)


def upload(session, url, path):
    with open(path, "rb") as file:
        session.put(url, data=file).raise_for_status()


def gets(session, url, times):
    for _ in range(int(times)):
        session.get(url).raise_for_status()


if __name__ == "__main__":
    action, authority, *arguments = sys.argv[1:]
    with requests.Session() as session:
        session.verify = authority
        {"download": download, "upload": upload, "gets": gets}[action](session, *arguments)
