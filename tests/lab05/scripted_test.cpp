#include <array>
#include <string>

#include "05-https-client/errors.hpp"
#include "lab01/peers.hpp"
#include "lab05/scripted_server.hpp"
#include "lab05/scripted_transport.hpp"
#include "support/catch.hpp"

namespace {

using namespace std::chrono_literals;
using tcp::Outcome;

const tcp::Deadline deadline = tcp::Deadline::after(std::chrono::hours{1});

// What one read brings, or why there is nothing.
std::string read(client::Transport& transport) {
    std::array<char, 4> buffer;
    const tcp::Chunk chunk = transport.read_some(buffer, deadline);
    if (chunk.outcome == Outcome::complete) return {buffer.data(), chunk.size};
    return "(" + std::string{tcp::describe(chunk.outcome)} + ")";
}

}  // namespace

TEST_CASE("le serveur en mémoire suit son script") {
    scripted::Peer peer;
    peer.wait_for("bonjour");
    peer.send("abcdef");
    peer.silence();
    peer.finish();
    const auto transport = peer.transport();
    CHECK(read(*transport) == "(le délai d'attente est dépassé)");
    CHECK_FALSE(transport->wait_for_answer(deadline));
    CHECK(transport->write("bon", deadline, false).size == 3);
    CHECK_FALSE(transport->is_stale());
    CHECK(transport->write("jour", deadline, true).answer_waits == false);
    CHECK(transport->wait_for_answer(deadline));
    CHECK(read(*transport) == "abcd");
    CHECK(read(*transport) == "ef");
    CHECK(read(*transport) == "(le délai d'attente est dépassé)");
    CHECK(read(*transport) == "(l'autre extrémité a fini d'envoyer)");
    CHECK(peer.written() == "bonjour");
}

TEST_CASE("le serveur en mémoire répond au milieu d'un envoi, ne lit plus ou disparaît") {
    scripted::Peer answering;
    answering.wait_for("0123456789");
    answering.send("413");
    const auto stopped = answering.transport()->write("0123456789" + std::string(10'000, 'x'), deadline, true);
    CHECK(stopped.outcome == Outcome::complete);
    CHECK(stopped.answer_waits);
    CHECK(stopped.size < 10'000);

    scripted::Peer full;
    full.stop_taking_after(3);
    const auto blocked = full.transport()->write("abcdef", deadline, false);
    CHECK(blocked.outcome == Outcome::expired);
    CHECK(blocked.size == 3);

    scripted::Peer gone;
    gone.vanish_after(3);
    const auto transport = gone.transport();
    CHECK(transport->write("abcdef", deadline, false).outcome == Outcome::reset);
    CHECK(read(*transport) == "(la connexion a été coupée)");
}

TEST_CASE("le réseau en mémoire donne un serveur à chaque connexion") {
    scripted::Network network;
    network.next().send("un");
    network.next().send("deux");
    const client::Connector connect = network.connector();
    const client::Timer timer{{}};
    client::Observer observer;
    const client::Route to_a{.scheme = "http", .host = "a", .port = 80, .proxy = {}, .tls = {}};
    const client::Route to_b{.scheme = "http", .host = "b", .port = 80, .proxy = {}, .tls = {}};
    const auto first = connect(to_a, {}, timer, observer);
    const auto second = connect(to_b, {}, timer, observer);
    CHECK(read(*second) == "deux");
    CHECK(read(*first) == "un");
    CHECK(network.routes().at(1).host == "b");
    CHECK_THROWS_AS(connect({}, {}, timer, observer), client::ConnectionError);
}

TEST_CASE("le serveur à script lit des requêtes, avec leur corps, et répond") {
    scripted::Server server{
        [](scripted::Guest& guest) {
            guest.send_in_pieces(guest.read_request(), 3, 1ms);
            guest.send(guest.read_request());
        },
        [](scripted::Guest& guest) { guest.reset(); }};
    const std::string by_length = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc";
    const std::string chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
    const common::UniqueFd first = peers::connect(server.address());
    peers::send(first.get(), by_length + chunked);
    CHECK(peers::receive_to_end(first.get()) == by_length + chunked);
    const common::UniqueFd second = peers::connect(server.address());
    CHECK(peers::receive_to_end(second.get()) == "(RST)");
    server.join();
    CHECK(server.received(0) == by_length + chunked);
    CHECK(server.failures().empty());
    CHECK(server.connections() == 2);
}

TEST_CASE("le serveur à script attend qu'on le libère, et dit ce qui a mal tourné") {
    scripted::Server server{[](scripted::Guest& guest) { guest.stall(); },
                            [](scripted::Guest& guest) { guest.read_head(); }};
    const common::UniqueFd stalled = peers::connect(server.address());
    CHECK_FALSE(peers::is_readable(stalled.get(), 20ms));
    server.release();
    CHECK(peers::receive_to_end(stalled.get()).empty());
    {
        const common::UniqueFd leaving = peers::connect(server.address());
        peers::send(leaving.get(), "GET ");
    }
    server.join();
    CHECK(server.failures() == "connexion 1 : le client a fini au milieu d'un en-tête");
}
