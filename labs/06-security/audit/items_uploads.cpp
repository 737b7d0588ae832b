#include "06-security/audit/items_common.hpp"
#include "06-security/audit/sample_files.hpp"
#include "06-security/scanner.hpp"
#include "common/escape.hpp"

namespace audit {
namespace {

constexpr std::string_view names_slide = "06-security.md#des-noms-et-des-types";
constexpr std::string_view isolation_slide = "06-security.md#antivirus-et-isolement";

Finding upload_without_account(Context& context) {
    const std::string token = author_token(context);
    const Deposit control = control_deposit(context, token);
    const std::string admin = token_of_admin(context);
    Deposit nobody{context, context.upload("audit.txt", "Personne ne signe.\n", ""), admin};
    Deposit stranger{context, context.upload("audit.txt", "Un jeton inventé.\n", "jeton.de.fantaisie"), admin};
    std::vector<Variant> variants{{"sans s'être connecté", must_be_refused(nobody.answer())},
                                  {"avec un jeton inventé", must_be_refused(stranger.answer())}};
    if (takes_pieces(context)) {
        variants.push_back({"par morceaux (tus) sans s'être connecté", refused_beginning(context, 10, {})});
    }
    return worst_of(variants);
}

Item anonymous_upload() {
    return {
        .id = "anonymous-upload",
        .group = Group::uploads,
        .severity = Severity::critical,
        .title = "Un dépôt sans s'être connecté",
        .threat = "N'importe qui remplit le disque, distribue des contenus illicites sous votre nom, ou dépose de "
                  "quoi attaquer ceux qui les téléchargent. Personne n'en répond.",
        .sent = "Un texte anodin : avec le jeton d'un auteur (témoin), sans jeton, avec un jeton inventé, et sans "
                "jeton par le protocole tus.",
        .expected = "401, sauf pour le premier.",
        .cure = "Demandez qui est là avant de lire le premier octet du corps ; sans réponse, 401 avec "
                "WWW-Authenticate.",
        .slide = "06-security.md#le-dépôt",
        .sources = {"RFC 9110 §15.5.2", "CWE-306", "OWASP ASVS 4.0.3 4.1.1"},
        .run = upload_without_account,
    };
}

Finding upload_forbidden_types(Context& context) {
    const std::string token = author_token(context);
    const Deposit control = control_deposit(context, token);
    return worst_of({refused_deposit(context, token, "page.html", "<!DOCTYPE html><title>Bonjour</title>"),
                     refused_deposit(context, token, "outil.sh", "#!/bin/sh\necho bonjour\n"),
                     refused_deposit(context, token, "sans-extension", "Bonjour.\n")});
}

Item file_type() {
    return {
        .id = "file-type",
        .group = Group::uploads,
        .severity = Severity::high,
        .title = "Les types de fichiers dangereux",
        .threat = "Une page HTML déposée s'exécute dans le navigateur de qui l'ouvre, un script sur la machine de qui "
                  "le lance : l'un et l'autre viennent d'un site auquel on fait confiance.",
        .sent = "page.html, outil.sh et un fichier sans extension ; comme témoin, un texte .txt.",
        .expected = "415 (ou un autre 4xx) pour les trois premiers.",
        .cure = "Une liste des types acceptés, et rien d'autre. Une liste des types interdits oublierait toujours le "
                "prochain.",
        .slide = std::string{names_slide},
        .sources = {"RFC 9110 §15.5.16", "CWE-434", "OWASP ASVS 4.0.3 12.5.1"},
        .run = upload_forbidden_types,
    };
}

Finding upload_disguised(Context& context) {
    const std::string token = author_token(context);
    const Deposit control = control_deposit(context, token, "audit.png", small_png());
    return worst_of({refused_deposit(context, token, "photo.png", "#!/bin/sh\necho bonjour\n"),
                     refused_deposit(context, token, "rapport.pdf", small_png()),
                     refused_deposit(context, token, "note.txt", "<html><script>alert(1)</script></html>")});
}

Item file_signature() {
    return {
        .id = "file-signature",
        .group = Group::uploads,
        .severity = Severity::high,
        .title = "L'extension et les premiers octets",
        .threat = "L'extension n'est qu'une partie du nom, que l'expéditeur choisit. Sous « photo.png » passe "
                  "n'importe quoi : un script, une page, un fichier fait pour tromper le programme qui l'ouvrira.",
        .sent = "Un script nommé photo.png, une image nommée rapport.pdf, du HTML nommé note.txt ; comme témoin, une "
                "vraie image PNG.",
        .expected = "415 (ou un autre 4xx) pour les trois premiers.",
        .cure = "Comparez les premiers octets avec la signature du type que l'extension annonce : les deux témoins "
                "doivent s'accorder. Le Content-Type de la requête ne compte pas.",
        .slide = std::string{names_slide},
        .sources = {"CWE-434", "CWE-646", "OWASP ASVS 4.0.3 12.2.1"},
        .run = upload_disguised,
    };
}

// The clamd of a real server has its signatures, ours knows EICAR: whoever looks for viruses at all finds this one.
Finding upload_eicar(Context& context) {
    const std::string token = author_token(context);
    const Deposit control = control_deposit(context, token);
    return worst_of({refused_deposit(context, token, "audit-antivirus.txt", security::eicar())});
}

Item virus() {
    return {
        .id = "virus",
        .group = Group::uploads,
        .severity = Severity::high,
        .title = "Un fichier connu comme malveillant",
        .threat = "Le dépôt sert de relais : l'un dépose, les autres téléchargent en confiance et ouvrent.",
        .sent = "Le fichier d'essai EICAR : 68 octets sans danger que tout antivirus reconnaît.",
        .expected = "422 (ou un autre 4xx), et le fichier n'est pas gardé.",
        .cure = "Faites examiner le fichier entier par un antivirus (clamd) avant que quiconque puisse le voir ; si "
                "l'antivirus ne répond pas, refusez (503).",
        .slide = std::string{isolation_slide},
        .sources = {"https://www.eicar.org", "CWE-434", "OWASP ASVS 4.0.3 12.4.2"},
        .run = upload_eicar,
    };
}

Finding upload_bomb(Context& context) {
    constexpr std::size_t unpacked = 16 * 1024 * 1024;
    const std::string token = author_token(context);
    const Deposit control = control_deposit(context, token, "audit.zip", zip_of("note.txt", "Bonjour.\n"));
    const std::string bomb = zip_bomb(unpacked);
    const std::string sizes = common::format_bytes(bomb.size()) + ", qui en font " + common::format_bytes(unpacked);
    return worst_of({{sizes, refused_deposit(context, token, "bombe.zip", bomb).finding}});
}

Item archive_bomb() {
    return {
        .id = "archive-bomb",
        .group = Group::uploads,
        .severity = Severity::medium,
        .title = "Une archive qui gonfle démesurément",
        .threat = "Quelques kilo-octets de zéros bien compressés en donnent des milliers de fois plus : qui "
                  "décompresse l'archive (antivirus, aperçu, destinataire) y perd sa mémoire ou son disque.",
        .sent = "Une archive ZIP de 16 Kio dont le contenu fait 16 Mio ; comme témoin, une petite archive honnête.",
        .expected = "4xx pour la première.",
        .cure = "Lisez la table de l'archive dans un processus isolé, et refusez au-delà d'un rapport, d'une taille "
                "et d'un nombre de fichiers fixés d'avance.",
        .slide = std::string{isolation_slide},
        .sources = {"CWE-409", "OWASP ASVS 4.0.3 12.1.2"},
        .run = upload_bomb,
    };
}

}  // namespace

std::vector<Item> upload_items() {
    std::vector<Item> items{anonymous_upload(), file_type(), file_signature()};
    items.push_back(file_name_item());
    items.push_back(virus());
    items.push_back(archive_bomb());
    for (Item& item : store_items()) items.push_back(std::move(item));
    return items;
}

}  // namespace audit
