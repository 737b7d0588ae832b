#include "05-https-client/tls_transport.hpp"

#include <poll.h>

#include "05-https-client/certificate.hpp"
#include "05-https-client/errors.hpp"
#include "05-https-client/tls_connection.hpp"
#include "05-https-client/tls_facts.hpp"
#include "05-https-client/tls_failure.hpp"
#include "common/not_implemented.hpp"

#pragma GCC diagnostic ignored "-Wold-style-cast"  // OpenSSL's macros cast as C does

namespace client {
namespace {

constexpr unsigned char application_protocols[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};  // ALPN, RFC 7301

// Step 5.3. Says whom we want to talk to, and demands that the certificate is for that name.
void expect_host(SSL* ssl, const std::string& host) {
    // À écrire : X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), …) rend 1 si `host` est une adresse IP : le
    // certificat devra la contenir, et il n'y a rien d'autre à dire, car SNI ne porte que des noms.
    // Sinon c'est un nom : SSL_set1_host pour la vérification, et SSL_set_tlsext_host_name (SNI) pour qu'un serveur qui
    // a plusieurs noms présente le bon certificat. Sans SSL_set1_host, le certificat de n'importe quel site suffirait.
    // BEGIN SOLUTION 5.3
    if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str()) == 1) return;
    ERR_clear_error();
    if (SSL_set1_host(ssl, host.c_str()) != 1 || SSL_set_tlsext_host_name(ssl, host.c_str()) != 1) {
        throw SSLError{"« " + host + " » ne peut pas être le nom d'un serveur TLS", "vérifiez l'adresse"};
    }
    // END SOLUTION
}

// How the handshake has ended.
enum class Handshake { done, failed, expired, stopped };

// Step 5.3. Leads the handshake to its end on a socket that never waits.
Handshake shake_hands(SSL* ssl, int socket, const tcp::Deadline& deadline) {
    // À écrire : appelez SSL_connect. 1 : la poignée de main est finie (Handshake::done). Sinon SSL_get_error dit ce
    // qu'OpenSSL attend : SSL_ERROR_WANT_READ, que la socket soit prête en lecture (POLLIN) ; SSL_ERROR_WANT_WRITE, en
    // écriture (POLLOUT). Attendez-le par tcp::wait_for, puis recommencez. Toute autre valeur : Handshake::failed.
    // L'attente peut finir par Outcome::expired ou Outcome::stopped : dites-le.
    // Avant chaque appel, ERR_clear_error() : SSL_get_error lit une file d'erreurs qui garde les anciennes.
    // BEGIN SOLUTION 5.3
    for (;;) {
        ERR_clear_error();
        const int done = SSL_connect(ssl);
        if (done == 1) return Handshake::done;
        const int error = SSL_get_error(ssl, done);
        if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) return Handshake::failed;
        const short events = error == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT;
        const tcp::Outcome ready = tcp::wait_for(socket, events, deadline);
        if (ready == tcp::Outcome::expired) return Handshake::expired;
        if (ready == tcp::Outcome::stopped) return Handshake::stopped;
    }
    // END SOLUTION
}

// Why there is no connection.
SSLError failure_of(const TlsConnection& connection) {
    const long code = connection.refusal();
    const bool refused = code != X509_V_OK && SSL_get_verify_mode(connection.ssl()) != SSL_VERIFY_NONE;
    if (!refused) return tls_failure(connection.host(), connection.beginning());
    ERR_clear_error();
    const Verdict verdict = explain_verification(code, connection.host(), facts_of(connection.refused_chain()));
    return SSLError{verdict.what, verdict.advice, code};
}

void lead_handshake(const TlsConnection& connection, const Timer& timer) {
    switch (shake_hands(connection.ssl(), connection.socket(), timer.connect())) {
    case Handshake::done: return;
    case Handshake::failed: throw failure_of(connection);
    case Handshake::expired: timer.throw_expired(Timer::Phase::connect, connection.host());
    case Handshake::stopped: throw ConnectionError{"la poignée de main TLS a été interrompue"};
    }
}

}  // namespace

std::unique_ptr<Transport> start_tls(common::UniqueFd socket, const std::string& host, const TlsContext& context,
                                     const Timer& timer, Observer& observer) {
    observer.tls_begins(host);
    auto connection = std::make_unique<TlsConnection>(std::move(socket), host, context, observer);
    SSL_set_alpn_protos(connection->ssl(), application_protocols, sizeof application_protocols);
    expect_host(connection->ssl(), host);
    lead_handshake(*connection, timer);
    connection->forget_observer();
    connection->keep_resumed();
    observer.tls_established(facts_of(*connection, context));
    if (!context.options().verify.on()) observer.tls_unverified(host);
    return connection;
}

}  // namespace client
