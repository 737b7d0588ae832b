#include "05-https-client/part_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>

#include "lab03/temporary_directory.hpp"
#include "support/catch.hpp"

namespace {

// Nothing if there is no such file.
std::optional<std::string> content(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    if (!file) return std::nullopt;
    return std::string{std::istreambuf_iterator<char>{file}, {}};
}

int error_of_opening(const std::string& path) {
    try {
        const client::PartFile part{path};
    } catch (const std::system_error& error) {
        return error.code().value();
    }
    return 0;
}

}  // namespace

TEST_CASE("client : un fichier ne prend son nom qu'une fois complet, et remplace alors l'ancien") {
    const played::TemporaryDirectory directory;
    const std::string path = directory.write("film", "ancien");
    client::PartFile part{path};
    part.begin_again("\"v1\"");
    part.append("nou");
    part.append("veau");
    CHECK(content(path) == "ancien");
    CHECK(content(path + ".part") == "nouveau");
    CHECK(content(path + ".part.etag") == "\"v1\"");
    part.finish();
    CHECK(content(path) == "nouveau");
    CHECK_FALSE(content(path + ".part"));
    CHECK_FALSE(content(path + ".part.etag"));
}

TEST_CASE("client : ce qui est venu reste pour la fois suivante, avec ce qui en est noté") {
    const played::TemporaryDirectory directory;
    const std::string path = directory.path("film");
    {
        client::PartFile part{path};
        CHECK(part.size() == 0);
        part.begin_again("note");
        part.append("début");
    }
    client::PartFile part{path};
    CHECK(part.size() == 6);
    CHECK(part.note() == "note");
    part.append(", suite");
    part.finish();
    CHECK(content(path) == "début, suite");
}

TEST_CASE("client : recommencer jette ce qui est là et ce qui en était noté") {
    const played::TemporaryDirectory directory;
    client::PartFile part{directory.path("film")};
    part.begin_again("note");
    part.append("abc");
    part.begin_again("");
    CHECK(part.size() == 0);
    CHECK(part.note().empty());
    part.append("d");
    CHECK(content(part.path()) == "d");
}

TEST_CASE("client : rien n'est laissé d'un téléchargement qui n'a rien apporté, ou que l'on jette") {
    const played::TemporaryDirectory directory;
    const std::string path = directory.path("film");
    { const client::PartFile part{path}; }
    CHECK_FALSE(content(path + ".part"));
    {
        client::PartFile part{path};
        part.begin_again("note");
        part.append("abc");
        part.discard();
    }
    CHECK_FALSE(content(path + ".part"));
    CHECK_FALSE(content(path + ".part.etag"));
}

TEST_CASE("client : deux téléchargements n'écrivent jamais dans le même fichier") {
    const played::TemporaryDirectory directory;
    const std::string path = directory.path("film");
    std::optional<client::PartFile> first{std::in_place, path};
    first->append("abc");
    CHECK(error_of_opening(path) == EBUSY);
    CHECK(first->size() == 3);
    first.reset();
    CHECK(error_of_opening(path) == 0);
}

TEST_CASE("client : un lien symbolique n'est pas suivi, un tube ou un répertoire refusés") {
    const played::TemporaryDirectory directory;
    const std::string victim = directory.write("victime", "précieux");
    directory.link("film.part", "victime");
    CHECK(error_of_opening(directory.path("film")) == ELOOP);
    CHECK(content(victim) == "précieux");
    directory.make_pipe("tube.part");
    CHECK(error_of_opening(directory.path("tube")) == EINVAL);
    CHECK(error_of_opening(directory.path()) == EISDIR);
    CHECK(error_of_opening(directory.path("absent/film")) == ENOENT);
}

TEST_CASE("client : un fichier qui a un second nom n'est pas continué, mais remplacé par un autre") {
    const played::TemporaryDirectory directory;
    const std::string other = directory.write("autre", "à quelqu'un");
    REQUIRE(::link(other.c_str(), directory.path("film.part").c_str()) == 0);
    client::PartFile part{directory.path("film")};
    CHECK(part.size() == 0);
    part.append("à nous");
    CHECK(content(other) == "à quelqu'un");
}

TEST_CASE("client : une note laissée en lien symbolique n'est pas suivie") {
    const played::TemporaryDirectory directory;
    const std::string victim = directory.write("victime", "précieux");
    directory.link("film.part.etag", "victime");
    client::PartFile part{directory.path("film")};
    CHECK(part.note().empty());
    part.begin_again("note");
    CHECK(content(victim) == "précieux");
    CHECK(part.note() == "note");
}
