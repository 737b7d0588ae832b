#pragma once

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/steady_timer.hpp>

#include "03-static-server/connection.hpp"
#include "03-static-server/log_file.hpp"
#include "03-static-server/ready_sockets.hpp"
#include "03-static-server/server.hpp"

namespace files {

// One thread of a server: an event loop, and all that its connections use.
class Worker {
public:
    // Listens on this address, along with the other workers.
    Worker(const tcp::Address& address, const ServerOptions& options, const Server::MakeHandler& make_handler);

    // Serves until stop(), which may be called from any thread.
    void run();
    void stop() { context_.stop(); }

private:
    asio::awaitable<void> accept_connections();
    asio::awaitable<void> make_room();
    asio::awaitable<void> pause();
    asio::awaitable<void> serve(asio::ip::tcp::socket socket, asio::ip::tcp::endpoint peer);
    asio::awaitable<void> sweep_deadlines();
    void log(const LogEntry& entry);

    Service service_;
    LogFile log_;
    Deadlines deadlines_;
    // Last, so destroyed first: connections that are still open use all of the above to the end.
    asio::io_context context_;
    ReadySockets& ready_;
    asio::ip::tcp::acceptor acceptor_;
    asio::steady_timer sweep_timer_;
    asio::steady_timer pause_timer_;
};

}  // namespace files
