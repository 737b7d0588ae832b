#include <chrono>

#include "05-https-client/timer.hpp"
#include "support/catch.hpp"

using namespace std::chrono_literals;

TEST_CASE("aucun délai ne va au-delà du délai total") {
    const client::Timer timer{{.connect = 1h, .read = 1h, .total = 10s}};
    CHECK(timer.connect().remaining() <= 10s);
    CHECK(timer.read().remaining() <= 10s);
    CHECK(timer.total().remaining() <= 10s);
    CHECK(timer.total().remaining() > 0s);
}

TEST_CASE("le délai de connexion recommence à chaque connexion, pas le délai total") {
    client::Timer timer{{.connect = 50ms, .total = 1h}};
    while (timer.connect().remaining() > 0ms) {
    }
    timer.begin_connect();
    CHECK(timer.connect().remaining() > 0ms);
    CHECK(timer.elapsed() >= 50ms);
}

TEST_CASE("des délais absurdes deviennent le plus petit ou le plus grand qui se comptent") {
    const client::Timer smallest{{.connect = 0ms, .read = -5s, .total = 1h}};
    CHECK(smallest.read().remaining() <= 1ms);
    const auto endless = std::chrono::milliseconds::max();
    const client::Timer largest{{.connect = endless, .read = endless, .total = endless}};
    CHECK(largest.read().remaining() > 24h);
    CHECK(largest.read().remaining() < 24h * 366);
}
