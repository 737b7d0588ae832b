#include "01-tcp/server.hpp"

#include <fcntl.h>

#include <system_error>

#include "lab01/descriptor_limit.hpp"
#include "lab01/peers.hpp"
#include "support/lesson.hpp"

using namespace std::chrono_literals;
using peers::patience;
using support::Lesson;
using tcp::Acceptance;
using tcp::Outcome;

namespace {

Lesson listening_lesson() {
    return Lesson{{.rule = "bind(2), listen(2), ip(7), ipv6(7)", .slide = "01-tcp.md#serveur",
                   .command = "./lab run tcp_echo --mode sequential --port 0"}};
}

Lesson accepting_lesson() {
    return Lesson{{.rule = "accept(2)", .slide = "01-tcp.md#poignée-de-main",
                   .command = "./lab run tcp_echo --mode sequential --port 7777"}};
}

Lesson echo_lesson() {
    return Lesson{{.rule = "RFC 862 : renvoyer tout ce qui arrive", .slide = "01-tcp.md#fermeture",
                   .command = "printf 'bonjour' | ./lab run tcp_client 127.0.0.1 7777"}};
}

int listening_result(const std::string& host, std::uint16_t port) {
    try {
        tcp::listen_on(host, port);
        return 0;
    } catch (const std::system_error& error) {
        return error.code().value();
    }
}

// Accepts what has just been connected.
tcp::Accepted accept_next(int listener) {
    peers::is_readable(listener, patience);
    return tcp::accept_connection(listener);
}

const char* name(Acceptance acceptance) {
    switch (acceptance) {
    case Acceptance::accepted: return "accepted";
    case Acceptance::nobody: return "nobody";
    case Acceptance::exhausted: return "exhausted";
    }
    return "?";
}

void expect_acceptance(Lesson& lesson, const tcp::Accepted& obtained, Acceptance expected) {
    lesson.expect("le résultat", std::string_view{name(obtained.outcome)}, std::string_view{name(expected)});
}

void expect_outcome(Lesson& lesson, Outcome obtained, Outcome expected) {
    lesson.expect("le résultat", tcp::describe(obtained), tcp::describe(expected));
}

}  // namespace

TEST_CASE("1.3 écouter sur le port 0 donne un port libre, que local_address révèle") {
    for (const std::string& host : {std::string{"127.0.0.1"}, std::string{"::1"}}) {
        if (host == "::1" && !peers::has_ipv6()) continue;
        Lesson lesson = listening_lesson();
        lesson.step("listen_on(« " + host + " », 0)");
        const common::UniqueFd listener = tcp::listen_on(host, 0);
        const tcp::Address address = tcp::local_address(listener.get());
        lesson.expect_that("le port n'est plus 0", address.port() != 0);
        lesson.expect_that("l'adresse est une adresse de bouclage", address.is_loopback());
        lesson.step("un client s'y connecte");
        const common::UniqueFd client = peers::connect(address);
        lesson.expect("le serveur voit-il une connexion", peers::is_readable(listener.get(), patience), true);
    }
}

TEST_CASE("1.3 la socket d'écoute est non bloquante, et se ferme par exec (SOCK_CLOEXEC)") {
    Lesson lesson = listening_lesson();
    const common::UniqueFd listener = tcp::listen_on("127.0.0.1", 0);
    lesson.step("listen_on(« 127.0.0.1 », 0)");
    lesson.expect("est-elle non bloquante", (::fcntl(listener.get(), F_GETFL) & O_NONBLOCK) != 0, true);
    lesson.expect("est-elle fermée par exec", (::fcntl(listener.get(), F_GETFD) & FD_CLOEXEC) != 0, true);
}

TEST_CASE("1.3 un nom vide écoute sur toutes les interfaces, en IPv4 comme en IPv6") {
    Lesson lesson = listening_lesson();
    lesson.step("listen_on(« », 0)");
    const common::UniqueFd listener = tcp::listen_on("", 0);
    const std::uint16_t port = tcp::local_address(listener.get()).port();
    for (const int family : {AF_INET, AF_INET6}) {
        if (family == AF_INET6 && !peers::has_ipv6()) continue;
        lesson.step(family == AF_INET ? "un client vient de 127.0.0.1" : "un client vient de ::1");
        int connected = 0;
        try {
            const common::UniqueFd client = peers::connect(peers::loopback(port, family));
            connected = accept_next(listener.get()).outcome == Acceptance::accepted ? 1 : 0;
        } catch (const std::system_error&) {
        }
        lesson.expect("le nombre de connexions acceptées", connected, 1);
    }
}

TEST_CASE("1.3 une adresse IPv6 explicite ne prend pas la place de l'IPv4 (IPV6_V6ONLY)") {
    if (!peers::has_ipv6()) {
        CHECK_THROWS(tcp::listen_on("::", 0));
        return;
    }
    Lesson lesson = listening_lesson();
    const common::UniqueFd ipv6 = tcp::listen_on("::", 0);
    const std::uint16_t port = tcp::local_address(ipv6.get()).port();
    lesson.step("listen_on(« :: », 0)");
    int error = 0;
    try {
        peers::connect(peers::loopback(port, AF_INET));
    } catch (const std::system_error& refused) {
        error = refused.code().value();
    }
    lesson.step("un client IPv4 essaie le même port");
    lesson.expect("son erreur (ECONNREFUSED vaut 111)", error, ECONNREFUSED);
}

TEST_CASE("1.3 un port occupé est refusé, avec l'adresse dans le message") {
    Lesson lesson = listening_lesson();
    const peers::Listener other = peers::listen_on_loopback();
    lesson.step("un autre programme écoute déjà sur " + std::to_string(other.address.port()));
    lesson.expect("l'erreur (EADDRINUSE vaut 98)", listening_result("127.0.0.1", other.address.port()), EADDRINUSE);
    std::string explanation;
    try {
        tcp::listen_on("127.0.0.1", other.address.port());
    } catch (const std::system_error& error) {
        explanation = error.what();
    }
    lesson.expect_contains("l'explication", explanation, "127.0.0.1:" + std::to_string(other.address.port()));
}

TEST_CASE("1.3 une adresse d'une autre machine est refusée") {
    Lesson lesson = listening_lesson();
    lesson.step("listen_on(« 192.0.2.1 », 0) : une adresse réservée aux exemples (RFC 5737)");
    lesson.expect("l'erreur (EADDRNOTAVAIL vaut 99)", listening_result("192.0.2.1", 0), EADDRNOTAVAIL);
}

TEST_CASE("1.3 un serveur redémarre sur son port aussitôt arrêté (SO_REUSEADDR)") {
    Lesson lesson = listening_lesson();
    std::uint16_t port = 0;
    common::UniqueFd client;
    {
        const common::UniqueFd listener = tcp::listen_on("127.0.0.1", 0);
        port = tcp::local_address(listener.get()).port();
        client = peers::connect(peers::loopback(port));
        const tcp::Accepted accepted = accept_next(listener.get());
        lesson.step("le serveur ferme le premier une connexion : elle passe par TIME-WAIT de son côté");
    }
    lesson.expect("ce que reçoit le client", peers::receive_to_end(client.get()), "");
    client.reset();
    lesson.step("le serveur redémarre sur le même port");
    lesson.expect("l'erreur (0 : aucune, EADDRINUSE vaut 98)", listening_result("127.0.0.1", port), 0);
}

TEST_CASE("1.3 accept_connection rend la connexion et l'adresse du client") {
    Lesson lesson = accepting_lesson();
    const peers::Listener listener = peers::listen_on_loopback();
    const common::UniqueFd client = peers::connect(listener.address);
    lesson.step("un client se connecte");
    const tcp::Accepted accepted = accept_next(listener.socket.get());
    expect_acceptance(lesson, accepted, Acceptance::accepted);
    lesson.require("y a-t-il une socket", static_cast<bool>(accepted.socket), true);
    lesson.expect_that("l'adresse du client est une adresse de bouclage", accepted.peer.is_loopback());
    lesson.expect_that("le port du client est connu", accepted.peer.port() != 0);
    lesson.expect("est-elle non bloquante", (::fcntl(accepted.socket.get(), F_GETFL) & O_NONBLOCK) != 0, true);
    lesson.expect("est-elle fermée par exec", (::fcntl(accepted.socket.get(), F_GETFD) & FD_CLOEXEC) != 0, true);
}

TEST_CASE("1.3 accept_connection n'attend pas quand personne ne vient") {
    Lesson lesson = accepting_lesson();
    const peers::Listener listener = peers::listen_on_loopback();
    lesson.step("personne ne se connecte");
    expect_acceptance(lesson, tcp::accept_connection(listener.socket.get()), Acceptance::nobody);
}

TEST_CASE("1.3 un client déjà reparti n'arrête pas le serveur") {
    Lesson lesson = accepting_lesson();
    const peers::Listener listener = peers::listen_on_loopback();
    common::UniqueFd hasty = peers::connect(listener.address);
    peers::reset(hasty);
    lesson.step("un client se connecte et coupe aussitôt (RST), avant accept()");
    const tcp::Accepted first = accept_next(listener.socket.get());
    lesson.expect_that("le serveur ne s'en plaint pas", first.outcome != Acceptance::exhausted);
    const common::UniqueFd patient = peers::connect(listener.address);
    lesson.step("un autre client se connecte");
    expect_acceptance(lesson, accept_next(listener.socket.get()), Acceptance::accepted);
}

TEST_CASE("1.3 sans descripteur libre, accept_connection le dit, et le client attend") {
    Lesson lesson = accepting_lesson();
    const peers::Listener listener = peers::listen_on_loopback();
    const common::UniqueFd client = peers::connect(listener.address);
    peers::is_readable(listener.socket.get(), patience);
    lesson.step("un client attend, mais le programme n'a plus de descripteur libre (EMFILE)");
    const tcp::Accepted refused = [&] {
        const peers::NoDescriptorLeft limit;
        return tcp::accept_connection(listener.socket.get());
    }();
    expect_acceptance(lesson, refused, Acceptance::exhausted);
    lesson.step("des descripteurs se libèrent");
    expect_acceptance(lesson, accept_next(listener.socket.get()), Acceptance::accepted);
}

TEST_CASE("1.3 l'écho rend tout, et finit quand le client a fini") {
    Lesson lesson = echo_lesson();
    const std::string bytes = peers::varied_bytes(200'000);
    const peers::Pair pair = peers::connected_pair(peers::Buffers::small);
    std::string received;
    const auto write = [&] {
        peers::send(pair.other.get(), bytes);
        peers::finish_sending(pair.other.get());
    };
    const auto read = [&] { received = peers::receive(pair.other.get(), bytes.size()); };
    peers::Background writer{write, pair.other.get()};
    peers::Background reader{read, pair.other.get()};
    lesson.step("le client envoie 200 000 octets, ferme son sens (FIN) et lit en même temps");
    const Outcome outcome = tcp::echo_connection(pair.tested.get(), {.idle = patience});
    writer.join();
    reader.join();
    expect_outcome(lesson, outcome, Outcome::end_of_stream);
    lesson.expect("le nombre d'octets revenus", received.size(), bytes.size());
    lesson.expect("les octets revenus sont-ils les mêmes", received == bytes, true);
}

TEST_CASE("1.3 l'écho abandonne un client qui se tait ou qui ne lit pas") {
    {
        Lesson lesson = echo_lesson();
        const peers::Pair pair = peers::connected_pair();
        lesson.step("le client se tait ; idle vaut 50 ms");
        expect_outcome(lesson, tcp::echo_connection(pair.tested.get(), {.idle = 50ms}), Outcome::expired);
    }
    Lesson lesson = echo_lesson();
    const peers::Pair pair = peers::connected_pair(peers::Buffers::small);
    const auto write = [&] {
        try {
            peers::send(pair.other.get(), std::string(20'000'000, 'x'));
        } catch (const std::exception&) {  // the connection is closed under it, as it should be
        }
    };
    peers::Background writer{write, pair.other.get()};
    lesson.step("le client envoie sans jamais lire ; idle vaut 200 ms");
    expect_outcome(lesson, tcp::echo_connection(pair.tested.get(), {.idle = 200ms}), Outcome::expired);
    ::shutdown(pair.tested.get(), SHUT_RDWR);
    peers::is_readable(pair.other.get(), patience);
    ::shutdown(pair.other.get(), SHUT_RDWR);
    writer.join();
}

TEST_CASE("1.3 l'écho survit à un client qui disparaît, et à une demande d'arrêt") {
    {
        Lesson lesson = echo_lesson();
        peers::Pair pair = peers::connected_pair();
        peers::reset(pair.other);
        lesson.step("le client coupe la connexion (RST)");
        expect_outcome(lesson, tcp::echo_connection(pair.tested.get(), {}), Outcome::reset);
    }
    Lesson lesson = echo_lesson();
    const peers::Pair pair = peers::connected_pair();
    const peers::Stop stop;
    stop.request();
    lesson.step("le client se tait, et l'arrêt est demandé");
    expect_outcome(lesson, tcp::echo_connection(pair.tested.get(), {}, stop.get()), Outcome::stopped);
}
