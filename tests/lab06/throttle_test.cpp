#include "06-security/throttle.hpp"

#include <string>
#include <thread>
#include <vector>

#include "support/lesson.hpp"

namespace {

using security::Throttle;
using security::ThrottleLimits;
using std::chrono::seconds;

constexpr Throttle::Clock::time_point start{std::chrono::hours{1'000}};

support::Lesson throttle_lesson() {
    return support::Lesson{{"OWASP ASVS 4.0.3 2.2.1, CWE-307, RFC 6585 §4", "06-security.md#les-mots-de-passe",
                            "./lab run audit URL --profile audit.conf --only login-attempts"}};
}

void fail(Throttle& throttle, std::string_view key, int times, Throttle::Clock::time_point when = start) {
    for (int i = 0; i < times; ++i) throttle.failed(key, when);
}

long long wait(const Throttle& throttle, std::string_view key, Throttle::Clock::time_point now = start) {
    return throttle.wait(key, now).count();
}

}  // namespace

TEST_CASE("6.2 cinq échecs sont permis, puis l'attente double à chaque échec") {
    auto lesson = throttle_lesson();
    Throttle throttle;
    lesson.expect("sans échec", wait(throttle, "ada|192.0.2.1"), 0);
    fail(throttle, "ada|192.0.2.1", 5);
    lesson.expect("après 5 échecs", wait(throttle, "ada|192.0.2.1"), 0);
    for (const int expected : {2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900}) {
        fail(throttle, "ada|192.0.2.1", 1);
        lesson.step("un échec de plus");
        lesson.expect("l'attente, en secondes", wait(throttle, "ada|192.0.2.1"), expected);
    }
    fail(throttle, "ada|192.0.2.1", 1'000);
    lesson.expect("après mille autres", wait(throttle, "ada|192.0.2.1"), 900);
}

TEST_CASE("6.2 l'attente se compte à partir du dernier échec, et finit") {
    auto lesson = throttle_lesson();
    Throttle throttle;
    fail(throttle, "ada", 8);
    lesson.expect("aussitôt", wait(throttle, "ada"), 8);
    lesson.expect("3 s plus tard", wait(throttle, "ada", start + seconds{3}), 5);
    lesson.expect("7,5 s plus tard, arrondi à la seconde supérieure",
                  wait(throttle, "ada", start + std::chrono::milliseconds{7'500}), 1);
    lesson.expect("8 s plus tard", wait(throttle, "ada", start + seconds{8}), 0);
    lesson.expect("100 s plus tard", wait(throttle, "ada", start + seconds{100}), 0);
    throttle.failed("ada", start + seconds{100});
    lesson.step("un échec de plus, 100 s plus tard : les précédents comptent encore");
    lesson.expect("l'attente", wait(throttle, "ada", start + seconds{100}), 16);
}

TEST_CASE("6.2 une réussite fait oublier les échecs de sa clé, et d'elle seule") {
    auto lesson = throttle_lesson();
    Throttle throttle;
    fail(throttle, "ada", 8);
    fail(throttle, "alan", 8);
    throttle.succeeded("ada");
    throttle.succeeded("inconnu");
    lesson.expect("ada", wait(throttle, "ada"), 0);
    lesson.expect("alan", wait(throttle, "alan"), 8);
    fail(throttle, "ada", 5);
    lesson.expect("ada, cinq échecs plus tard", wait(throttle, "ada"), 0);
}

TEST_CASE("6.2 les échecs d'une clé ne font attendre personne d'autre") {
    auto lesson = throttle_lesson();
    Throttle throttle;
    fail(throttle, "ada|192.0.2.1", 8);
    for (const char* other : {"ada|192.0.2.2", "alan|192.0.2.1", "ada", "ada|192.0.2.10", ""}) {
        lesson.step("la clé « " + std::string{other} + " »");
        lesson.expect("l'attente", wait(throttle, other), 0);
    }
    const std::string first = std::string(100'000, 'x') + "a";
    const std::string second = std::string(100'000, 'x') + "b";
    fail(throttle, first, 8);
    lesson.expect("une clé de 100 001 octets", wait(throttle, first), 8);
    lesson.expect("une autre, qui ne diffère qu'à la fin", wait(throttle, second), 0);
    throttle.succeeded(first);
    lesson.expect("la première, après une réussite", wait(throttle, first), 0);
}

TEST_CASE("6.2 une heure sans échec, et tout est oublié") {
    auto lesson = throttle_lesson();
    Throttle throttle;
    fail(throttle, "ada", 30);
    lesson.expect("aussitôt", wait(throttle, "ada"), 900);
    const auto later = start + seconds{3'600};
    throttle.failed("ada", later);
    lesson.step("un échec, une heure plus tard : c'est le premier");
    lesson.expect("l'attente", wait(throttle, "ada", later), 0);
    fail(throttle, "ada", 5, later);
    lesson.expect("après cinq de plus", wait(throttle, "ada", later), 2);
    Throttle slow{{.longest_wait = seconds{100'000}, .memory = seconds{60}}};
    fail(slow, "ada", 20);
    lesson.expect("une attente plus longue que la mémoire finit avec elle", wait(slow, "ada", start + seconds{60}), 0);
}

TEST_CASE("6.2 les clés retenues sont comptées : les plus anciennes sont oubliées") {
    auto lesson = throttle_lesson();
    Throttle throttle{{.free_failures = 0, .first_wait = seconds{100}, .keys = 3}};
    for (int i = 0; i < 5; ++i) {
        throttle.failed("clé " + std::to_string(i), start + seconds{i});
        if (i == 2) throttle.failed("clé 0", start + seconds{i});
    }
    lesson.step("trois clés au plus ; échecs de 0, 1, 2, 0 encore, 3 et 4");
    const auto now = start + seconds{5};
    lesson.expect("1, la plus ancienne, est oubliée", wait(throttle, "clé 1", now), 0);
    lesson.expect_that("3 ne l'est pas", wait(throttle, "clé 3", now) > 0);
    lesson.expect_that("4 ne l'est pas", wait(throttle, "clé 4", now) > 0);
}

TEST_CASE("6.2 plusieurs fils d'exécution comptent ensemble") {
    auto lesson = throttle_lesson();
    Throttle throttle{{.free_failures = 1'999, .first_wait = seconds{7}}};
    std::vector<std::thread> threads;
    std::vector<std::string> failures(4);
    for (std::string& failure : failures) {
        threads.emplace_back([&throttle, &failure] {
            try {
                for (int i = 0; i < 500; ++i) {
                    fail(throttle, "ada", 1);
                    (void)throttle.wait("ada", start);
                }
            } catch (const std::exception& error) {
                failure = error.what();
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    for (const std::string& failure : failures) lesson.require("une exception", failure, "");
    lesson.expect("2 000 échecs en tout", wait(throttle, "ada"), 7);
}
