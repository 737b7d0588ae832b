#include "01-tcp/relay.hpp"

#include <poll.h>
#include <sys/socket.h>

#include "lab01/peers.hpp"
#include "lab01/story.hpp"

using namespace std::chrono_literals;
using lab01::relay_lesson;
using lab01::Story;
using peers::Buffers;
using peers::patience;
using support::Lesson;
using tcp::Outcome;

namespace {

// A relay at work between a client and a server that the test plays.
class Relayed {
public:
    explicit Relayed(tcp::RelayLimits limits = {.idle = patience}, Buffers buffers = Buffers::normal)
        : client_side_{peers::connected_pair(buffers)}, server_side_{peers::connected_pair(buffers)},
          thread_{[this, limits] {
              try {
                  outcome_ = tcp::relay_connection(client_side_.tested.get(), server_side_.tested.get(), limits,
                                                   stop_.get(), story.report());
                  if (outcome_ == Outcome::reset) tcp::reset_on_close(client_side_.tested.get());
                  if (outcome_ == Outcome::reset) tcp::reset_on_close(server_side_.tested.get());
              } catch (...) {
                  close();
                  throw;
              }
              close();
          }} {}
    ~Relayed() { stop_.request(); }

    common::UniqueFd& client() { return client_side_.other; }
    common::UniqueFd& server() { return server_side_.other; }
    void stop() const { stop_.request(); }

    // Waits for the relay's end: how it ended. Throws what it threw.
    std::string_view finish() {
        thread_.join();
        return tcp::describe(outcome_);
    }

    Story story;

private:
    void close() {
        client_side_.tested.reset();
        server_side_.tested.reset();
    }

    peers::Pair client_side_;
    peers::Pair server_side_;
    peers::Stop stop_;
    Outcome outcome_ = Outcome::complete;
    peers::Background thread_;
};

// Runs the body of a test; the relay's own failure explains more than the body's.
template <typename Body>
void relayed(Body body, tcp::RelayLimits limits = {.idle = patience}, Buffers buffers = Buffers::normal) {
    Lesson lesson = relay_lesson();
    lesson.step("un relais se tient entre un client et un serveur");
    Relayed relay{limits, buffers};
    try {
        body(relay, lesson);
    } catch (...) {
        relay.stop();
        relay.finish();
        throw;
    }
    relay.stop();
    relay.finish();
}

void expect_outcome(Lesson& lesson, Relayed& relay, Outcome expected) {
    lesson.expect("le résultat", relay.finish(), tcp::describe(expected));
}

// The processor time that the process spends while this test waits for nothing.
double processor_seconds_while_waiting(int silent) {
    const double before = peers::processor_seconds();
    peers::is_readable(silent, 300ms);
    return peers::processor_seconds() - before;
}

}  // namespace

TEST_CASE("1.6 les octets passent dans les deux sens, et l'observateur les voit") {
    relayed([](Relayed& relay, Lesson& lesson) {
        peers::send(relay.client().get(), "question");
        lesson.expect("ce que reçoit le serveur", peers::receive(relay.server().get(), 8), "question");
        peers::send(relay.server().get(), "réponse");
        lesson.expect("ce que reçoit le client", peers::receive(relay.client().get(), 8), "réponse");
        lesson.expect("ce que l'observateur a vu aller vers le serveur", relay.story.to_server(), "question");
        lesson.expect("ce que l'observateur a vu aller vers le client", relay.story.to_client(), "réponse");
    });
}

TEST_CASE("1.6 de gros envois se croisent sans se gêner ni se mélanger") {
    const std::string up = peers::varied_bytes(500'000);
    const std::string down(400'000, 'r');
    relayed(
        [&](Relayed& relay, Lesson& lesson) {
            std::string at_server;
            peers::Background sends_up{[&] { peers::send(relay.client().get(), up); }};
            peers::Background sends_down{[&] { peers::send(relay.server().get(), down); }};
            peers::Background server{[&] { at_server = peers::receive(relay.server().get(), up.size()); }};
            const std::string at_client = peers::receive(relay.client().get(), down.size());
            sends_up.join();
            sends_down.join();
            server.join();
            lesson.step("500 000 octets vers le serveur pendant que 400 000 vont vers le client");
            lesson.expect("le serveur a-t-il tout reçu, dans l'ordre", at_server == up, true);
            lesson.expect("le client a-t-il tout reçu, dans l'ordre", at_client == down, true);
            lesson.expect("l'observateur a-t-il tout vu", relay.story.to_server() == up, true);
            lesson.expect_that("jamais plus de buffer_bytes octets à la fois", relay.story.longest() <= 16'384);
        },
        {.idle = patience}, Buffers::small);
}

TEST_CASE("1.6 la fin d'un sens est transmise, et l'autre sens continue") {
    relayed([](Relayed& relay, Lesson& lesson) {
        peers::send(relay.client().get(), "question");
        peers::finish_sending(relay.client().get());
        lesson.step("le client envoie « question » et finit d'envoyer (FIN)");
        lesson.expect("ce que reçoit le serveur", peers::receive_to_end(relay.server().get()), "question");
        peers::send(relay.server().get(), "réponse");
        relay.server().reset();
        lesson.step("le serveur répond « réponse » et ferme");
        lesson.expect("ce que reçoit le client", peers::receive_to_end(relay.client().get()), "réponse");
        expect_outcome(lesson, relay, Outcome::end_of_stream);
        lesson.expect("les événements (> vers le serveur, < vers le client)", relay.story.text(),
                      "data >\nfinished >\ndata <\nfinished <\n");
    });
}

TEST_CASE("1.6 le serveur peut finir le premier") {
    relayed([](Relayed& relay, Lesson& lesson) {
        peers::send(relay.server().get(), "bienvenue");
        peers::finish_sending(relay.server().get());
        lesson.step("le serveur envoie « bienvenue » et finit d'envoyer (FIN)");
        lesson.expect("ce que reçoit le client", peers::receive_to_end(relay.client().get()), "bienvenue");
        peers::send(relay.client().get(), "merci");
        relay.client().reset();
        lesson.expect("ce que reçoit le serveur", peers::receive_to_end(relay.server().get()), "merci");
        expect_outcome(lesson, relay, Outcome::end_of_stream);
    });
}

TEST_CASE("1.6 la fin ne double pas les octets qui la précèdent") {
    const std::string bytes = peers::varied_bytes(500'000);
    relayed(
        [&](Relayed& relay, Lesson& lesson) {
            peers::Background sender{[&] {
                peers::send(relay.client().get(), bytes);
                peers::finish_sending(relay.client().get());
            }};
            const std::string received = peers::receive_to_end(relay.server().get());
            sender.join();
            lesson.step("le client envoie 500 000 octets et finit aussitôt (FIN)");
            lesson.expect("le nombre d'octets reçus par le serveur avant la fin", received.size(), bytes.size());
            lesson.expect("les octets sont-ils les mêmes", received == bytes, true);
        },
        {.idle = patience}, Buffers::small);
}

TEST_CASE("1.6 une coupure est rapportée du côté d'où elle vient") {
    for (const bool by_client : {true, false}) {
        relayed([by_client](Relayed& relay, Lesson& lesson) {
            peers::reset(by_client ? relay.client() : relay.server());
            lesson.step(by_client ? "le client coupe (RST)" : "le serveur coupe (RST)");
            expect_outcome(lesson, relay, Outcome::reset);
            lesson.expect("les événements (> vient du client, < vient du serveur)", relay.story.text(),
                          by_client ? "reset >\n" : "reset <\n");
            common::UniqueFd& other = by_client ? relay.server() : relay.client();
            lesson.expect("ce que reçoit l'autre côté", peers::receive_to_end(other.get()), "(RST)");
        });
    }
}

TEST_CASE("1.6 une coupure découverte en envoyant vient de la destination") {
    Lesson lesson = relay_lesson();
    const peers::Pair from = peers::connected_pair(Buffers::normal);
    peers::Pair to = peers::connected_pair(Buffers::normal);
    tcp::reset_on_close(to.other.get());
    to.other.reset();
    lesson.step("advance() a un octet en attente pour le serveur, qui a coupé sa connexion");
    tcp::Flow flow{.direction = tcp::Direction::to_server, .from = from.tested.get(), .to = to.tested.get()};
    flow.pending = "x";
    Story story;
    lesson.expect("advance() peut continuer", tcp::advance(flow, 1024, story.report()), false);
    lesson.expect("ce qui est rapporté (« < » : du serveur vers le client)", story.text(), "reset <\n");
}

TEST_CASE("1.6 une coupure se voit aussi quand le client avait fini d'envoyer") {
    relayed([](Relayed& relay, Lesson& lesson) {
        peers::finish_sending(relay.client().get());
        lesson.expect("ce que reçoit le serveur", peers::receive_to_end(relay.server().get()), "");
        peers::reset(relay.client());
        lesson.step("le client finit d'envoyer (FIN), puis coupe (RST) sans attendre la réponse");
        expect_outcome(lesson, relay, Outcome::reset);
    });
}

TEST_CASE("1.6 un serveur qui ne lit pas retient le client, sans emplir la mémoire du relais") {
    constexpr std::size_t most = 64'000'000;
    relayed(
        [](Relayed& relay, Lesson& lesson) {
            const std::size_t sent = peers::send_without_reading(relay.client().get(), most);
            lesson.step("le client envoie, le serveur ne lit pas ; 64 000 000 octets au plus");
            lesson.expect_that("le relais cesse de lire : l'envoi se bloque avant la fin", sent < most);
            peers::send(relay.server().get(), "patience");
            lesson.expect("ce que reçoit le client", peers::receive(relay.client().get(), 8), "patience");
            peers::finish_sending(relay.client().get());
            lesson.step("le serveur se met à lire");
            lesson.expect("le nombre d'octets reçus", peers::receive_to_end(relay.server().get()).size(), sent);
        },
        {.idle = patience}, Buffers::small);
}

TEST_CASE("1.6 le relais ne tourne pas à vide pendant qu'un sens est fermé") {
    relayed([](Relayed& relay, Lesson& lesson) {
        peers::finish_sending(relay.client().get());
        lesson.expect("ce que reçoit le serveur", peers::receive_to_end(relay.server().get()), "");
        lesson.step("le client a fini d'envoyer, le serveur réfléchit pendant 300 ms");
        lesson.expect_that("le relais a passé moins de 150 ms à calculer",
                           processor_seconds_while_waiting(relay.client().get()) < 0.15);
    });
}

TEST_CASE("1.6 le relais ne tourne pas à vide devant un serveur qui a fini et ne lit plus") {
    relayed(
        [](Relayed& relay, Lesson& lesson) {
            peers::finish_sending(relay.server().get());
            lesson.expect("ce que reçoit le client", peers::receive_to_end(relay.client().get()), "");
            peers::send_without_reading(relay.client().get(), 64'000'000);
            peers::finish_sending(relay.client().get());
            lesson.step("le serveur a fini d'envoyer et ne lit pas ; le client a tout envoyé et a fini aussi");
            pollfd nothing{-1, 0, 0};
            const double before = peers::processor_seconds();
            ::poll(&nothing, 1, 300);
            const double used = peers::processor_seconds() - before;
            lesson.expect_that("le relais a passé moins de 150 ms à calculer", used < 0.15);
        },
        {.idle = patience}, Buffers::small);
}

TEST_CASE("1.6 une connexion muette est fermée après le délai d'inactivité, et l'arrêt n'attend pas") {
    relayed(
        [](Relayed& relay, Lesson& lesson) {
            lesson.step("rien ne passe ; idle vaut 100 ms");
            expect_outcome(lesson, relay, Outcome::expired);
        },
        {.idle = 100ms});
    relayed([](Relayed& relay, Lesson& lesson) {
        relay.stop();
        lesson.step("rien ne passe, et l'arrêt est demandé");
        expect_outcome(lesson, relay, Outcome::stopped);
    });
}
