#include <array>
#include <string>

#include "05-https-client/transport.hpp"
#include "lab01/peers.hpp"
#include "support/lesson.hpp"

// Step 5.1: a plain TCP connection as a Transport.
namespace {

using namespace std::chrono_literals;
using support::Lesson;
using tcp::Deadline;
using tcp::Outcome;

Lesson transport_lesson() {
    return Lesson{{.rule = "send(2), recv(2), poll(2)",
                   .slide = "05-https-client.md#une-adresse-en-morceaux",
                   .command = "./lab run https_client -v http://127.0.0.1:8081/"}};
}

void expect_outcome(Lesson& lesson, Outcome obtained, Outcome expected) {
    lesson.expect("le résultat", tcp::describe(obtained), tcp::describe(expected));
}

// The two ends of a connection, one of them as a Transport.
struct Ends {
    explicit Ends(peers::Buffers buffers = peers::Buffers::normal) : Ends{peers::connected_pair(buffers)} {}
    explicit Ends(peers::Pair pair) : transport{std::move(pair.tested)}, other{std::move(pair.other)} {}

    client::PlainTransport transport;
    common::UniqueFd other;
};

}  // namespace

TEST_CASE("5.1 PlainTransport rend les octets arrivés, puis la fin") {
    Lesson lesson = transport_lesson();
    Ends ends;
    peers::send(ends.other.get(), "bonjour");
    peers::finish_sending(ends.other.get());
    lesson.step("l'autre extrémité envoie « bonjour » et finit");
    std::array<char, 4> buffer;
    const tcp::Chunk first = ends.transport.read_some(buffer, Deadline::after(peers::patience));
    expect_outcome(lesson, first.outcome, Outcome::complete);
    lesson.expect("les octets", std::string_view{buffer.data(), first.size}, "bonj");
    const tcp::Chunk second = ends.transport.read_some(buffer, Deadline::after(peers::patience));
    lesson.expect("les octets", std::string_view{buffer.data(), second.size}, "our");
    expect_outcome(lesson, ends.transport.read_some(buffer, Deadline::after(peers::patience)).outcome,
                   Outcome::end_of_stream);
}

TEST_CASE("5.1 PlainTransport distingue la coupure et le silence") {
    Lesson lesson = transport_lesson();
    Ends ends;
    std::array<char, 4> buffer;
    lesson.step("l'autre extrémité se tait ; délai de 20 ms");
    expect_outcome(lesson, ends.transport.read_some(buffer, Deadline::after(20ms)).outcome, Outcome::expired);
    peers::reset(ends.other);
    lesson.step("l'autre extrémité coupe (RST)");
    expect_outcome(lesson, ends.transport.read_some(buffer, Deadline::after(peers::patience)).outcome, Outcome::reset);
}

TEST_CASE("5.1 PlainTransport écrit tout, même par petits morceaux, et le dit") {
    for (const bool stop_at_answer : {false, true}) {
        Lesson lesson = transport_lesson();
        const std::string bytes = peers::varied_bytes(600'000);
        Ends ends{peers::Buffers::small};
        std::string received;
        peers::Background reader{[&] { received = peers::receive(ends.other.get(), bytes.size()); }, ends.other.get()};
        const peers::Interruptions interruptions;
        lesson.step("600 000 octets dans une socket qui n'en prend que quelques milliers à la fois, et des signaux");
        const auto written = ends.transport.write(bytes, Deadline::after(peers::patience), stop_at_answer);
        reader.join();
        expect_outcome(lesson, written.outcome, Outcome::complete);
        lesson.expect("le nombre d'octets pris", written.size, bytes.size());
        lesson.expect("une réponse attend-elle", written.answer_waits, false);
        lesson.expect("les octets arrivés sont-ils les mêmes", received == bytes, true);
    }
}

TEST_CASE("5.1 PlainTransport compte les octets pris quand le délai passe") {
    Lesson lesson = transport_lesson();
    Ends ends{peers::Buffers::small};
    lesson.step("l'autre extrémité ne lit rien ; envoi de 20 000 000 octets avec un délai de 100 ms");
    const auto written = ends.transport.write(std::string(20'000'000, 'x'), Deadline::after(100ms), false);
    expect_outcome(lesson, written.outcome, Outcome::expired);
    lesson.expect_that("quelques octets ont été pris", written.size > 0);
    lesson.expect_that("tous ne l'ont pas été", written.size < 20'000'000);
}

TEST_CASE("5.1 PlainTransport s'arrête d'écrire dès que le serveur répond") {
    Lesson lesson = transport_lesson();
    Ends ends{peers::Buffers::small};
    peers::send(ends.other.get(), "HTTP/1.1 413 Content Too Large\r\n\r\n");
    lesson.step("le serveur a déjà répondu 413, et ne lit rien ; envoi de 20 000 000 octets");
    lesson.require("la réponse est-elle là", ends.transport.wait_for_answer(Deadline::after(peers::patience)), true);
    const std::string bytes(20'000'000, 'x');
    const auto written = ends.transport.write(bytes, Deadline::after(peers::patience), true);
    expect_outcome(lesson, written.outcome, Outcome::complete);
    lesson.expect("une réponse attend-elle", written.answer_waits, true);
    lesson.expect_that("le reste n'a pas été écrit", written.size < bytes.size());
}

TEST_CASE("5.1 PlainTransport s'arrête aussi quand la réponse vient au milieu de l'envoi") {
    Lesson lesson = transport_lesson();
    Ends ends{peers::Buffers::small};
    const auto answer_in_the_middle = [&] {
        peers::receive(ends.other.get(), 10'000);
        peers::send(ends.other.get(), "HTTP/1.1 413 Content Too Large\r\n\r\n");
    };
    peers::Background server{answer_in_the_middle, ends.other.get()};
    lesson.step("le serveur lit 10 000 octets, répond 413, puis ne lit plus");
    const std::string bytes(20'000'000, 'x');
    const auto written = ends.transport.write(bytes, Deadline::after(peers::patience), true);
    server.join();
    expect_outcome(lesson, written.outcome, Outcome::complete);
    lesson.expect("une réponse attend-elle", written.answer_waits, true);
    lesson.expect_that("le reste n'a pas été écrit", written.size < bytes.size());
}

TEST_CASE("5.1 PlainTransport apprend en écrivant que le serveur est parti, sans mourir de SIGPIPE") {
    Lesson lesson = transport_lesson();
    Ends ends;
    peers::reset(ends.other);
    lesson.step("l'autre extrémité coupe (RST), puis deux envois");
    ends.transport.write("un", Deadline::after(peers::patience), false);
    const auto written = ends.transport.write("deux", Deadline::after(peers::patience), false);
    expect_outcome(lesson, written.outcome, Outcome::reset);
    lesson.expect("le nombre d'octets pris", written.size, 0u);
}

TEST_CASE("5.1 une connexion est périmée dès que le serveur dit quelque chose ou finit") {
    Lesson lesson = transport_lesson();
    Ends ends;
    ends.transport.write("une requête", Deadline::after(peers::patience), false);
    lesson.expect("est-elle périmée tant que rien ne vient", ends.transport.is_stale(), false);
    peers::finish_sending(ends.other.get());
    lesson.step("l'autre extrémité finit (FIN)");
    lesson.require("le voit-on arriver", ends.transport.wait_for_answer(Deadline::after(peers::patience)), true);
    lesson.expect("est-elle périmée", ends.transport.is_stale(), true);
}
