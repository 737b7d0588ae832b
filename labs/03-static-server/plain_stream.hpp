#pragma once

#include <asio/ip/tcp.hpp>
#include <cstdint>
#include <string_view>

#include "03-static-server/ready_sockets.hpp"
#include "03-static-server/stream.hpp"
#include "common/unique_fd.hpp"

namespace files {

// What streams over TCP have in common, whatever they put in between. The socket taken over from Asio: ReadySockets
// waits for it. Throws std::system_error when that is impossible.
common::UniqueFd take_over(asio::ip::tcp::socket socket, ReadySockets& ready);

// Stream::peer() of a connected socket.
Stream::Peer peer_of(int socket);

// A stream over a TCP connection. Bytes go straight from a file to the socket (sendfile), without passing through this
// process.
class PlainStream final : public Stream {
public:
    // Throws as take_over() does.
    PlainStream(asio::ip::tcp::socket socket, ReadySockets& ready, Deadlines& deadlines);

    asio::awaitable<std::size_t> read_some(asio::mutable_buffer into) override;
    asio::awaitable<bool> write(std::string_view first, std::string_view second, bool more_follows) override;
    asio::awaitable<bool> send_file(int file, std::uint64_t offset, std::uint64_t length) override;
    void finish_sending() override;
    void reset() override;
    Peer peer() const override { return peer_of(socket_.get()); }
    void cancel() override;

private:
    ReadySockets& ready_;
    common::UniqueFd socket_;
};

}  // namespace files
