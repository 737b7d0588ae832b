#include <algorithm>
#include <array>

#include "03-static-server/page.hpp"
#include "common/escape.hpp"

namespace files {
namespace {

struct Explanation {
    int status;
    std::string_view title;
    std::string_view meaning;
    std::string_view advice;
};

constexpr std::array explanations{
    Explanation{301, "Adresse déplacée", "La page a une autre adresse, que donne le champ Location de la réponse.",
                "Un navigateur s’y rend de lui-même."},
    Explanation{400, "Requête incompréhensible",
                "Le serveur n’a pas pu lire la requête : elle ne suit pas les règles de HTTP.",
                "Vérifiez l’adresse. Si vous avez écrit la requête à la main, relisez-la avec http_inspect."},
    Explanation{401, "Identification nécessaire", "Cette page est réservée aux personnes qui se sont identifiées.",
                "Identifiez-vous, puis demandez de nouveau la page."},
    Explanation{403, "Accès refusé",
                "Cette adresse existe peut-être, mais le serveur a pour règle de ne pas l’envoyer.",
                "Les fichiers cachés, ceux que le serveur n’a pas le droit de lire et ceux qui se trouvent hors de "
                "son répertoire ne sont jamais servis."},
    Explanation{404, "Page introuvable", "Il n’y a rien à cette adresse.",
                "Vérifiez l’orthographe de l’adresse, majuscules comprises, ou repartez de l’accueil."},
    Explanation{405, "Méthode non admise", "Cette page existe, mais elle ne se demande pas de cette façon.",
                "Le champ Allow de la réponse donne les méthodes admises ; un navigateur emploie GET."},
    Explanation{408, "Requête trop lente", "Le serveur n’a pas reçu la requête entière dans le délai prévu.",
                "Rechargez la page ; si cela se répète, vérifiez votre connexion."},
    Explanation{411, "Longueur manquante", "La requête a un corps, mais n’en annonce pas la longueur.",
                "Ajoutez un champ Content-Length, ou envoyez le corps par morceaux (chunked)."},
    Explanation{412, "Condition non remplie", "Le fichier a changé depuis la version que vous avez.",
                "Demandez-en d’abord la version actuelle, sans condition."},
    Explanation{413, "Contenu trop volumineux", "Le corps de la requête dépasse ce que le serveur accepte.",
                "Envoyez un fichier plus petit."},
    Explanation{414, "Adresse trop longue", "L’adresse demandée dépasse la longueur que le serveur accepte.",
                "Un formulaire qui envoie beaucoup de texte doit employer la méthode POST."},
    Explanation{415, "Type de contenu non géré", "Le serveur ne sait pas lire un corps de ce type.",
                "Vérifiez le champ Content-Type de la requête."},
    Explanation{416, "Plage hors du fichier", "La partie demandée commence après la fin du fichier.",
                "Le champ Content-Range de la réponse donne la longueur du fichier."},
    Explanation{417, "Attente impossible à satisfaire", "Le champ Expect de la requête demande ce que le serveur "
                                                        "ne sait pas faire.",
                "La seule attente connue est 100-continue."},
    Explanation{421, "Mauvais destinataire", "Ce serveur ne répond pas pour le site demandé.",
                "Vérifiez le nom du site dans l’adresse."},
    Explanation{429, "Trop de requêtes", "Vous avez envoyé trop de requêtes en peu de temps.",
                "Attendez un peu avant de recommencer."},
    Explanation{431, "En-tête trop volumineux", "Les champs d’en-tête de la requête dépassent ce que le serveur "
                                                "accepte.",
                "Des témoins (cookies) trop nombreux en sont souvent la cause : effacez ceux de ce site."},
    Explanation{500, "Erreur du serveur", "Le serveur a rencontré une erreur imprévue. Votre requête n’y est pour "
                                          "rien.",
                "Réessayez plus tard ; la cause est inscrite dans le journal du serveur."},
    Explanation{501, "Méthode inconnue", "Le serveur ne connaît pas cette méthode, ou ne sait pas faire ce que la "
                                         "requête demande.",
                "Un serveur de fichiers connaît GET et HEAD."},
    Explanation{502, "Réponse invalide en amont", "Le programme chargé de répondre a donné une réponse illisible.",
                "Réessayez plus tard ; la cause est inscrite dans le journal du serveur."},
    Explanation{503, "Serveur occupé", "Le serveur ne peut pas répondre pour l’instant.",
                "Réessayez dans quelques instants."},
    Explanation{504, "Délai d’attente dépassé en amont", "Le programme chargé de répondre n’a pas fini à temps.",
                "Réessayez plus tard."},
    Explanation{505, "Version de HTTP non gérée", "La requête emploie une version de HTTP que le serveur ne connaît "
                                                  "pas.",
                "Ce serveur parle HTTP/1.0 et HTTP/1.1."},
};

constexpr Explanation unknown_client_error{
    0, "Requête refusée", "Le serveur ne peut pas donner suite à cette requête.", "Vérifiez l’adresse demandée."};
constexpr Explanation unknown_server_error{
    0, "Erreur du serveur", "Le serveur n’a pas pu répondre à la requête.", "Réessayez plus tard."};

const Explanation& explanation_of(int status) {
    const auto found = std::ranges::find(explanations, status, &Explanation::status);
    if (found != explanations.end()) return *found;
    if (status < 400) return explanations.front();  // 302 and the others lead elsewhere, as 301 does
    return status < 500 ? unknown_client_error : unknown_server_error;
}

}  // namespace

std::string error_page(int status, std::string_view detail) {
    const Explanation& explanation = explanation_of(status);
    const std::string number = std::to_string(status);
    std::string main = "<p class=\"status\">" + number + "</p>\n<h1>";
    main.append(explanation.title).append("</h1>\n<p>").append(explanation.meaning).append("</p>\n");
    if (!detail.empty()) main += "<p class=\"detail\">" + common::escape_html(detail) + "</p>\n";
    main.append("<p>").append(explanation.advice).append("</p>\n");
    main += "<p class=\"back\"><a href=\"/\">Retour à l’accueil</a></p>\n";
    return page(number + " – " + std::string{explanation.title}, "Atelier HTTP", main);
}

}  // namespace files
