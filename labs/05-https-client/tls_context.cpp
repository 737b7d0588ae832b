#include "05-https-client/tls_context.hpp"

#include <openssl/x509v3.h>

#include <cstdlib>
#include <filesystem>
#include <new>

#include "05-https-client/errors.hpp"
#include "05-https-client/tls_connection.hpp"
#include "05-https-client/tls_failure.hpp"
#include "05-https-client/tls_sessions.hpp"
#include "common/not_implemented.hpp"

namespace client {
namespace {

// What one recv() may bring: three TLS records (16 KiB each), for large answers. More would leave
// the processor's cache.
constexpr std::size_t read_ahead_bytes = 50 * 1024;

// A file of TlsOptions that OpenSSL could not use.
SSLError unusable(const std::string& use, const std::string& path, const std::string& advice) {
    const std::string reason = last_reason();
    std::error_code error;
    if (!std::filesystem::exists(path, error)) {
        return SSLError{use + " « " + path + " » : fichier introuvable", "vérifiez le chemin"};
    }
    return SSLError{use + " « " + path + " » est inutilisable (" + reason + ")", advice};
}

// BEGIN SOLUTION 5.3 helper
// Trusts the certificates of this PEM file, or of this directory.
void trust(SSL_CTX* context, const std::string& path) {
    std::error_code error;
    const bool directory = std::filesystem::is_directory(path, error);
    const int done = directory ? SSL_CTX_load_verify_dir(context, path.c_str())
                               : SSL_CTX_load_verify_file(context, path.c_str());
    if (done == 1) return;
    throw unusable("le fichier des autorités", path, "il doit contenir un ou plusieurs certificats au format PEM");
}
// END SOLUTION

// Step 5.3: what this client demands of a server.
void set_demands(SSL_CTX* context, const Verify& verify) {
    // À écrire : les exigences du client, sur le contexte d'OpenSSL.
    //  1. SSL_CTX_set_min_proto_version : TLS 1.2 au moins (TLS1_2_VERSION), les versions d'avant sont cassées ;
    //  2. sans vérification (verify.on() faux) : SSL_CTX_set_verify avec SSL_VERIFY_NONE, et c'est tout ;
    //  3. avec : SSL_CTX_set_verify avec SSL_VERIFY_PEER (sans fonction, nullptr). Oublier cette ligne, c'est accepter
    //     n'importe quel certificat sans que rien ne se voie ;
    //  4. les autorités de confiance : celles du système, par SSL_CTX_set_default_verify_paths ; mais si l'utilisateur
    //     en a donné (verify.authorities()), elles seules : SSL_CTX_load_verify_dir pour un répertoire,
    //     SSL_CTX_load_verify_file pour un fichier. Si l'appel ne rend pas 1, lancez
    //     unusable("le fichier des autorités", chemin, conseil), qui dit pourquoi.
    // BEGIN SOLUTION 5.3
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_verify(context, verify.on() ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
    if (!verify.on()) return;
    if (verify.authorities().empty()) {
        SSL_CTX_set_default_verify_paths(context);
    } else {
        trust(context, verify.authorities());
    }
    // END SOLUTION
}

// The same for every client of this kind, whatever it demands.
void set_habits(SSL_CTX* context) {
    SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_clear_options(context, SSL_OP_IGNORE_UNEXPECTED_EOF);  // the system's settings may have set it
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_read_ahead(context, 1);
    SSL_CTX_set_default_read_buffer_len(context, read_ahead_bytes);
    // RSA of 2048 bits, SHA-256: OpenSSL's own default from 3.2 on, and Debian's.
    if (SSL_CTX_get_security_level(context) < 2) SSL_CTX_set_security_level(context, 2);
    X509_VERIFY_PARAM* check = SSL_CTX_get0_param(context);
    X509_VERIFY_PARAM_set_flags(check, X509_V_FLAG_PARTIAL_CHAIN);
    // « f*.example.com » is nobody's name, and the subject's CN is not one any more (RFC 9525 §6.3, §2).
    X509_VERIFY_PARAM_set_hostflags(check, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
}

void use_certificate(SSL_CTX* context, const ClientCertificate& own) {
    const std::string& key = own.key.empty() ? own.certificate : own.key;
    if (SSL_CTX_use_certificate_chain_file(context, own.certificate.c_str()) != 1) {
        throw unusable("le certificat client", own.certificate, "il doit être au format PEM");
    }
    if (SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) == 1) return;
    if (ERR_GET_REASON(ERR_peek_last_error()) != X509_R_KEY_VALUES_MISMATCH) {
        throw unusable("la clé du certificat client", key, "il faut une clé privée au format PEM, sans mot de passe");
    }
    ERR_clear_error();
    throw SSLError{"la clé « " + key + " » n'est pas celle du certificat client « " + own.certificate + " »",
                   "donnez la clé qui a été créée avec ce certificat"};
}

void keep_sessions(SSL_CTX* context) {
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(context, keep_session);
}

// The value of this variable of the environment, otherwise `otherwise`.
std::string environment(const char* name, const char* otherwise) {
    const char* value = std::getenv(name);
    return value != nullptr && *value != '\0' ? value : otherwise;
}

}  // namespace

TlsContext::TlsContext(const TlsOptions& options) : options_{options} {
    ERR_clear_error();
    ContextHandle context{SSL_CTX_new(TLS_client_method())};
    if (!context) throw std::bad_alloc{};
    set_habits(context.get());
    set_demands(context.get(), options.verify);
    if (!options.certificate.certificate.empty()) use_certificate(context.get(), options.certificate);
    if (options.verify.on()) {
        sessions_ = std::make_shared<TlsSessions>();
        keep_sessions(context.get());
    }
    context_ = std::move(context);
}

std::string TlsContext::origin_of_trust() const {
    if (!options_.verify.authorities().empty()) return "le fichier « " + options_.verify.authorities() + " »";
    const std::string directory = environment(X509_get_default_cert_dir_env(), X509_get_default_cert_dir());
    return "ce système (" + environment(X509_get_default_cert_file_env(), directory.c_str()) + ")";
}

}  // namespace client
