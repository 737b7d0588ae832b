#include "05-https-client/server/tls_stream.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <asio/post.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>
#include <cerrno>
#include <cstring>
#include <utility>

#include "01-tcp/stream.hpp"
#include "03-static-server/answer.hpp"
#include "03-static-server/date_clock.hpp"

namespace https {
namespace {

constexpr std::size_t record_bytes = 16 * 1024;

// A client as fast as the server would be served without a pause: after this many bytes of a file the other connections
// have their turn.
constexpr std::uint64_t bytes_in_a_turn = 128 * 1024;

// TLS begins with a byte below 32 (the type of a record), HTTP with a method.
bool begins_like_http(std::string_view bytes) {
    return bytes.front() >= 'A' && bytes.front() <= 'Z';
}

std::string plain_refusal() {
    files::Answer answer = files::error_answer(
        400, "Ce port parle HTTPS, et la requête est arrivée en HTTP, sans chiffrement. L'adresse commence ici par "
             "« https:// ».");
    const std::string date = http::format_date(files::current_second());
    return http::serialize(files::response_head(answer, http::Version::http_1_1, false, date)) +
           std::get<std::string>(answer.body);
}

std::string subject_of(const X509* certificate) {
    if (!certificate) return {};
    const client::BioHandle text{BIO_new(BIO_s_mem())};
    X509_NAME_print_ex(text.get(), X509_get_subject_name(certificate), 0, XN_FLAG_RFC2253);
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(text.get(), &bytes);
    return {bytes, static_cast<std::size_t>(size)};
}

}  // namespace

TlsStream::TlsStream(asio::ip::tcp::socket socket, files::ReadySockets& ready, files::Deadlines& deadlines,
                     const files::Limits& limits, const ServerContext& context)
    : Stream{deadlines}, limits_{limits}, wire_{std::move(socket), ready}, tls_{context.make_connection()} {
    BIO* const bio = wire_.make_bio();
    SSL_set_bio(tls_.get(), bio, bio);
}

// Here nobody waits any longer: what the socket does not take at once is lost.
TlsStream::~TlsStream() {
    if (state_ == State::open && read_to_end_) say_end();
}

asio::awaitable<std::size_t> TlsStream::read_some(asio::mutable_buffer into) {
    if (state_ == State::new_client) {
        const bool agreed = co_await shake_hands(into);
        if (!agreed) co_return 0;
    }
    if (state_ == State::finished && !wire_.is_flushed()) co_await send_end();
    for (;;) {
        std::size_t count = 0;
        ERR_clear_error();  // of another connection of this thread
        const int done = SSL_read_ex(tls_.get(), into.data(), into.size(), &count);
        if (done == 1) co_return count;
        const int reason = SSL_get_error(tls_.get(), done);
        if (reason != SSL_ERROR_WANT_READ && reason != SSL_ERROR_ZERO_RETURN) state_ = State::broken;
        if (reason != SSL_ERROR_WANT_READ) break;
        const std::size_t received = co_await wire_.receive(into);
        if (received == 0) break;
        wire_.keep({static_cast<const char*>(into.data()), received});
    }
    read_to_end_ = true;
    co_return 0;
}

// Most connections wait most of their time: what a handshake needs is in the frame of another coroutine.
asio::awaitable<bool> TlsStream::shake_hands(asio::mutable_buffer room) {
    const std::size_t count = co_await wire_.receive(room);
    if (count == 0) co_return false;
    const std::string_view received{static_cast<const char*>(room.data()), count};
    if (begins_like_http(received)) {
        co_await refuse_plain_http(room);
        co_return false;
    }
    wire_.keep(received);
    co_return co_await shake_hands_received(room);
}

asio::awaitable<bool> TlsStream::shake_hands_received(asio::mutable_buffer room) {
    deadline().allow(limits_.header_time);
    for (;;) {
        ERR_clear_error();
        const int done = SSL_do_handshake(tls_.get());
        const int reason = SSL_get_error(tls_.get(), done);
        const bool sent = co_await wire_.flush(deadline());
        if (!sent) co_return false;
        if (done == 1) break;
        if (reason != SSL_ERROR_WANT_READ) co_return false;
        const std::size_t count = co_await wire_.receive(room);
        if (count == 0) co_return false;
        wire_.keep({static_cast<const char*>(room.data()), count});
    }
    state_ = State::open;
    deadline().allow_idle(limits_.idle_time);
    co_return true;
}

// Reads on for a moment, so that the answer is not destroyed on its way (as Connection::linger() does).
asio::awaitable<void> TlsStream::refuse_plain_http(asio::mutable_buffer room) {
    deadline().allow(limits_.linger_time);
    wire_.write(plain_refusal());
    const bool sent = co_await wire_.flush(deadline());
    if (!sent) co_return;
    ::shutdown(wire_.socket(), SHUT_WR);
    for (std::uint64_t dropped = 0; dropped < limits_.discarded_body;) {
        const std::size_t count = co_await wire_.receive(room);
        if (count == 0) break;
        dropped += count;
    }
}

std::size_t TlsStream::room_in_block() {
    if (!block_.bytes) block_.bytes = std::make_unique_for_overwrite<char[]>(record_bytes);
    return record_bytes - block_.size;
}

asio::awaitable<bool> TlsStream::write(std::string_view first, std::string_view second, bool more_follows) {
    for (std::string_view part : {first, second}) {
        while (!part.empty()) {
            if (room_in_block() == 0) {
                const bool sent = co_await send_block();
                if (!sent) co_return false;
            }
            const std::size_t count = std::min(part.size(), room_in_block());
            std::memcpy(block_.bytes.get() + block_.size, part.data(), count);
            block_.size += count;
            part.remove_prefix(count);
        }
    }
    if (more_follows) co_return true;
    co_return co_await send_last_block();
}

asio::awaitable<bool> TlsStream::send_file(int file, std::uint64_t offset, std::uint64_t length) {
    std::uint64_t in_this_turn = 0;
    while (length > 0) {
        if (room_in_block() == 0) {
            const bool sent = co_await send_block();
            if (!sent) co_return false;
            in_this_turn += record_bytes;
        }
        if (in_this_turn >= bytes_in_a_turn) {
            in_this_turn = 0;
            const asio::any_io_executor executor = co_await asio::this_coro::executor;
            co_await asio::post(executor, asio::use_awaitable);
        }
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(length, room_in_block()));
        const ssize_t count = ::pread(file, block_.bytes.get() + block_.size, wanted, static_cast<off_t>(offset));
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) {
            state_ = State::broken;
            co_return false;
        }
        block_.size += static_cast<std::size_t>(count);
        offset += static_cast<std::uint64_t>(count);
        length -= static_cast<std::uint64_t>(count);
    }
    co_return co_await send_last_block();
}

asio::awaitable<bool> TlsStream::send_block() {
    if (state_ != State::open) co_return false;
    std::size_t size = std::exchange(block_.size, 0);
    ERR_clear_error();
    bool sent = SSL_write_ex(tls_.get(), block_.bytes.get(), size, &size) == 1;
    deadline().progress(size - std::min(size, wire_.unsent()));
    if (sent && !wire_.is_flushed()) sent = co_await wire_.flush(deadline());
    if (!sent) state_ = State::broken;
    co_return sent;
}

asio::awaitable<bool> TlsStream::send_last_block() {
    bool sent = true;
    if (block_.size > 0) sent = co_await send_block();
    block_.bytes.reset();
    co_return sent;
}

void TlsStream::say_end() {
    ERR_clear_error();
    SSL_shutdown(tls_.get());
}

void TlsStream::finish_sending() {
    if (state_ == State::open) {
        say_end();
        state_ = State::finished;
    }
    if (wire_.is_flushed()) ::shutdown(wire_.socket(), SHUT_WR);
}

// What finish_sending() could not wait for.
asio::awaitable<void> TlsStream::send_end() {
    const bool sent = co_await wire_.flush(deadline());
    if (sent) ::shutdown(wire_.socket(), SHUT_WR);
}

void TlsStream::reset() {
    state_ = State::broken;
    tcp::reset_on_close(wire_.socket());
    wire_.cancel();
}

TlsFacts TlsStream::facts() const {
    const SSL* const tls = tls_.get();
    const unsigned char* protocol = nullptr;
    unsigned protocol_size = 0;
    SSL_get0_alpn_selected(tls, &protocol, &protocol_size);
    const char* const name = SSL_get_servername(tls, TLSEXT_NAMETYPE_host_name);
    return {.version = SSL_get_version(tls),
            .suite = SSL_get_cipher_name(tls),
            .server_name = name ? name : "",
            .protocol = std::string(reinterpret_cast<const char*>(protocol), protocol_size),
            .client_subject = subject_of(SSL_get0_peer_certificate(tls)),
            .resumed = SSL_session_reused(tls_.get()) == 1};
}

files::Listener listener(std::uint16_t port, std::shared_ptr<const ServerContext> context) {
    return {.scheme = "https",
            .port = port,
            .make_stream = [context](asio::ip::tcp::socket socket, files::ReadySockets& ready,
                                     files::Deadlines& deadlines, const files::Limits& limits) {
                return std::make_unique<TlsStream>(std::move(socket), ready, deadlines, limits, *context);
            }};
}

}  // namespace https
