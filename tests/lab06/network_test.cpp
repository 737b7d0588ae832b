// Given: whose failures are counted together.
#include "06-security/service/network.hpp"

#include "support/catch.hpp"

using security::network_of;

TEST_CASE("network_of : une adresse IPv4 est un réseau, une adresse IPv6 a 64 bits de trop") {
    CHECK(network_of("192.0.2.1") == "192.0.2.1");
    CHECK(network_of("::ffff:192.0.2.1") == "192.0.2.1");
    CHECK(network_of("2001:db8:1:2:3:4:5:6") == "2001:db8:1:2::");
    CHECK(network_of("2001:db8:1:2::1") == network_of("2001:DB8:1:2:ffff::"));
    CHECK(network_of("2001:db8:1:3::1") != network_of("2001:db8:1:2::1"));
    CHECK(network_of("::1") == "::");
    CHECK(network_of("personne") == "personne");
}
