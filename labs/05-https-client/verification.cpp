#include <openssl/x509_vfy.h>

#include <algorithm>

#include "05-https-client/certificate.hpp"
#include "common/not_implemented.hpp"

namespace client {
namespace {

// BEGIN SOLUTION 5.3 helper
constexpr const char* trust_it =
    "si vous êtes sûr de ce serveur, donnez le certificat de son autorité avec --cacert (ou l'option verify)";
constexpr const char* trust_itself = "si vous êtes sûr de ce serveur, donnez ce certificat lui-même avec --cacert";
constexpr const char* expired_advice =
    "le responsable de ce serveur doit le renouveler ; vérifiez aussi l'heure de cette machine";
constexpr const char* clock_advice = "vérifiez l'heure de cette machine";

// « localhost, 127.0.0.1 et ::1 »
std::string list(const std::vector<std::string>& names) {
    std::string text;
    for (std::size_t number = 0; number < names.size(); ++number) {
        if (number > 0) text += number + 1 == names.size() ? " et " : ", ";
        text += names[number];
    }
    return text;
}

Verdict wrong_name(const std::string& host, const CertificateFacts& certificate) {
    const std::string what = "le certificat présenté par " + host + " n'est pas à ce nom";
    if (certificate.names.empty()) {
        return {what + " : il n'en porte aucun (subjectAltName)", "le nom de son sujet (" + certificate.subject +
                                                                       ") ne compte plus depuis la RFC 9525"};
    }
    return {what + " : il vaut pour " + list(certificate.names),
            "vérifiez l'adresse ; si elle est juste, quelqu'un d'autre répond peut-être à la place de ce serveur"};
}

// The authority that would have to be trusted.
std::string last_issuer(const std::vector<CertificateFacts>& chain) {
    return chain.empty() ? "sans nom" : chain.back().issuer;
}

// A chain is as old as its oldest certificate, which need not be the server's.
std::string owner(const std::vector<CertificateFacts>& chain, const CertificateFacts& culprit,
                  const std::string& host) {
    if (&culprit == &chain.front()) return "le certificat de " + host;
    return "le certificat de l'autorité « " + culprit.subject + " », présenté par " + host + ",";
}

Verdict expired(const std::string& host, const std::vector<CertificateFacts>& chain) {
    const auto culprit = std::ranges::min_element(chain, {}, &CertificateFacts::valid_until);
    if (culprit == chain.end()) return {"le certificat de " + host + " a expiré", expired_advice};
    return {owner(chain, *culprit, host) + " a expiré " + french_date(culprit->valid_until), expired_advice};
}

Verdict not_yet_valid(const std::string& host, const std::vector<CertificateFacts>& chain) {
    const auto culprit = std::ranges::max_element(chain, {}, &CertificateFacts::valid_from);
    if (culprit == chain.end() || culprit->valid_from.empty()) {
        return {"le certificat de " + host + " n'est pas encore valide", clock_advice};
    }
    const std::string date = french_date(culprit->valid_from).substr(std::string_view{"le "}.size());
    return {owner(chain, *culprit, host) + " n'est pas encore valide : il le sera à partir du " + date, clock_advice};
}

Verdict too_weak(const std::string& host, const CertificateFacts& certificate) {
    return {"le certificat de " + host + " est trop faible (" + certificate.key + ", " + certificate.signature + ")",
            "il faut une clé RSA de 2048 bits au moins, ou EC, et une signature SHA-256 ou meilleure"};
}
// END SOLUTION

}  // namespace

Verdict explain_verification(long code, const std::string& host, const std::vector<CertificateFacts>& chain) {
    // À écrire : un switch sur `code` (ses noms : X509_V_ERR_… dans <openssl/x509_vfy.h>), qui rend la phrase et le
    // conseil. Le certificat du serveur est chain.front(), mais la chaîne peut être vide.
    //  - CERT_HAS_EXPIRED : « le certificat de HÔTE a expiré le 3 mars 2026 » (french_date, valid_until). Le coupable
    //    est celui de la chaîne qui expire le premier ; si ce n'est pas celui du serveur : « le certificat de
    //    l'autorité « SUJET », présenté par HÔTE, a expiré… » ;
    //  - CERT_NOT_YET_VALID : « … n'est pas encore valide : il le sera à partir du 3 mars 2026 » (valid_from, le plus
    //    tardif de la chaîne, par french_date) ; conseil : vérifier l'heure de cette machine ;
    //  - HOSTNAME_MISMATCH et IP_ADDRESS_MISMATCH : « … n'est pas à ce nom : il vaut pour A, B et C » (names), ou « il
    //    n'en porte aucun » ;
    //  - DEPTH_ZERO_SELF_SIGNED_CERT : « … est auto-signé » ;
    //  - SELF_SIGNED_CERT_IN_CHAIN, UNABLE_TO_GET_ISSUER_CERT, UNABLE_TO_GET_ISSUER_CERT_LOCALLY et
    //    UNABLE_TO_VERIFY_LEAF_SIGNATURE : « … est signé par une autorité inconnue (issuer) », celle qui a signé le
    //    dernier certificat de la chaîne ; conseil : le certificat de l'autorité, avec --cacert ;
    //  - CERT_REVOKED : « … a été révoqué » ;
    //  - EE_KEY_TOO_SMALL, CA_KEY_TOO_SMALL, CA_MD_TOO_WEAK : « … est trop faible (key, signature) » ;
    //  - INVALID_PURPOSE : « … n'est pas fait pour un serveur » ;
    //  - le reste, avec les mots d'OpenSSL : X509_verify_cert_error_string(code).
    // BEGIN SOLUTION 5.3
    const CertificateFacts certificate = chain.empty() ? CertificateFacts{} : chain.front();
    const std::string of_host = "le certificat de " + host;
    switch (code) {
    case X509_V_ERR_CERT_HAS_EXPIRED: return expired(host, chain);
    case X509_V_ERR_CERT_NOT_YET_VALID: return not_yet_valid(host, chain);
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH: return wrong_name(host, certificate);
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        return {of_host + " est auto-signé : personne ne s'en porte garant", trust_itself};
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        return {of_host + " est signé par une autorité inconnue (" + last_issuer(chain) + ")", trust_it};
    case X509_V_ERR_CERT_REVOKED: return {of_host + " a été révoqué par son autorité", "ne vous y fiez pas"};
    case X509_V_ERR_EE_KEY_TOO_SMALL:
    case X509_V_ERR_CA_KEY_TOO_SMALL:
    case X509_V_ERR_CA_MD_TOO_WEAK: return too_weak(host, certificate);
    case X509_V_ERR_INVALID_PURPOSE:
        return {of_host + " n'est pas fait pour un serveur", "il faut un certificat fait pour l'usage « serverAuth »"};
    default: return {of_host + " est refusé (" + X509_verify_cert_error_string(code) + ")", ""};
    }
    // END SOLUTION
}

}  // namespace client
