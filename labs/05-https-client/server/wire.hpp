#pragma once

#include <asio/awaitable.hpp>
#include <asio/buffer.hpp>
#include <asio/ip/tcp.hpp>
#include <string>
#include <string_view>

#include "03-static-server/plain_stream.hpp"
#include "common/unique_fd.hpp"

struct bio_st;

namespace https {

// The encrypted side of a TLS connection: a socket as OpenSSL sees it.
//
// OpenSSL reads and writes through a BIO, "basic input/output", which may be a socket. But the sockets of a server do
// not wait, and OpenSSL would then stop in the middle of a read because it had to write, or the other way round: two
// coroutines, one that reads and one that writes, could not tell who has to go on. So this BIO never refuses bytes. The
// socket gets what it takes at once; the rest waits here, and whoever writes calls flush() before the next record.
// Reading is the other way round: what was received (receive(), keep()) lies here until OpenSSL asks for it.
//
// While a connection is idle, it holds no memory here.
class Wire {
public:
    // Throws as files::take_over() does.
    Wire(asio::ip::tcp::socket socket, files::ReadySockets& ready)
        : ready_{ready}, socket_{files::take_over(std::move(socket), ready)} {}
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;

    // A BIO for OpenSSL, which frees it. The wire must outlive it.
    bio_st* make_bio();

    // Receives at least one byte into `room`; 0 as ReadySockets::receive() says. What is for OpenSSL goes to keep().
    asio::awaitable<std::size_t> receive(asio::mutable_buffer room) { return ready_.receive(socket_.get(), room); }
    void keep(std::string_view bytes) { received_.append(bytes); }

    // Sends these bytes as they are, before OpenSSL has written any. What the socket does not take, flush() sends.
    void write(std::string_view bytes);

    // Has the socket taken all that was written?
    bool is_flushed() const { return unsent_.empty() && !broken_; }

    // Bytes that it has not.
    std::size_t unsent() const { return unsent_.size(); }

    // Waits until it has. False: the peer is gone, or the deadline has passed.
    asio::awaitable<bool> flush(files::Deadline& deadline);

    int socket() const { return socket_.get(); }

    // What waits for the socket goes on.
    void cancel() { ready_.cancel(socket_.get()); }

private:
    struct Callbacks;  // of OpenSSL

    // As much as there is and fits; 0: nothing is left.
    std::size_t read(char* into, std::size_t size);
    std::size_t send_now(std::string_view bytes);

    files::ReadySockets& ready_;
    common::UniqueFd socket_;
    std::string received_;
    std::size_t read_ = 0;  // of received_, by OpenSSL
    std::string unsent_;
    bool broken_ = false;
};

}  // namespace https
