#pragma once

#include <string>
#include <string_view>

#include "01-tcp/address.hpp"
#include "05-https-client/openssl_handles.hpp"
#include "common/unique_fd.hpp"
#include "lab01/peers.hpp"

namespace played {

// The other end of a TLS connection under test: OpenSSL over a blocking socket, without any of the lab's own code.
// Every wait ends after peers::patience.
struct TlsWish {
    int lowest = 0;                    // TLS1_2_VERSION…; 0: as OpenSSL likes
    int highest = 0;
    std::string protocols = {};        // ALPN, as on the wire: "\x08http/1.1"
    SSL_SESSION* session = nullptr;    // to resume
    std::string certificate = {};      // of the client, with its key in the same directory
    std::string key = {};
    peers::Buffers buffers = peers::Buffers::normal;
};

class TlsClient {
public:
    explicit TlsClient(const tcp::Address& address, const TlsWish& wish = {});

    // Was there an agreement? If not, why() says what OpenSSL thinks of it.
    bool shake_hands();
    const std::string& why() const { return why_; }

    // The handshake with each of our bytes sent apart. True as above.
    bool shake_hands_by_bytes();

    // False: the server takes no more.
    bool send(std::string_view bytes);

    // What comes until the end; then how it ended.
    enum class End {
        said,     // close_notify
        cut,      // TCP alone has ended
        broken,   // a reset, an alert, silence
    };
    std::string receive_to_end(End& end);
    std::string receive(std::size_t count);

    SSL* tls() { return tls_.get(); }
    int socket() const { return socket_.get(); }
    client::TlsSessionHandle session() { return client::TlsSessionHandle{SSL_get1_session(tls_.get())}; }

private:
    bool conclude(int result);

    client::ContextHandle context_;
    common::UniqueFd socket_;
    client::SslHandle tls_;
    std::string why_;
    int reason_ = 0;  // why the last read has failed, as SSL_get_error() says
};

}  // namespace played
