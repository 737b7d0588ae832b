#include "05-https-client/source_file.hpp"

#include <system_error>

#include "05-https-client/file_body.hpp"
#include "lab03/temporary_directory.hpp"
#include "support/catch.hpp"

TEST_CASE("client : un fichier à envoyer est ouvert avec sa taille, et lu par morceaux") {
    const played::TemporaryDirectory directory;
    const client::SourceFile file{directory.write("notes.txt", "0123456789")};
    std::string buffer;
    CHECK(file.size() == 10);
    CHECK(file.read(0, 4, buffer) == "0123");
    CHECK(file.read(8, 100, buffer) == "89");
}

TEST_CASE("client : un fichier à envoyer est lu par morceaux de 64 Kio au plus") {
    const played::TemporaryDirectory directory;
    const client::SourceFile file{directory.write("grand", std::string(client::read_bytes + 1, 'x'))};
    std::string buffer;
    CHECK(file.read(0, file.size(), buffer).size() == client::read_bytes);
    CHECK(file.read(client::read_bytes, file.size(), buffer).size() == 1);
}

TEST_CASE("client : ce qui n'est pas un fichier ordinaire ne s'envoie pas comme un fichier") {
    const played::TemporaryDirectory directory;
    const auto reason = [](const std::string& path) -> std::string {
        try {
            client::FileBody{path};
        } catch (const std::system_error& error) {
            return error.what();
        }
        return "ouvert";
    };
    const std::string absent = directory.path("absent");
    CHECK(reason(absent) == "open " + absent + " : fichier ou répertoire introuvable");
    CHECK(reason(directory.path()) == "open " + directory.path() + " : est un répertoire");
    const std::string pipe = directory.make_pipe("tube");
    CHECK(reason(pipe) == "open " + pipe + ", qui n'est pas un fichier ordinaire : argument invalide");
}

TEST_CASE("client : lire au-delà de la fin d'un fichier raccourci est une erreur qui le dit") {
    const played::TemporaryDirectory directory;
    const std::string path = directory.write("notes.txt", "0123456789");
    const client::SourceFile file{path};
    directory.overwrite("notes.txt", "0123");
    std::string buffer;
    CHECK(file.read(0, 10, buffer) == "0123");
    try {
        static_cast<void>(file.read(4, 6, buffer));
        FAIL("la lecture devait échouer");
    } catch (const std::system_error& error) {
        CHECK(std::string{error.what()} == "pread " + path + ", devenu plus court que prévu : erreur d'entrée-sortie");
    }
}
