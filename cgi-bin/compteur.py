#!/usr/bin/env python3
"""Counts the visits of each browser. HTTP forgets everything from one request to the next; the cookie does not.

The browser keeps the number and may send back anything: what is not a number counts for nothing.
"""

import os
import re
import sys

NAME = "visites"
SECONDS = 24 * 60 * 60  # the browser forgets it after a day

PAGE = """<!DOCTYPE html>
<html lang="fr">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Un compteur</title>
  <link rel="stylesheet" href="/style.css">
</head>
<body>
<main class="title ruled">
  <p class="margin-note">Script en Python</p>
  <div class="content">
    <p class="request">Set-Cookie: {cookie}</p>
    <h1>Visite n°&nbsp;{visits}</h1>
    <p class="lead">Rechargez la page&nbsp;: votre navigateur rendra ce témoin (cookie) au script, qui y lira le nombre
      de vos visites.</p>
    <p><a href="/">Retour à l’accueil</a></p>
  </div>
</main>
</body>
</html>
"""


def visits_so_far():
    for cookie in os.environ.get("HTTP_COOKIE", "").split(";"):
        name, _, value = cookie.strip().partition("=")
        if name == NAME and re.fullmatch("[0-9]{1,6}", value):
            return int(value)
    return 0


visits = visits_so_far() + 1
cookie = f"{NAME}={visits}; Max-Age={SECONDS}; Path=/; HttpOnly; SameSite=Lax"
page = PAGE.format(cookie=cookie, visits=visits)
head = f"Content-Type: text/html; charset=utf-8\nCache-Control: no-store\nSet-Cookie: {cookie}\n\n"
sys.stdout.buffer.write((head + page).encode())
