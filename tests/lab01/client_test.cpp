#include "01-tcp/client.hpp"

#include <fcntl.h>
#include <sys/socket.h>

#include <array>
#include <system_error>

#include "lab01/peers.hpp"
#include "support/lesson.hpp"

using namespace std::chrono_literals;
using peers::patience;
using support::Lesson;
using tcp::Deadline;
using tcp::Outcome;

namespace {

Lesson connection_lesson() {
    return Lesson{{.rule = "connect(2) ; RFC 9293 §3.5", .slide = "01-tcp.md#client",
                   .command = "./lab run tcp_client --timeout 2 127.0.0.1 7777"}};
}

Lesson sending_lesson() {
    return Lesson{{.rule = "send(2)", .slide = "01-tcp.md#client",
                   .command = "seq 1000000 | ./lab run tcp_client 127.0.0.1 7777"}};
}

Lesson receiving_lesson() {
    return Lesson{{.rule = "recv(2)", .slide = "01-tcp.md#un-flux-pas-des-messages",
                   .command = "printf 'bonjour' | ./lab run tcp_client 127.0.0.1 7777"}};
}

// The errno value that connecting to these addresses ends with, 0 if it succeeds.
int connection_result(std::span<const tcp::Address> addresses, const Deadline& deadline) {
    try {
        tcp::connect_to_any(addresses, deadline);
        return 0;
    } catch (const std::system_error& error) {
        return error.code().value();
    }
}

int connection_result(const tcp::Address& address, const Deadline& deadline) {
    return connection_result({&address, 1}, deadline);
}

void expect_outcome(Lesson& lesson, Outcome obtained, Outcome expected) {
    lesson.expect("le résultat", tcp::describe(obtained), tcp::describe(expected));
}

}  // namespace

TEST_CASE("1.2 connect_to atteint un serveur qui écoute, en IPv4 et en IPv6") {
    for (const int family : {AF_INET, AF_INET6}) {
        if (family == AF_INET6 && !peers::has_ipv6()) continue;
        Lesson lesson = connection_lesson();
        const peers::Listener listener = peers::listen_on_loopback(8, family);
        lesson.step(family == AF_INET ? "un serveur écoute sur 127.0.0.1" : "un serveur écoute sur ::1");
        const common::UniqueFd socket = tcp::connect_to(listener.address, Deadline::after(patience));
        lesson.require("y a-t-il une socket", static_cast<bool>(socket), true);
        lesson.expect("le serveur voit-il une connexion", peers::is_readable(listener.socket.get(), patience), true);
        lesson.expect("est-elle non bloquante", (::fcntl(socket.get(), F_GETFL) & O_NONBLOCK) != 0, true);
        lesson.expect("un programme lancé en héritera-t-il (SOCK_CLOEXEC)",
                      (::fcntl(socket.get(), F_GETFD) & FD_CLOEXEC) == 0, false);
    }
}

TEST_CASE("1.2 un port où personne n'écoute refuse la connexion") {
    Lesson lesson = connection_lesson();
    const peers::Listener silent = peers::silent_port();
    lesson.step("connexion à un port où personne n'écoute");
    lesson.expect("l'erreur (ECONNREFUSED vaut 111)", connection_result(silent.address, Deadline::after(patience)),
                  ECONNREFUSED);
    std::string explanation;
    try {
        tcp::connect_to(silent.address, Deadline::after(patience));
    } catch (const std::system_error& error) {
        explanation = error.what();
    }
    lesson.expect_contains("l'explication", explanation, "127.0.0.1:");
    lesson.expect_contains("l'explication", explanation, "connexion refusée");
}

TEST_CASE("1.2 un serveur muet ne retient pas connect_to au-delà du délai") {
    Lesson lesson = connection_lesson();
    const peers::BlackHole hole = peers::black_hole();
    lesson.step("un serveur dont la file d'attente est pleine ne répond ni oui ni non");
    lesson.step("connexion, avec 100 ms pour aboutir");
    const auto start = Deadline::Clock::now();
    const int error = connection_result(hole.listener.address, Deadline::after(100ms));
    const auto waited = Deadline::Clock::now() - start;
    lesson.expect("l'erreur (ETIMEDOUT vaut 110)", error, ETIMEDOUT);
    lesson.expect_that("l'attente a duré au moins 100 ms", waited >= 100ms);
    lesson.expect_that("l'attente a duré moins de 10 s", waited < patience);
}

TEST_CASE("1.2 une demande d'arrêt interrompt connect_to") {
    Lesson lesson = connection_lesson();
    const peers::BlackHole hole = peers::black_hole();
    const peers::Stop stop;
    stop.request();
    lesson.step("connexion à un serveur muet, l'arrêt étant déjà demandé");
    lesson.expect("l'erreur (ECANCELED vaut 125)",
                  connection_result(hole.listener.address, Deadline::after(patience, stop.get())), ECANCELED);
}

TEST_CASE("1.2 connect_to_any essaie toutes les adresses, les muettes comme les fermées") {
    Lesson lesson = connection_lesson();
    const peers::BlackHole hole = peers::black_hole();
    const peers::Listener silent = peers::silent_port();
    const peers::Listener listener = peers::listen_on_loopback();
    const tcp::Address addresses[] = {silent.address, hole.listener.address, listener.address};
    lesson.step("trois adresses : un port fermé, un serveur muet, un serveur qui écoute");
    lesson.expect("l'erreur (0 : aucune)", connection_result(addresses, Deadline::after(1s)), 0);
    lesson.expect("le dernier voit-il une connexion", peers::is_readable(listener.socket.get(), patience), true);
}

TEST_CASE("1.2 connect_to n'est pas dérangé par les signaux") {
    Lesson lesson = connection_lesson();
    const peers::BlackHole hole = peers::black_hole();
    const peers::Interruptions interruptions;
    lesson.step("connexion à un serveur muet pendant qu'un signal arrive toutes les 2 ms (EINTR)");
    lesson.expect("l'erreur (ETIMEDOUT vaut 110)", connection_result(hole.listener.address, Deadline::after(60ms)),
                  ETIMEDOUT);
}

TEST_CASE("1.2 send_all envoie tout, même par petits morceaux") {
    Lesson lesson = sending_lesson();
    const std::string bytes = peers::varied_bytes(600'000);
    const peers::Pair pair = peers::connected_pair(peers::Buffers::small);
    std::string received;
    peers::Background reader{[&] { received = peers::receive(pair.other.get(), bytes.size()); }, pair.other.get()};
    const peers::Interruptions interruptions;
    lesson.step("600 000 octets dans une socket qui n'en prend que quelques milliers à la fois, et des signaux");
    const Outcome outcome = tcp::send_all(pair.tested.get(), bytes, Deadline::after(patience));
    reader.join();
    expect_outcome(lesson, outcome, Outcome::complete);
    lesson.expect("le nombre d'octets arrivés", received.size(), bytes.size());
    lesson.expect("les octets arrivés sont-ils les mêmes", received == bytes, true);
}

TEST_CASE("1.2 send_all n'envoie rien quand il n'y a rien") {
    Lesson lesson = sending_lesson();
    const peers::Pair pair = peers::connected_pair();
    lesson.sent("");
    expect_outcome(lesson, tcp::send_all(pair.tested.get(), "", Deadline::after(patience)), Outcome::complete);
    lesson.expect("l'autre extrémité reçoit-elle quelque chose", peers::is_readable(pair.other.get(), 0ms), false);
}

TEST_CASE("1.2 send_all n'attend pas plus que le délai un pair qui ne lit pas") {
    Lesson lesson = sending_lesson();
    const peers::Pair pair = peers::connected_pair(peers::Buffers::small);
    lesson.step("l'autre extrémité ne lit rien ; envoi de 20 000 000 octets avec un délai de 100 ms");
    expect_outcome(lesson, tcp::send_all(pair.tested.get(), std::string(20'000'000, 'x'), Deadline::after(100ms)),
                   Outcome::expired);
}

TEST_CASE("1.2 envoyer à un pair parti est un résultat, non la mort du programme (SIGPIPE)") {
    Lesson lesson = sending_lesson();
    peers::Pair pair = peers::connected_pair();
    lesson.step("l'autre extrémité coupe la connexion (RST)");
    peers::reset(pair.other);
    lesson.step("deux envois : le premier apprend la coupure, le second trouve la connexion morte");
    const Outcome first = tcp::send_all(pair.tested.get(), "bonjour", Deadline::after(patience));
    const Outcome second = tcp::send_all(pair.tested.get(), "bonjour", Deadline::after(patience));
    expect_outcome(lesson, first, Outcome::reset);
    expect_outcome(lesson, second, Outcome::reset);
}

TEST_CASE("1.2 receive_some rend ce qui est arrivé, sans attendre la suite") {
    Lesson lesson = receiving_lesson();
    const peers::Pair pair = peers::connected_pair();
    peers::send(pair.other.get(), "bonjour");
    lesson.step("l'autre extrémité envoie 7 octets et garde la connexion ouverte");
    std::array<char, 4> buffer;
    const tcp::Chunk first = tcp::receive_some(pair.tested.get(), buffer, Deadline::after(patience));
    lesson.step("receive_some dans un tampon de 4 octets");
    expect_outcome(lesson, first.outcome, Outcome::complete);
    lesson.expect("les octets", std::string_view{buffer.data(), first.size}, "bonj");
    const tcp::Chunk second = tcp::receive_some(pair.tested.get(), buffer, Deadline::after(patience));
    lesson.step("receive_some dans le même tampon");
    lesson.expect("les octets", std::string_view{buffer.data(), second.size}, "our");
}

TEST_CASE("1.2 receive_some distingue la fin, la coupure, le silence et l'arrêt demandé") {
    std::array<char, 16> buffer;
    {
        Lesson lesson = receiving_lesson();
        peers::Pair pair = peers::connected_pair();
        pair.other.reset();
        lesson.step("l'autre extrémité ferme (FIN)");
        const tcp::Chunk chunk = tcp::receive_some(pair.tested.get(), buffer, Deadline::after(patience));
        expect_outcome(lesson, chunk.outcome, Outcome::end_of_stream);
        lesson.expect("le nombre d'octets", chunk.size, 0u);
    }
    {
        Lesson lesson = receiving_lesson();
        peers::Pair pair = peers::connected_pair();
        peers::reset(pair.other);
        lesson.step("l'autre extrémité coupe (RST)");
        const tcp::Chunk chunk = tcp::receive_some(pair.tested.get(), buffer, Deadline::after(patience));
        expect_outcome(lesson, chunk.outcome, Outcome::reset);
    }
    {
        Lesson lesson = receiving_lesson();
        const peers::Pair pair = peers::connected_pair();
        const peers::Interruptions interruptions;
        lesson.step("l'autre extrémité se tait ; délai de 50 ms, un signal toutes les 2 ms");
        const tcp::Chunk chunk = tcp::receive_some(pair.tested.get(), buffer, Deadline::after(50ms));
        expect_outcome(lesson, chunk.outcome, Outcome::expired);
    }
    {
        Lesson lesson = receiving_lesson();
        const peers::Pair pair = peers::connected_pair();
        const peers::Stop stop;
        stop.request();
        lesson.step("l'autre extrémité se tait, et l'arrêt est demandé");
        const tcp::Chunk chunk = tcp::receive_some(pair.tested.get(), buffer, Deadline::after(patience, stop.get()));
        expect_outcome(lesson, chunk.outcome, Outcome::stopped);
    }
}

TEST_CASE("1.2 receive_to_end rassemble tout jusqu'à la fin") {
    Lesson lesson = receiving_lesson();
    const std::string bytes = peers::varied_bytes(300'000);
    const peers::Pair pair = peers::connected_pair(peers::Buffers::small);
    const auto write = [&] {
        peers::send(pair.other.get(), bytes);
        peers::finish_sending(pair.other.get());
    };
    peers::Background writer{write, pair.other.get()};
    const peers::Interruptions interruptions;
    lesson.step("l'autre extrémité envoie 300 000 octets par petits morceaux, puis finit");
    const tcp::Received received = tcp::receive_to_end(pair.tested.get(), 1'000'000, Deadline::after(patience));
    writer.join();
    expect_outcome(lesson, received.outcome, Outcome::end_of_stream);
    lesson.expect("le nombre d'octets", received.bytes.size(), bytes.size());
    lesson.expect("les octets sont-ils les mêmes", received.bytes == bytes, true);
}

TEST_CASE("1.2 receive_to_end s'arrête à sa limite, et l'atteindre exactement n'est pas la dépasser") {
    for (const bool one_more : {false, true}) {
        Lesson lesson = receiving_lesson();
        const peers::Pair pair = peers::connected_pair();
        const std::string bytes = one_more ? "0123456789+" : "0123456789";
        peers::send(pair.other.get(), bytes);
        peers::finish_sending(pair.other.get());
        lesson.received(bytes);
        lesson.step("receive_to_end avec une limite de 10 octets");
        const tcp::Received received = tcp::receive_to_end(pair.tested.get(), 10, Deadline::after(patience));
        expect_outcome(lesson, received.outcome, one_more ? Outcome::limit : Outcome::end_of_stream);
        lesson.expect("les octets", received.bytes, "0123456789");
    }
}

TEST_CASE("1.2 receive_to_end rend ce qui était arrivé avant le silence") {
    Lesson lesson = receiving_lesson();
    const peers::Pair pair = peers::connected_pair();
    peers::send(pair.other.get(), "début");
    lesson.step("l'autre extrémité envoie « début », puis se tait");
    const tcp::Received received = tcp::receive_to_end(pair.tested.get(), 100, Deadline::after(50ms));
    expect_outcome(lesson, received.outcome, Outcome::expired);
    lesson.expect("les octets", received.bytes, "début");
}
