#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "03-static-server/server.hpp"
#include "05-https-client/server/server_context.hpp"
#include "05-https-client/server/wire.hpp"

namespace https {

// What TLS agreed on with a client.
struct TlsFacts {
    std::string version;         // "TLSv1.3"
    std::string suite;           // "TLS_AES_256_GCM_SHA384"
    std::string server_name;     // the name that the client asked for (SNI), empty: none, or an address
    std::string protocol;        // ALPN: "http/1.1", empty: the client named none
    std::string client_subject;  // of the client's certificate: "CN=Ada"; empty: it showed none
    bool resumed = false;        // with a ticket of before: no certificate was sent
};

// A stream over TLS: to lab 03's Connection, and to every handler, it is a stream like the plain one.
//
// The handshake takes place when the first bytes come, inside the first read_some(): from then on it has
// Limits::header_time, as the head of a request has; before, and once it is done, the connection is an idle one.
//
// What is written is gathered into records of 16 KiB, the largest there are (RFC 8446 §5.1): a head and the file behind
// it go out in one. A file passes through this process, which plain sendfile() spares: it has to be encrypted.
//
// An idle connection has no buffer, neither ours nor OpenSSL's: what is left takes 17 KiB with OpenSSL 3.0, nearly all
// of them OpenSSL's own state (a plain connection has less than 4).
//
// The end of a TLS stream says that it is one (close_notify, RFC 8446 §6.1), so that nobody on the way can cut it
// short. It is sent by finish_sending(), or when the stream is destroyed after its last read; never after something
// that went out only in part.
//
// A client that speaks plain HTTP to this port gets 400, in plain HTTP, and is told why.
class TlsStream final : public files::Stream {
public:
    // The references must outlive the stream. Throws as files::take_over() does, and std::bad_alloc.
    TlsStream(asio::ip::tcp::socket socket, files::ReadySockets& ready, files::Deadlines& deadlines,
              const files::Limits& limits, const ServerContext& context);
    ~TlsStream() override;

    asio::awaitable<std::size_t> read_some(asio::mutable_buffer into) override;
    asio::awaitable<bool> write(std::string_view first, std::string_view second, bool more_follows) override;
    asio::awaitable<bool> send_file(int file, std::uint64_t offset, std::uint64_t length) override;
    void finish_sending() override;
    void reset() override;
    Peer peer() const override { return files::peer_of(wire_.socket()); }
    bool is_secure() const override { return true; }
    void cancel() override { wire_.cancel(); }

    // Once the handshake is done: for handlers, which are given the stream.
    TlsFacts facts() const;

private:
    enum class State {
        new_client,  // no handshake yet
        open,
        finished,  // we have said that nothing more follows
        broken,    // what was written last did not go out whole, or TLS itself has failed
    };

    // What goes into the next record, while something is written.
    struct Block {
        std::unique_ptr<char[]> bytes;
        std::size_t size = 0;
    };

    asio::awaitable<bool> shake_hands(asio::mutable_buffer room);
    asio::awaitable<bool> shake_hands_received(asio::mutable_buffer room);
    asio::awaitable<void> refuse_plain_http(asio::mutable_buffer room);
    asio::awaitable<bool> send_block();
    asio::awaitable<bool> send_last_block();
    asio::awaitable<void> send_end();
    void say_end();
    std::size_t room_in_block();

    const files::Limits& limits_;
    Wire wire_;
    client::SslHandle tls_;  // after wire_, which it uses
    Block block_;
    State state_ = State::new_client;
    bool read_to_end_ = false;
};

// Makes such streams: the listener of a server on this port (0: any free one).
//
//     files::ServerOptions options;
//     options.others.push_back(https::listener(8443, std::make_shared<https::ServerContext>(files)));
files::Listener listener(std::uint16_t port, std::shared_ptr<const ServerContext> context);

}  // namespace https
