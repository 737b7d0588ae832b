#include <future>
#include <memory>
#include <string>
#include <thread>

#include "05-https-client/errors.hpp"
#include "05-https-client/lookup.hpp"
#include "lab01/peers.hpp"
#include "lab05/connection_run.hpp"

// Step 5.7: a name is looked up in time or not at all. No name server takes part: the resolver is the test's.
namespace {

using namespace std::chrono_literals;
using support::Lesson;
using Addresses = std::vector<tcp::Address>;

Lesson lookup_lesson() {
    return Lesson{{.rule = "getaddrinfo(3)",
                   .slide = "05-https-client.md#quand-ça-échoue",
                   .command = "./lab run https_client http://nom-qui-n-existe-pas.invalid/"}};
}

// What comes of a look-up: addresses one behind the other, or the name of the exception.
struct Found {
    std::string addresses;
    std::string failure;
    std::string message;
    std::string advice;
};

Found look_up(const std::string& host, std::chrono::milliseconds patience, const client::Resolver& resolver) {
    Found found;
    try {
        for (const tcp::Address& address : client::look_up(host, 80, tcp::Deadline::after(patience), resolver)) {
            found.addresses += tcp::to_string(address) + " ";
        }
    } catch (const client::RequestException& failure) {
        found.failure = lab05::kind_of(failure);
        found.message = failure.what();
        found.advice = failure.advice();
    }
    return found;
}

}  // namespace

TEST_CASE("5.7 look_up rend ce que le système a trouvé, dans le même ordre") {
    Lesson lesson = lookup_lesson();
    const auto resolver = [](const std::string& host, std::uint16_t port) {
        if (host != "exemple.fr") return Addresses{};
        return Addresses{peers::loopback(port, AF_INET6), peers::loopback(port)};
    };
    lesson.step("le système connaît deux adresses pour exemple.fr");
    lesson.expect("les adresses", look_up("exemple.fr", 10s, resolver).addresses, "[::1]:80 127.0.0.1:80 ");
}

TEST_CASE("5.7 un serveur de noms muet n'est pas attendu au-delà du délai") {
    Lesson lesson = lookup_lesson();
    std::promise<void> given_up;
    std::promise<void> ended;
    std::future<void> end = ended.get_future();
    // The thread goes on after look_up: all that it uses belongs to the resolver.
    struct Shared {
        std::shared_future<void> given_up;
        std::promise<void> ended;
    };
    auto shared = std::make_shared<Shared>(Shared{given_up.get_future().share(), std::move(ended)});
    const auto resolver = [shared](const std::string&, std::uint16_t) {
        shared->given_up.wait_for(peers::patience);
        shared->ended.set_value_at_thread_exit();
        return Addresses{};
    };
    lesson.step("le serveur de noms ne répond pas ; délai de 50 ms");
    const Found found = look_up("exemple.fr", 50ms, resolver);
    lesson.expect("l'exception", found.failure, "ConnectTimeout");
    lesson.expect_contains("le message", found.message, "exemple.fr");
    given_up.set_value();
    lesson.step("la réponse arrive enfin, et personne ne l'attend plus");
    lesson.expect("le fil finit-il", end.wait_for(peers::patience) == std::future_status::ready, true);
}

TEST_CASE("5.7 un nom inconnu est une NameError, qui dit lequel et que faire") {
    Lesson lesson = lookup_lesson();
    const auto unknown = [](const std::string& host, std::uint16_t) -> Addresses {
        throw tcp::ResolveError{"recherche de l'adresse de « " + host + " » : ce nom n'est connu de personne"};
    };
    const Found found = look_up("exemple.invalid", 10s, unknown);
    lesson.step("le système ne connaît pas exemple.invalid");
    lesson.expect("l'exception", found.failure, "NameError");
    lesson.expect_contains("le message", found.message, "exemple.invalid");
    lesson.expect_that("elle conseille quelque chose", !found.advice.empty());
}

TEST_CASE("5.7 ce que la recherche lance d'autre arrive à qui l'attend") {
    Lesson lesson = lookup_lesson();
    const auto broken = [](const std::string&, std::uint16_t) -> Addresses {
        throw std::system_error{EMFILE, std::generic_category()};
    };
    int code = 0;
    try {
        look_up("exemple.fr", 10s, broken);
    } catch (const std::system_error& error) {
        code = error.code().value();
    }
    lesson.expect("l'erreur du système (EMFILE vaut 24)", code, EMFILE);
}
