#include "06-security/audit/items_common.hpp"

namespace audit {
namespace {

constexpr std::string_view rights_slide = "06-security.md#les-droits";

// Somebody else's file must look as if there were none.
Finding must_not_exist(client::Response answer) {
    const Finding finding = must_be_refused(answer);
    const bool betrays = finding.verdict == Verdict::pass && answer.status_code != 404;
    return betrays ? warned(finding.evidence + " (404 ne dirait pas que le fichier existe)") : finding;
}

bool is_there(Context& context, const std::string& path, const std::string& token) {
    return is_granted(context.request("GET", path, with_token(token)));
}

Finding ask_for_foreign_file(Context& context) {
    const std::string own = needed_token(context, context.profile().author, "author");
    const std::string other = needed_token(context, context.profile().other_author, "other_author");
    const Deposit deposit = control_deposit(context, own);
    const std::string& path = deposit.path();
    if (path.empty() || !is_there(context, path, own)) throw CannotTest{"son auteur ne retrouve pas le fichier déposé"};

    std::vector<Variant> variants;
    for (const std::string method : {"GET", "HEAD", "DELETE"}) {
        variants.push_back({method, must_not_exist(context.request(method, path, with_token(other)))});
    }
    if (!is_there(context, path, own)) variants.push_back({"ensuite", failed("son auteur n'a plus le fichier")});
    return worst_of(variants);
}

Item file_owner() {
    return {
        .id = "file-owner",
        .group = Group::access,
        .severity = Severity::critical,
        .title = "Le fichier d'un autre",
        .threat = "Il suffit de connaître ou de deviner une adresse pour avoir les fichiers de tous : vérifier qui "
                  "est là ne suffit pas, encore faut-il vérifier à qui est le fichier.",
        .sent = "Un auteur dépose un texte ; un autre auteur le demande (GET, HEAD) et veut le supprimer (DELETE).",
        .expected = "404 chaque fois, comme s'il n'existait pas ; le fichier est toujours là pour son auteur (témoin).",
        .cure = "À chaque accès, comparez le propriétaire du fichier avec celui qui demande ; répondez 404, car 403 "
                "dit qu'il existe.",
        .slide = std::string{rights_slide},
        .sources = {"RFC 9110 §15.5.5", "CWE-639", "OWASP ASVS 4.0.3 4.2.1"},
        .run = ask_for_foreign_file,
    };
}

Finding act_above_role(Context& context) {
    const std::string author = needed_token(context, context.profile().author, "author");
    const std::string reader = needed_token(context, context.profile().reader, "reader");
    const Deposit control = control_deposit(context, author);
    const client::Response own_list = context.request("GET", context.profile().upload, with_token(reader));
    if (!is_granted(own_list)) throw CannotTest{"un lecteur ne peut même pas voir la liste de ses fichiers"};

    Deposit deposit{context, context.upload("audit.txt", "Un lecteur dépose.\n", reader), token_of_admin(context)};
    std::vector<Variant> variants{{"dépôt par un lecteur", must_be_refused(deposit.answer())}};
    if (takes_pieces(context)) {
        variants.push_back({"par morceaux (tus)", refused_beginning(context, 10, with_token(reader))});
    }
    if (!context.profile().trail.empty()) {
        client::Response trail = context.request("GET", context.profile().trail, with_token(reader));
        variants.push_back({"journal d'audit lu par un lecteur", must_be_refused(trail)});
    }
    return worst_of(variants);
}

Item role() {
    return {
        .id = "role",
        .group = Group::access,
        .severity = Severity::high,
        .title = "Ce que le rôle permet",
        .threat = "Si les rôles ne sont qu'affichés (un bouton grisé), qui écrit ses requêtes à la main les ignore : "
                  "le lecteur dépose, l'auteur lit le journal de tous.",
        .sent = "Avec le jeton d'un lecteur : un dépôt (d'un trait, et par morceaux si le serveur parle tus), et la "
                "lecture du journal d'audit ; comme témoin, le dépôt d'un auteur.",
        .expected = "403 pour le lecteur.",
        .cure = "Décidez dans le serveur, en un seul endroit, à chaque requête : qui, quelle action, sur quoi. Ce qui "
                "n'est pas permis est défendu.",
        .slide = std::string{rights_slide},
        .sources = {"RFC 9110 §15.5.4", "CWE-862", "OWASP ASVS 4.0.3 4.1.3"},
        .run = act_above_role,
    };
}

}  // namespace

std::vector<Item> right_items() {
    return {file_owner(), role()};
}

std::vector<Item> access_items() {
    std::vector<Item> items;
    for (const auto part : {password_items, token_items, right_items, browser_session_items}) {
        for (Item& item : part()) items.push_back(std::move(item));
    }
    return items;
}

}  // namespace audit
