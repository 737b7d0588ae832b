#include "05-https-client/server/server_context.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cstring>
#include <new>
#include <stdexcept>
#include <string_view>

#include "common/system_error.hpp"
#include "common/unique_fd.hpp"

namespace https {
namespace {

// Throws, with the reason of the system, if it cannot.
common::UniqueFd open_to_read(const std::string& file) {
    common::UniqueFd opened{::open(file.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!opened) common::throw_errno("open", file);
    return opened;
}

bool is_readable_by_all(const std::string& file) {
    struct stat facts {};
    const common::UniqueFd opened = open_to_read(file);
    return ::fstat(opened.get(), &facts) == 0 && (facts.st_mode & S_IROTH) != 0;
}

// A key that is locked with a password would make OpenSSL ask for it on the terminal.
int no_password(char*, int, int, void*) {
    return -1;
}

// Of the protocols that a client names (ALPN, RFC 7301 §3.1), each after a byte that is its length, one of ours. A
// client that means to speak another one is told so before it has said a word of it.
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* length, const unsigned char* offered,
                    unsigned offered_length, void*) {
    constexpr std::string_view known = "\x08http/1.1\x08http/1.0";
    unsigned char* found = nullptr;
    const int result = SSL_select_next_proto(&found, length, reinterpret_cast<const unsigned char*>(known.data()),
                                             static_cast<unsigned>(known.size()), offered, offered_length);
    *chosen = found;
    return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

void require(long done, const char* what) {
    if (done != 1) throw std::runtime_error{std::string{"OpenSSL refuse "} + what};
}

void set_protocol(SSL_CTX* context) {
    require(SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION), "TLS 1.2");
    require(SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20"), "les suites cryptographiques de TLS 1.2");
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION);
    // Buffers are given back while a connection is idle: 34 KiB for each.
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);  // tickets do without
    constexpr unsigned char name[] = {'a', 't', 'e', 'l', 'i', 'e', 'r'};
    require(SSL_CTX_set_session_id_context(context, name, sizeof name), "le nom des sessions");
    SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
    SSL_CTX_set_default_passwd_cb(context, no_password);
}

}  // namespace

ServerContext::ServerContext(const CertificateFiles& files) : context_{SSL_CTX_new(TLS_server_method())} {
    if (!context_) throw std::bad_alloc{};
    set_protocol(context_.get());
    load_certificate(files.certificate);
    load_key(files.key.empty() ? files.certificate : files.key, files.certificate);
    if (!files.client_authorities.empty()) ask_clients(files.client_authorities);
    ERR_clear_error();
}

void ServerContext::load_certificate(const std::string& file) {
    open_to_read(file);
    if (SSL_CTX_use_certificate_chain_file(context_.get(), file.c_str()) != 1) {
        throw std::runtime_error{"« " + file + " » ne contient pas de certificat au format PEM (« -----BEGIN "
                                 "CERTIFICATE----- »), ou il est trop faible pour OpenSSL"};
    }
    const X509* const certificate = SSL_CTX_get0_certificate(context_.get());
    if (X509_cmp_current_time(X509_get0_notAfter(certificate)) < 0) {
        warnings_.push_back("le certificat « " + file + " » a expiré : les clients le refuseront");
    } else if (X509_cmp_current_time(X509_get0_notBefore(certificate)) > 0) {
        warnings_.push_back("le certificat « " + file + " » n'est pas encore valable : les clients le refuseront");
    }
}

void ServerContext::load_key(const std::string& file, const std::string& certificate) {
    if (is_readable_by_all(file)) {
        warnings_.push_back("tous les utilisateurs de cette machine peuvent lire la clé privée « " + file +
                            " » : chmod 600 " + file);
    }
    if (SSL_CTX_use_PrivateKey_file(context_.get(), file.c_str(), SSL_FILETYPE_PEM) == 1) return;
    const unsigned long error = ERR_peek_last_error();
    if (ERR_GET_LIB(error) == ERR_LIB_X509 || ERR_GET_REASON(error) == X509_R_KEY_VALUES_MISMATCH) {
        throw std::runtime_error{"la clé « " + file + " » n'est pas celle du certificat « " + certificate + " »"};
    }
    throw std::runtime_error{"« " + file + " » ne contient pas de clé privée au format PEM, ou elle est protégée par "
                             "un mot de passe (« openssl pkey -in CLÉ -out COPIE » l'ôte)"};
}

void ServerContext::ask_clients(const std::string& authorities) {
    open_to_read(authorities);
    STACK_OF(X509_NAME)* const names = SSL_load_client_CA_file(authorities.c_str());
    if (!names || SSL_CTX_load_verify_file(context_.get(), authorities.c_str()) != 1) {
        sk_X509_NAME_pop_free(names, X509_NAME_free);
        throw std::runtime_error{"« " + authorities + " » ne contient pas de certificat d'autorité au format PEM"};
    }
    SSL_CTX_set_client_CA_list(context_.get(), names);
    SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
}

client::SslHandle ServerContext::make_connection() const {
    client::SslHandle connection{SSL_new(context_.get())};
    if (!connection) throw std::bad_alloc{};
    SSL_set_accept_state(connection.get());
    return connection;
}

}  // namespace https
