#include "05-https-client/tls_connection.hpp"

#include <poll.h>

#include <array>
#include <cassert>
#include <new>

#include "05-https-client/tls_failure.hpp"
#include "05-https-client/tls_sessions.hpp"

namespace client {
namespace {

// "HelloRetryRequest" is a ServerHello with this beginning of its random number (RFC 8446 §4.1.3).
constexpr std::array<unsigned char, 4> retry_random{0xcf, 0x21, 0xad, 0x74};
constexpr std::size_t random_offset = 6;  // type, length, version

bool is_hello_retry(const unsigned char* message, std::size_t size) {
    return size >= random_offset + retry_random.size() && message[0] == SSL3_MT_SERVER_HELLO &&
           std::equal(retry_random.begin(), retry_random.end(), message + random_offset);
}

std::string name_of(int type, const unsigned char* message, std::size_t size) {
    if (type == SSL3_RT_CHANGE_CIPHER_SPEC) return "ChangeCipherSpec";
    if (type == SSL3_RT_ALERT) return "Alert";
    return is_hello_retry(message, size) ? "HelloRetryRequest" : handshake_message_name(message[0]);
}

// What the socket must become for OpenSSL to go on; 0 when it cannot.
short awaited(int error) {
    if (error == SSL_ERROR_WANT_READ) return POLLIN;
    if (error == SSL_ERROR_WANT_WRITE) return POLLOUT;
    return 0;
}

}  // namespace

TlsConnection::TlsConnection(common::UniqueFd socket, std::string host, const TlsContext& context, Observer& observer)
    : socket_{std::move(socket)}, host_{std::move(host)}, sessions_{context.sessions()}, observer_{&observer},
      ssl_{SSL_new(context.get())} {
    if (!ssl_) throw std::bad_alloc{};
    end_.socket = socket_.get();
    BIO* bio = socket_bio(end_).release();
    SSL_set_bio(ssl_.get(), bio, bio);
    SSL_set_app_data(ssl_.get(), this);
    SSL_set_verify(ssl_.get(), SSL_CTX_get_verify_mode(context.get()), on_check);
    SSL_set_msg_callback(ssl_.get(), on_message);
    SSL_set_msg_callback_arg(ssl_.get(), this);
    if (!sessions_) return;
    if (const TlsSessionHandle before = sessions_->take(host_)) SSL_set_session(ssl_.get(), before.get());
}

int TlsConnection::on_check(int accepted, X509_STORE_CTX* check) noexcept {
    const int index = SSL_get_ex_data_X509_STORE_CTX_idx();
    SSL* ssl = static_cast<SSL*>(X509_STORE_CTX_get_ex_data(check, index));
    TlsConnection& connection = *static_cast<TlsConnection*>(SSL_get_app_data(ssl));
    if (accepted == 0 && connection.refusal_ == X509_V_OK) {
        connection.refusal_ = X509_STORE_CTX_get_error(check);
        connection.refused_chain_.reset(X509_chain_up_ref(X509_STORE_CTX_get0_untrusted(check)));
    }
    return SSL_get_verify_mode(ssl) == SSL_VERIFY_NONE ? 1 : accepted;
}

void TlsConnection::on_message(int sent, int, int type, const void* bytes, std::size_t size, SSL*,
                               void* connection) noexcept {
    const bool told = type == SSL3_RT_HANDSHAKE || type == SSL3_RT_CHANGE_CIPHER_SPEC || type == SSL3_RT_ALERT;
    if (!told || size == 0) return;
    const std::string name = name_of(type, static_cast<const unsigned char*>(bytes), size);
    static_cast<TlsConnection*>(connection)->observer_->tls_message(sent != 0, name, size);
}

int keep_session(SSL* ssl, SSL_SESSION* session) noexcept {
    const TlsConnection& connection = *static_cast<const TlsConnection*>(SSL_get_app_data(ssl));
    if (!connection.sessions_ || SSL_get_verify_result(ssl) != X509_V_OK) return 0;
    connection.sessions_->keep(connection.host_, TlsSessionHandle{session});
    return 1;
}

void TlsConnection::forget_observer() {
    SSL_set_msg_callback(ssl_.get(), nullptr);
    observer_ = nullptr;
}

void TlsConnection::keep_resumed() {
    if (SSL_session_reused(ssl_.get()) != 1 || SSL_version(ssl_.get()) >= TLS1_3_VERSION) return;
    TlsSessionHandle session{SSL_get1_session(ssl_.get())};
    if (keep_session(ssl_.get(), session.get()) == 1) session.release();
}

tcp::Chunk TlsConnection::read_some(std::span<char> buffer, const tcp::Deadline& deadline) {
    assert(!buffer.empty());
    for (;;) {
        ERR_clear_error();
        std::size_t size = 0;
        const int done = SSL_read_ex(ssl_.get(), buffer.data(), buffer.size(), &size);
        if (done == 1) return {tcp::Outcome::complete, size};
        const int error = SSL_get_error(ssl_.get(), done);
        if (error == SSL_ERROR_ZERO_RETURN) return {tcp::Outcome::end_of_stream, 0};
        if (error == SSL_ERROR_SYSCALL || is_truncation()) return {tcp::Outcome::reset, 0};
        if (awaited(error) == 0) throw tls_failure(host_, end_.beginning);
        const tcp::Outcome ready = tcp::wait_for(socket(), awaited(error), deadline);
        if (ready != tcp::Outcome::complete) return {ready, 0};
    }
}

Transport::Written TlsConnection::write(std::string_view bytes, const tcp::Deadline& deadline, bool stop_at_answer) {
    Written written;
    if (stop_at_answer && peek() != Peek::nothing) written.answer_waits = true;
    while (written.size < bytes.size() && !written.answer_waits) {
        ERR_clear_error();
        std::size_t taken = 0;
        const std::string_view rest = bytes.substr(written.size);
        const int done = SSL_write_ex(ssl_.get(), rest.data(), rest.size(), &taken);
        written.size += taken;
        if (done == 1) continue;
        const short events = awaited(SSL_get_error(ssl_.get(), done));
        written.outcome = events == 0 ? failed_write()
                                      : tcp::wait_for(socket(), stop_at_answer ? events | POLLIN : events, deadline);
        if (written.outcome != tcp::Outcome::complete) return written;
        written.answer_waits = stop_at_answer && peek() != Peek::nothing;
    }
    return written;
}

// A server that refuses us says why before it closes (TLS 1.3: « a certificate is required » comes after our part of
// the handshake): this is worth more than to hear that the connection is broken.
tcp::Outcome TlsConnection::failed_write() {
    ERR_clear_error();
    char byte = 0;
    std::size_t size = 0;
    const int done = SSL_peek_ex(ssl_.get(), &byte, 1, &size);
    const bool alert = done != 1 && SSL_get_error(ssl_.get(), done) == SSL_ERROR_SSL && !is_truncation();
    if (alert) throw tls_failure(host_, end_.beginning);
    return tcp::Outcome::reset;
}

// Looks at what has come, without waiting and without taking it. Messages of TLS itself, such as tickets, are dealt
// with and do not count.
TlsConnection::Peek TlsConnection::peek() {
    ERR_clear_error();
    char byte = 0;
    std::size_t size = 0;
    const int done = SSL_peek_ex(ssl_.get(), &byte, 1, &size);
    if (done == 1) return Peek::answer;
    return awaited(SSL_get_error(ssl_.get(), done)) != 0 ? Peek::nothing : Peek::over;
}

bool TlsConnection::wait_for_answer(const tcp::Deadline& deadline) {
    while (peek() == Peek::nothing) {
        if (tcp::wait_for(socket(), POLLIN, deadline) != tcp::Outcome::complete) return false;
    }
    return true;
}

bool TlsConnection::is_stale() {
    return peek() != Peek::nothing;
}

void TlsConnection::close() {
    if (ssl_ && SSL_is_init_finished(ssl_.get()) == 1) SSL_shutdown(ssl_.get());
    ssl_.reset();
    ERR_clear_error();
    socket_.reset();
}

}  // namespace client
