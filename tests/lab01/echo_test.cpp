#include "01-tcp/echo.hpp"

#include <poll.h>
#include <sys/socket.h>


#include "lab01/descriptor_limit.hpp"
#include "lab01/peers.hpp"
#include "lab01/running_server.hpp"
#include "support/lesson.hpp"

using namespace std::chrono_literals;
using peers::patience;
using lab01::RunningServer;
using support::Lesson;
using tcp::Deadline;
using tcp::EchoLimits;

namespace {

// The four servers, each under the name that --mode gives it.
struct Sequential {
    static constexpr const char* name = "sequential";
    static constexpr auto serve = tcp::serve_sequential;
};
struct Threads {
    static constexpr const char* name = "threads";
    static constexpr auto serve = tcp::serve_threads;
};
struct Poll {
    static constexpr const char* name = "poll";
    static constexpr auto serve = tcp::serve_poll;
};
struct Asio {
    static constexpr const char* name = "asio";
    static constexpr auto serve = tcp::serve_asio;
};

constexpr EchoLimits generous{.idle = patience};

// Runs the body of a test against a server.
template <typename Mode, typename Body>
void with_server(const EchoLimits& limits, Body body) {
    Lesson lesson{{.rule = "RFC 862 : renvoyer tout ce qui arrive", .slide = "01-tcp.md#plusieurs-clients",
                   .command = std::string{"./lab run tcp_echo --mode "} + Mode::name + " --port 7777"}};
    lesson.step(std::string{"un serveur d'écho tourne en mode "} + Mode::name);
    RunningServer server{[&](int listener, int stop) { Mode::serve({listener, stop, limits}); }};
    server.during([&] { body(server, lesson); });
}

std::string exchange(int client, std::string_view bytes) {
    peers::send(client, bytes);
    return peers::receive(client, bytes.size());
}

}  // namespace

TEMPLATE_TEST_CASE("1.5 tout revient, y compris ce qui était en route quand le client a fini", "", Sequential, Threads,
                   Poll, Asio) {
    with_server<TestType>(generous, [](RunningServer& server, Lesson& lesson) {
        const std::string bytes = peers::varied_bytes(1'000'000);
        const common::UniqueFd client = server.connect(peers::Buffers::small);
        peers::Background writer{[&] {
            peers::send(client.get(), bytes);
            peers::finish_sending(client.get());
        }};
        lesson.step("un client envoie 1 000 000 octets, ferme son sens (FIN), et lit jusqu'à la fin");
        const std::string received = peers::receive_to_end(client.get());
        writer.join();
        lesson.expect("le nombre d'octets revenus", received.size(), bytes.size());
        lesson.expect("les octets revenus sont-ils les mêmes", received == bytes, true);
    });
}

TEMPLATE_TEST_CASE("1.5 un client qui n'envoie rien ne reçoit rien, et le suivant est servi", "", Sequential, Threads,
                   Poll, Asio) {
    with_server<TestType>(generous, [](RunningServer& server, Lesson& lesson) {
        for (const std::string_view message : {"", "bonjour", ""}) {
            const common::UniqueFd client = server.connect();
            lesson.sent(message);
            peers::send(client.get(), message);
            peers::finish_sending(client.get());
            lesson.expect("ce qui revient", peers::receive_to_end(client.get()), message);
        }
    });
}

TEMPLATE_TEST_CASE("1.5 beaucoup de clients sont servis en même temps", "", Threads, Poll, Asio) {
    with_server<TestType>(generous, [](RunningServer& server, Lesson& lesson) {
        std::vector<common::UniqueFd> clients;
        for (int i = 0; i < 30; ++i) clients.push_back(server.connect());
        lesson.step("30 clients se connectent ; puis chacun à son tour, du dernier au premier, échange trois messages");
        for (int round = 0; round < 3; ++round) {
            for (std::size_t i = clients.size(); i-- > 0;) {
                const std::string message = "client " + std::to_string(i) + ", tour " + std::to_string(round);
                lesson.require("ce qui revient", exchange(clients[i].get(), message), message);
            }
        }
    });
}

TEST_CASE("1.5 le serveur séquentiel fait attendre le deuxième client, sans le perdre") {
    with_server<Sequential>(generous, [](RunningServer& server, Lesson& lesson) {
        common::UniqueFd first = server.connect();
        lesson.expect("ce qui revient au premier", exchange(first.get(), "un"), "un");
        const common::UniqueFd second = server.connect();
        peers::send(second.get(), "deux");
        lesson.step("un deuxième client envoie « deux » pendant que le premier est connecté");
        lesson.expect("ce qui revient au premier", exchange(first.get(), "encore"), "encore");
        lesson.expect("le deuxième a-t-il déjà une réponse", peers::is_readable(second.get(), 50ms), false);
        first.reset();
        lesson.step("le premier part");
        lesson.expect("ce qui revient au deuxième", peers::receive(second.get(), 4), "deux");
    });
}

TEMPLATE_TEST_CASE("1.5 un client qui ne lit pas n'emplit pas la mémoire du serveur", "", Sequential, Threads, Poll,
                   Asio) {
    with_server<TestType>(generous, [](RunningServer& server, Lesson& lesson) {
        constexpr std::size_t most = 64'000'000;
        const common::UniqueFd client = server.connect(peers::Buffers::small);
        lesson.step("un client envoie sans jamais lire, 64 000 000 octets au plus");
        const std::size_t sent = peers::send_without_reading(client.get(), most);
        lesson.expect_that("le serveur cesse de lire : l'envoi se bloque avant la fin", sent < most);
        lesson.step("le client finit d'envoyer, puis lit");
        peers::finish_sending(client.get());
        lesson.expect("le nombre d'octets revenus", peers::receive_to_end(client.get()).size(), sent);
    });
}

TEMPLATE_TEST_CASE("1.5 un client qui ne lit pas ne gêne pas les autres", "", Threads, Poll, Asio) {
    with_server<TestType>(generous, [](RunningServer& server, Lesson& lesson) {
        const common::UniqueFd deaf = server.connect(peers::Buffers::small);
        peers::send_without_reading(deaf.get(), 64'000'000);
        lesson.step("un client envoie sans lire, jusqu'à ce que le serveur ne prenne plus rien");
        const common::UniqueFd other = server.connect();
        lesson.expect("ce qui revient à un autre client", exchange(other.get(), "bonjour"), "bonjour");
    });
}

TEMPLATE_TEST_CASE("1.5 un client qui coupe la connexion n'arrête pas le serveur", "", Sequential, Threads, Poll,
                   Asio) {
    with_server<TestType>(generous, [](RunningServer& server, Lesson& lesson) {
        common::UniqueFd silent = server.connect();
        peers::reset(silent);
        lesson.step("un client se connecte et coupe aussitôt (RST)");
        common::UniqueFd sender = server.connect();
        peers::send(sender.get(), peers::varied_bytes(50'000));
        peers::reset(sender);
        lesson.step("un autre envoie 50 000 octets et coupe sans rien lire");
        const common::UniqueFd client = server.connect();
        lesson.expect("ce qui revient au suivant", exchange(client.get(), "bonjour"), "bonjour");
    });
}

TEMPLATE_TEST_CASE("1.5 un client silencieux est congédié après le délai d'inactivité", "", Sequential, Threads, Poll,
                   Asio) {
    with_server<TestType>({.idle = 100ms}, [](RunningServer& server, Lesson& lesson) {
        const auto start = Deadline::Clock::now();
        const common::UniqueFd silent = server.connect();
        lesson.step("un client se tait ; le délai d'inactivité (idle) est de 100 ms");
        lesson.expect("ce qu'il reçoit avant la fermeture", peers::receive_to_end(silent.get()), "");
        lesson.expect_that("la fermeture n'est pas venue avant 100 ms", Deadline::Clock::now() - start >= 100ms);
        const common::UniqueFd next = server.connect();
        lesson.expect("ce qui revient au suivant", exchange(next.get(), "bonjour"), "bonjour");
    });
}

TEMPLATE_TEST_CASE("1.5 un client lent mais vivant n'est pas congédié", "", Sequential, Threads, Poll, Asio) {
    with_server<TestType>({.idle = 1s}, [](RunningServer& server, Lesson& lesson) {
        const common::UniqueFd slow = server.connect();
        lesson.step("le délai d'inactivité est de 1 s ; un client envoie un octet toutes les 100 ms, pendant 1,5 s");
        for (int i = 0; i < 15; ++i) {
            lesson.require("ce qui revient", exchange(slow.get(), "x"), "x");
            lesson.require("le serveur ferme-t-il", peers::is_readable(slow.get(), 100ms), false);
        }
    });
}

TEMPLATE_TEST_CASE("1.5 le nombre de connexions est borné, et une place libérée sert au suivant", "", Threads, Poll,
                   Asio) {
    with_server<TestType>({.idle = patience, .connections = 2}, [](RunningServer& server, Lesson& lesson) {
        common::UniqueFd first = server.connect();
        const common::UniqueFd second = server.connect();
        lesson.step("deux connexions au plus (connections) ; deux clients sont là");
        lesson.expect("ce qui revient au premier", exchange(first.get(), "un"), "un");
        lesson.expect("ce qui revient au deuxième", exchange(second.get(), "deux"), "deux");
        const common::UniqueFd third = server.connect();
        peers::send(third.get(), "trois");
        lesson.step("un troisième envoie « trois »");
        lesson.expect("ce qui revient au deuxième", exchange(second.get(), "encore"), "encore");
        lesson.expect("le troisième a-t-il déjà une réponse", peers::is_readable(third.get(), 50ms), false);
        first.reset();
        lesson.step("le premier part");
        lesson.expect("ce qui revient au troisième", peers::receive(third.get(), 5), "trois");
    });
}

TEMPLATE_TEST_CASE("1.5 sans descripteur libre, le serveur attend sans tourner à vide, puis reprend", "", Sequential,
                   Threads, Poll, Asio) {
    with_server<TestType>({.idle = patience, .accept_pause = 50ms}, [](RunningServer& server, Lesson& lesson) {
        common::UniqueFd first = server.connect();
        peers::send(first.get(), "un");
        peers::finish_sending(first.get());
        lesson.require("ce qui revient au premier client", peers::receive_to_end(first.get()), "un");
        const common::UniqueFd second{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
        double used = 0;
        {
            const peers::NoDescriptorLeft limit;
            const tcp::Address address = server.address();
            if (::connect(second.get(), address.data(), address.size()) == 0) {
                const double before = peers::processor_seconds();
                peers::is_readable(second.get(), 500ms);
                used = peers::processor_seconds() - before;
            }
        }
        lesson.step("un client se connecte alors que le programme n'a plus de descripteur libre, pendant 500 ms");
        lesson.expect_that("le serveur a passé moins de 250 ms à calculer", used < 0.25);
        lesson.step("des descripteurs se libèrent");
        lesson.expect("ce qui revient au client", exchange(second.get(), "bonjour"), "bonjour");
    });
}

TEMPLATE_TEST_CASE("1.5 l'arrêt demandé ferme les connexions et finit le serveur", "", Sequential, Threads, Poll,
                   Asio) {
    with_server<TestType>(generous, [](RunningServer& server, Lesson& lesson) {
        const common::UniqueFd talker = server.connect();
        lesson.expect("ce qui revient", exchange(talker.get(), "bonjour"), "bonjour");
        lesson.step("l'arrêt est demandé alors qu'un client est connecté, et qu'un autre arrive");
        const common::UniqueFd newcomer = server.connect();
        const auto start = Deadline::Clock::now();
        server.finish();
        lesson.expect_that("le serveur a fini bien avant le délai d'inactivité", Deadline::Clock::now() - start < 5s);
        lesson.expect("ce que reçoit le client ensuite", peers::receive_to_end(talker.get()), "");
    });
}

TEMPLATE_TEST_CASE("1.5 l'arrêt n'attend pas un client qui ne lit pas", "", Sequential, Threads, Poll, Asio) {
    with_server<TestType>(generous, [](RunningServer& server, Lesson& lesson) {
        const common::UniqueFd deaf = server.connect(peers::Buffers::small);
        peers::send_without_reading(deaf.get(), 64'000'000);
        lesson.step("un client envoie sans lire ; le serveur a des octets à lui rendre quand l'arrêt est demandé");
        const auto start = Deadline::Clock::now();
        server.finish();
        lesson.expect_that("le serveur a fini bien avant le délai d'inactivité", Deadline::Clock::now() - start < 5s);
    });
}
