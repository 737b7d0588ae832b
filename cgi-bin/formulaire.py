#!/usr/bin/env python3
"""The notes' form without the module cgi, which Python 3.13 no longer has: a name in, a greeting out.

Works from any directory of scripts, under any name: the page sends its form back to wherever it came from.
"""

import html
import os
import re
import sys
from urllib.parse import parse_qs

MOST_BYTES = 10_000  # of a form; a name is short

PAGE = """<!DOCTYPE html>
<html lang="fr">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Mon programme</title>
  <link rel="stylesheet" href="/style.css">
</head>
<body>
<main class="title ruled">
  <p class="margin-note">Script en Python</p>
  <div class="content">
    <h1>{heading}</h1>
    <form action="{script}" method="post">
      <p class="field">
        <label for="name">Votre nom</label>
        <input type="text" id="name" name="name" value="{name}">
      </p>
      <p class="field"><button type="submit">Envoyer</button></p>
    </form>
    <p><a href="/">Retour à l’accueil</a></p>
  </div>
</main>
</body>
</html>
"""


def answer(heading, name="", fields=("Status: 200 OK",)):
    """Prints a whole answer and ends. What comes from the client is escaped here, and nowhere else."""
    page = PAGE.format(heading=html.escape(heading), name=html.escape(name),
                       script=html.escape(os.environ.get("SCRIPT_NAME", "")))
    head = "\n".join([*fields, "Content-Type: text/html; charset=utf-8", "", ""])
    sys.stdout.buffer.write((head + page).encode())
    sys.exit()


def refuse(status, reason):
    answer(reason, fields=(f"Status: {status}", "Allow: GET, HEAD, POST"))


def read_body():
    """The bytes of a form sent by POST: as many as the server announces, no more."""
    if os.environ.get("CONTENT_TYPE", "").split(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        refuse("415 Unsupported Media Type", "Ce script ne lit que les formulaires ordinaires.")
    length = os.environ.get("CONTENT_LENGTH", "0")
    if not re.fullmatch("[0-9]+", length):
        refuse("400 Bad Request", "La longueur annoncée n’est pas un nombre.")
    if len(length) > 9 or int(length) > MOST_BYTES:
        refuse("413 Content Too Large", "Ce formulaire est trop long.")
    body = sys.stdin.buffer.read(int(length))
    if len(body) < int(length):
        refuse("400 Bad Request", "Le formulaire est arrivé incomplet.")
    return body


def read_form():
    method = os.environ.get("REQUEST_METHOD", "GET")
    if method in ("GET", "HEAD"):
        return os.environb.get(b"QUERY_STRING", b"")
    if method == "POST":
        return read_body()
    refuse("405 Method Not Allowed", "Ce script ne connaît que GET et POST.")


def main():
    try:
        form = parse_qs(read_form().decode(), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        refuse("400 Bad Request", "Le formulaire n’est pas en UTF-8.")
    name = form.get("name", [""])[0]
    if any(character < " " or character == "\x7f" for character in name):
        refuse("400 Bad Request", "Un nom ne contient pas de caractère de contrôle.")
    answer(f"Bonjour, {name}\u00a0!" if name else "Comment vous appelez-vous\u00a0?", name)


main()
