// https_client: a request on the command line, as with curl and HTTPie, which also tells what happens.
#include "05-https-client/tool/run.hpp"
#include "common/program.hpp"

int main(int argc, char** argv) {
    tool::CommandLine line;
    return common::run_program(
        argc, argv,
        {"https_client",
         "Envoie une requête HTTP ou HTTPS, et montre la réponse. Les options sont celles de curl, les éléments ceux\n"
         "de HTTPie ; --explain raconte ce qui se passe.\n\n"
         "https_client [OPTIONS] [MÉTHODE] URL [ÉLÉMENT…]\n\n"
         "MÉTHODE : GET si elle n'est pas donnée, POST quand il y a des données, PUT avec -T.\n"
         "URL     : sans « http:// » ni « https:// », c'est https://, sauf pour cette machine (localhost, 127.0.0.1,\n"
         "          [::1], ou « :8081/get » tout court) : http://.\n"
         "ÉLÉMENT : Nom:valeur        un en-tête (« Nom: » l'enlève, « Nom; » le laisse vide)\n"
         "          nom==valeur       un paramètre de l'URL\n"
         "          champ=valeur      un texte du corps, en JSON, ou en formulaire avec --form\n"
         "          champ:=json       une valeur JSON : un nombre, true, une liste…\n"
         "          champ@fichier     un fichier à téléverser (formulaire ; « ;type=image/png » dit son type)\n"
         "          champ=@fichier    un texte lu dans un fichier ; champ:=@fichier : du JSON\n"
         "          Une barre oblique inversée devant « : », « ; », « = » ou « @ » lui ôte son sens.\n\n"
         "Statut : 0 si une réponse est venue, quelle qu'elle soit (22 avec -f si c'est 4xx ou 5xx), sinon celui de\n"
         "curl : 2 appel faux, 3 URL fausse, 6 nom inconnu, 7 pas de connexion, 18 réponse tronquée, 23 écriture,\n"
         "26 lecture, 28 délai d'attente dépassé, 33 reprise impossible, 35 TLS, 47 trop de redirections, 52 réponse\n"
         "vide, 56 réception ou empreinte, 58 certificat du client, 60 certificat refusé, 61 codage, 63 trop grand,\n"
         "77 autorités illisibles.",
         R"(  https_client :8081/get page==2
  https_client --explain https://localhost:8443/get --cacert certs/ca.pem
  https_client :8081/api/taches titre='Lire la RFC 9110' fait:=false
  https_client --form :8081/post username=ada password=secret
  https_client :8081/upload photo@chat.jpg
  https_client -C - -O https://example.org/film.mp4 --sha256 9f86d08…
  https_client -L --timeline chronologie.html :8081/redirect/3
  https_client -s -o /dev/null -w '%{http_code} %{time_total}\n' :8081/get)"},
        [&](CLI::App& app) { tool::declare(app, line); }, [&] { return tool::run(line); });
}
