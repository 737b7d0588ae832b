#pragma once

#include <cstddef>
#include <deque>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "05-https-client/route.hpp"
#include "05-https-client/transport.hpp"

namespace scripted {

// A server that exists in memory only, at the other end of one connection: what it does is a script, what the client
// writes is recorded, and nobody waits: a silence ends at once, as if the deadline had passed.
//
//     scripted::Peer peer;
//     peer.wait_for("\r\n\r\n");                                       // says nothing before it has the head
//     peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab");
//     client::Connection connection{peer.transport(), client::Limits{}};
//     … connection.exchange(…);
//     peer.written();                                                  // what the client has sent
//
// When the script is over, the server stays silent: whatever the client waits for expires.
class Peer {
public:
    // The script, in order.
    void wait_for(std::string_view text);  // silence until the client has written this, behind what it wrote before
    void send(std::string_view bytes);     // arrives in one piece, where the client's buffer has room
    void send_by_bytes(std::string_view bytes);
    void send_in_two(std::string_view bytes, std::size_t cut);
    void silence();  // one wait of the client expires
    void finish();   // end_of_stream, for good
    void reset();    // the connection is broken, for good

    // The server takes this many bytes and no more: it then does not read, or is gone.
    void stop_taking_after(std::size_t bytes) { taken_at_most_ = bytes; }
    void vanish_after(std::size_t bytes) { vanishes_after_ = bytes; }

    // The client's end; once. This object must live as long as that one.
    std::unique_ptr<client::Transport> transport();

    // What the client has written so far, in how many calls; has it closed the connection?
    const std::string& written() const { return written_; }
    std::size_t writes() const { return writes_; }
    bool is_closed() const { return closed_; }

    // Has the client read all that the script sends?
    bool is_read_to_the_end() const { return script_.empty(); }

    // The largest buffer that the client has offered, in bytes.
    std::size_t largest_read() const { return largest_read_; }

private:
    class End;
    static constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

    struct Move {
        enum class Kind { wait_for, bytes, silence, end, reset };
        Kind kind = Kind::silence;
        std::string text = {};
    };

    // Leaves behind the waits that are over.
    void settle();
    bool has_something_to_read();
    void drop_silence();
    tcp::Chunk read(std::span<char> buffer);
    client::Transport::Written write(std::string_view bytes, bool stop_at_answer);
    tcp::Outcome take(std::string_view piece);

    std::deque<Move> script_;
    std::string written_;
    std::size_t waited_until_ = 0;  // in written_: the end of the last text that was waited for
    std::size_t writes_ = 0;
    std::size_t taken_at_most_ = unlimited;
    std::size_t vanishes_after_ = unlimited;
    std::size_t largest_read_ = 0;
    bool closed_ = false;
};

// Several such servers, one for each connection that is opened, in order: what a Session is given in the place of the
// network. It must live as long as the session.
//
//     scripted::Network network;
//     network.next().send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
//     client::Session session{{}, network.connector()};
class Network {
public:
    // The server of the next connection that has none; the reference stays valid.
    Peer& next();

    // The server of connection `index`, which next() has made.
    Peer& operator[](std::size_t index) { return peers_.at(index); }

    // Where the connections that were opened lead to.
    const std::vector<client::Route>& routes() const { return routes_; }

    // One connection more than there are servers: ConnectionError « le réseau du test n'a plus de serveur ».
    client::Connector connector();

private:
    std::deque<Peer> peers_;
    std::vector<client::Route> routes_;
};

}  // namespace scripted
