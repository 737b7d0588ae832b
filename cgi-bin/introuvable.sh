#!/bin/sh
# A script chooses its status: here, 404 with a page of its own (RFC 3875 §6.3.3).
cat <<FIN
Status: 404 Not Found
Content-Type: text/html; charset=utf-8

<!DOCTYPE html>
<html lang="fr">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Introuvable</title>
  <link rel="stylesheet" href="/style.css">
</head>
<body>
<main class="title ruled">
  <p class="margin-note">Script en shell</p>
  <div class="content">
    <p class="request">404 Not Found</p>
    <h1>Introuvable, dit le script</h1>
    <p class="lead">Le serveur a trouvé le script, et le script a choisi ce statut.</p>
    <p><a href="/">Retour à l’accueil</a></p>
  </div>
</main>
</body>
</html>
FIN
