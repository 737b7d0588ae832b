#include <algorithm>

#include "02-http-message/target.hpp"
#include "04-cgi/file_name.hpp"
#include "06-security/audit/items_common.hpp"
#include "common/escape.hpp"

namespace audit {
namespace {

// What a server may not keep of the names below, and why.
struct Trap {
    std::string name;
    std::string what;
    std::function<bool(std::string_view)> is_kept;  // in the name, or in Content-Disposition (decoded)
};

bool holds_misleading(std::string_view text) {
    while (!text.empty()) {
        const std::size_t length = common::utf8_sequence_length(text);
        if (length == 0 || cgi::is_misleading(text.substr(0, length))) return true;
        text.remove_prefix(length);
    }
    return false;
}

std::function<bool(std::string_view)> holds(std::string part) {
    return [part = std::move(part)](std::string_view kept) { return contains(kept, part); };
}

std::vector<Trap> traps() {
    const std::string mark = nonce();
    return {{"../../" + mark + ".txt", "un chemin qui remonte", holds("../")},
            {"..\\..\\" + mark + ".txt", "un chemin de Windows", holds("..\\")},
            {"a\r\nX-Injecte: oui\r\n" + mark + ".txt", "un saut de ligne", holds_misleading},
            {mark + "\xE2\x80\xAEtxt.txt", "une marque qui retourne l'écriture (U+202E)", holds_misleading},
            {mark + ".php.txt", "deux extensions", holds(".php.")}};
}

// The name that the server has kept, as it tells it: in the answer to the upload, and to whoever downloads the file.
std::vector<std::string> kept_names(Context& context, Deposit& deposit, const std::string& token) {
    std::vector<std::string> names;
    if (auto name = json_text(deposit.answer().content(), "name")) names.push_back(*name);
    if (deposit.path().empty()) return names;
    const client::Response file = context.request("GET", deposit.path(), with_token(token));
    const std::string disposition = file.header("Content-Disposition");
    if (!disposition.empty()) names.push_back(http::percent_decode(disposition).value_or(disposition));
    return names;
}

Finding try_name(Context& context, const std::string& token, const Trap& trap) {
    Deposit deposit{context, context.upload(trap.name, "Un nom piégé.\n", token), token};
    if (!deposit.is_accepted()) return must_be_refused(deposit.answer());
    const auto names = kept_names(context, deposit, token);
    if (names.empty()) return not_tested("le serveur ne montre pas le nom qu'il garde");
    for (const std::string& name : names) {
        if (trap.is_kept(name)) return failed("gardé dans " + in_quotes(name));
    }
    return passed("devient " + in_quotes(names.front()));
}

Finding try_names(Context& context) {
    const std::string token = needed_token(context, context.profile().author, "author");
    const Deposit control = control_deposit(context, token);
    std::vector<Variant> variants;
    for (const Trap& trap : traps()) variants.push_back({trap.what, try_name(context, token, trap)});
    return worst_of(variants);
}

}  // namespace

Item file_name_item() {
    return {
        .id = "file-name",
        .group = Group::uploads,
        .severity = Severity::medium,
        .title = "Le nom que donne un inconnu",
        .threat = "« ../../.bashrc » sort du répertoire de qui l'emploie comme chemin ; un saut de ligne ajoute des "
                  "champs à une réponse ou des lignes à un journal ; « .php.txt » s'exécute sur certains serveurs ; "
                  "U+202E fait lire le nom à l'envers.",
        .sent = "Le même texte sous cinq noms piégés ; comme témoin, sous un nom simple.",
        .expected = "Un refus, ou un nom assaini : sans chemin, sans caractère de contrôle ni marque trompeuse, avec "
                    "une seule extension.",
        .cure = "Gardez du nom ce qui sert à le reconnaître, et donnez au fichier sur le disque un nom à vous.",
        .slide = "06-security.md#des-noms-et-des-types",
        .sources = {"RFC 6266 §4.3", "RFC 7578 §4.2", "CWE-22", "CWE-73", "OWASP ASVS 4.0.3 12.3.1"},
        .run = try_names,
    };
}

}  // namespace audit
