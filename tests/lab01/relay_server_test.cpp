// The relay's server as a whole: several clients, an unreachable server.
#include <poll.h>
#include <sys/socket.h>

#include <memory>
#include <mutex>
#include <vector>

#include "01-tcp/relay.hpp"
#include "lab01/peers.hpp"
#include "lab01/running_server.hpp"
#include "lab01/story.hpp"

using namespace std::chrono_literals;
using lab01::relay_lesson;
using lab01::RunningServer;
using lab01::Story;
using peers::patience;
using support::Lesson;

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

// A relay server in front of a target, which tells its story to the observer.
RunningServer relay_to(const tcp::Address& target, tcp::Observer& observer) {
    return RunningServer{[target, &observer](int listener, int stop) {
        tcp::serve_relay({listener, stop, {target}, {.idle = patience}}, observer);
    }};
}

// What a client of the relay says to the server, and what both receive; nothing to say when the relay has failed.
bool exchange(Lesson& lesson, const RunningServer& relay, const peers::Listener& target, std::string_view message) {
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
    RunningServer relay = relay_to(target.address, stories);
    lesson.step("deux clients arrivent, et chacun parle au serveur");
    relay.during([&] {
        if (exchange(lesson, relay, target, "premier")) exchange(lesson, relay, target, "deuxième");
    });
    for (const std::size_t connection : {1u, 2u}) {
        lesson.expect("les événements de la connexion " + std::to_string(connection), stories.text(connection),
                      "accepted >\nconnected >\ndata >\nfinished >\nfinished <\nclosed >\n");
    }
}

TEST_CASE("1.6 un serveur injoignable se dit, et le client est éconduit") {
    Lesson lesson = relay_lesson();
    const peers::Listener silent = peers::silent_port();
    Stories stories;
    RunningServer relay = relay_to(silent.address, stories);
    lesson.step("le relais ne peut pas joindre le serveur : personne n'y écoute");
    std::string received;
    relay.during([&] { received = peers::receive_to_end(relay.connect().get()); });
    lesson.expect("ce que reçoit le client", received, "(RST)");
    lesson.expect("les événements", stories.text(1), "accepted >\nunreachable >\nclosed >\n");
}
