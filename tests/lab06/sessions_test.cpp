// Given: who is signed in.
#include "06-security/service/sessions.hpp"

#include "support/catch.hpp"

using security::Identity;
using security::Role;
using security::Sessions;

namespace {

constexpr Sessions::Clock::time_point start{std::chrono::hours{1'000}};

}  // namespace

TEST_CASE("sessions : elles finissent à leur heure, ou quand on se déconnecte") {
    Sessions sessions{std::chrono::seconds{60}};
    const std::string id = sessions.begin({"ada", Role::author}, start);
    REQUIRE(sessions.find(id, start + std::chrono::seconds{59}).has_value());
    CHECK(sessions.find(id, start)->who.name == "ada");
    CHECK_FALSE(sessions.find(id, start + std::chrono::seconds{60}).has_value());
    sessions.end(id);
    CHECK_FALSE(sessions.find(id, start).has_value());
}

TEST_CASE("sessions : qui en ouvre trop met fin à la plus ancienne des siennes, jamais à celles des autres") {
    Sessions sessions{std::chrono::seconds{60}, 3};
    const std::string others = sessions.begin({"alan", Role::author}, start);
    const std::string first = sessions.begin({"ada", Role::author}, start + std::chrono::seconds{1});
    std::string last;
    for (int i = 2; i < 5; ++i) last = sessions.begin({"ada", Role::author}, start + std::chrono::seconds{i});
    CHECK(sessions.find(others, start).has_value());
    CHECK_FALSE(sessions.find(first, start).has_value());
    CHECK(sessions.find(last, start).has_value());
}
