#!/usr/bin/env python3
"""What the gateway tells a script: its environment, each variable with the section of RFC 3875 that defines it."""

import html
import os
import sys

SECTIONS = ["AUTH_TYPE", "CONTENT_LENGTH", "CONTENT_TYPE", "GATEWAY_INTERFACE", "PATH_INFO", "PATH_TRANSLATED",
            "QUERY_STRING", "REMOTE_ADDR", "REMOTE_HOST", "REMOTE_IDENT", "REMOTE_USER", "REQUEST_METHOD",
            "SCRIPT_NAME", "SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL", "SERVER_SOFTWARE"]  # § 4.1.1, § 4.1.2…
OTHERS = {"LC_CTYPE": "ajout de Python", "PATH": "système", "REQUEST_URI": "usage", "SCRIPT_FILENAME": "usage",
          "DOCUMENT_ROOT": "usage", "HTTPS": "usage", "REMOTE_PORT": "usage"}

PAGE = """<!DOCTYPE html>
<html lang="fr">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>L’environnement d’un script</title>
  <link rel="stylesheet" href="/style.css">
</head>
<body>
<main>
  <div class="title ruled">
    <p class="margin-note">Script en Python</p>
    <div class="content">
      <h1>L’environnement d’un script</h1>
      <p class="lead">Voici tout ce que le script sait de la requête qui l’a fait lancer&nbsp;: ces variables, et le corps,
        s’il y en a un, sur son entrée standard.</p>
    </div>
  </div>
  <div class="part">
    <p class="margin-note">RFC&nbsp;3875</p>
    <div class="content">
      <table>
        <thead>
          <tr><th scope="col">Variable</th><th scope="col">Valeur</th><th scope="col">Origine</th></tr>
        </thead>
        <tbody>
{rows}
        </tbody>
      </table>
      <p><a href="/">Retour à l’accueil</a></p>
    </div>
  </div>
</main>
</body>
</html>
"""

ROW = '          <tr><td><code>{}</code></td><td><samp>{}</samp></td><td class="number">{}</td></tr>'


def origin(name):
    if name in SECTIONS:
        return f"§\u00a04.1.{SECTIONS.index(name) + 1}"
    if name.startswith("HTTP_"):
        return "§\u00a04.1.18"  # a field of the request
    return OTHERS.get(name, "hors RFC")


def row(name, value):
    value = value.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")  # bytes that are no text
    return ROW.format(*(html.escape(text) for text in (name, value, origin(name))))


rows = [row(name, value) for name, value in sorted(os.environ.items())]
page = PAGE.format(rows="\n".join(rows))
sys.stdout.buffer.write(("Content-Type: text/html; charset=utf-8\n\n" + page).encode())
