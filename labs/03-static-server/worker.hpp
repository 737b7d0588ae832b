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
    // Listens at these places, along with the other workers.
    Worker(const std::vector<Server::Place>& places, const ServerOptions& options, const Server::MakeHandler& make_handler);

    // Serves until stop(), which may be called from any thread.
    void run();
    void stop() { context_.stop(); }

private:
    void listen(const tcp::Address& address, MakeStream make_stream);
    // `make_stream` is empty where streams are plain.
    asio::awaitable<void> accept_connections(asio::ip::tcp::acceptor acceptor, MakeStream make_stream);
    asio::awaitable<void> make_room(asio::steady_timer& timer);
    asio::awaitable<void> pause(asio::steady_timer& timer);
    asio::awaitable<void> serve_plain(asio::ip::tcp::socket socket, asio::ip::tcp::endpoint peer);
    asio::awaitable<void> serve(asio::ip::tcp::socket socket, asio::ip::tcp::endpoint peer,
                                MakeStream make_stream);
    asio::awaitable<void> sweep_deadlines();
    void log(const LogEntry& entry);

    Service service_;
    LogFile log_;
    Deadlines deadlines_;
    // Last, so destroyed first: connections that are still open use all of the above to the end.
    asio::io_context context_;
    ReadySockets& ready_;
    asio::steady_timer sweep_timer_;
};

}  // namespace files
