#pragma once

#include <asio/ip/tcp.hpp>
#include <cstdint>
#include <string_view>

#include "03-static-server/ready_sockets.hpp"
#include "03-static-server/stream.hpp"
#include "common/unique_fd.hpp"

namespace files {

// A stream over a TCP connection. Bytes go straight from a file to the socket (sendfile), without passing through this
// process.
class PlainStream final : public Stream {
public:
    // Takes the socket over from Asio: ReadySockets waits for it. Throws std::system_error when that is impossible.
    PlainStream(asio::ip::tcp::socket socket, ReadySockets& ready, Deadlines& deadlines);

    asio::awaitable<std::size_t> read_some(asio::mutable_buffer into) override;
    asio::awaitable<bool> write(std::string_view first, std::string_view second, bool more_follows) override;
    asio::awaitable<bool> send_file(int file, std::uint64_t offset, std::uint64_t length) override;
    void finish_sending() override;
    void reset() override;
    Peer peer() const override;
    void cancel() override;

private:
    common::UniqueFd socket_;
    ReadySockets& ready_;
};

}  // namespace files
