#include "05-https-client/netrc.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "support/catch.hpp"

namespace {

// A file that NETRC names while the test lasts.
class NetrcFile {
public:
    explicit NetrcFile(std::filesystem::perms permissions) {
        std::ofstream{path_} << "machine example.com login ada password secret\n";
        std::filesystem::permissions(path_, permissions);
        ::setenv("NETRC", path_.c_str(), 1);
    }
    ~NetrcFile() {
        ::unsetenv("NETRC");
        std::filesystem::remove(path_);
    }
    NetrcFile(const NetrcFile&) = delete;
    NetrcFile& operator=(const NetrcFile&) = delete;

private:
    std::filesystem::path path_ =
        std::filesystem::temp_directory_path() / ("atelier-netrc-" + std::to_string(::getpid()));
};

// « ada:secret », or « rien ».
std::string credentials(std::string_view text, std::string_view host) {
    const auto found = client::netrc_credentials(text, host);
    return found ? found->user + ":" + found->password : "rien";
}

}  // namespace

TEST_CASE("client : ~/.netrc donne nom et mot de passe par hôte") {
    const std::string text =
        "# machine z login z password z\n"
        "machine example.com login ada password secret\n"
        "machine other.example\n\tlogin bob\n\taccount x\n\tpassword p#1\n"
        "machine example.com login second password second\n"
        "default login anonymous password guest\n";
    CHECK(credentials(text, "example.com") == "ada:secret");
    CHECK(credentials(text, "EXAMPLE.com") == "ada:secret");
    CHECK(credentials(text, "other.example") == "bob:p#1");
    CHECK(credentials(text, "www.example.com") == "anonymous:guest");
    CHECK(credentials(text, "z") == "anonymous:guest");
}

TEST_CASE("client : ~/.netrc, guillemets, macros et ce qui manque") {
    CHECK(credentials("machine a login \"ada lovelace\" password \"a\\\"b\\\\c\"", "a") == "ada lovelace:a\"b\\c");
    CHECK(credentials("macdef init\nmachine a login x password y\n\nmachine a login b password c", "a") == "b:c");
    CHECK(credentials("machine a password c login b machine d", "a") == "b:c");
    CHECK(credentials("machine a login machine password default", "a") == "machine:default");
    CHECK(credentials("machine a", "a") == ":");
    CHECK(credentials("machine b login x password y", "a") == "rien");
    for (const char* text : {"", "machine", "login a", "default login", "macdef", "\"", "machine \"a"}) {
        INFO(text);
        CHECK(credentials(text, "b") == (std::string_view{text}.starts_with("default") ? ":" : "rien"));
    }
}

TEST_CASE("client : ~/.netrc ne se laisse pas tromper par le texte d'une adresse") {
    const std::string text = "machine example.com login ada password secret";
    CHECK(credentials(text, "evil.example") == "rien");
    CHECK(credentials(text, "example.com:x@evil.example") == "rien");
    CHECK(credentials(text, "example.com.evil.example") == "rien");
    CHECK(credentials(text, "") == "rien");
}

TEST_CASE("client : ~/.netrc n'est lu que si personne d'autre ne le peut") {
    using std::filesystem::perms;
    {
        const NetrcFile file{perms::owner_read | perms::owner_write};
        REQUIRE(client::netrc_credentials("example.com"));
        CHECK(client::netrc_credentials("example.com")->password == "secret");
        CHECK_FALSE(client::netrc_credentials("other.example"));
    }
    {
        const NetrcFile file{perms::owner_read | perms::owner_write | perms::group_read};
        CHECK_FALSE(client::netrc_credentials("example.com"));
    }
    ::setenv("NETRC", "/nulle/part", 1);
    CHECK_FALSE(client::netrc_credentials("example.com"));
    ::setenv("NETRC", "/", 1);
    CHECK_FALSE(client::netrc_credentials("example.com"));
    ::unsetenv("NETRC");
}
