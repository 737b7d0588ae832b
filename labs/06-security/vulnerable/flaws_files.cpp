// Files that nobody was to see (lab 03, step 3.2).
#include "06-security/vulnerable/careless_files.hpp"
#include "06-security/vulnerable/flaws.hpp"

namespace vulnerable {

std::vector<Flaw> file_flaws() {
    return {
        {"path-traversal", "", "« .. » sort de la racine",
         "curl -s --path-as-is http://127.0.0.1:$PORT/../secret/canari.txt",
         [](Weakened& weakened) {
             weakened.repairs.head.push_back(hide_dots);
             weakened.fronts.push_back(follow_dots);
         }},
        {"symbolic-link", "", "Un lien symbolique mène hors de la racine", "curl -s http://127.0.0.1:$PORT/lien",
         [](Weakened& weakened) { weakened.fronts.push_back(follow_link); }},
        {"hidden-files", "", "Les fichiers cachés se lisent", "curl -s http://127.0.0.1:$PORT/.htpasswd",
         [](Weakened& weakened) { weakened.fronts.push_back(show_hidden); }},
        {"directory-listing", "", "Un répertoire sans page d'accueil montre ce qu'il contient",
         "curl -s http://127.0.0.1:$PORT/dossier/",
         [](Weakened& weakened) { weakened.fronts.push_back(list_folder); }},
    };
}

}  // namespace vulnerable
