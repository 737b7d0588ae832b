#include <algorithm>

#include "06-security/audit/items_common.hpp"

namespace audit {
namespace {

constexpr std::string_view passwords_slide = "06-security.md#les-mots-de-passe";
using std::chrono::milliseconds;

milliseconds elapsed(const client::Response& answer) {
    return std::chrono::duration_cast<milliseconds>(answer.elapsed);
}

// What a stranger may learn from a refusal to sign in.
struct Told {
    int status = 0;
    std::string body;
    std::string fields;  // names alone, but for WWW-Authenticate: dates and lengths differ for other reasons
    milliseconds fastest = milliseconds::max();
};

std::string shape_of(const http::Fields& fields) {
    std::string shape;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const http::Field field = fields[i];
        if (!shape.empty()) shape += ", ";
        shape.append(field.name);
        if (http::equal_ignoring_case(field.name, "WWW-Authenticate")) shape.append(": ").append(field.value);
    }
    return shape;
}

// The fastest of a few tries is kept: what else the machine does only ever adds time.
void remember(Told& told, client::Response answer) {
    told.fastest = std::min(told.fastest, elapsed(answer));
    told.status = answer.status_code;
    told.body = answer.content();
    told.fields = shape_of(answer.headers);
}

std::string in_words(const Told& told) {
    return std::to_string(told.status) + " en " + std::to_string(told.fastest.count()) + " ms au plus vite, " +
           quoted(told.body);
}

bool is_wrong_password(int status) {
    return status == 400 || status == 401;
}

bool is_much_longer(milliseconds a, milliseconds b) {
    return a > 3 * b && a - b > milliseconds{10};
}

Finding compare(const Told& known, const Told& unknown) {
    const std::string seen = "mot de passe faux : " + in_words(known) + " ; nom inconnu : " + in_words(unknown);
    if (known.status == 429 || unknown.status == 429) return not_tested("trop d'essais avant celui-ci ; " + seen);
    if (!is_wrong_password(known.status)) return not_tested("ce n'est pas un refus de mot de passe ; " + seen);
    if (known.status != unknown.status) return failed("le statut diffère ; " + seen);
    if (known.body != unknown.body) return failed("le texte diffère ; " + seen);
    if (known.fields != unknown.fields) {
        return failed("les champs diffèrent (" + known.fields + " contre " + unknown.fields + ") ; " + seen);
    }
    if (is_much_longer(known.fastest, unknown.fastest) || is_much_longer(unknown.fastest, known.fastest)) {
        return failed("le temps diffère ; " + seen);
    }
    return passed("rien ne distingue les deux ; " + seen);
}

// Few tries: the account must not be locked, here, by a server that takes care.
Finding look_for_users(Context& context) {
    constexpr int tries = 4;
    const std::string& spare = needed(context.profile().spare, "spare");
    const std::string nobody = "inconnu-" + nonce();
    Told known;
    Told unknown;
    for (int i = 0; i < tries && known.status != 429 && unknown.status != 429; ++i) {
        remember(known, try_password(context, spare, "faux-" + nonce()));
        remember(unknown, try_password(context, nobody, "faux-" + nonce()));
    }
    return compare(known, unknown);
}

Item user_enumeration() {
    return {
        .id = "user-enumeration",
        .group = Group::access,
        .severity = Severity::medium,
        .title = "Le refus dit si le compte existe",
        .threat = "Une réponse différente, ou plus rapide, pour un nom inconnu donne la liste des comptes : il ne "
                  "reste qu'à deviner leurs mots de passe, ou à écrire à leurs titulaires.",
        .sent = "Quatre mots de passe faux pour le compte sacrifié (« spare »), autant pour un nom qui n'existe pas.",
        .expected = "Le même statut, le même texte, les mêmes champs et le même temps.",
        .cure = "Une seule phrase pour les deux refus, et le même travail : vérifiez le mot de passe contre un leurre "
                "quand le compte n'existe pas.",
        .slide = std::string{passwords_slide},
        .sources = {"RFC 6749 §5.2", "CWE-204", "CWE-208"},
        .run = look_for_users,
    };
}

// Log-ins that later items need are made before: a careful server may make this address wait afterwards.
void keep_tokens(Context& context) {
    const Profile& profile = context.profile();
    for (const auto* account : {&profile.reader, &profile.author, &profile.other_author, &profile.admin}) {
        context.token(*account);
    }
}

Finding guess_on(Context& context) {
    constexpr int most_guesses = 30;
    const std::string& spare = needed(context.profile().spare, "spare");
    keep_tokens(context);
    milliseconds first{};
    milliseconds last{};
    for (int guess = 1; guess <= most_guesses; ++guess) {
        client::Response answer = try_password(context, spare, "faux-" + nonce());
        const int status = answer.status_code;
        const std::string where = "essai " + std::to_string(guess) + " : " + told(answer);
        if (status == 429 || status == 403 || status == 423) {
            const std::string wait = answer.header("Retry-After");
            return passed(where + (wait.empty() ? "" : ", " + quoted("Retry-After: " + wait)));
        }
        if (!is_wrong_password(status)) return not_tested("ce n'est pas un refus de mot de passe ; " + where);
        if (guess == 1) first = elapsed(answer);
        last = elapsed(answer);
    }
    const std::string seen = std::to_string(most_guesses) + " mots de passe faux, refusés en " +
                             std::to_string(first.count()) + " ms pour le premier, " + std::to_string(last.count()) +
                             " ms pour le dernier";
    return last > 4 * first && last > milliseconds{1'000} ? passed(seen) : failed(seen + " : aucun frein");
}

Item login_attempts() {
    return {
        .id = "login-attempts",
        .group = Group::access,
        .severity = Severity::high,
        .title = "On peut deviner un mot de passe sans fin",
        .threat = "Un programme essaie des milliers de mots de passe connus à l'heure ; avec assez de comptes, l'un "
                  "d'eux finit par céder.",
        .sent = "Jusqu'à 30 mots de passe faux pour le compte sacrifié (« spare »).",
        .expected = "429 avec Retry-After après quelques essais, ou une attente qui grandit.",
        .cure = "Comptez les échecs par compte et adresse ; au-delà de quelques-uns, doublez l'attente à chaque "
                "échec. Jamais par compte seul : n'importe qui pourrait alors l'interdire à son titulaire.",
        .slide = std::string{passwords_slide},
        .sources = {"RFC 6749 §4.3.2", "RFC 6585 §4", "CWE-307", "OWASP ASVS 4.0.3 2.2.1"},
        .run = guess_on,
    };
}

}  // namespace

std::vector<Item> password_items() {
    return {user_enumeration(), login_attempts()};
}

}  // namespace audit
