#include <string>
#include <vector>

#include "lab05/connection_run.hpp"
#include "lab05/scripted_transport.hpp"

// What a connection does before it reads anything.

TEST_CASE("un corps d'une autre longueur qu'annoncée n'est pas envoyé jusqu'au bout") {
    for (const std::vector<std::string>& pieces : {std::vector<std::string>{"12345", "67"}, {"1234"}}) {
        scripted::Peer peer;
        lab05::Pieces body{pieces, 5};
        client::Connection connection{peer.transport(), client::Limits{}};
        const client::Outgoing request = lab05::post(body, "Content-Length: 5\r\n");
        CHECK(lab05::exchange(connection, request).failure == "InvalidRequest");
        CHECK(peer.written() == request.head + pieces.front());
        CHECK_FALSE(connection.is_reusable());
    }
}
