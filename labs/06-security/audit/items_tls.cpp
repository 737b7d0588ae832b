#include <openssl/x509v3.h>

#include <charconv>

#include "05-https-client/certificate.hpp"
#include "06-security/audit/evidence.hpp"
#include "06-security/audit/item.hpp"
#include "06-security/audit/tls_probe.hpp"

#pragma GCC diagnostic ignored "-Wold-style-cast"  // OpenSSL's macros cast as C does

namespace audit {
namespace {

const char* const tls_slide = "06-security.md#tls-bien-réglé";
const char* const no_tls = "l'adresse est en http, et le profil ne donne pas « https_port »";

Finding tls_version(Context& context) {
    const std::optional<client::Url> url = secure_url(context);
    if (!url) return not_tested(no_tls);
    const TlsAttempt usual = try_tls(*url, 0);
    if (!usual.agreed) return not_tested("aucune poignée de main n'aboutit : " + usual.reason);
    std::string old;
    for (const int version : {TLS1_VERSION, TLS1_1_VERSION}) {
        const TlsAttempt attempt = try_tls(*url, version);
        if (attempt.agreed) old += (old.empty() ? "" : " et ") + attempt.version;
    }
    if (!old.empty()) return failed(old + " : accepté");
    return passed("TLS 1.0 et 1.1 sont refusés ; " + usual.version + " est parlé");
}

// Is the reason that nobody known has signed it? Somebody may know who did, and give that authority.
bool is_about_authority(long code) {
    return code == X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT || code == X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN ||
           code == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY || code == X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE;
}

bool is_for_host(X509* certificate, const std::string& host) {
    if (client::is_ip_address(host)) return X509_check_ip_asc(certificate, host.c_str(), 0) == 1;
    return X509_check_host(certificate, host.c_str(), host.size(), X509_CHECK_FLAG_NEVER_CHECK_SUBJECT, nullptr) == 1;
}

// What is wrong with a certificate whoever has signed it, or empty.
std::string own_mistake(X509* certificate, const std::string& host) {
    if (X509_cmp_current_time(X509_get0_notAfter(certificate)) < 0) return "il a expiré";
    if (X509_cmp_current_time(X509_get0_notBefore(certificate)) > 0) return "il n'est pas encore valide";
    if (!is_for_host(certificate, host)) return "il n'est pas au nom de " + in_quotes(host);
    return "";
}

// Nobody said which authority is to be trusted, and the system knows none: whether users do cannot be told from here.
Finding unknown_authority(const client::Url& url, const std::string& why) {
    const TlsAttempt attempt = try_tls(url, 0);
    if (!attempt.certificate) return not_tested("le serveur ne montre pas de certificat : " + attempt.reason);
    const std::string mistake = own_mistake(attempt.certificate.get(), url.host);
    if (!mistake.empty()) return failed(why + " ; de plus, " + mistake);
    return warned(why + " ; si c'est voulu, donnez l'autorité avec --ca-file");
}

Finding tls_certificate(Context& context) {
    const std::optional<client::Url> url = secure_url(context);
    if (!url) return not_tested(no_tls);
    const std::string& authority = context.profile().authority;
    client::Options options = context.options();
    options.verify = authority.empty() ? client::Verify{} : client::Verify{authority};
    try {
        client::get(client::to_string(*url), options);
    } catch (const client::SSLError& error) {
        if (error.verify_code() == 0) throw;
        const std::string why = error.what();
        return authority.empty() && is_about_authority(error.verify_code()) ? unknown_authority(*url, why)
                                                                            : failed(why);
    }
    const TlsAttempt attempt = try_tls(*url, 0);
    if (!attempt.certificate) return passed("le certificat est vérifié");
    return passed("le certificat est vérifié, et vaut jusqu'au " +
                  client::facts_of(attempt.certificate.get()).valid_until);
}

// The seconds of « max-age=… »; nothing when there is none.
std::optional<long> max_age(const std::string& value) {
    const std::size_t at = value.find("max-age=");
    if (at == std::string::npos) return std::nullopt;
    const char* begin = value.data() + at + 8;
    if (*begin == '"') ++begin;
    long seconds = 0;
    const auto [end, error] = std::from_chars(begin, value.data() + value.size(), seconds);
    return error == std::errc{} ? std::optional{seconds} : std::nullopt;
}

Finding hsts(Context& context) {
    constexpr long six_months = 180L * 24 * 3600;
    const std::optional<client::Url> url = secure_url(context);
    if (!url) return not_tested(no_tls);
    client::Options options = context.options();
    options.verify = false;  // whether to trust the certificate is another item
    const client::Response answer = client::get(client::to_string(*url), options);
    const std::string value = answer.header("Strict-Transport-Security");
    if (value.empty()) return failed("le champ Strict-Transport-Security manque");
    const std::optional<long> seconds = max_age(value);
    const std::string evidence = in_quotes("Strict-Transport-Security: " + value);
    if (!seconds || *seconds <= 0) return failed(evidence + " : sans durée, il ne sert à rien");
    return *seconds < six_months ? warned(evidence + " : moins de six mois") : passed(evidence);
}

Item version_item() {
    return {.id = "tls-version",
            .group = Group::tls,
            .severity = Severity::high,
            .title = "TLS 1.0 et 1.1",
            .threat = "TLS 1.0 et 1.1 reposent sur MD5 et SHA-1 : qui est sur le chemin peut déchiffrer (BEAST, "
                      "POODLE).",
            .sent = "Une poignée de main en TLS 1.0 seulement, une autre en TLS 1.1 seulement.",
            .expected = "Le serveur les refuse, et parle TLS 1.2 ou 1.3.",
            .cure = "TLS 1.2 au moins : SSL_CTX_set_min_proto_version, ou « ssl_protocols TLSv1.2 TLSv1.3 ».",
            .slide = tls_slide,
            .sources = {"RFC 8996", "CWE-327", "OWASP ASVS 4.0.3 9.1.3", "CVE-2011-3389"},
            .slow = false,
            .run = tls_version};
}

Item certificate_item() {
    return {.id = "tls-certificate",
            .group = Group::tls,
            .severity = Severity::high,
            .title = "Le certificat : dates, nom, autorité",
            .threat = "Qui s'habitue à passer outre un avertissement passera outre celui qui annonce une attaque.",
            .sent = "Une poignée de main avec vérification : l'autorité du profil ou de --ca-file, sinon celles du "
                    "système.",
            .expected = "Un certificat valide aujourd'hui, au nom du serveur, signé par une autorité connue.",
            .cure = "Renouvelez-le avant qu'il n'expire (par un programme, pas de mémoire), avec tous les noms du "
                    "serveur.",
            .slide = tls_slide,
            .sources = {"RFC 9525", "RFC 5280 §6", "CWE-295", "CWE-298", "OWASP ASVS 4.0.3 9.2.1"},
            .slow = false,
            .run = tls_certificate};
}

Item hsts_item() {
    return {.id = "hsts",
            .group = Group::tls,
            .severity = Severity::medium,
            .title = "L'obligation de revenir par HTTPS (Strict-Transport-Security)",
            .threat = "La première requête d'un visiteur part en clair : qui est sur le chemin peut l'y garder.",
            .sent = "GET / par HTTPS.",
            .expected = "Strict-Transport-Security, avec une durée (max-age) d'au moins six mois.",
            .cure = "Envoyez ce champ avec chaque réponse en HTTPS, une fois que tout le site y est.",
            .slide = tls_slide,
            .sources = {"RFC 6797 §6.1", "CWE-319", "OWASP ASVS 4.0.3 14.4.5"},
            .slow = false,
            .run = hsts};
}

}  // namespace

std::vector<Item> tls_items() {
    return {version_item(), certificate_item(), hsts_item()};
}

}  // namespace audit
