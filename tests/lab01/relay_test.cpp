#include "01-tcp/relay.hpp"

#include <poll.h>

#include <algorithm>
#include <memory>
#include <mutex>

#include "lab01/peers.hpp"
#include "support/lesson.hpp"

using namespace std::chrono_literals;
using peers::Buffers;
using peers::patience;
using support::Lesson;
using tcp::Deadline;
using tcp::Direction;
using tcp::EventKind;
using tcp::Outcome;

namespace {

// What a relay has told, one line per event, from whatever thread. Bytes that follow each other are one line: how a
// stream is cut is nobody's business (step 1.4).
class Story {
public:
    void add(EventKind kind, Direction direction, std::string_view bytes) {
        const std::lock_guard lock{mutex_};
        const bool to_server = direction == Direction::to_server;
        if (kind != EventKind::data) {
            last_ = nullptr;
            text_ += name(kind) + (to_server ? " >" : " <") + "\n";
            return;
        }
        std::string& stream = to_server ? to_server_ : to_client_;
        if (last_ != &stream) text_ += std::string{"data"} + (to_server ? " >" : " <") + "\n";
        last_ = &stream;
        stream += bytes;
        longest_ = std::max(longest_, bytes.size());
    }

    tcp::Report report() {
        return [this](EventKind kind, Direction direction, std::string_view bytes) { add(kind, direction, bytes); };
    }

    std::string text() const { return locked(text_); }
    std::string to_server() const { return locked(to_server_); }
    std::string to_client() const { return locked(to_client_); }
    std::size_t longest() const { return longest_; }

private:
    static std::string name(EventKind kind) {
        switch (kind) {
        case EventKind::accepted: return "accepted";
        case EventKind::connected: return "connected";
        case EventKind::unreachable: return "unreachable";
        case EventKind::data: return "data";
        case EventKind::finished: return "finished";
        case EventKind::reset: return "reset";
        case EventKind::expired: return "expired";
        case EventKind::stopped: return "stopped";
        case EventKind::closed: return "closed";
        }
        return "?";
    }

    std::string locked(const std::string& text) const {
        const std::lock_guard lock{mutex_};
        return text;
    }

    mutable std::mutex mutex_;
    std::string text_;
    std::string to_server_;
    std::string to_client_;
    const std::string* last_ = nullptr;
    std::size_t longest_ = 0;
};

Lesson relay_lesson() {
    return Lesson{{.rule = "RFC 9293 §3.6 : les deux sens se ferment séparément", .slide = "01-tcp.md#relais",
                   .command = "./lab run tcp_spy --listen 7778 --to 127.0.0.1:7777"}};
}

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

namespace {

// The events of a whole relay server, connection by connection.
class Stories : public tcp::Observer {
public:
    void on_event(const tcp::Event& event) override {
        const std::lock_guard lock{mutex_};
        if (event.connection >= stories_.size()) stories_.resize(event.connection + 1);
        if (!stories_[event.connection]) stories_[event.connection] = std::make_unique<Story>();
        stories_[event.connection]->add(event.kind, event.direction, event.bytes);
    }

    std::string text(std::size_t connection) const {
        const std::lock_guard lock{mutex_};
        return connection < stories_.size() && stories_[connection] ? stories_[connection]->text() : "";
    }

private:
    mutable std::mutex mutex_;
    std::vector<std::unique_ptr<Story>> stories_;
};

// A relay server at work, in front of a target. When it fails, its listener closes, so that clients are refused and do
// not wait; finish() then throws what it threw.
class RunningRelay {
public:
    RunningRelay(const tcp::Address& target, tcp::Observer& observer)
        : thread_{[this, target, &observer] {
              try {
                  tcp::serve_relay({listener_.socket.get(), stop_.get(), {target}, {.idle = patience}}, observer);
              } catch (...) {
                  listener_.socket.reset();
                  throw;
              }
          }} {}
    ~RunningRelay() { stop_.request(); }

    common::UniqueFd connect() const { return peers::connect(listener_.address); }

    void finish() {
        stop_.request();
        thread_.join();
    }

private:
    peers::Listener listener_ = peers::listen_on_loopback();
    peers::Stop stop_;
    peers::Background thread_;
};

// What a client of the relay says to the server, and what both receive; nothing to say when the relay has failed.
bool exchange(Lesson& lesson, const RunningRelay& relay, const peers::Listener& target, std::string_view message) {
    const common::UniqueFd client = relay.connect();
    peers::send(client.get(), message);
    peers::finish_sending(client.get());
    pollfd waited[] = {{target.socket.get(), POLLIN, 0}, {client.get(), POLLIN, 0}};
    ::poll(waited, 2, static_cast<int>(std::chrono::milliseconds{patience}.count()));
    common::UniqueFd reached{::accept4(target.socket.get(), nullptr, nullptr, SOCK_CLOEXEC)};
    if (!reached) return false;
    lesson.expect("ce que reçoit le serveur", peers::receive_to_end(reached.get(), 2s), message);
    reached.reset();
    lesson.expect("ce que reçoit le client", peers::receive_to_end(client.get(), 2s), "");
    return true;
}

}  // namespace

TEST_CASE("1.6 le serveur relaie plusieurs clients, et raconte chaque connexion du début à la fin") {
    Lesson lesson = relay_lesson();
    const peers::Listener target = peers::listen_on_loopback();
    Stories stories;
    RunningRelay relay{target.address, stories};
    lesson.step("deux clients arrivent, et chacun parle au serveur");
    if (exchange(lesson, relay, target, "premier")) exchange(lesson, relay, target, "deuxième");
    relay.finish();
    for (const std::size_t connection : {1u, 2u}) {
        lesson.expect("les événements de la connexion " + std::to_string(connection), stories.text(connection),
                      "accepted >\nconnected >\ndata >\nfinished >\nfinished <\nclosed >\n");
    }
}

TEST_CASE("1.6 un serveur injoignable se dit, et le client est éconduit") {
    Lesson lesson = relay_lesson();
    const peers::Listener silent = peers::silent_port();
    Stories stories;
    RunningRelay relay{silent.address, stories};
    const common::UniqueFd client = relay.connect();
    lesson.step("le relais ne peut pas joindre le serveur : personne n'y écoute");
    const std::string received = peers::receive_to_end(client.get());
    relay.finish();
    lesson.expect("ce que reçoit le client", received, "(RST)");
    lesson.expect("les événements", stories.text(1), "accepted >\nunreachable >\nclosed >\n");
}
