#!/usr/bin/env python3
"""Receives files, says what they are, and keeps nothing: without the module cgi, which Python 3.13 no longer has.

The whole form is in memory, twice over for a moment: hence a limit of 10 MiB. televersement.cpp has no need of it.
"""

import html
import os
import re
import sys
from email.message import Message  # its parameters are written as those of MIME: name="value"

MOST_BYTES = 10 * 1024 * 1024

PAGE = """<!DOCTYPE html>
<html lang="fr">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Un téléversement</title>
  <link rel="stylesheet" href="/style.css">
</head>
<body>
<main class="title ruled">
  <p class="margin-note">Script en Python</p>
  <div class="content">
    <h1>{heading}</h1>
{content}    <p><a href="/televersement.html">Téléverser des fichiers</a></p>
  </div>
</main>
</body>
</html>
"""

TABLE = """    <table>
      <thead>
        <tr><th scope="col">Nom</th><th scope="col">Type annoncé</th><th scope="col">Taille</th></tr>
      </thead>
      <tbody>
{rows}
      </tbody>
    </table>
"""


class Refused(Exception):
    """The status of the answer, and the sentence that goes with it."""


def answer(status, heading, content=""):
    page = PAGE.format(heading=html.escape(heading), content=content)
    sys.stdout.buffer.write((f"Status: {status}\nContent-Type: text/html; charset=utf-8\n\n" + page).encode())


def message(fields):
    """Fields of a head, as an object that understands their parameters."""
    parsed = Message()
    for line in fields:
        name, _, value = line.partition(":")
        parsed[name.strip()] = value.strip()
    return parsed


def read_body():
    length = os.environ.get("CONTENT_LENGTH", "0")
    if not re.fullmatch("[0-9]+", length):
        raise Refused("400 Bad Request", "La longueur annoncée n’est pas un nombre.")
    if len(length) > 9 or int(length) > MOST_BYTES:
        raise Refused("413 Content Too Large", "Ce script ne reçoit pas plus de 10 Mio.")
    body = sys.stdin.buffer.read(int(length))
    if len(body) < int(length):
        raise Refused("400 Bad Request", "Le formulaire est arrivé incomplet.")
    return body


def read_parts():
    """The parts of the form, each the fields of its head and its content (RFC 7578)."""
    head = message(["Content-Type: " + os.environ.get("CONTENT_TYPE", "")])
    boundary = head.get_boundary()
    if head.get_content_type() != "multipart/form-data" or not boundary:
        raise Refused("415 Unsupported Media Type", "Ce script ne lit que les formulaires qui portent des fichiers.")
    delimiter = rb"\r\n--" + re.escape(boundary.encode()) + rb"(?:[ \t]*\r\n|(--))"
    # Before the first boundary: a preamble; what each boundary ends with, None or « -- », stands between the pieces.
    _, *pieces = re.split(delimiter, b"\r\n" + read_body())
    if b"--" not in pieces[::2]:
        raise Refused("400 Bad Request", "La dernière frontière manque.")
    for end, piece in zip(pieces[::2], pieces[1::2]):
        if end == b"--":
            return
        fields, _, content = piece.partition(b"\r\n\r\n")
        yield message(fields.decode().split("\r\n")), content


def read_form():
    """The title, and the files: name, type, content."""
    title, files = "", []
    for head, content in read_parts():
        field = head.get_param("name", header="Content-Disposition")
        filename = head.get_filename()
        if field == "titre":
            title = content.decode()
        elif field == "fichiers" and filename:
            files.append((re.split(r"[/\\]", filename)[-1], head.get("Content-Type", "text/plain"), content))
    return title, files


def row(name, media_type, content):
    size = f"{len(content):,}".replace(",", "\u00a0") + "\u00a0octet" + ("s" if len(content) > 1 else "")
    return "        <tr>" + "".join(f"<td>{html.escape(text)}</td>" for text in (name, media_type, size)) + "</tr>"


def main():
    if os.environ.get("REQUEST_METHOD") != "POST":
        return answer("200 OK", "Aucun fichier reçu")
    try:
        title, files = read_form()
    except UnicodeError:
        return answer("400 Bad Request", "Les noms et les textes ne sont pas en UTF-8.")
    except Refused as refusal:
        return answer(*refusal.args)
    if not files:
        return answer("200 OK", "Aucun fichier reçu")
    answer("200 OK", title or "Fichiers reçus", TABLE.format(rows="\n".join(row(*file) for file in files)))


main()
