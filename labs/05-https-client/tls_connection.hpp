#pragma once

#include <memory>
#include <string>

#include "05-https-client/observer.hpp"
#include "05-https-client/openssl_handles.hpp"
#include "05-https-client/socket_bio.hpp"
#include "05-https-client/tls_context.hpp"
#include "05-https-client/transport.hpp"

namespace client {

// A TLS connection from its first message on: OpenSSL's object, and what its callbacks need. start_tls makes one, leads
// it through the handshake, and gives it away as a Transport.
//
// OpenSSL never waits here: an operation that cannot go on says which way the socket is to become ready
// (SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE), is waited for with a deadline, and asked for again. Each direction may
// need the other: TLS has messages of its own.
class TlsConnection final : public Transport {
public:
    TlsConnection(common::UniqueFd socket, std::string host, const TlsContext& context, Observer& observer);
    ~TlsConnection() override { close(); }
    TlsConnection(const TlsConnection&) = delete;
    TlsConnection& operator=(const TlsConnection&) = delete;

    tcp::Chunk read_some(std::span<char> buffer, const tcp::Deadline& deadline) override;
    Written write(std::string_view bytes, const tcp::Deadline& deadline, bool stop_at_answer) override;
    bool wait_for_answer(const tcp::Deadline& deadline) override;
    bool is_stale() override;
    void close() override;

    // For the handshake.
    SSL* ssl() const { return ssl_.get(); }
    int socket() const { return socket_.get(); }
    const std::string& host() const { return host_; }
    const std::string& beginning() const { return end_.beginning; }  // the first bytes that came
    void forget_observer();                                          // it lives no longer than the handshake
    void keep_resumed();  // TLS 1.2: a session that was resumed comes with no other; it can be taken again

    // What the check of the certificate found first, X509_V_OK if it found nothing; and what the server had sent.
    long refusal() const { return refusal_; }
    STACK_OF(X509) * refused_chain() const { return refused_chain_.get(); }

private:
    static int on_check(int accepted, X509_STORE_CTX* check) noexcept;
    static void on_message(int sent, int version, int type, const void* bytes, std::size_t size, SSL* ssl,
                           void* connection) noexcept;
    enum class Peek { nothing, answer, over };
    Peek peek();
    tcp::Outcome failed_write();

    common::UniqueFd socket_;
    std::string host_;
    std::shared_ptr<TlsSessions> sessions_;
    Observer* observer_;
    SocketEnd end_;
    long refusal_ = X509_V_OK;
    ChainHandle refused_chain_;
    SslHandle ssl_;  // last: its end may call the callbacks

    friend int keep_session(SSL* ssl, SSL_SESSION* session) noexcept;
};

// For SSL_CTX_sess_set_new_cb: keeps what a TlsConnection is given, if its certificate was verified.
int keep_session(SSL* ssl, SSL_SESSION* session) noexcept;

}  // namespace client
