#include <string>

#include "05-https-client/errors.hpp"
#include "05-https-client/timer.hpp"
#include "lab05/connection_run.hpp"
#include "support/lesson.hpp"

// Step 5.7: which of the three times is over, and what is said about it.
namespace {

using namespace std::chrono_literals;
using support::Lesson;
using Phase = client::Timer::Phase;

Lesson timer_lesson() {
    return Lesson{{.rule = "timer.hpp",
                   .slide = "05-https-client.md#quand-ça-échoue",
                   .command = "./lab run https_client -m 1 http://127.0.0.1:8081/delay/5"}};
}

// What is thrown when this deadline has passed.
struct Expired {
    std::string kind;
    std::string message;
};

Expired expire(const client::Timer& timer, Phase phase) {
    try {
        timer.throw_expired(phase, "exemple.fr");
    } catch (const client::RequestException& failure) {
        return {lab05::kind_of(failure), failure.what()};
    }
}

}  // namespace

TEST_CASE("5.7 chaque délai a son exception, qui dit de qui il s'agit et combien de temps") {
    struct Row {
        client::Timeouts timeouts;
        Phase phase;
        std::string_view kind;
        std::string_view duration;
    };
    const Row rows[] = {
        {{.connect = 10s}, Phase::connect, "ConnectTimeout", "10 s"},
        {{.connect = 250ms}, Phase::connect, "ConnectTimeout", "250 ms"},
        {{.read = 30s}, Phase::read, "ReadTimeout", "30 s"},
        {{.read = 1500ms}, Phase::read, "ReadTimeout", "1,5 s"},
        {{.read = 2050ms}, Phase::read, "ReadTimeout", "2,05 s"},
    };
    for (const Row& row : rows) {
        Lesson lesson = timer_lesson();
        const Expired expired = expire(client::Timer{row.timeouts}, row.phase);
        lesson.expect("l'exception", expired.kind, row.kind);
        lesson.expect_contains("le message", expired.message, "exemple.fr");
        lesson.expect_contains("le message", expired.message, row.duration);
        lesson.expect_contains("le message, avec ce que l'on peut faire", expired.message, " ; ");
    }
}

TEST_CASE("5.7 quand le délai total est passé, c'est lui que l'on nomme") {
    for (const Phase phase : {Phase::connect, Phase::read}) {
        Lesson lesson = timer_lesson();
        const client::Timer timer{{.total = 1ms}};
        while (timer.total().remaining() > 0ms) {
        }
        lesson.step("un délai total de 1 ms, qui est passé");
        const Expired expired = expire(timer, phase);
        lesson.expect("l'exception", expired.kind, "TotalTimeout");
        lesson.expect_contains("le message", expired.message, "1 ms");
    }
}
