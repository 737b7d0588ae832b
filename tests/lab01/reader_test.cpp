#include "01-tcp/reader.hpp"

#include <algorithm>

#include "lab01/peers.hpp"
#include "support/exact_buffer.hpp"
#include "support/lesson.hpp"

using namespace std::chrono_literals;
using support::Lesson;
using tcp::Chunk;
using tcp::Outcome;
using tcp::Received;
using tcp::StreamReader;

namespace {

Lesson reader_lesson() {
    return Lesson{{.rule = "RFC 9293 §2.2 : TCP transporte un flux d'octets",
                   .slide = "01-tcp.md#un-flux-pas-des-messages",
                   .command = "./lab run tcp_spy --listen 7778 --to 127.0.0.1:7777"}};
}

// A source that gives these parts one by one, each by as many receptions as the buffer requires, then ends.
StreamReader::Source parts(std::vector<std::string> pieces, Outcome ending = Outcome::end_of_stream) {
    std::reverse(pieces.begin(), pieces.end());
    return [pieces = std::move(pieces), ending](std::span<char> buffer) mutable -> Chunk {
        while (!pieces.empty() && pieces.back().empty()) pieces.pop_back();
        if (pieces.empty()) return {ending, 0};
        const std::size_t size = std::min(buffer.size(), pieces.back().size());
        std::copy_n(pieces.back().begin(), size, buffer.begin());
        pieces.back().erase(0, size);
        return {Outcome::complete, size};
    };
}

std::vector<std::string> byte_by_byte(std::string_view text) {
    std::vector<std::string> pieces;
    for (const char byte : text) pieces.emplace_back(1, byte);
    return pieces;
}

void expect_read(Lesson& lesson, const Received& obtained, Outcome outcome, std::string_view bytes) {
    lesson.expect("le résultat", tcp::describe(obtained.outcome), tcp::describe(outcome));
    lesson.expect("les octets", obtained.bytes, bytes);
}

}  // namespace

TEST_CASE("1.4 deux messages arrivés ensemble restent deux messages") {
    Lesson lesson = reader_lesson();
    StreamReader reader{parts({"un\r\ndeux\r\nreste"})};
    lesson.received("un\r\ndeux\r\nreste");
    lesson.step("read_until(\"\\r\\n\", 100), deux fois, puis read_exactly(5)");
    expect_read(lesson, reader.read_until("\r\n", 100), Outcome::complete, "un\r\n");
    expect_read(lesson, reader.read_until("\r\n", 100), Outcome::complete, "deux\r\n");
    expect_read(lesson, reader.read_exactly(5), Outcome::complete, "reste");
}

TEST_CASE("1.4 un message coupé n'importe où est le même message") {
    const std::string stream = "5\r\nhello\r\n\r\nfin";
    for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
        Lesson lesson = reader_lesson();
        StreamReader reader{parts({stream.substr(0, cut), stream.substr(cut)})};
        lesson.received(stream.substr(0, cut));
        lesson.received(stream.substr(cut));
        expect_read(lesson, reader.read_until("\r\n", 100), Outcome::complete, "5\r\n");
        expect_read(lesson, reader.read_exactly(5), Outcome::complete, "hello");
        expect_read(lesson, reader.read_until("\r\n\r\n", 100), Outcome::complete, "\r\n\r\n");
        expect_read(lesson, reader.read_exactly(3), Outcome::complete, "fin");
    }
}

TEST_CASE("1.4 un message qui arrive octet par octet est le même message") {
    Lesson lesson = reader_lesson();
    StreamReader reader{parts(byte_by_byte("a\rb\n\r\r\n\r\n!"))};
    lesson.step("réception, octet par octet, de \"a\\rb\\n\\r\\r\\n\\r\\n!\"");
    lesson.step("read_until(\"\\r\\n\\r\\n\", 100)");
    expect_read(lesson, reader.read_until("\r\n\r\n", 100), Outcome::complete, "a\rb\n\r\r\n\r\n");
    expect_read(lesson, reader.read_exactly(1), Outcome::complete, "!");
}

TEST_CASE("1.4 ne rien lire ne demande rien") {
    Lesson lesson = reader_lesson();
    StreamReader reader{parts({}, Outcome::expired)};
    lesson.step("read_exactly(0) sur une connexion muette");
    expect_read(lesson, reader.read_exactly(0), Outcome::complete, "");
}

TEST_CASE("1.4 lire des octets qui sont tous là n'attend pas la suite") {
    Lesson lesson = reader_lesson();
    StreamReader reader{parts({"abc\n"}, Outcome::expired)};
    lesson.received("abc\n");
    lesson.step("la connexion se tait ensuite");
    expect_read(lesson, reader.read_exactly(2), Outcome::complete, "ab");
    expect_read(lesson, reader.read_until("\n", 10), Outcome::complete, "c\n");
}

TEST_CASE("1.4 une fin prématurée se dit, et ne perd pas ce qui était arrivé") {
    for (const Outcome ending : {Outcome::end_of_stream, Outcome::reset, Outcome::expired, Outcome::stopped}) {
        Lesson lesson = reader_lesson();
        StreamReader reader{parts({"abc"}, ending)};
        lesson.received("abc");
        lesson.step("puis : " + std::string{tcp::describe(ending)});
        lesson.step("read_exactly(4), puis read_until(\"\\n\", 10)");
        expect_read(lesson, reader.read_exactly(4), ending, "");
        expect_read(lesson, reader.read_until("\n", 10), ending, "");
        lesson.expect("ce qui reste dans le tampon", reader.buffered(), "abc");
        expect_read(lesson, reader.read_exactly(3), Outcome::complete, "abc");
    }
}

TEST_CASE("1.4 read_until s'arrête à sa limite, délimiteur compris") {
    const std::string stream = "12345678\r\nsuite";
    for (std::size_t limit = 0; limit <= 12; ++limit) {
        for (const bool whole : {true, false}) {
            Lesson lesson = reader_lesson();
            StreamReader reader{whole ? parts({stream}) : parts(byte_by_byte(stream))};
            lesson.received(stream);
            lesson.step("read_until(\"\\r\\n\", " + std::to_string(limit) + ")");
            const bool fits = limit >= 10;
            expect_read(lesson, reader.read_until("\r\n", limit), fits ? Outcome::complete : Outcome::limit,
                        fits ? "12345678\r\n" : "");
        }
    }
}

TEST_CASE("1.4 read_until n'attend pas un octet de plus quand sa limite est atteinte") {
    Lesson lesson = reader_lesson();
    lesson.step("réception de \"abcd\", puis la fin");
    lesson.step("read_until(\"\\r\\n\", 4) : le délimiteur ne peut plus y tenir");
    StreamReader reader{parts({"abcd"})};
    expect_read(lesson, reader.read_until("\r\n", 4), Outcome::limit, "");
}

TEST_CASE("1.4 un client qui n'envoie jamais le délimiteur n'emplit pas la mémoire") {
    Lesson lesson = reader_lesson();
    std::size_t given = 0;
    StreamReader reader{[&given](std::span<char> buffer) -> Chunk {
        std::fill(buffer.begin(), buffer.end(), 'x');
        given += buffer.size();
        return {Outcome::complete, buffer.size()};
    }};
    lesson.step("une source inépuisable de « x », et read_until(\"\\n\", 10 000)");
    expect_read(lesson, reader.read_until("\n", 10'000), Outcome::limit, "");
    lesson.expect_that("moins de 20 000 octets ont été demandés", given < 20'000);
}

TEST_CASE("1.4 un long message octet par octet n'est pas relu à chaque octet") {
    Lesson lesson = reader_lesson();
    const std::string message = std::string(200'000, '\r') + "\r\n";
    StreamReader reader{parts(byte_by_byte(message))};
    lesson.step("200 002 octets, un par un, et read_until(\"\\r\\n\", 1 000 000)");
    lesson.step("relire tout le tampon à chaque octet demanderait vingt milliards de comparaisons");
    const auto start = tcp::Deadline::Clock::now();
    const Received received = reader.read_until("\r\n", 1'000'000);
    lesson.expect("le nombre d'octets", received.bytes.size(), message.size());
    lesson.expect_that("moins de 10 s ont suffi", tcp::Deadline::Clock::now() - start < peers::patience);
}

TEST_CASE("1.4 le lecteur lit une vraie connexion") {
    Lesson lesson = reader_lesson();
    peers::Pair pair = peers::connected_pair();
    peers::send(pair.other.get(), "USER ada\r\nPASS");
    pair.other.reset();
    lesson.received("USER ada\r\nPASS");
    StreamReader reader{tcp::socket_source(pair.tested.get(), tcp::Deadline::after(peers::patience))};
    expect_read(lesson, reader.read_until("\r\n", 100), Outcome::complete, "USER ada\r\n");
    expect_read(lesson, reader.read_until("\r\n", 100), Outcome::end_of_stream, "");
    lesson.expect("ce qui reste dans le tampon", reader.buffered(), "PASS");
}
