#include "04-cgi/pump.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lab01/peers.hpp"
#include "lab04/client_body.hpp"
#include "lab04/loop.hpp"
#include "support/lesson.hpp"

namespace {

using namespace std::chrono_literals;
using cgi::Pumped;
using played::ClientBody;
using played::in_chunks;
using played::Loop;
using played::of_length;

support::Lesson lesson_on(std::string rule) {
    return support::Lesson{{.rule = std::move(rule) + " ; pump.hpp",
                            .slide = "04-cgi.md#les-deux-sens-à-la-fois",
                            .command = "./lab run cgi_server --cgi-bin cgi-bin, puis, avec le cat.sh de l'énoncé : "
                                       "curl --data-binary @gros-fichier http://127.0.0.1:8080/cgi-bin/cat.sh"}};
}

struct PumpResult {
    Pumped pumped{};
    bool ended = false;
    int progress = 0;
};

asio::awaitable<void> pump(files::BodyReader& body, cgi::PipeEnd& input, PumpResult& result) {
    result.pumped = co_await cgi::pump_body(body, input, [&result] { ++result.progress; });
    result.ended = true;
}

asio::awaitable<void> read_all(cgi::PipeEnd& output, std::string& text, bool& ended) {
    std::string buffer(10'000, '\0');
    for (;;) {
        const std::string_view bytes = co_await cgi::read_output(output, buffer);
        if (bytes.empty()) break;
        text += bytes;
    }
    ended = true;
}

}  // namespace

TEST_CASE("4.4 le script reçoit le corps, puis une fin de fichier") {
    support::Lesson lesson = lesson_on("RFC 3875 §4.2");
    for (const std::size_t size : {0u, 1u, 5'000u, 60'000u}) {
        Loop loop;
        played::ScriptInput input{loop};
        ClientBody body{of_length(size)};
        const std::string bytes = peers::varied_bytes(size);
        body.client.send(bytes);
        PumpResult result;
        loop.start(pump(body.reader, input.gateway, result));
        loop.run_to_end();
        lesson.step("le client envoie " + std::to_string(size) + " octets");
        lesson.expect("ce que rend pump_body", result.pumped, Pumped::whole);
        lesson.expect_that("le script a reçu ces octets-là", played::read_now(input.script.get()) == bytes);
        char more;
        lesson.expect("la lecture suivante du script : 0, la fin", ::read(input.script.get(), &more, 1), 0);
        lesson.expect_that("chaque morceau a été signalé", (result.progress > 0) == (size > 0));
    }
}

TEST_CASE("4.4 un corps par morceaux arrive sans ses tailles") {
    support::Lesson lesson = lesson_on("RFC 9112 §7.1");
    Loop loop;
    played::ScriptInput input{loop};
    ClientBody body{in_chunks()};
    body.client.send_by_bytes("3\r\nbon\r\n4\r\njour\r\n0\r\n\r\n");
    PumpResult result;
    loop.start(pump(body.reader, input.gateway, result));
    loop.run_to_end();
    lesson.expect("ce que rend pump_body", result.pumped, Pumped::whole);
    lesson.expect("ce que le script reçoit", played::read_now(input.script.get()), "bonjour");
}

TEST_CASE("4.4 cinq mégaoctets entrent et ressortent à la fois, par des tubes de 64 Kio") {
    support::Lesson lesson = lesson_on("pipe(7) : un tube plein fait attendre celui qui écrit");
    constexpr std::size_t size = 5'000'000;
    for (const std::size_t at_once : {1'000u, 100'000u}) {
        Loop loop;
        played::ScriptInput input{loop};
        played::ScriptOutput output{loop};
        ClientBody body{of_length(size)};
        const std::string bytes = peers::varied_bytes(size);
        for (std::size_t at = 0; at < size; at += 50'000) body.client.send(bytes.substr(at, 50'000));
        PumpResult result;
        std::string echoed;
        bool ended = false;
        loop.start(played::echo(loop, std::move(input.script), std::move(output.script), at_once));
        loop.start(pump(body.reader, input.gateway, result));
        loop.start(read_all(output.gateway, echoed, ended));
        lesson.step("un script rend tout ce qu'il lit, par " + std::to_string(at_once) + " octets");
        loop.run_to_end();
        lesson.expect("ce que rend pump_body", result.pumped, Pumped::whole);
        lesson.expect("le nombre d'octets revenus", echoed.size(), size);
        lesson.expect_that("ce sont les mêmes", echoed == bytes);
    }
}

TEST_CASE("4.4 un script qui ne lit pas encore fait attendre son corps, et personne d'autre") {
    support::Lesson lesson = lesson_on("pipe(7)");
    Loop loop;
    played::ScriptInput input{loop};
    played::ScriptOutput output{loop};
    ClientBody body{of_length(1'000'000)};
    body.client.send(std::string(1'000'000, 'x'));
    PumpResult result;
    std::string said;
    bool ended = false;
    loop.start(pump(body.reader, input.gateway, result));
    loop.start(read_all(output.gateway, said, ended));
    lesson.step("le script ne lit pas son entrée, et répond");
    loop.run_what_can();
    lesson.expect_that("pump_body attend", !result.ended);
    lesson.expect("les octets écrits par le script", ::write(output.script.get(), "bonjour", 7), 7);
    output.script.reset();
    loop.run_what_can();
    lesson.expect("ce que la passerelle en a lu", said, "bonjour");
    lesson.expect_that("la fin de sa sortie est vue", ended);
    input.script.reset();
    lesson.step("le script finit sans avoir lu");
    loop.run_to_end();
    lesson.expect("ce que rend pump_body", result.pumped, Pumped::not_wanted);
}

TEST_CASE("4.4 un script qui ferme son entrée n'est pas une panne") {
    support::Lesson lesson = lesson_on("write(2), EPIPE");
    for (const bool at_once : {true, false}) {
        Loop loop;
        played::ScriptInput input{loop};
        ClientBody body{of_length(1'000'000)};
        body.client.send(std::string(500'000, 'x'));  // the rest, for which nobody must wait, never comes
        PumpResult result;
        if (at_once) input.script.reset();
        loop.start(pump(body.reader, input.gateway, result));
        loop.run_what_can();
        if (!at_once) lesson.expect_that("il lit d'abord un peu", !played::read_now(input.script.get()).empty());
        input.script.reset();
        loop.run_to_end();
        lesson.expect("ce que rend pump_body", result.pumped, Pumped::not_wanted);
        lesson.expect_that("le tube est fermé de ce côté aussi", !input.gateway.is_open());
        lesson.expect("l'échec reproché au client", body.reader.failure_status(), 0);
    }
}

TEST_CASE("4.4 ce qui compte comme un progrès est ce que le script a pris") {
    support::Lesson lesson = lesson_on("on_progress");
    Loop loop;
    played::ScriptInput input{loop};
    const std::string block(4'096, 'x');
    while (::write(input.gateway.native_handle(), block.data(), block.size()) > 0) {
    }
    ClientBody body{of_length(5)};
    body.client.send("salut");
    PumpResult result;
    loop.start(pump(body.reader, input.gateway, result));
    loop.run_what_can();
    lesson.step("le tube est plein, le script ne lit pas ; le client envoie « salut »");
    lesson.expect("les progrès signalés", result.progress, 0);
    lesson.expect_that("le script lit ce qui est dans le tube", !played::read_now(input.script.get()).empty());
    loop.run_to_end();
    lesson.expect("les progrès signalés", result.progress, 1);
    lesson.expect("ce que le script lit ensuite", played::read_now(input.script.get()), "salut");
}

TEST_CASE("4.4 un script qui finit sans avoir pris la fin du corps ne l'a pas eu en entier") {
    support::Lesson lesson = lesson_on("write(2), EPIPE");
    Loop loop;
    played::ScriptInput input{loop};
    input.script.reset();
    ClientBody body{of_length(5)};
    body.client.send("salut");
    PumpResult result;
    loop.start(pump(body.reader, input.gateway, result));
    loop.run_to_end();
    lesson.step("le client a tout envoyé, mais le script avait déjà fermé son entrée");
    lesson.expect("ce que rend pump_body", result.pumped, Pumped::not_wanted);
    lesson.expect("les progrès signalés", result.progress, 0);
}

TEST_CASE("4.4 un corps qui s'interrompt : le script reçoit ce qui est venu, puis une fin") {
    support::Lesson lesson = lesson_on("RFC 9112 §8");
    struct Case { std::string bytes; bool finishes; http::BodyFraming framing; std::string heard; int status; };
    for (const Case& broken : {Case{"bonj", true, of_length(7), "bonj", 400},
                               Case{"bonj", false, of_length(7), "bonj", 408},
                               Case{"3\r\nbon\r\nXYZ", true, in_chunks(), "bon", 400}}) {
        Loop loop;
        played::ScriptInput input{loop};
        ClientBody body{broken.framing};
        body.client.send(broken.bytes);
        if (broken.finishes) body.client.finish();
        PumpResult result;
        loop.start(pump(body.reader, input.gateway, result));
        loop.run_to_end();
        lesson.step(broken.finishes ? "le client envoie ceci, puis plus rien ne viendra"
                                    : "le client envoie ceci, et se tait");
        lesson.sent(broken.bytes);
        lesson.expect("ce que rend pump_body", result.pumped, Pumped::broken_off);
        lesson.expect("ce que le script a reçu", played::read_now(input.script.get()), broken.heard);
        lesson.expect_that("le tube est fermé", !input.gateway.is_open());
        lesson.expect("ce qui est reproché au client", body.reader.failure_status(), broken.status);
    }
}

TEST_CASE("4.4 ce que dit le script se lit dès qu'il le dit, jusqu'à la fin de sa sortie") {
    support::Lesson lesson = lesson_on("RFC 3875 §6");
    Loop loop;
    played::ScriptOutput output{loop};
    std::string said;
    bool ended = false;
    loop.start(read_all(output.gateway, said, ended));
    for (const std::string word : {"un", " deux", " trois"}) {
        lesson.expect("les octets écrits", ::write(output.script.get(), word.data(), word.size()),
                      static_cast<ssize_t>(word.size()));
        loop.run_what_can();
        lesson.expect_that("le script n'a pas fini", !ended);
        lesson.expect_that("« " + word + " » est lu aussitôt", said.ends_with(word));
    }
    output.script.reset();
    loop.run_to_end();
    lesson.expect("le tout", said, "un deux trois");
}

TEST_CASE("4.4 qui attend un script n'attend plus quand la passerelle ferme le tube") {
    support::Lesson lesson = lesson_on("pump.hpp, read_output");
    Loop loop;
    played::ScriptOutput output{loop};
    std::string said;
    bool ended = false;
    loop.start(read_all(output.gateway, said, ended));
    loop.run_what_can();
    lesson.expect_that("la lecture attend", !ended);
    output.gateway.close();
    loop.run_to_end();
    lesson.expect_that("la lecture est finie", ended);
    lesson.expect("ce qui a été lu", said, "");
}
