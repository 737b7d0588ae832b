#!/bin/sh
# Has the gateway answer as if something else had been asked for: the browser knows nothing of it (RFC 3875 §6.2.2).
printf 'Location: /cgi-bin/environnement.py?suite=locale\n\n'
