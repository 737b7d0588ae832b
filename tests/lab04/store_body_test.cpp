#include <fcntl.h>
#include <sys/stat.h>

#include "04-cgi/pump.hpp"
#include "lab01/peers.hpp"
#include "lab04/client_body.hpp"
#include "lab04/loop.hpp"
#include "support/lesson.hpp"

namespace {

using played::ClientBody;
using played::in_chunks;
using played::Loop;

support::Lesson lesson_on(std::string rule) {
    return support::Lesson{{.rule = std::move(rule) + " ; pump.hpp",
                            .slide = "04-cgi.md#les-deux-sens-à-la-fois",
                            .command = "./lab run cgi_server --cgi-bin cgi-bin, puis, avec le cat.sh de l'énoncé : curl "
                                       "-T - http://127.0.0.1:8080/cgi-bin/cat.sh < gros-fichier"}};
}

asio::awaitable<void> store(files::BodyReader& body, std::uint64_t limit, cgi::StoredBody& stored) {
    stored = co_await cgi::store_body(body, limit);
}

// What a client is told of a body that is stored first.
cgi::StoredBody store_now(ClientBody& body, std::uint64_t limit) {
    Loop loop;
    cgi::StoredBody stored;
    loop.start(store(body.reader, limit, stored));
    loop.run_to_end();
    return stored;
}

}  // namespace

TEST_CASE("4.4 un corps de longueur inconnue est rangé dans un fichier, et sa longueur est juste") {
    support::Lesson lesson = lesson_on("RFC 3875 §4.1.2 : CONTENT_LENGTH d'abord");
    for (const std::size_t size : {0u, 1u, 300'000u}) {
        ClientBody body{in_chunks()};
        const std::string bytes = peers::varied_bytes(size);
        for (std::size_t at = 0; at < size; at += 50'000) {
            body.client.send(http::encode_chunk(std::string_view{bytes}.substr(at, 50'000)));
        }
        body.client.send(http::last_chunk);
        const cgi::StoredBody stored = store_now(body, 1'000'000);
        lesson.step("le client envoie " + std::to_string(size) + " octets par morceaux");
        lesson.expect("l'échec", stored.failure_status, 0);
        lesson.expect("la longueur", stored.size, size);
        lesson.expect_that("le fichier se lit depuis son début", played::read_now(stored.file.get()) == bytes);
        struct stat status {};
        ::fstat(stored.file.get(), &status);
        lesson.expect("le nombre de noms du fichier", status.st_nlink, 0u);
        lesson.expect_that("nul autre programme n'en hérite (FD_CLOEXEC)",
                           (::fcntl(stored.file.get(), F_GETFD) & FD_CLOEXEC) != 0);
    }
}

TEST_CASE("4.4 un corps de longueur inconnue plus long que la limite reçoit 413") {
    support::Lesson lesson = lesson_on("RFC 9110 §15.5.14 ; stored_bytes");
    for (const std::size_t size : {1'000u, 1'001u, 100'000u}) {
        ClientBody body{in_chunks()};
        body.client.send(http::encode_chunk(std::string(size, 'x')));
        body.client.send(http::last_chunk);
        const cgi::StoredBody stored = store_now(body, 1'000);
        lesson.expect("l'échec, pour " + std::to_string(size) + " octets", stored.failure_status,
                      size > 1'000 ? 413 : 0);
    }
    ClientBody in_three{in_chunks()};
    for (int i = 0; i < 3; ++i) in_three.client.send(http::encode_chunk(std::string(400, 'x')));
    in_three.client.send(http::last_chunk);
    lesson.expect("l'échec, pour trois fois 400 octets", store_now(in_three, 1'000).failure_status, 413);
}

TEST_CASE("4.4 un corps de longueur inconnue trop long n'est pas lu jusqu'au bout") {
    support::Lesson lesson = lesson_on("RFC 9110 §15.5.14 ; stored_bytes");
    ClientBody body{in_chunks()};
    for (int i = 0; i < 100; ++i) body.client.send(http::encode_chunk(std::string(50'000, 'x')));
    body.client.send(http::last_chunk);
    lesson.step("le client envoie cinq mégaoctets, par morceaux de 50 000 octets ; la limite est de 1 000 octets");
    lesson.expect("l'échec", store_now(body, 1'000).failure_status, 413);
    lesson.expect_that("la fin du corps n'a pas été lue", !body.reader.finished());
}

TEST_CASE("4.4 un corps de longueur inconnue qui s'interrompt n'est pas un corps") {
    support::Lesson lesson = lesson_on("RFC 9112 §8");
    ClientBody broken{in_chunks()};
    broken.client.send("3\r\nbon\r\n");
    broken.client.finish();
    lesson.expect("l'échec, quand le client s'en va", store_now(broken, 1'000).failure_status, 400);
    ClientBody slow{in_chunks()};
    slow.client.send("3\r\nbon\r\n");
    lesson.expect("l'échec, quand le client se tait", store_now(slow, 1'000).failure_status, 408);
}
