#include <algorithm>

#include "05-https-client/auth.hpp"
#include "05-https-client/checksum.hpp"
#include "05-https-client/request_body.hpp"
#include "06-security/audit/items_common.hpp"

namespace audit {
namespace {

constexpr std::string_view store_slide = "06-security.md#le-magasin";

// Where careless servers put what they receive.
std::vector<std::string> likely_places(Context& context, Deposit& deposit, const std::string& name) {
    const std::string id = deposit.path().substr(deposit.path().rfind('/') + 1);
    std::vector<std::string> places{deposit.path(), context.profile().upload + "/" + name};
    for (std::string folder : {"/", "/uploads/", "/upload/", "/files/", "/fichiers/", "/depot/", "/media/", "/tmp/"}) {
        places.push_back(folder + name);
        places.push_back(folder + id);
        places.push_back(folder + id + ".txt");
    }
    return places;
}

Finding look_in_web_root(Context& context) {
    const std::string token = author_token(context);
    const std::string mark = nonce();
    const std::string name = "audit-" + nonce() + ".txt";  // not the mark: a page of error may repeat what was asked for
    Deposit deposit = control_deposit(context, token, name, "Ce texte est privé : " + mark + "\n");
    if (deposit.path().empty()) throw CannotTest{"le serveur ne dit pas où est le fichier déposé"};
    client::Response own = context.request("GET", deposit.path(), with_token(token));
    if (!contains(own.content(), mark)) {
        throw CannotTest{"son auteur ne retrouve pas le fichier déposé : " + told(own)};
    }
    const auto places = likely_places(context, deposit, name);
    for (const std::string& place : places) {
        client::Response answer = context.request("GET", place);
        if (!contains(answer.content(), mark)) continue;
        return failed("GET " + place + " sans s'être connecté : " + told(answer));
    }
    return passed("cherché sans s'être connecté à " + std::to_string(places.size()) + " adresses : rien");
}

Item web_root() {
    return {
        .id = "web-root",
        .group = Group::uploads,
        .severity = Severity::high,
        .title = "Les fichiers reçus et la racine du site",
        .threat = "Un fichier rangé sous la racine est servi sans qu'aucun droit soit vérifié, avec le type que son "
                  "nom suggère ; un script peut même y être exécuté.",
        .sent = "Un texte au contenu unique, puis GET sans s'être connecté là où les serveurs négligents le "
                "rangeraient : /uploads/NOM, /files/ID, /NOM…",
        .expected = "Le contenu n'apparaît nulle part ; son auteur, lui, le retrouve (témoin).",
        .cure = "Rangez les fichiers hors de la racine du site, sous un nom à vous, et ne les servez que par un "
                "programme qui vérifie les droits.",
        .slide = std::string{store_slide},
        .sources = {"CWE-219", "CWE-552", "OWASP ASVS 4.0.3 12.4.1"},
        .run = look_in_web_root,
    };
}

// A text of so many bytes that is never in memory as a whole. Without its length, it is sent in chunks.
class LongText final : public client::RequestBody {
public:
    LongText(std::uint64_t size, bool is_announced) : size_{size}, rest_{size}, is_announced_{is_announced} {}

    std::optional<std::uint64_t> length() const override {
        return is_announced_ ? std::optional{size_} : std::nullopt;
    }
    std::string_view next() override {
        const std::uint64_t count = std::min<std::uint64_t>(rest_, piece_.size());
        rest_ -= count;
        return std::string_view{piece_}.substr(0, static_cast<std::size_t>(count));
    }
    bool rewind() override {
        rest_ = size_;
        return true;
    }

private:
    const std::string piece_ = std::string(64 * 1024, 'a');
    const std::uint64_t size_;
    std::uint64_t rest_;
    const bool is_announced_;
};

Finding upload_too_large(Context& context, const std::string& token, bool is_announced) {
    client::Options options = with_token(token);
    options.headers.emplace_back("Content-Disposition", "attachment; filename=\"audit-trop-grand.txt\"");
    options.data = std::make_shared<LongText>(context.profile().largest + 1, is_announced);
    try {
        Deposit deposit{context, context.request("POST", context.profile().upload, options), token};
        return must_be_refused(deposit.answer());
    } catch (const client::ConnectionError& error) {
        return warned(std::string{"coupé sans réponse ("} + error.what() + ")");
    }
}

Finding upload_too_large_twice(Context& context) {
    // Beyond this, sending to see whether it is refused would itself be an attack.
    constexpr std::uint64_t most_sent = 64 * 1024 * 1024;
    if (context.profile().largest == 0) throw CannotTest{"le profil ne donne pas « largest »"};
    const std::string token = author_token(context);
    const Deposit control = control_deposit(context, token);
    std::vector<Variant> variants{{"taille annoncée", upload_too_large(context, token, true)}};
    if (context.profile().largest < most_sent) {
        variants.push_back({"taille non annoncée", upload_too_large(context, token, false)});
    }
    if (takes_pieces(context)) {
        const std::uint64_t size = context.profile().largest + 1;
        variants.push_back({"en plusieurs morceaux (tus)", refused_beginning(context, size, with_token(token))});
    }
    return worst_of(variants);
}

Item file_size() {
    return {
        .id = "file-size",
        .group = Group::uploads,
        .severity = Severity::high,
        .title = "Un fichier trop grand",
        .threat = "Un seul envoi remplit le disque : plus personne ne dépose rien, les journaux s'arrêtent, la base "
                  "de données aussi.",
        .sent = "Un octet de plus que le plus grand fichier permis : annoncé par Content-Length, puis sans longueur "
                "(chunked), puis annoncé par Upload-Length si le serveur parle tus.",
        .expected = "413 chaque fois ; pour une taille annoncée, avant d'avoir lu le corps.",
        .cure = "Comparez la taille annoncée avec la limite, le quota et la place libre ; puis comptez ce qui arrive "
                "vraiment, et arrêtez.",
        .slide = std::string{store_slide},
        .sources = {"RFC 9110 §15.5.14", "CWE-770", "OWASP ASVS 4.0.3 12.1.1"},
        .run = upload_too_large_twice,
    };
}

client::Options with_digest(std::string_view bytes) {
    client::Sha256 hash;
    hash.add(bytes);
    return {.headers = {{"Repr-Digest", "sha-256=:" + client::base64(hash.finish()) + ":"}}};
}

Finding upload_changed(Context& context) {
    const std::string token = author_token(context);
    const std::string sent = "Virez 100 euros à Zoé.\n";
    const Deposit control = control_deposit(context, token, "audit.txt", sent, with_digest(sent));
    const std::string arrived = "Virez 900 euros à Zoé.\n";
    Deposit changed{context, context.upload("audit.txt", arrived, token, with_digest(sent)), token};
    return must_be_refused(changed.answer());
}

Item checksum() {
    return {
        .id = "checksum",
        .group = Group::uploads,
        .severity = Severity::medium,
        .title = "L'empreinte annoncée",
        .threat = "Un fichier tronqué ou changé en route (disque, mandataire, reprise mal recollée) est gardé et "
                  "passe pour le bon.",
        .sent = "Un texte dont un octet a changé, avec le SHA-256 de l'original (Repr-Digest) ; comme témoin, "
                "l'original.",
        .expected = "422 (ou un autre 4xx) pour le texte changé.",
        .cure = "Calculez le SHA-256 de ce qui arrive, comparez-le avec celui que le client annonce, et rendez-le "
                "dans la réponse.",
        .slide = std::string{store_slide},
        .sources = {"RFC 9530 §3", "CWE-354"},
        .run = upload_changed,
    };
}

bool is_rendered(std::string_view type) {
    const std::string_view name = http::trim_blanks(type.substr(0, type.find(';')));
    const auto is = [&](std::string_view other) { return http::equal_ignoring_case(name, other); };
    return is("text/html") || is("application/xhtml+xml") || is("image/svg+xml") || is("text/xml");
}

Finding look_how_served(Context& context) {
    const std::string token = author_token(context);
    const Deposit deposit = control_deposit(context, token, "audit.txt", "Bonjour <script>alert(document)</script>\n",
                                            {.headers = {{"Content-Type", "text/html"}}});
    if (deposit.path().empty()) throw CannotTest{"le serveur ne dit pas où est le fichier déposé"};
    client::Response file = context.request("GET", deposit.path(), with_token(token));
    if (!is_granted(file)) throw CannotTest{"son auteur ne retrouve pas le fichier : " + told(file)};
    const std::string disposition = file.header("Content-Disposition");
    const std::string type = file.header("Content-Type");
    const std::string seen = in_quotes("Content-Disposition: " + disposition) + ", " + in_quotes("Content-Type: " + type);
    const bool is_attached = http::equal_ignoring_case(disposition.substr(0, disposition.find(';')), "attachment");
    return is_attached && !is_rendered(type) ? passed(seen) : failed(seen);
}

Item inline_content() {
    return {
        .id = "inline-content",
        .group = Group::uploads,
        .severity = Severity::high,
        .title = "La façon de rendre un fichier reçu",
        .threat = "Un fichier servi sans « attachment », avec le type que l'expéditeur a choisi, s'exécute dans le "
                  "navigateur comme une page de votre site : il agit au nom de qui l'ouvre.",
        .sent = "Un texte qui contient un script, envoyé avec Content-Type: text/html, puis GET de ce fichier.",
        .expected = "Content-Disposition: attachment, et un type que le serveur a décidé lui-même.",
        .cure = "Servez tout fichier reçu avec Content-Disposition: attachment, X-Content-Type-Options: nosniff, une "
                "CSP « sandbox », et le type de votre liste.",
        .slide = std::string{store_slide},
        .sources = {"RFC 6266 §4.2", "CWE-79", "OWASP ASVS 4.0.3 12.5.2"},
        .run = look_how_served,
    };
}

}  // namespace

std::vector<Item> store_items() {
    return {web_root(), file_size(), checksum(), inline_content()};
}

}  // namespace audit
