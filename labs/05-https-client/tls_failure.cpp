#include "05-https-client/tls_failure.hpp"

#include <openssl/ssl.h>

#include "05-https-client/openssl_handles.hpp"
#include "common/escape.hpp"

namespace client {
namespace {

constexpr const char* certificate_advice = "donnez un certificat client (--cert, --key) que ce serveur accepte";
constexpr const char* version_advice = "ce serveur est à mettre à jour : TLS 1.2 date de 2008";

// OpenSSL's reasons above this one are alerts that came: their number follows.
constexpr int first_alert_reason = SSL_AD_REASON_OFFSET;

SSLError cut_short(const std::string& host) {
    return SSLError{host + " a coupé la connexion pendant la poignée de main TLS",
                    "vérifiez le port : est-ce bien un serveur HTTPS ?"};
}

SSLError alert_failure(const std::string& host, int alert) {
    const AlertMeaning meaning = explain_alert(alert);
    if (!meaning.what.empty()) return SSLError{host + " a refusé : " + meaning.what, meaning.advice};
    return SSLError{host + " a refusé la connexion TLS (alerte " + std::to_string(alert) + ", " +
                        SSL_alert_desc_string_long(alert) + ")",
                    ""};
}

SSLError not_tls(const std::string& host, const std::string& beginning) {
    if (beginning.starts_with("HTTP/")) {
        return SSLError{"ce n'est pas du TLS : " + host + " a répondu en HTTP",
                        "remplacez https:// par http://, ou corrigez le port"};
    }
    return SSLError{"ce n'est pas du TLS : " + host + " a répondu « " + common::escape_bytes(beginning) + " »",
                    "vérifiez le port"};
}

// Does a TLS record begin so (RFC 8446 §5.1)? Nothing that came is no answer in another language.
bool looks_like_tls(const std::string& beginning) {
    if (beginning.empty()) return true;
    return beginning[0] >= SSL3_RT_CHANGE_CIPHER_SPEC && beginning[0] <= SSL3_RT_APPLICATION_DATA &&
           (beginning.size() < 2 || beginning[1] == SSL3_VERSION_MAJOR);
}

bool is_old_version(int reason) {
    return reason == SSL_R_UNSUPPORTED_PROTOCOL || reason == SSL_R_WRONG_SSL_VERSION ||
           reason == SSL_R_WRONG_VERSION_NUMBER;
}

}  // namespace

std::string handshake_message_name(int type) {
    switch (type) {
    case SSL3_MT_HELLO_REQUEST: return "HelloRequest";
    case SSL3_MT_CLIENT_HELLO: return "ClientHello";
    case SSL3_MT_SERVER_HELLO: return "ServerHello";
    case SSL3_MT_NEWSESSION_TICKET: return "NewSessionTicket";
    case SSL3_MT_END_OF_EARLY_DATA: return "EndOfEarlyData";
    case SSL3_MT_ENCRYPTED_EXTENSIONS: return "EncryptedExtensions";
    case SSL3_MT_CERTIFICATE: return "Certificate";
    case SSL3_MT_SERVER_KEY_EXCHANGE: return "ServerKeyExchange";
    case SSL3_MT_CERTIFICATE_REQUEST: return "CertificateRequest";
    case SSL3_MT_SERVER_DONE: return "ServerHelloDone";
    case SSL3_MT_CERTIFICATE_VERIFY: return "CertificateVerify";
    case SSL3_MT_CLIENT_KEY_EXCHANGE: return "ClientKeyExchange";
    case SSL3_MT_FINISHED: return "Finished";
    case SSL3_MT_CERTIFICATE_STATUS: return "CertificateStatus";
    case SSL3_MT_KEY_UPDATE: return "KeyUpdate";
    default: return "message " + std::to_string(type);
    }
}

AlertMeaning explain_alert(int alert) {
    switch (alert) {
    case SSL_AD_HANDSHAKE_FAILURE:
        return {"aucun accord possible (aucune suite cryptographique en commun, ou certificat client exigé)",
                "voyez ce que le serveur accepte : openssl s_client -connect HÔTE:PORT"};
    case TLS13_AD_CERTIFICATE_REQUIRED: return {"certificat client exigé", certificate_advice};
    case SSL_AD_BAD_CERTIFICATE:
    case SSL_AD_UNSUPPORTED_CERTIFICATE:
    case SSL_AD_CERTIFICATE_UNKNOWN: return {"certificat client refusé", certificate_advice};
    case SSL_AD_CERTIFICATE_REVOKED: return {"certificat client révoqué", certificate_advice};
    case SSL_AD_CERTIFICATE_EXPIRED: return {"certificat client expiré", certificate_advice};
    case SSL_AD_UNKNOWN_CA:
        return {"certificat client d'une autorité qu'il ne connaît pas", certificate_advice};
    case SSL_AD_ACCESS_DENIED: return {"accès interdit à ce certificat client", certificate_advice};
    case SSL_AD_PROTOCOL_VERSION:
        return {"version de TLS trop ancienne de son côté (il ne parle ni TLS 1.2 ni TLS 1.3)", version_advice};
    case SSL_AD_INSUFFICIENT_SECURITY: return {"il exige des suites cryptographiques plus fortes", ""};
    case SSL_AD_UNRECOGNIZED_NAME: return {"il ne sert pas ce nom d'hôte", "vérifiez le nom dans l'adresse"};
    case SSL_AD_NO_APPLICATION_PROTOCOL: return {"il ne parle pas HTTP/1.1 sur ce port", ""};
    case SSL_AD_INTERNAL_ERROR: return {"il a rencontré une erreur interne", "réessayez plus tard"};
    default: return {};
    }
}

SSLError tls_failure(const std::string& host, const std::string& beginning) {
    const unsigned long error = ERR_peek_error();
    const int reason = ERR_GET_LIB(error) == ERR_LIB_SSL ? ERR_GET_REASON(error) : 0;
    const bool truncation = is_truncation();
    const std::string words = last_reason();
    if (!looks_like_tls(beginning)) return not_tls(host, beginning);
    if (error == 0 || truncation) return cut_short(host);
    if (reason >= first_alert_reason) return alert_failure(host, reason - first_alert_reason);
    if (is_old_version(reason)) {
        return SSLError{"la version de TLS que propose " + host + " est trop ancienne", version_advice};
    }
    return SSLError{"TLS a échoué avec " + host + " (" + words + ")", ""};
}

bool is_truncation() {
    const unsigned long error = ERR_peek_error();
    return ERR_GET_LIB(error) == ERR_LIB_SSL && ERR_GET_REASON(error) == SSL_R_UNEXPECTED_EOF_WHILE_READING;
}

std::string last_reason() {
    const char* words = ERR_reason_error_string(ERR_peek_error());
    ERR_clear_error();
    return words == nullptr ? "raison inconnue" : words;
}

}  // namespace client
