#include "05-https-client/playground/index_page.hpp"

namespace playground {
namespace {

constexpr Place echoes[] = {
    {"GET /get", "Ce que vous avez envoyé : adresse, arguments, en-têtes.", "https_client 'URL/get?nom=Zoé'"},
    {"POST /post", "De même, avec le corps : formulaire, fichiers, JSON ou texte.", "curl -d nom=Zoé URL/post"},
    {"PUT /put", "De même pour PUT.", "curl -X PUT -d bonjour URL/put"},
    {"PATCH /patch", "De même pour PATCH.", "curl -X PATCH -d bonjour URL/patch"},
    {"DELETE /delete", "De même pour DELETE.", "curl -X DELETE URL/delete"},
    {"/anything", "De même, quelle que soit la méthode, et sous toute adresse qui commence ainsi.",
     "curl -X PUT -d bonjour URL/anything/ici"},
    {"GET /headers", "Les champs de l’en-tête de votre requête.", "curl -H 'X-Essai: 1' URL/headers"},
    {"GET /ip", "Votre adresse, vue d’ici.", "curl URL/ip"},
    {"GET /user-agent", "Le nom que se donne votre client.", "curl URL/user-agent"},
    {"GET /tls", "Ce que TLS dit de cette connexion : version, suite cryptographique, certificat du client.",
     "curl URL/tls"},
};

constexpr Place statuses[] = {
    {"/status/N", "Une réponse de ce statut, de 200 à 599 ; avec ?retry_after=S, un champ Retry-After.",
     "curl -i 'URL/status/503?retry_after=2'"},
    {"/delay/S", "Une réponse qui tarde de S secondes, 10 au plus.", "https_client -m 1 URL/delay/3"},
};

constexpr Place redirects[] = {
    {"/redirect/N", "N redirections de suite.", "https_client -L URL/redirect/3"},
    {"/relative-redirect/N", "De même ; Location donne un chemin.", "curl -i URL/relative-redirect/2"},
    {"/absolute-redirect/N", "De même ; Location donne une adresse entière.", "curl -i URL/absolute-redirect/2"},
    {"/redirect-to?url=&status_code=", "Une redirection vers l’adresse de votre choix, en http ou https.",
     "curl -i 'URL/redirect-to?url=/get&status_code=307'"},
};

constexpr Place cookies[] = {
    {"GET /cookies", "Les cookies que vous présentez.", "curl -b nom=Zoé URL/cookies"},
    {"GET /cookies/set?a=b", "Pose des cookies, puis redirige vers /cookies.",
     "curl -L -c - -b '' 'URL/cookies/set?a=b'"},
    {"GET /cookies/delete?a", "Les fait oublier, puis redirige vers /cookies.", "curl -i 'URL/cookies/delete?a'"},
    {"/basic-auth/NOM/MOT", "Demande ce nom et ce mot de passe (Basic).",
     "curl -u ada:secret URL/basic-auth/ada/secret"},
    {"/bearer", "Demande un jeton (Bearer), n’importe lequel.", "curl -H 'Authorization: Bearer abc' URL/bearer"},
};

constexpr Place documents[] = {
    {"GET /json", "Un document JSON.", "curl URL/json"},
    {"GET /html", "Une page toute simple.", "curl URL/html"},
    {"GET /links/N", "Une page de N liens.", "https_client --links URL/links/3"},
    {"GET /encoding/utf8", "Un texte en UTF-8.", "curl URL/encoding/utf8"},
    {"GET /encoding/latin1", "Un texte en ISO-8859-1.", "https_client URL/encoding/latin1"},
    {"GET /gzip", "Une réponse compressée par gzip.", "curl --compressed URL/gzip"},
    {"GET /deflate", "Une réponse compressée par deflate (zlib).", "curl --compressed URL/deflate"},
};

constexpr Place bodies[] = {
    {"GET /bytes/N?seed=S", "N octets au hasard, toujours les mêmes pour la même graine S.",
     "curl -s 'URL/bytes/1000?seed=1' | sha256sum"},
    {"GET /stream-bytes/N?seed=S&chunk_size=T", "De même, par morceaux (chunked) de T octets.",
     "curl -s 'URL/stream-bytes/1000?seed=1' | sha256sum"},
    {"GET /chunked?pieces=P&size=T", "P morceaux de T octets.", "curl -i --raw 'URL/chunked?pieces=3&size=10'"},
    {"GET /stream/N", "N lignes de JSON.", "curl URL/stream/3"},
    {"GET /drip?bytes=B&duration=D&delay=S", "B octets, un à un, pendant D secondes, après S secondes.",
     "curl -N 'URL/drip?bytes=10&duration=3'"},
    {"GET /range/N?cut=C", "N octets, que l’on peut demander par plages ; avec cut, la connexion casse après C octets.",
     "curl -i -r 10-19 URL/range/100"},
    {"/etag/TEXTE", "Une ressource de cette version : If-None-Match et If-Match.",
     "curl -i -H 'If-None-Match: \"v1\"' URL/etag/v1"},
};

constexpr Place broken[] = {
    {"GET /truncated/N", "Annonce N octets, en envoie la moitié.", "https_client URL/truncated/100"},
    {"GET /truncated-chunked/N", "Des morceaux, sans le dernier.", "https_client URL/truncated-chunked/100"},
    {"GET /lying/gzip", "Se dit compressée, et ne l’est pas.", "curl --compressed URL/lying/gzip"},
    {"GET /bomb?mebibytes=M", "Une bombe : chaque Kio envoyé contient 1 Mio de zéros ; il y en a M, 1 024 par défaut.",
     "https_client -o /dev/null URL/bomb"},
};

constexpr Place uploads[] = {
    {"POST /upload", "Reçoit des fichiers ; répond leur taille et leur empreinte SHA-256.",
     "curl -F fichier=@photo.jpg URL/upload"},
    {"POST /upload-max/N", "De même, mais refuse plus de N octets (413).",
     "curl -i -F fichier=@photo.jpg URL/upload-max/100"},
    {"/tus/", "Téléversements que l’on reprend après une coupure : tus 1.0.0.",
     "https_client --tus -T gros.bin URL/tus/"},
};

constexpr Place task_addresses[] = {
    {"GET /api/taches", "La liste des tâches.", "curl URL/api/taches"},
    {"POST /api/taches", "Ajoute une tâche.", "curl --json '{\"titre\": \"Relire le cours\"}' URL/api/taches"},
    {"GET /api/taches/ID", "Une tâche.", "curl URL/api/taches/1"},
    {"PUT /api/taches/ID", "La remplace.",
     "curl -X PUT --json '{\"titre\": \"Relire\", \"fait\": true}' URL/api/taches/1"},
    {"DELETE /api/taches/ID", "La supprime.", "curl -i -X DELETE URL/api/taches/1"},
};

constexpr Subject all[] = {
    {"Ce que vous avez envoyé", echoes},
    {"Statuts et attentes", statuses},
    {"Redirections", redirects},
    {"Cookies et identification", cookies},
    {"Documents", documents},
    {"Corps de toutes sortes", bodies},
    {"Réponses fautives", broken},
    {"Téléversements", uploads},
    {"Une petite application JSON", task_addresses},
};

}  // namespace

std::span<const Subject> subjects() {
    return all;
}

}  // namespace playground
