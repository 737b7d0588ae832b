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
    client::Timer timer{{.connect = 10s, .total = 1h}};
    while (timer.connect().remaining() > 9'950ms) {
    }
    bool begins_again = false;
    for (int tries = 0; tries < 100 && !begins_again; ++tries) {  // one may be interrupted for long
        timer.begin_connect();
        begins_again = timer.connect().remaining() > 9'950ms;
    }
    CHECK(begins_again);
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
