#include <algorithm>

#include "06-security/audit/items_common.hpp"

namespace audit {
namespace {

constexpr std::string_view trail_slide = "06-security.md#le-journal";
constexpr std::size_t shown_trail_bytes = 200;

// The audit trail, as its admin reads it.
std::string trail(Context& context) {
    const std::string& path = needed(context.profile().trail, "trail");
    const std::string token = needed_token(context, context.profile().admin, "admin");
    client::Response answer = context.request("GET", path, with_token(token));
    if (!is_granted(answer)) throw CannotTest{"l'administrateur ne peut pas lire le journal : " + told(answer)};
    return answer.content();
}

// The lines that hold this text.
std::vector<std::string> lines_with(std::string_view text, std::string_view part) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view line = text.substr(at, end - at);
        if (contains(line, part)) lines.emplace_back(line);
        at = end + 1;
    }
    return lines;
}

// A log-in that fails, for its trace. The answer must be a refusal, of whatever kind.
void fail_to_sign_in(Context& context, const std::string& user, const std::string& password) {
    client::Response answer = patiently([&] { return try_password(context, user, password); });
    if (!is_refused(answer)) throw CannotTest{"une connexion qui doit échouer ne le fait pas : " + told(answer)};
}

bool is_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
}

Finding forge_line(Context& context) {
    const std::string before = nonce();
    const std::string forged = nonce();
    trail(context);
    const std::string line_of_ours = "2026-01-01T00:00:00Z 192.0.2.1 " + forged + " connexion succès -";
    fail_to_sign_in(context, before + "\r\n" + line_of_ours + "\x1B[2K", "faux");

    const std::string text = trail(context);
    const auto lines = lines_with(text, before);
    if (lines.empty()) throw CannotTest{"le journal ne garde pas les connexions refusées"};
    for (const std::string& line : lines_with(text, forged)) {
        if (!contains(line, before)) {
            return failed("cette ligne du journal est de nous : " + in_quotes(line, shown_trail_bytes));
        }
    }
    const std::string seen = in_quotes(lines.front(), shown_trail_bytes);
    const bool is_raw = std::any_of(lines.front().begin(), lines.front().end(), is_control);
    if (is_raw) return failed("des caractères de contrôle sont dans le journal : " + seen);
    return passed("une seule ligne : " + seen);
}

Item log_injection() {
    return {
        .id = "log-injection",
        .group = Group::logs,
        .severity = Severity::medium,
        .title = "Une fausse ligne dans le journal",
        .threat = "Un saut de ligne dans un nom ajoute au journal une ligne inventée : fausse connexion, faux "
                  "coupable ; une séquence d'échappement efface l'écran de qui le lit. Le journal ne prouve plus rien.",
        .sent = "Une connexion sous un nom qui contient CR LF, une ligne contrefaite et une séquence ESC [ 2 K ; puis "
                "la lecture du journal par l'administrateur.",
        .expected = "Tout sur une seule ligne, les caractères de contrôle écrits \\xHH.",
        .cure = "Échappez tout ce qui vient d'un inconnu avant de l'écrire : caractères de contrôle, octets qui ne "
                "sont pas de l'UTF-8, espaces dans les colonnes.",
        .slide = std::string{trail_slide},
        .sources = {"CWE-117", "CWE-93", "OWASP ASVS 4.0.3 7.3.1"},
        .run = forge_line,
    };
}

Finding look_for_secrets(Context& context) {
    const std::string user = nonce();
    const std::string password = nonce();
    const std::string token = nonce();
    trail(context);
    fail_to_sign_in(context, user, password);
    const std::string& upload = context.profile().upload;
    if (!upload.empty()) {
        context.request("GET", upload, {.params = {{"access_token", token}}});
        context.request("GET", upload, with_token(token));
    }

    const std::string text = trail(context);
    if (!contains(text, user)) throw CannotTest{"le journal ne garde pas les connexions refusées"};
    if (contains(text, password)) return failed("le mot de passe essayé est dans le journal");
    if (contains(text, token)) return failed("le jeton présenté est dans le journal");
    return passed("la connexion refusée est dans le journal, ni son mot de passe ni le jeton n'y sont");
}

Item log_secrets() {
    return {
        .id = "log-secrets",
        .group = Group::logs,
        .severity = Severity::high,
        .title = "Des secrets dans le journal",
        .threat = "Un mot de passe mal tapé n'est pas loin du vrai ; un jeton sert à qui le lit. Le journal est lu, "
                  "copié et sauvegardé par bien plus de gens que le fichier des comptes.",
        .sent = "Une connexion avec un mot de passe reconnaissable, un jeton reconnaissable (en-tête et adresse), "
                "puis la lecture du journal.",
        .expected = "L'événement y est (témoin), ni le mot de passe ni le jeton.",
        .cure = "Choisissez ce que le journal contient (date, adresse, nom, action, résultat) au lieu d'y verser la "
                "requête.",
        .slide = std::string{trail_slide},
        .sources = {"RFC 6750 §5.3", "CWE-532", "OWASP ASVS 4.0.3 7.1.1"},
        .run = look_for_secrets,
    };
}

Finding look_for_refusal(Context& context) {
    const std::string user = nonce();
    trail(context);
    fail_to_sign_in(context, user, "faux");
    const auto lines = lines_with(trail(context), user);
    if (lines.empty()) return failed("la connexion refusée de " + in_quotes(user) + " n'est pas dans le journal");
    return passed(in_quotes(lines.front(), shown_trail_bytes));
}

Item audit_trail() {
    return {
        .id = "audit-trail",
        .group = Group::logs,
        .severity = Severity::medium,
        .title = "La trace des refus",
        .threat = "Sans trace des échecs, personne ne voit qu'on devine des mots de passe, ni ne peut dire après coup "
                  "ce qui s'est passé.",
        .sent = "Une connexion refusée sous un nom unique, puis la lecture du journal par l'administrateur.",
        .expected = "Une ligne avec ce nom.",
        .cure = "Notez chaque décision, les refus comme les accords : quand, d'où, qui, quoi, et le résultat.",
        .slide = std::string{trail_slide},
        .sources = {"CWE-778", "OWASP ASVS 4.0.3 7.1.3", "OWASP ASVS 4.0.3 7.2.1"},
        .run = look_for_refusal,
    };
}

}  // namespace

std::vector<Item> log_items() {
    return {log_injection(), log_secrets(), audit_trail()};
}

}  // namespace audit
