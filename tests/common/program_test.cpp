#include "common/program.hpp"
#include "common/terminal.hpp"

#include <iostream>
#include <sstream>
#include <string>
#include <vector>

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

TEST_CASE("0.3 ce qui est de trop se dit dans l'ordre où on l'a donné") {
    const std::ostringstream said;
    std::streambuf* const before = std::cerr.rdbuf(said.rdbuf());
    std::vector<std::string> words{"essai", "--prot", "80", "encore"};
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    const int status = common::run_program(
        static_cast<int>(arguments.size()), arguments.data(), {"essai", "Essaie.", "  essai"}, [](CLI::App&) {},
        [] { return 0; });
    std::cerr.rdbuf(before);
    CHECK(status == 2);
    CHECK(said.str() == "essai : argument ou option inconnu : « --prot 80 encore ». « essai --help » donne l'aide.\n");
}
