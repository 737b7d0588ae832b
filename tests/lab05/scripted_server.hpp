#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "01-tcp/address.hpp"
#include "common/unique_fd.hpp"
#include "lab01/peers.hpp"

namespace scripted {

// A connection as the server sees it. Everything waits peers::patience at most, and ends at once when the Server is
// destroyed. What cannot be done (the client has left, or is silent) throws std::runtime_error, which ends the play.
class Guest {
public:
    // Descriptors that become readable when all is to end, and when stall() is.
    struct Interrupts {
        int stop;
        int release;
    };

    // `record` is told all bytes that are received.
    Guest(common::UniqueFd socket, Interrupts interrupts, std::function<void(std::string_view)> record);

    // Reads until the empty line of a head, or as many bytes as given, or until the client has finished. Returns them.
    std::string read_head();
    std::string read(std::size_t count);
    std::string read_to_end();

    // Reads a request, its body included, whether it has a length or comes in chunks. Returns its bytes as they came.
    std::string read_request();

    void send(std::string_view bytes);

    // Sends piece by piece, each as a TCP segment of its own, with a pause behind each.
    void send_in_pieces(std::string_view bytes, std::size_t piece_bytes, std::chrono::milliseconds pause = {});

    void finish();  // « I have finished » (FIN)
    void reset();   // RST; nothing may follow
    void stall();   // neither reads nor writes, until the client has gone or the Server is told to release()

    // Closes in peace: FIN, then what still comes is read until the client has closed too.
    void close();

    int socket() const { return socket_.get(); }

private:
    // Takes what comes into pending_; false at the end of the stream.
    bool receive_more();
    std::string take(std::size_t count);
    void wait_for(short events);
    void pause(std::chrono::milliseconds duration);
    std::size_t chunked_body_size();

    common::UniqueFd socket_;
    Interrupts interrupts_;
    std::function<void(std::string_view)> record_;
    std::string pending_;  // received and not yet taken
};

// What the server does with one connection.
using Play = std::function<void(Guest&)>;

// A server on loopback, on a free port, with a thread for each connection: the first connection gets the first play,
// and so on; a connection more than there are plays is closed at once. When a play has ended, Guest::close() follows.
//
//     scripted::Server server{[](scripted::Guest& guest) {
//         guest.read_request();
//         guest.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab");
//     }};
//     client::get(server.url("/"));
//     server.received(0);   // "GET / HTTP/1.1\r\n…"
class Server {
public:
    template <typename... Plays>
    explicit Server(Plays... plays) : Server{std::vector<Play>{Play{std::move(plays)}...}} {}
    explicit Server(std::vector<Play> plays);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    const tcp::Address& address() const { return listener_.address; }
    std::uint16_t port() const { return listener_.address.port(); }
    std::string url(std::string_view target = "/") const;  // "http://127.0.0.1:PORT/…"

    // Ends all stall()s, now and later.
    void release() { release_.request(); }

    // Waits until all plays have been played to their end. Throws std::runtime_error after peers::patience.
    void join();

    // How many connections there were, and what has been read of each, so far.
    std::size_t connections() const;
    std::string received(std::size_t connection) const;

    // What went wrong in the plays: "connexion 0 : le client est parti". Empty if nothing did.
    std::string failures() const;

private:
    void accept_all();
    void play(std::size_t index, common::UniqueFd socket);
    void report(std::size_t index, std::string_view failure);

    peers::Listener listener_;
    std::vector<Play> plays_;
    peers::Stop stop_;
    peers::Stop release_;
    mutable std::mutex mutex_;
    std::condition_variable played_one_;
    std::size_t connections_ = 0;
    std::size_t played_ = 0;
    std::vector<std::string> received_;
    std::string failures_;
    std::vector<std::thread> guests_;
    std::thread acceptor_;
};

}  // namespace scripted
