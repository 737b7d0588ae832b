#include "05-https-client/file_body.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <system_error>
#include <thread>

#include "lab03/temporary_directory.hpp"
#include "lab05/body_reading.hpp"
#include "support/lesson.hpp"

namespace {

support::Lesson lesson_of_bodies() {
    return support::Lesson{{"RFC 9110 §6.4", "05-https-client.md#un-formulaire-sur-le-fil",
                            "./lab run https_client PUT 127.0.0.1:8081/put -T film.mp4"}};
}

// A pipe: what is written on one side comes out on the other.
struct Pipe {
    explicit Pipe(int flags = 0) {
        std::array<int, 2> ends{};
        REQUIRE(::pipe2(ends.data(), O_CLOEXEC | flags) == 0);
        out.reset(ends[0]);
        in.reset(ends[1]);
    }
    void write(std::string_view text) const {
        REQUIRE(::write(in.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()));
    }
    common::UniqueFd out;
    common::UniqueFd in;
};

// Different at every place, so that a piece that is missing, or in another place, is seen.
std::string numbered_lines(int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += std::to_string(i) + "\n";
    return text;
}

}  // namespace

TEST_CASE("5.6 le corps tiré d'un fichier est le fichier entier, et sa longueur est connue d'avance") {
    support::Lesson lesson = lesson_of_bodies();
    const played::TemporaryDirectory directory;
    const std::string text = numbered_lines(100'000);
    client::FileBody body{directory.write("grand.txt", text)};
    lesson.step("un fichier de " + std::to_string(text.size()) + " octets");
    lesson.expect("la longueur annoncée", body.length().value_or(0), text.size());
    lesson.expect_that("ce qui est donné est le contenu du fichier", played::read_all(body) == text);
    lesson.expect("la suite, une fois tout donné", body.next(), "");
}

TEST_CASE("5.6 un grand fichier est donné par morceaux, sans être lu en entier") {
    support::Lesson lesson = lesson_of_bodies();
    const played::TemporaryDirectory directory;
    client::FileBody body{directory.write("grand", std::string(client::read_bytes * 3, 'x'))};
    const std::size_t first = body.next().size();
    lesson.expect_that("le premier morceau a au plus 64 Kio", first <= client::read_bytes);
    lesson.expect_that("et n'est pas vide", first > 0);
}

TEST_CASE("5.6 un fichier vide est un corps vide, de longueur connue") {
    support::Lesson lesson = lesson_of_bodies();
    const played::TemporaryDirectory directory;
    client::FileBody body{directory.write("vide", "")};
    lesson.expect("la longueur annoncée", body.length().value_or(99), 0u);
    lesson.expect("ce qui est donné", body.next(), "");
}

TEST_CASE("5.6 d'un fichier, on peut n'envoyer qu'une partie") {
    support::Lesson lesson = lesson_of_bodies();
    const played::TemporaryDirectory directory;
    const std::string path = directory.write("notes.txt", "0123456789");
    const auto expect_part = [&](std::uint64_t offset, std::uint64_t length, std::string_view part) {
        lesson.step("à partir de l'octet " + std::to_string(offset) + ", au plus " + std::to_string(length));
        client::FileBody body{path, offset, length};
        lesson.expect("la longueur annoncée", body.length().value_or(99), part.size());
        lesson.expect("ce qui est donné", played::read_all(body), part);
    };
    expect_part(3, 4, "3456");
    expect_part(8, 100, "89");
    expect_part(10, 1, "");
    expect_part(11, 1, "");
    expect_part(0, client::FileBody::to_the_end, "0123456789");
}

TEST_CASE("5.6 le corps tiré d'un fichier peut être envoyé une seconde fois, même à mi-chemin") {
    support::Lesson lesson = lesson_of_bodies();
    const played::TemporaryDirectory directory;
    const std::string text = numbered_lines(100'000);
    client::FileBody body{directory.write("grand.txt", text), 10};
    static_cast<void>(body.next());
    lesson.expect("rewind()", body.rewind(), true);
    lesson.expect_that("tout est donné depuis le début", played::read_all(body) == text.substr(10));
    lesson.expect("rewind()", body.rewind(), true);
    lesson.expect_that("et encore une fois", played::read_all(body) == text.substr(10));
}

TEST_CASE("5.6 un fichier qui grandit pendant l'envoi est envoyé tel qu'il était") {
    support::Lesson lesson = lesson_of_bodies();
    const played::TemporaryDirectory directory;
    client::FileBody body{directory.write("journal", "un\n")};
    directory.overwrite("journal", "un\ndeux\n");
    lesson.step("le fichier passe de 3 à 8 octets après la requête : Content-Length a déjà dit 3");
    lesson.expect("ce qui est donné", played::read_all(body), "un\n");
}

TEST_CASE("5.6 un fichier qui raccourcit pendant l'envoi est une erreur, pas un corps plus court") {
    support::Lesson lesson = lesson_of_bodies();
    const played::TemporaryDirectory directory;
    const std::string path = directory.write("journal", "un\ndeux\n");
    client::FileBody body{path};
    directory.overwrite("journal", "un\n");
    lesson.step("le fichier passe de 8 à 3 octets après la requête : Content-Length a déjà dit 8");
    std::string message = "aucune erreur";
    try {
        static_cast<void>(played::read_all(body));
    } catch (const std::system_error& error) {
        message = error.what();
    }
    lesson.expect_contains("l'erreur", message, path + ", devenu plus court");
}

TEST_CASE("5.6 ce qui sort d'un tube est donné à mesure, jusqu'à sa fin, sans longueur connue") {
    support::Lesson lesson = lesson_of_bodies();
    Pipe pipe;
    client::PipeBody body{pipe.out.get()};
    lesson.expect("une longueur est annoncée", body.length().has_value(), false);
    pipe.write("un");
    lesson.expect("après l'écriture de « un »", body.next(), "un");
    pipe.write("deux");
    lesson.expect("après l'écriture de « deux »", body.next(), "deux");
    pipe.in.reset();
    lesson.expect("une fois le tube fermé", body.next(), "");
    lesson.expect("le relire est possible", body.rewind(), false);
}

TEST_CASE("5.6 un tube vide est attendu, même si son descripteur est non bloquant") {
    support::Lesson lesson = lesson_of_bodies();
    Pipe pipe{O_NONBLOCK};
    client::PipeBody body{pipe.out.get()};
    std::thread writer{[&] { pipe.write("enfin"); }};
    std::string first = "une exception";
    try {
        first = body.next();
    } catch (...) {
        writer.join();
        throw;
    }
    writer.join();
    lesson.expect("ce qui est donné", first, "enfin");
}
