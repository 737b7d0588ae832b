// Who comes in, and what he may do then (steps 6.2, 6.4, 6.7). Those of the token are in flaws_tokens.cpp.
#include "06-security/vulnerable/careless.hpp"
#include "06-security/vulnerable/flaws.hpp"

namespace vulnerable {
namespace {

using security::Action;
using security::Identity;
using security::Role;

// The page has no button for it, so nobody will ask: a reader passes for an author, and the trail is open.
void forget_roles(Weakened& weakened) {
    weakened.defences.may = [may = weakened.defences.may](Identity who, Action action, std::string_view owner) {
        if (who.role == Role::reader) who.role = Role::author;
        return action == Action::read_trail || may(who, action, owner);
    };
}

// Whoever knows the id of a file must have been given it.
void forget_owners(Weakened& weakened) {
    weakened.defences.may = [may = weakened.defences.may](const Identity& who, Action action, std::string_view) {
        return may(who, action, who.name);
    };
}

// The cookie is gone, the session is not: whoever has copied the cookie comes back with it.
std::optional<files::Answer> forget_cookie_alone(const files::Exchange& exchange, const Premises&) {
    if (exchange.target.path != "/session" || exchange.request.method != "DELETE") return std::nullopt;
    files::Answer answer;
    answer.status = 204;
    answer.fields.add("Set-Cookie", security::ended_session_cookie());
    return answer;
}

void never_wait(Weakened& weakened) {
    weakened.defences.wait_before = careless::wait_before;
}

}  // namespace

std::vector<Flaw> access_flaws() {
    return {
        {"user-enumeration", "6.2", "La réponse dit si le compte existe",
         "curl -s http://127.0.0.1:$PORT/token -d grant_type=password -d username=victime -d password=x; echo; "
         "curl -s http://127.0.0.1:$PORT/token -d grant_type=password -d username=personne -d password=x",
         [](Weakened& weakened) { weakened.defences.log_in = careless::log_in; }},
        {"login-attempts", "6.2", "Les mots de passe s'essaient sans fin",
         "for essai in $(seq 12); do curl -s -o /dev/null -w '%{http_code} ' http://127.0.0.1:$PORT/token "
         "-d grant_type=password -d username=victime -d password=$essai; done",
         never_wait},
        {"file-owner", "6.4", "Le fichier d'un autre se lit, si l'on connaît son adresse",
         "curl -s -H \"Authorization: Bearer $(jeton alan)\" http://127.0.0.1:$PORT/files/$(depot ada)",
         forget_owners},
        {"role", "6.4", "Un lecteur dépose, et lit le journal de l'admin",
         "curl -s -H \"Authorization: Bearer $(jeton louis)\" http://127.0.0.1:$PORT/audit",
         forget_roles},
        {"cross-site", "6.7", "Une page d'un autre site agit au nom de qui la regarde",
         "curl -s -b \"__Host-session=$(session ada)\" -H 'Origin: https://piege.example' "
         "-F 'fichier=@/etc/hostname;filename=note.txt' http://127.0.0.1:$PORT/files",
         [](Weakened& weakened) { weakened.defences.is_from_this_site = careless::is_from_this_site; }},
        {"session-cookie", "6.7", "Le cookie de session se lit par les scripts et part vers tous les sites",
         "curl -s -i http://127.0.0.1:$PORT/session -d username=louis -d password=$LOUIS | grep -i cookie",
         [](Weakened& weakened) { weakened.defences.session_cookie = careless::session_cookie; }},
        {"sign-out", "", "Se déconnecter efface le cookie, et laisse vivre la session",
         "S=$(session ada); curl -s -X DELETE -b \"__Host-session=$S\" -H \"X-CSRF-Token: $(csrf $S)\" "
         "http://127.0.0.1:$PORT/session; "
         "curl -s -b \"__Host-session=$S\" http://127.0.0.1:$PORT/session",
         [](Weakened& weakened) { weakened.fronts.push_back(forget_cookie_alone); }},
    };
}

}  // namespace vulnerable
