#include "06-security/audit/forged_token.hpp"
#include "06-security/audit/items_common.hpp"

namespace audit {
namespace {

constexpr std::string_view token_slide = "06-security.md#le-jeton";

// A token that must not be believed.
struct Forged {
    std::string what;
    std::string token;
};

// What the list of one's own files says to this token.
client::Response ask_with(Context& context, const std::string& token) {
    return context.request("GET", context.profile().upload, token.empty() ? client::Options{} : with_token(token));
}

// A good token must open the door, none must not: otherwise a refusal says nothing.
std::string good_token(Context& context) {
    needed(context.profile().upload, "upload");
    const std::string token = needed_token(context, context.profile().author, "author");
    client::Response with = ask_with(context, token);
    if (!is_granted(with)) throw CannotTest{"un bon jeton est refusé : " + told(with)};
    client::Response without = ask_with(context, "");
    if (is_granted(without)) throw CannotTest{"aucun jeton n'est demandé pour GET " + context.profile().upload};
    return token;
}

TokenParts good_parts(Context& context) {
    auto parts = parts_of(good_token(context));
    if (!parts) throw CannotTest{"le jeton n'est pas un JWT : rien à contrefaire"};
    return *parts;
}

Finding try_forged(Context& context, const std::vector<Forged>& all) {
    std::vector<Variant> variants;
    for (const Forged& forged : all) {
        client::Response answer = ask_with(context, forged.token);
        variants.push_back({forged.what, must_be_refused(answer)});
    }
    return worst_of(variants);
}

Finding try_none(Context& context) {
    const TokenParts good = good_parts(context);
    std::vector<Forged> all;
    for (const std::string algorithm : {"none", "None", "NONE", "nOnE"}) {
        all.push_back({"alg « " + algorithm + " »", without_signature(good, algorithm)});
    }
    return try_forged(context, all);
}

Item token_none() {
    return {
        .id = "token-none",
        .group = Group::access,
        .severity = Severity::critical,
        .title = "Un jeton sans signature (alg: none)",
        .threat = "La norme permet un jeton « none », non signé. Un serveur qui suit l'algorithme que le jeton "
                  "annonce croit alors n'importe qui sur parole.",
        .sent = "Les affirmations d'un bon jeton, sous l'en-tête « alg » : none, None, NONE ou nOnE, signature vide.",
        .expected = "401. Le bon jeton, lui, est accepté (témoin).",
        .cure = "L'algorithme est le choix du serveur, jamais celui du jeton : comparez « alg » avec le seul que vous "
                "acceptez, avant tout le reste.",
        .slide = std::string{token_slide},
        .sources = {"RFC 8725 §2.1", "RFC 8725 §3.1", "CWE-347", "OWASP ASVS 4.0.3 3.5.3", "CVE-2018-1000531"},
        .run = try_none,
    };
}

Finding try_changed(Context& context) {
    const TokenParts good = good_parts(context);
    TokenParts bare = good;
    bare.signature.clear();
    return try_forged(context, {{"signature changée d'un bit", with_broken_signature(good)},
                                {"signature ôtée", bare.text()},
                                {"rôle changé en « admin »", with_claim(good, "role", "admin")},
                                {"nom changé", with_claim(good, "sub", "admin")}});
}

Item token_signature() {
    return {
        .id = "token-signature",
        .group = Group::access,
        .severity = Severity::critical,
        .title = "La signature du jeton",
        .threat = "Un jeton se lit et se réécrit sans clé : c'est du JSON en Base64. Sans vérification, chacun se "
                  "nomme administrateur.",
        .sent = "Un bon jeton dont on change un bit de la signature, puis la signature ôtée, puis le rôle, puis le "
                "nom.",
        .expected = "401 chaque fois. Le bon jeton, lui, est accepté (témoin).",
        .cure = "Vérifiez la signature de « en-tête.affirmations » avec la clé du serveur avant de lire une seule "
                "affirmation.",
        .slide = std::string{token_slide},
        .sources = {"RFC 7515 §5.2", "RFC 7519 §7.2", "CWE-347", "OWASP ASVS 4.0.3 3.5.3"},
        .run = try_changed,
    };
}

Finding try_expired(Context& context) {
    const std::string& old = needed(context.profile().expired_token, "expired_token");
    good_token(context);
    return try_forged(context, {{"un jeton qui était bon hier", old}});
}

Item token_expired() {
    return {
        .id = "token-expired",
        .group = Group::access,
        .severity = Severity::high,
        .title = "Un jeton périmé",
        .threat = "Un jeton se vole : dans un journal, sur un poste prêté, dans une sauvegarde. S'il n'expire jamais, "
                  "il sert toujours.",
        .sent = "Le jeton du profil, bien signé, dont « exp » est passé.",
        .expected = "401. Un jeton du jour, lui, est accepté (témoin).",
        .cure = "Exigez « exp » et comparez-le avec l'heure, à quelques secondes près ; donnez aux jetons quelques "
                "minutes de vie.",
        .slide = std::string{token_slide},
        .sources = {"RFC 7519 §4.1.4", "RFC 6750 §3.1", "CWE-613"},
        .run = try_expired,
    };
}

Finding try_foreign(Context& context) {
    const std::string& foreign = needed(context.profile().foreign_token, "foreign_token");
    good_token(context);
    return try_forged(context, {{"un jeton du même émetteur pour un autre service", foreign}});
}

Item token_audience() {
    return {
        .id = "token-audience",
        .group = Group::access,
        .severity = Severity::high,
        .title = "Le jeton d'un autre service",
        .threat = "Quand un émetteur signe pour plusieurs services, le moins sérieux d'entre eux peut présenter "
                  "ailleurs les jetons qu'il reçoit, et y agir au nom de ses visiteurs.",
        .sent = "Le jeton du profil, bien signé, dont « aud » nomme un autre service.",
        .expected = "401. Un jeton pour ce service, lui, est accepté (témoin).",
        .cure = "Exigez que « aud » soit le nom de votre service, ou une liste qui le contient, et « iss » celui de "
                "votre émetteur.",
        .slide = std::string{token_slide},
        .sources = {"RFC 7519 §4.1.3", "RFC 8725 §3.9", "CWE-345"},
        .run = try_foreign,
    };
}

Finding try_public_key(Context& context) {
    const TokenParts good = good_parts(context);
    client::Response answer = context.request("GET", needed(context.profile().public_key, "public_key"));
    const std::string key = answer.content();
    if (!is_granted(answer) || !key.starts_with("-----BEGIN")) {
        throw CannotTest{"le serveur ne publie pas de clé : " + told(answer)};
    }
    const std::string trimmed = key.substr(0, key.find_last_not_of("\r\n") + 1);
    return try_forged(context, {{"HS256 avec la clé publique pour secret", signed_with_secret(good, key)},
                                {"la même sans saut de ligne final", signed_with_secret(good, trimmed)}});
}

Item token_confusion() {
    return {
        .id = "token-confusion",
        .group = Group::access,
        .severity = Severity::critical,
        .title = "La clé publique prise pour un secret",
        .threat = "Si le serveur laisse le jeton choisir entre signature et HMAC, sa clé publique, que chacun "
                  "connaît, devient le secret d'un HMAC : chacun peut signer.",
        .sent = "Un jeton « alg » : HS256, signé avec le texte de la clé publique du serveur.",
        .expected = "401. Le bon jeton, lui, est accepté (témoin).",
        .cure = "Attachez à chaque clé son seul algorithme, et refusez tout jeton qui en annonce un autre.",
        .slide = std::string{token_slide},
        .sources = {"RFC 8725 §2.1", "RFC 8725 §3.1", "CWE-347", "CVE-2015-9235", "CVE-2016-10555"},
        .run = try_public_key,
    };
}

}  // namespace

std::vector<Item> token_items() {
    return {token_none(), token_signature(), token_expired(), token_audience(), token_confusion()};
}

}  // namespace audit
