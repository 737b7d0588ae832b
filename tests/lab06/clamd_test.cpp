// Step 6.6: the conversation with clamd.
#include "06-security/clamd.hpp"

#include <chrono>
#include <functional>
#include <string>

#include "common/escape.hpp"
#include "lab01/peers.hpp"
#include "lab06/memory_file.hpp"
#include "support/exact_buffer.hpp"
#include "support/lesson.hpp"

using security::Scan;
using support::Lesson;
using tcp::Deadline;
using namespace std::string_literals;

namespace {

Lesson clamd_lesson() {
    return Lesson{{.rule = "clamd(8), INSTREAM", .slide = "06-security.md#antivirus-et-isolement",
                   .command = R"(printf 'zINSTREAM\0\0\0\0\5hello\0\0\0\0' | nc -U /run/clamav/clamd.ctl)"}};
}

std::string shown(const Scan& scan) {
    switch (scan.verdict) {
    case Scan::Verdict::clean: return "sain";
    case Scan::Verdict::infected: return "infecté : " + scan.detail;
    case Scan::Verdict::unavailable: return "indisponible";
    }
    return "?";
}

// One conversation: what clamd (played by `clamd`, on the other end) made us say.
std::string ask(std::string_view file, const std::function<void(int socket)>& clamd,
                std::chrono::milliseconds time = peers::patience, peers::Buffers buffers = peers::Buffers::normal) {
    peers::Pair pair = peers::connected_pair(buffers);
    const common::UniqueFd contents = memory_file::make(file);
    peers::Background background{[&] {
                                     clamd(pair.other.get());
                                     pair.other.reset();
                                 },
                                 pair.other.get()};
    const Scan scan = security::ask_clamd(pair.tested.get(), contents.get(), Deadline::after(time));
    pair.tested.reset();
    background.join();
    return shown(scan);
}

// The four bytes of a length.
std::string length(std::size_t size) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(size >> shift & 0xFF);
    return bytes;
}

// What clamd receives of a small file.
std::string request_for(std::string_view file) {
    return "zINSTREAM\0"s + (file.empty() ? ""s : length(file.size()) + std::string{file}) + length(0);
}

// clamd as it should be, but for its answer.
std::function<void(int)> answering(const std::string& answer) {
    return [answer](int socket) {
        peers::receive(socket, request_for("bonjour").size());
        peers::send(socket, answer);
    };
}

void expect_meaning(const std::string& reply, std::string_view expected) {
    Lesson lesson = clamd_lesson();
    lesson.received(reply);
    const support::ExactBuffer exact{reply};
    lesson.expect("ce que cela veut dire", shown(security::scan_from_reply(exact.view())), expected);
}

}  // namespace

TEST_CASE("6.6 stream: OK veut dire sain, et rien d'autre ne le veut dire") {
    expect_meaning("stream: OK\0"s, "sain");
    for (const std::string& reply :
         {""s, "\0"s, "OK\0"s, "stream: OK"s, "stream: OK\n"s, "stream: OK\0\0"s, "stream: ok\0"s, " stream: OK\0"s,
          "stream: OK \0"s, "stream: OK\0stream: OK\0"s, "stream:OK\0"s, "stream: OK OK\0"s, "stream: \0"s,
          "1: stream: OK\0"s, "UNKNOWN COMMAND\0"s, "stream: NOT OK\0"s, "HTTP/1.1 200 OK\0"s, "stream\0: OK\0"s}) {
        expect_meaning(reply, "indisponible");
    }
}

TEST_CASE("6.6 stream: NOM FOUND nomme ce qui a été trouvé") {
    expect_meaning("stream: Win.Test.EICAR_HDB-1 FOUND\0"s, "infecté : Win.Test.EICAR_HDB-1");
    expect_meaning("stream: A FOUND B FOUND\0"s, "infecté : A FOUND B");
    expect_meaning("stream: a\x1B[31m FOUND\0"s, "infecté : a\\x1b[31m");
    expect_meaning("stream: OK FOUND\0"s, "infecté : OK");
    for (const std::string& reply : {"stream: FOUND\0"s, "stream:  FOUND"s, "FOUND\0"s, "stream: X FOUND"s,
                                     "stream: X FOUND\0stream: OK\0"s, "stream: XFOUND\0"s}) {
        expect_meaning(reply, "indisponible");
    }
}

TEST_CASE("6.6 une erreur de clamd ne dit rien du fichier, et se lit dans le détail") {
    Lesson lesson = clamd_lesson();
    const Scan scan = security::scan_from_reply("INSTREAM size limit exceeded. ERROR\0"s);
    lesson.expect("le verdict", shown(scan), "indisponible");
    lesson.expect_contains("le détail", scan.detail, "INSTREAM size limit exceeded. ERROR");
    const Scan hostile = security::scan_from_reply("\x1B]0;titre\x07 ERROR\0"s);
    lesson.expect("ce qui est montré est sans danger", hostile.detail.find('\x1B') == std::string::npos, true);
    expect_meaning("stream: Can't allocate memory ERROR\0"s, "indisponible");
    expect_meaning("stream: OK ERROR\0"s, "indisponible");
}

TEST_CASE("6.6 le fichier part en morceaux précédés de leur longueur, puis une longueur nulle") {
    Lesson lesson = clamd_lesson();
    std::string received;
    const std::string said = ask("bonjour", [&](int socket) {
        received = peers::receive(socket, request_for("bonjour").size());
        peers::send(socket, "stream: OK\0"s);
    });
    lesson.received(received);
    lesson.expect("ce que clamd a reçu", received, request_for("bonjour"));
    lesson.expect("le verdict", said, "sain");
}

TEST_CASE("6.6 un fichier vide n'a que sa fin") {
    Lesson lesson = clamd_lesson();
    std::string received;
    ask("", [&](int socket) {
        received = peers::receive(socket, request_for("").size());
        peers::send(socket, "stream: OK\0"s);
    });
    lesson.expect("ce que clamd a reçu", received, "zINSTREAM\0\0\0\0\0"s);
}

TEST_CASE("6.6 un grand fichier part entier, en morceaux bornés, même si clamd lit lentement") {
    Lesson lesson = clamd_lesson();
    const std::string file = peers::varied_bytes(1'500'000);
    std::string received;
    std::size_t largest = 0;
    const auto clamd = [&](int socket) {
        peers::receive(socket, 10);
        for (;;) {
            const std::string head = peers::receive(socket, 4);
            std::size_t size = 0;
            for (const char c : head) size = size << 8 | static_cast<unsigned char>(c);
            if (size == 0 || size > 10'000'000) break;
            largest = std::max(largest, size);
            received += peers::receive(socket, size);
        }
        peers::send(socket, "stream: Essai FOUND\0"s);
    };
    lesson.expect("le verdict", ask(file, clamd, 3 * peers::patience, peers::Buffers::small), "infecté : Essai");
    lesson.expect("le fichier est arrivé entier", received == file, true);
    lesson.expect("aucun morceau ne dépasse clamd_chunk_bytes", largest <= security::clamd_chunk_bytes, true);
}

TEST_CASE("6.6 la réponse peut venir en plusieurs fois") {
    Lesson lesson = clamd_lesson();
    lesson.expect("le verdict", ask("bonjour", [](int socket) {
                      peers::receive(socket, request_for("bonjour").size());
                      for (const char c : "stream: X FOUND\0"s) peers::send(socket, std::string_view{&c, 1});
                  }), "infecté : X");
}

TEST_CASE("6.6 clamd qui se tait, ferme ou coupe laisse le fichier sans verdict") {
    Lesson lesson = clamd_lesson();
    lesson.expect("il ferme aussitôt", ask("bonjour", [](int) {}), "indisponible");
    lesson.expect("il ferme sans répondre", ask("bonjour", answering("")), "indisponible");
    lesson.expect("il ferme au milieu de sa réponse", ask("bonjour", answering("stream: OK")), "indisponible");
    const auto silent = [](int socket) { peers::receive_to_end(socket); };
    lesson.expect("il ne répond pas", ask("bonjour", silent, std::chrono::milliseconds{200}), "indisponible");
    const auto half = [](int socket) {
        peers::send(socket, "stream: O");
        peers::receive_to_end(socket);
    };
    lesson.expect("il ne finit pas sa réponse", ask("bonjour", half, std::chrono::milliseconds{200}), "indisponible");
}

TEST_CASE("6.6 clamd qui ne lit pas ne retient personne au-delà du délai") {
    Lesson lesson = clamd_lesson();
    peers::Pair pair = peers::connected_pair(peers::Buffers::small);
    const common::UniqueFd file = memory_file::make(std::string(8'000'000, 'x'));
    const Deadline soon = Deadline::after(std::chrono::milliseconds{300});
    const Scan scan = security::ask_clamd(pair.tested.get(), file.get(), soon);
    lesson.expect("le verdict", shown(scan), "indisponible");
}

TEST_CASE("6.6 une réponse sans fin n'est pas lue sans fin") {
    Lesson lesson = clamd_lesson();
    const auto endless = [](int socket) {
        peers::receive(socket, request_for("bonjour").size());
        peers::send_without_reading(socket, 1'000'000);
    };
    lesson.expect("le verdict", ask("bonjour", endless), "indisponible");
    const std::string talkative = "stream: OK\0"s + std::string(100'000, 'x');
    lesson.expect("après stream: OK", ask("bonjour", answering(talkative)), "indisponible");
}

TEST_CASE("6.6 clamd qui ferme avant la fin du fichier ne l'a pas vu, quoi qu'il dise") {
    Lesson lesson = clamd_lesson();
    const std::string file(20'000'000, 'x');
    const auto says_and_closes = [](const std::string& answer) {
        return [answer](int socket) {
            peers::receive(socket, 100'000);
            peers::send(socket, answer);
            peers::finish_sending(socket);
        };
    };
    lesson.expect("stream: OK", ask(file, says_and_closes("stream: OK\0"s)), "indisponible");
    lesson.expect("trop grand", ask(file, says_and_closes("INSTREAM size limit exceeded. ERROR\0"s)), "indisponible");
}

TEST_CASE("6.6 un fichier que l'on ne peut pas lire lance une exception, que l'antivirus rend en « indisponible »") {
    Lesson lesson = clamd_lesson();
    peers::Pair pair = peers::connected_pair();
    std::string thrown;
    try {
        security::ask_clamd(pair.tested.get(), -1, Deadline::after(peers::patience));
    } catch (const std::system_error& failure) {
        thrown = failure.what();
    }
    lesson.expect_contains("l'exception", thrown, "pread");

    const peers::Listener listener = peers::listen_on_loopback();
    const auto scanner = security::make_clamd_scanner(tcp::to_string(listener.address));
    const Scan scan = scanner->scan(-1);
    lesson.expect("le verdict", shown(scan), "indisponible");
    lesson.expect_contains("le détail", scan.detail, "pread");
}
