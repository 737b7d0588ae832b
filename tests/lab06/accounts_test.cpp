// Given: the file of accounts.
#include "06-security/accounts.hpp"

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "support/catch.hpp"

using security::Account;
using security::Accounts;
using security::Role;

namespace {

constexpr security::ScryptCost cheap{.n = 16, .r = 1, .p = 1};

// A file of accounts while a test lasts.
class AccountsFile {
public:
    explicit AccountsFile(const std::string& text, unsigned rights = 0600) {
        std::ofstream{path_} << text;
        std::filesystem::permissions(path_, std::filesystem::perms{rights});
    }
    ~AccountsFile() { std::filesystem::remove(path_); }
    AccountsFile(const AccountsFile&) = delete;
    AccountsFile& operator=(const AccountsFile&) = delete;

    // Why it cannot be loaded, empty if it can.
    std::string refusal() const {
        try {
            Accounts::load(path_);
            return "";
        } catch (const std::runtime_error& error) {
            return error.what();
        }
    }

    std::string path() const { return path_; }

private:
    std::filesystem::path path_ =
        std::filesystem::temp_directory_path() / ("atelier-comptes-" + security::random_id(8));
};

bool says(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("comptes : le fichier se relit tel qu'il a été écrit") {
    Accounts accounts;
    CHECK(accounts.empty());
    accounts.add({"ada", Role::author, security::hash_password("azerty", cheap)});
    accounts.add({"Grace.H-1_x", Role::admin, security::hash_password("autre", cheap)});
    const AccountsFile file{"\n# un commentaire\r\n  \n" + accounts.to_text()};
    const Accounts again = Accounts::load(file.path());
    REQUIRE(again.find("ada") != nullptr);
    CHECK(again.find("ada")->role == Role::author);
    CHECK(again.find("ada")->password == accounts.find("ada")->password);
    CHECK(again.find("Grace.H-1_x")->role == Role::admin);
    for (const char* name : {"", "ad", "ada ", "Ada", "#", "nom"}) CHECK(again.find(name) == nullptr);
    CHECK(again.to_text() == accounts.to_text());
}

TEST_CASE("comptes : un fichier que d'autres peuvent lire est refusé") {
    for (const unsigned rights : {0640u, 0604u, 0620u, 0602u, 0610u, 0666u}) {
        CHECK(says(AccountsFile("", rights).refusal(), "chmod 600"));
    }
    CHECK(AccountsFile("", 0400).refusal().empty());
    CHECK_THROWS_AS(Accounts::load("/nulle/part"), std::system_error);
}

TEST_CASE("comptes : une ligne fausse est dite avec son numéro, sans l'empreinte") {
    const std::string hash = security::hash_password("azerty", cheap);
    const std::string good = "ada auteur " + hash + "\n";
    for (const std::string& wrong :
         {std::string{"louis"}, std::string{"louis lecteur"}, "louis lecteur " + hash + " x", "louis chef " + hash,
          "louis lecteur " + hash + "x", "lou/is lecteur " + hash, "loüis lecteur " + hash,
          std::string(65, 'a') + " lecteur " + hash, "ada lecteur " + hash, std::string{"louis lecteur azerty"}}) {
        const std::string refusal = AccountsFile(good + wrong + "\n").refusal();
        INFO(wrong << '\n' << refusal);
        CHECK(says(refusal, "ligne 2"));
        CHECK_FALSE(says(refusal, hash));
        CHECK_FALSE(says(refusal, "azerty"));
    }
}

TEST_CASE("comptes : le leurre coûte autant que le compte le plus coûteux") {
    Accounts accounts;
    CHECK(security::cost_of(accounts.decoy())->n == security::ScryptCost{}.n);
    accounts.add({"ada", Role::author, security::hash_password("azerty", cheap)});
    CHECK(security::cost_of(accounts.decoy())->n == 16);
    accounts.add({"grace", Role::admin, security::hash_password("azerty", {.n = 64, .r = 2, .p = 1})});
    accounts.add({"louis", Role::reader, security::hash_password("azerty", {.n = 32, .r = 2, .p = 1})});
    CHECK(security::cost_of(accounts.decoy())->n == 64);
    CHECK(security::cost_of(accounts.decoy())->r == 2);
    CHECK_FALSE(security::is_password("azerty", accounts.decoy()));
}
