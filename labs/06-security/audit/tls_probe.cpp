#include "06-security/audit/tls_probe.hpp"

#include <poll.h>

#include "01-tcp/client.hpp"
#include "05-https-client/lookup.hpp"
#include "05-https-client/tls_failure.hpp"

#pragma GCC diagnostic ignored "-Wold-style-cast"  // OpenSSL's macros cast as C does

namespace audit {
namespace {

constexpr std::chrono::seconds patience{10};

client::ContextHandle lenient_context(int version) {
    client::ContextHandle context{SSL_CTX_new(TLS_client_method())};
    if (!context) throw std::bad_alloc{};
    SSL_CTX_set_security_level(context.get(), 0);
    SSL_CTX_set_cipher_list(context.get(), "ALL:@SECLEVEL=0");
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_NONE, nullptr);
    SSL_CTX_set_min_proto_version(context.get(), version != 0 ? version : TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context.get(), version);
    return context;
}

client::SslHandle lenient_connection(SSL_CTX* context, int socket, const std::string& host) {
    client::SslHandle ssl{SSL_new(context)};
    if (!ssl || SSL_set_fd(ssl.get(), socket) != 1) throw std::bad_alloc{};
    if (!client::is_ip_address(host)) SSL_set_tlsext_host_name(ssl.get(), host.c_str());
    return ssl;
}

// True: agreed. Otherwise `reason` says why not.
bool shake_hands(SSL* ssl, int socket, std::string& reason) {
    const tcp::Deadline deadline = tcp::Deadline::after(patience);
    for (;;) {
        ERR_clear_error();
        const int done = SSL_connect(ssl);
        if (done == 1) return true;
        const int error = SSL_get_error(ssl, done);
        if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) break;
        const tcp::Outcome ready = tcp::wait_for(socket, error == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT, deadline);
        if (ready != tcp::Outcome::complete) {
            reason = tcp::describe(ready);
            return false;
        }
    }
    reason = client::last_reason();
    return false;
}

}  // namespace

std::optional<client::Url> secure_url(const Context& context) {
    client::Url url = context.url();
    if (url.is_secure()) return url;
    if (context.profile().https_port == 0) return std::nullopt;
    url.scheme = "https";
    url.port = context.profile().https_port;
    return url;
}

TlsAttempt try_tls(const client::Url& url, int version) {
    const tcp::Deadline deadline = tcp::Deadline::after(patience);
    const auto addresses = client::look_up(url.host, url.port, deadline);
    const common::UniqueFd socket = tcp::connect_to_any(addresses, deadline);
    const client::ContextHandle context = lenient_context(version);
    const client::SslHandle ssl = lenient_connection(context.get(), socket.get(), url.host);
    TlsAttempt attempt;
    attempt.agreed = shake_hands(ssl.get(), socket.get(), attempt.reason);
    if (!attempt.agreed) return attempt;
    attempt.version = SSL_get_version(ssl.get());
    attempt.certificate.reset(SSL_get1_peer_certificate(ssl.get()));
    return attempt;
}

}  // namespace audit
