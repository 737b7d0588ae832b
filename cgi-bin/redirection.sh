#!/bin/sh
# Sends the browser elsewhere: it makes a second request, and its address bar changes (RFC 3875 §6.2.4).
scheme=http
[ "$HTTPS" = on ] && scheme=https
cat <<FIN
Status: 303 See Other
Location: $scheme://$SERVER_NAME:$SERVER_PORT/cgi-bin/environnement.py?suite=redirection
Content-Type: text/plain; charset=utf-8

La suite est ailleurs.
FIN
