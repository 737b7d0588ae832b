#include <algorithm>

#include "06-security/audit/items_common.hpp"
#include "06-security/audit/times.hpp"

namespace audit {
namespace {

constexpr std::string_view passwords_slide = "06-security.md#les-mots-de-passe";
using std::chrono::milliseconds;

milliseconds elapsed(const client::Response& answer) {
    return std::chrono::duration_cast<milliseconds>(answer.elapsed);
}

// What a stranger may learn from a refusal to sign in.
struct Refused {
    int status = 0;
    std::string body;
    std::string fields;  // names alone, but for WWW-Authenticate: dates and lengths differ for other reasons
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

Refused refused(client::Response answer) {
    return {answer.status_code, answer.content(), shape_of(answer.headers)};
}

std::string in_words(const Refused& refused) {
    return std::to_string(refused.status) + ", " + in_quotes(json_text(refused.body, "erreur").value_or(refused.body), 80);
}

bool is_wrong_password(int status) {
    return status == 400 || status == 401;
}

Finding compare(const Refused& known, const Refused& unknown) {
    const std::string seen = "mot de passe faux : " + in_words(known) + " ; nom inconnu : " + in_words(unknown);
    if (known.status == 429 || unknown.status == 429) return not_tested("trop d'essais avant celui-ci ; " + seen);
    if (!is_wrong_password(known.status)) return not_tested("ce n'est pas un refus de mot de passe ; " + seen);
    if (known.status != unknown.status) return failed("le statut diffère ; " + seen);
    if (known.body != unknown.body) return failed("le texte diffère ; " + seen);
    if (known.fields != unknown.fields) {
        return failed("les champs diffèrent (" + known.fields + " contre " + unknown.fields + ") ; " + seen);
    }
    return passed("la même réponse, " + in_words(known));
}

// For the account, the right password: it is worked on as a wrong one is, and nobody is locked out.
void measure_once(Context& context, const Account& account, Times& times) {
    client::Response known = try_password(context, account.name, account.password);
    client::Response unknown = try_password(context, "inconnu-" + nonce(), account.password);
    if (!is_granted(known)) throw CannotTest{"le compte « reader » n'entre pas : " + told(known)};
    if (!is_wrong_password(unknown.status_code)) throw CannotTest{"un nom inconnu n'est pas refusé : " + told(unknown)};
    times.known.push_back(elapsed(known));
    times.unknown.push_back(elapsed(unknown));
}

// A few tries are enough to see that there is no difference; that there is one is believed after many.
Times measure(Context& context, const Account& account) {
    constexpr std::size_t few = 3;
    constexpr std::size_t many = 8;
    Times times;
    while (times.known.size() < few || (times.known.size() < many && are_apart(times))) {
        measure_once(context, account, times);
    }
    return times;
}

Finding compare(const Times& times) {
    const std::string seen = "au plus vite " + std::to_string(std::ranges::min(times.known).count()) +
                             " ms avec un compte, " + std::to_string(std::ranges::min(times.unknown).count()) +
                             " ms pour un nom inconnu";
    return are_apart(times) ? failed("le temps diffère : " + seen) : passed(seen);
}

Finding look_for_users(Context& context) {
    const std::string& spare = needed(context.profile().spare, "spare");
    const Account& account = needed(context.profile().reader, "reader");
    const Refused known = refused(try_password(context, spare, "faux-" + nonce()));
    const Refused unknown = refused(try_password(context, "inconnu-" + nonce(), "faux-" + nonce()));
    const Finding said = compare(known, unknown);
    if (said.verdict != Verdict::pass) return said;
    return worst_of({{"le texte", said}, {"le temps", compare(measure(context, account))}});
}

Item user_enumeration() {
    return {
        .id = "user-enumeration",
        .group = Group::access,
        .severity = Severity::medium,
        .title = "Ce que le refus dit du compte",
        .threat = "Une réponse différente, ou plus rapide, pour un nom inconnu donne la liste des comptes : il ne "
                  "reste qu'à deviner leurs mots de passe, ou à écrire à leurs titulaires.",
        .sent = "Un mot de passe faux pour le compte sacrifié (« spare »), un autre pour un nom qui n'existe pas ; "
                "puis le temps que prennent quelques connexions, avec un compte et sans.",
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
            return passed(where + (wait.empty() ? "" : ", " + in_quotes("Retry-After: " + wait)));
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
        .title = "Le nombre d'essais d'un mot de passe",
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
