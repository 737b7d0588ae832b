// Given: the certificates of a class.
#include "05-https-client/certificates/class_certificates.hpp"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "05-https-client/certificate.hpp"
#include "05-https-client/certificates/pem.hpp"
#include "lab03/temporary_directory.hpp"
#include "support/catch.hpp"

using client::make_class_certificates;
using played::TemporaryDirectory;

namespace {

std::string content(const std::string& path) {
    std::ifstream file{path};
    return {std::istreambuf_iterator<char>{file}, {}};
}

mode_t mode_of(const std::string& path) {
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    return status.st_mode & 0777;
}

}  // namespace

TEST_CASE("make_certs : une autorité, un serveur, un client, les clés ne sont lisibles que de leur propriétaire") {
    const TemporaryDirectory directory;
    const auto made = make_class_certificates({.directory = directory.path("neuf/certs"), .hosts = {"poste.test"}});
    CHECK(made.authority_is_new);
    CHECK(made.files.size() == 6);
    for (const client::MadeFile& file : made.files) {
        const bool secret = file.name.ends_with(".key");
        CHECK(mode_of(directory.path("neuf/certs/" + file.name)) == (secret ? 0600 : 0644));
    }
    const std::string server_path = directory.path("neuf/certs/server");
    const auto server = client::read_pem(server_path + ".pem", server_path + ".key");
    CHECK(client::facts_of(server.certificate.get()).names ==
          std::vector<std::string>{"localhost", "127.0.0.1", "::1", "poste.test"});
}

TEST_CASE("make_certs : l'autorité qui existe est gardée, et signe les nouveaux certificats") {
    const TemporaryDirectory directory;
    make_class_certificates({.directory = directory.path()});
    const std::string authority = content(directory.path("ca.pem"));
    const std::string server = content(directory.path("server.pem"));
    CHECK_FALSE(make_class_certificates({.directory = directory.path()}).authority_is_new);
    CHECK(content(directory.path("ca.pem")) == authority);
    CHECK(content(directory.path("server.pem")) != server);
    make_class_certificates({.directory = directory.path(), .force = true});
    CHECK(content(directory.path("ca.pem")) != authority);
}

TEST_CASE("make_certs : une autorité sans sa clé, ou des fichiers d'un autre, ne sont pas écrasés") {
    const TemporaryDirectory directory;
    make_class_certificates({.directory = directory.path()});
    std::filesystem::remove(directory.path("ca.key"));
    CHECK_THROWS_AS(make_class_certificates({.directory = directory.path()}), std::runtime_error);

    const TemporaryDirectory other;
    other.write("server.key", "à quelqu'un d'autre");
    CHECK_THROWS_AS(make_class_certificates({.directory = other.path()}), std::runtime_error);
    CHECK(content(other.path("server.key")) == "à quelqu'un d'autre");
}

TEST_CASE("make_certs : un certificat ne vit pas plus longtemps que son autorité") {
    const TemporaryDirectory directory;
    make_class_certificates({.directory = directory.path(), .days = client::most_days});
    const auto valid_until = [&](const std::string& name) {
        const auto issued = client::read_pem(directory.path(name + ".pem"), directory.path(name + ".key"));
        return client::facts_of(issued.certificate.get()).valid_until;
    };
    CHECK(valid_until("server") <= valid_until("ca"));
}
