#pragma once

#include <asio/any_io_executor.hpp>
#include <asio/ip/tcp.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "01-tcp/address.hpp"
#include "03-static-server/handler.hpp"

namespace files {

class ReadySockets;

// Makes what carries the bytes of a connection that was just accepted. Called from any thread of the server. What it
// throws ends that connection alone. The references outlive the stream.
using MakeStream = std::function<std::unique_ptr<Stream>(asio::ip::tcp::socket, ReadySockets&, Deadlines&,
                                                         const Limits&)>;

// One more port of a server, where another kind of stream (TLS, in lab 05) leads to the same handlers.
struct Listener {
    std::string scheme;       // of its URL: "https"
    std::uint16_t port = 0;   // 0 is any free port
    MakeStream make_stream;
};

// Listens, and serves each connection, on as many threads as asked for. The threads share nothing: each has its event
// loop, its listening socket on the same address (SO_REUSEPORT: the system spreads the connections), its handler, its
// cache and its log. Nothing is locked, because nothing is shared.
//
//     files::Server server{{.port = 0}, [](asio::any_io_executor executor) { return a new Dispatcher's handler; }};
//     std::cout << server.url() << std::endl;    // http://127.0.0.1:43127/
//     server.start();
//     … server.stop();
struct ServerOptions {
    std::string address = "127.0.0.1";  // "" is all interfaces
    std::uint16_t port = 8080;          // 0 is any free port
    unsigned threads = 1;
    std::string access_log = "none";    // see LogFile
    Limits limits;
    // Told of the server's own failures, one French sentence each, from any of its threads; empty: standard error.
    std::function<void(std::string_view)> report_failure;
    std::vector<Listener> others = {};  // beside the port above…
    MakeStream make_stream = {};        // …whose streams are plain ones if this is empty
};

class Worker;

class Server {
public:
    // Called once for each thread, before start(): what it returns is used by that thread alone, whose event loop the
    // executor is.
    using MakeHandler = std::function<Handler(asio::any_io_executor)>;

    // Listens: from here on clients may connect, and wait for start(). Throws std::system_error when the address is
    // taken or not ours, tcp::ResolveError when it does not exist, and what make_handler throws.
    Server(ServerOptions options, const MakeHandler& make_handler);
    ~Server();

    // Where it listens, with the real port: first "http", then ServerOptions::others in their order.
    struct Place {
        std::string scheme;
        tcp::Address address;
        std::string url() const { return scheme + "://" + tcp::to_string(address) + "/"; }
    };
    const std::vector<Place>& places() const { return places_; }

    // Of the first place.
    const tcp::Address& address() const { return places_.front().address; }
    std::string url() const { return places_.front().url(); }

    // Starts the threads. They block all signals: those are for the caller.
    void start();

    // Closes every connection at once and waits for the threads to end. The server cannot be started again.
    void stop();

private:
    std::vector<Place> places_;
    std::vector<std::unique_ptr<Worker>> workers_;
    std::vector<std::thread> threads_;
};

// Raises the limit of open descriptors as far as this process may, since each connection needs one. Returns the limit.
std::uint64_t raise_descriptor_limit();

// These limits, made smaller where `threads` threads share few descriptors (`descriptors`, for the whole process):
// connections and cached files that took all of them would leave none to open another file with.
Limits fit_to_descriptors(Limits limits, unsigned threads, std::uint64_t descriptors);

}  // namespace files
