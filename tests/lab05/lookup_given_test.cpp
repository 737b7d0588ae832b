#include "05-https-client/lookup.hpp"
#include "support/catch.hpp"

TEST_CASE("une adresse IP ne se cherche pas") {
    const auto never = [](const std::string&, std::uint16_t) -> std::vector<tcp::Address> {
        FAIL("la recherche a été lancée");
        return {};
    };
    const tcp::Deadline passed = tcp::Deadline::after(std::chrono::milliseconds{0});
    CHECK(tcp::to_string(client::look_up("192.0.2.1", 80, passed, never).at(0)) == "192.0.2.1:80");
    CHECK(tcp::to_string(client::look_up("2001:db8::1", 443, passed, never).at(0)) == "[2001:db8::1]:443");
}
