#include "06-security/token.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "02-http-message/fields.hpp"
#include "06-security/token_json.hpp"
#include "common/not_implemented.hpp"

namespace security {

// BEGIN SOLUTION 6.3 helper
namespace {

using Json = nlohmann::ordered_json;
using Wrong = std::optional<Refusal>;  // nothing: all is well

Refusal refused(std::string reason) {
    return {401, "Jeton refusé : " + std::move(reason) + ".", "invalid_token"};
}

void add_text(Json& object, const char* name, const std::string& text) {
    if (!text.empty()) object[name] = text;
}

void add_date(Json& object, const char* name, http::Seconds date) {
    const auto since_1970 = date.time_since_epoch().count();
    if (since_1970 != 0) object[name] = since_1970;
}

std::string part_of(const Json& object) {
    return to_base64url(object.dump(-1, ' ', false, Json::error_handler_t::replace));
}

bool is_text(const Json& object, const char* name, std::string_view wanted) {
    const auto member = object.find(name);
    return member != object.end() && member->is_string() && member->get_ref<const std::string&>() == wanted;
}

bool has_other_type(const Json& header) {
    const auto type = header.find("typ");
    if (type == header.end()) return false;
    return !type->is_string() || !http::equal_ignoring_case(type->get_ref<const std::string&>(), "JWT");
}

// The server has chosen the algorithm; the token only has to agree.
Wrong check_header(const std::string& text, Algorithm algorithm) {
    const auto header = read_json_object(text);
    if (!header) return refused("son en-tête n'est pas un objet JSON qui se lise d'une seule façon");
    const std::string wanted{name_of(algorithm)};
    if (!is_text(*header, "alg", wanted)) return refused("son « alg » n'est pas « " + wanted + " », seul accepté ici");
    if (has_other_type(*header)) return refused("son « typ » n'est pas « JWT »");
    if (header->contains("crit")) return refused("son « crit » exige ce que ce serveur ne connaît pas");
    return std::nullopt;
}

// Puts the text of this name, if there is one, where it belongs; false: it is something else.
bool take_text(const Json& object, const char* name, std::string& text) {
    const auto member = object.find(name);
    if (member == object.end()) return true;
    if (member->is_string()) text = member->get<std::string>();
    return member->is_string();
}

bool take_date(const Json& object, const char* name, std::optional<http::Seconds>& date) {
    const auto member = object.find(name);
    if (member == object.end()) return true;
    date = numeric_date(*member);
    return date.has_value();
}

// « aud » is a text or a list of texts: `audience` is the one that is wanted if it is among them, else the first.
bool take_audience(const Json& object, const std::string& wanted, std::string& audience) {
    const auto member = object.find("aud");
    if (member == object.end() || !member->is_array()) return take_text(object, "aud", audience);
    const bool are_texts = std::all_of(member->begin(), member->end(), [](const Json& one) { return one.is_string(); });
    if (!are_texts || member->empty()) return false;
    const auto found = std::find(member->begin(), member->end(), Json(wanted));
    audience = (found == member->end() ? member->front() : *found).get<std::string>();
    return true;
}

struct Dates {
    std::optional<http::Seconds> issued;
    std::optional<http::Seconds> not_before;
    std::optional<http::Seconds> expires;
};

Wrong check_dates(const Dates& dates, const TokenRules& rules, http::Seconds now) {
    if (!dates.expires && rules.require_expiry) return refused("il ne dit pas quand il expire (« exp »)");
    if (dates.expires && now >= *dates.expires + rules.leeway) return refused("il a expiré (« exp »)");
    if (dates.not_before && now + rules.leeway < *dates.not_before) return refused("il ne vaut pas encore (« nbf »)");
    if (dates.issued && now + rules.leeway < *dates.issued) return refused("il est daté de l'avenir (« iat »)");
    return std::nullopt;
}

Wrong check_names(const Claims& claims, const TokenRules& rules) {
    if (claims.subject.empty() && rules.require_subject) return refused("il ne dit pas de qui il est (« sub »)");
    if (!rules.issuer.empty() && claims.issuer != rules.issuer) return refused("il est d'un autre émetteur (« iss »)");
    if (!rules.audience.empty() && claims.audience != rules.audience) {
        return refused("il est pour un autre service (« aud »)");
    }
    return std::nullopt;
}

// The first claim that is not of its kind; null: there is none.
const char* read_claims(const Json& object, const TokenRules& rules, Claims& claims, Dates& dates) {
    if (!take_text(object, "sub", claims.subject)) return "sub";
    if (!take_text(object, "role", claims.role)) return "role";
    if (!take_text(object, "iss", claims.issuer)) return "iss";
    if (!take_text(object, "jti", claims.id)) return "jti";
    if (!take_audience(object, rules.audience, claims.audience)) return "aud";
    if (!take_date(object, "iat", dates.issued)) return "iat";
    if (!take_date(object, "nbf", dates.not_before)) return "nbf";
    if (!take_date(object, "exp", dates.expires)) return "exp";
    return nullptr;
}

Decided<Claims> check_claims(const std::string& text, const TokenRules& rules, http::Seconds now) {
    const auto object = read_json_object(text);
    if (!object) return refused("son contenu, bien signé, n'est pas un objet JSON qui se lise d'une seule façon");
    Claims claims;
    Dates dates;
    if (const char* name = read_claims(*object, rules, claims, dates)) {
        return refused("son « " + std::string{name} + " » n'est pas de la sorte attendue");
    }
    if (const Wrong wrong = check_dates(dates, rules, now)) return *wrong;
    if (const Wrong wrong = check_names(claims, rules)) return *wrong;
    claims.issued = dates.issued.value_or(http::Seconds{});
    claims.not_before = dates.not_before.value_or(http::Seconds{});
    claims.expires = dates.expires.value_or(http::Seconds{});
    return claims;
}

}  // namespace
// END SOLUTION

std::string make_token(const Claims& claims, const TokenKey& key) {
    // À écrire : deux objets JSON (nlohmann::ordered_json), l'en-tête {"alg", "typ"} et les affirmations sub, role,
    // iss, aud, iat, nbf, exp, jti, sans celles qui sont vides ; chacun par dump() puis to_base64url. Entre les deux un
    // point ; puis un point, et la signature (key.sign) de tout ce qui précède, elle aussi par to_base64url.
    // BEGIN SOLUTION 6.3
    const Json header{{"alg", name_of(key.algorithm())}, {"typ", "JWT"}};
    Json object = Json::object();
    add_text(object, "sub", claims.subject);
    add_text(object, "role", claims.role);
    add_text(object, "iss", claims.issuer);
    add_text(object, "aud", claims.audience);
    add_date(object, "iat", claims.issued);
    add_date(object, "nbf", claims.not_before);
    add_date(object, "exp", claims.expires);
    add_text(object, "jti", claims.id);
    const std::string signed_bytes = part_of(header) + '.' + part_of(object);
    return signed_bytes + '.' + to_base64url(key.sign(signed_bytes));
    // END SOLUTION
}

Decided<Claims> check_token(std::string_view token, const TokenKey& key, const TokenRules& rules, http::Seconds now) {
    // À écrire : dans l'ordre que donne token.hpp, et rien n'est cru avant la signature : la longueur ; split_token ;
    // from_base64url de chaque partie ; l'en-tête (read_json_object), dont « alg » doit être name_of(key.algorithm()) ;
    // key.verifies(signed_bytes, signature) ; enfin les affirmations, et leurs dates (numeric_date) à rules.leeway
    // près. Tout refus est un Refusal{401, "…", "invalid_token"}. De petites fonctions à part vous y aideront.
    // BEGIN SOLUTION 6.3
    if (token.size() > rules.most_bytes) return refused("il dépasse " + std::to_string(rules.most_bytes) + " octets");
    const auto parts = split_token(token);
    if (!parts) return refused("il n'a pas trois parties, séparées par des points");
    const auto header = from_base64url(parts->header);
    const auto claims = from_base64url(parts->claims);
    const auto signature = from_base64url(parts->signature);
    if (!header || !claims || !signature) return refused("il n'est pas en Base64url strict, sans « = »");
    if (const Wrong wrong = check_header(*header, key.algorithm())) return *wrong;
    if (!key.verifies(parts->signed_bytes, *signature)) return refused("sa signature n'est pas celle de cette clé");
    return check_claims(*claims, rules, now);
    // END SOLUTION
}

}  // namespace security
