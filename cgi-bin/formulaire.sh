#!/bin/sh
# The notes' form for any POSIX shell: a name in, a greeting out. What the client sends is only ever a value between
# quotes: never a command, a pattern or a format.
export LC_ALL=C  # a character is a byte

most_bytes=10000  # of a form; a name is short

escape_html() {
    printf '%s\n' "$1" | sed "s/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g; s/\"/\&quot;/g; s/'/\&#39;/g"
}

# answer HEADING NAME FIELD...: prints a whole answer and ends. What comes from the client is escaped here, and nowhere
# else.
answer() {
    heading=$(escape_html "$1") value=$(escape_html "$2") script=$(escape_html "$SCRIPT_NAME")
    shift 2
    printf '%s\n' "$@" 'Content-Type: text/html; charset=utf-8' ''
    cat <<PAGE
<!DOCTYPE html>
<html lang="fr">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Mon programme</title>
  <link rel="stylesheet" href="/style.css">
</head>
<body>
<main class="title ruled">
  <p class="margin-note">Script en shell</p>
  <div class="content">
    <h1>$heading</h1>
    <form action="$script" method="post">
      <p class="field">
        <label for="name">Votre nom</label>
        <input type="text" id="name" name="name" value="$value">
      </p>
      <p class="field"><button type="submit">Envoyer</button></p>
    </form>
    <p><a href="/">Retour à l’accueil</a></p>
  </div>
</main>
</body>
</html>
PAGE
    exit
}

refuse() {
    answer "$2" '' "Status: $1" 'Allow: GET, HEAD, POST'
}

# Sets $form to the bytes of a form sent by POST: as many as the server announces, no more.
read_body() {
    case $(printf '%s' "$CONTENT_TYPE" | tr '[:upper:]' '[:lower:]') in
        application/x-www-form-urlencoded | application/x-www-form-urlencoded[\;\ ]*) ;;
        *) refuse '415 Unsupported Media Type' 'Ce script ne lit que les formulaires ordinaires.' ;;
    esac
    case ${CONTENT_LENGTH:=0} in
        *[!0-9]*) refuse '400 Bad Request' "La longueur annoncée n’est pas un nombre." ;;
    esac
    if [ ${#CONTENT_LENGTH} -gt 9 ] || [ "$CONTENT_LENGTH" -gt $most_bytes ]; then
        refuse '413 Content Too Large' 'Ce formulaire est trop long.'
    fi
    form=$(head -c "$CONTENT_LENGTH" && echo .)  # the dot keeps the ends of line before it
    form=${form%.}
    [ ${#form} -eq "$CONTENT_LENGTH" ] || refuse '400 Bad Request' 'Le formulaire est arrivé incomplet.'
}

# Prints a part of a form with its %XX decoded.
decode() {
    rest=$1
    while [ "$rest" != "${rest#*%}" ]; do
        printf '%s' "${rest%%\%*}"
        rest=${rest#*%}
        case $rest in
            [0-9A-Fa-f][0-9A-Fa-f]*)
                byte=$((0x${rest%"${rest#??}"}))  # the pattern above has seen that these are two digits
                printf '%b' "\\0$((byte / 64))$((byte / 8 % 8))$((byte % 8))"
                rest=${rest#??} ;;
            *) printf '%%' ;;
        esac
    done
    printf '%s' "$rest"
}

# Sets $name to the first field of this name in $form, decoded.
find_name() {
    rest_of_form=$form\&
    while [ -n "$rest_of_form" ]; do
        field=${rest_of_form%%&*}
        rest_of_form=${rest_of_form#*&}
        key=${field%%=*}
        case $key in *%*) key=$(decode "$key") ;; esac
        [ "$key" = name ] || continue
        # A shell's strings cannot hold this byte.
        case $field in *%00*) refuse '400 Bad Request' 'Un nom ne contient pas de caractère de contrôle.' ;; esac
        name=$(decode "${field#"${field%%=*}"}" && echo .)
        name=${name#=} name=${name%.}
        return
    done
}

case ${REQUEST_METHOD:=GET} in
    GET | HEAD) form=$QUERY_STRING ;;
    POST) read_body ;;
    *) refuse '405 Method Not Allowed' 'Ce script ne connaît que GET et POST.' ;;
esac
form=$(printf '%s.' "$form" | tr + ' ')
form=${form%.}
decode "$form" | iconv -f UTF-8 -t UTF-16 >/dev/null 2>&1 ||
    refuse '400 Bad Request' "Le formulaire n’est pas en UTF-8."
name=
find_name
space=$(printf '\302\240')  # no-break
case $name in
    '') heading="Comment vous appelez-vous${space}?" ;;
    *[[:cntrl:]]*) refuse '400 Bad Request' 'Un nom ne contient pas de caractère de contrôle.' ;;
    *) heading="Bonjour, $name${space}!" ;;
esac
answer "$heading" "$name" 'Status: 200 OK'
