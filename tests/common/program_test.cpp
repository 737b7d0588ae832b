#include "common/program.hpp"
#include "common/terminal.hpp"

#include "support/catch.hpp"

TEST_CASE("0.3 un nombre entier se vérifie entre deux bornes, comprises") {
    const common::Check port = common::whole_number(0, 65'535);
    for (const std::string right : {"0", "80", "65535"}) CHECK(port(right).empty());
    for (const std::string wrong : {"", "-1", "+1", " 1", "1 ", "65536", "010", "0x50", "18446744073709551616"}) {
        CHECK(port(wrong) == "« " + wrong + " » n'est pas un nombre entier de 0 à 65535");
    }
    CHECK_FALSE(common::whole_number(1, 9)("0").empty());
}

TEST_CASE("0.3 une lettre accentuée prend une colonne, et non deux") {
    CHECK(common::columns("été") == 3);
    CHECK(common::columns("ete") == 3);
    CHECK(common::columns("") == 0);
}

TEST_CASE("0.3 un choix est l'un de ceux qui sont offerts") {
    const common::Check mode = common::one_of({"poll", "asio"});
    CHECK(mode("asio").empty());
    CHECK(mode("") == "«  » n'est pas l'un de ceux-ci : poll, asio");
    CHECK(mode("Poll") == "« Poll » n'est pas l'un de ceux-ci : poll, asio");
}
