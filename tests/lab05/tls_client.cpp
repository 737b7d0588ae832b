#include "lab05/tls_client.hpp"

#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>

namespace played {
namespace {

std::string last_error() {
    const unsigned long error = ERR_peek_last_error();
    const char* const reason = error != 0 ? ERR_reason_error_string(error) : nullptr;
    return reason ? reason : "la connexion a été coupée";
}

void limit_waits(int socket) {
    const timeval patience{.tv_sec = peers::patience.count(), .tv_usec = 0};
    ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

}  // namespace

TlsClient::TlsClient(const tcp::Address& address, const TlsWish& wish)
    : context_{SSL_CTX_new(TLS_client_method())}, socket_{peers::connect(address, wish.buffers)} {
    SSL_CTX* const context = context_.get();
    SSL_CTX_set_min_proto_version(context, wish.lowest);
    SSL_CTX_set_max_proto_version(context, wish.highest);
    if (wish.lowest != 0 && wish.lowest < TLS1_2_VERSION) SSL_CTX_set_security_level(context, 0);
    if (!wish.certificate.empty()) {
        SSL_CTX_use_certificate_file(context, wish.certificate.c_str(), SSL_FILETYPE_PEM);
        SSL_CTX_use_PrivateKey_file(context, wish.key.c_str(), SSL_FILETYPE_PEM);
    }
    limit_waits(socket_.get());
    tls_.reset(SSL_new(context));
    SSL_set_connect_state(tls_.get());
    std::string name{"localhost"};
    SSL_ctrl(tls_.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data());
    if (wish.session) SSL_set_session(tls_.get(), wish.session);
    SSL_set_alpn_protos(tls_.get(), reinterpret_cast<const unsigned char*>(wish.protocols.data()),
                        static_cast<unsigned>(wish.protocols.size()));
    SSL_set_fd(tls_.get(), socket_.get());
}

bool TlsClient::conclude(int result) {
    why_ = result == 1 ? "" : last_error();
    return result == 1;
}

bool TlsClient::shake_hands() {
    ERR_clear_error();
    return conclude(SSL_do_handshake(tls_.get()));
}

// In both directions: what the server sends is taken byte by byte too, and no more of it than the handshake needs.
bool TlsClient::shake_hands_by_bytes() {
    BIO* const in = BIO_new(BIO_s_mem());
    BIO* const out = BIO_new(BIO_s_mem());
    SSL_set_bio(tls_.get(), in, out);
    int result = 0;
    for (char byte = 0;;) {
        ERR_clear_error();
        result = SSL_do_handshake(tls_.get());
        const bool waits = result != 1 && SSL_get_error(tls_.get(), result) == SSL_ERROR_WANT_READ;
        while (BIO_read(out, &byte, 1) == 1) peers::send(socket_.get(), {&byte, 1});
        if (!waits || ::recv(socket_.get(), &byte, 1, 0) != 1) break;
        BIO_write(in, &byte, 1);
    }
    SSL_set_fd(tls_.get(), socket_.get());
    return conclude(result);
}

bool TlsClient::send(std::string_view bytes) {
    std::size_t written = 0;
    ERR_clear_error();
    return SSL_write_ex(tls_.get(), bytes.data(), bytes.size(), &written) == 1;
}

std::string TlsClient::receive(std::size_t count) {
    std::string received(count, '\0');
    std::size_t used = 0;
    for (std::size_t more = 0; used < count; used += more) {
        ERR_clear_error();
        const int done = SSL_read_ex(tls_.get(), received.data() + used, count - used, &more);
        reason_ = SSL_get_error(tls_.get(), done);
        if (done != 1) break;
    }
    received.resize(used);
    return received;
}

std::string TlsClient::receive_to_end(End& end) {
    std::string received;
    for (;;) {
        const std::string piece = receive(16'384);
        received += piece;
        if (piece.size() == 16'384) continue;
        const bool is_cut = ERR_GET_REASON(ERR_peek_last_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING;
        end = reason_ == SSL_ERROR_ZERO_RETURN ? End::said : is_cut ? End::cut : End::broken;
        return received;
    }
}

}  // namespace played
