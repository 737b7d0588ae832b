#include "03-static-server/body_reader.hpp"
#include "lab03/memory_stream.hpp"
#include "lab04/loop.hpp"
#include "support/lesson.hpp"

namespace {

using namespace std::chrono_literals;

asio::awaitable<void> read_stop_read(files::BodyReader& body, std::string& first, std::string& second) {
    first = co_await body.next();
    body.stop();
    second = co_await body.next();
}

asio::awaitable<void> discard(files::BodyReader& body, bool& finished) {
    finished = co_await body.discard(1'000);
}

}  // namespace

TEST_CASE("0.4 un corps dont personne ne veut plus n'est plus attendu, mais peut encore être jeté") {
    support::Lesson lesson{{.rule = "body_reader.hpp", .slide = "04-cgi.md#les-deux-sens-à-la-fois",
                            .command = "./lab run cgi_server --cgi-bin cgi-bin, puis : curl --limit-rate 9 -d @corps "
                                       "http://127.0.0.1:8080/cgi-bin/horloge.sh"}};
    files::Deadlines deadlines{files::Clock::time_point{} + 1h};
    played::MemoryStream client{deadlines};
    client.send("début");
    client.wait(1s);
    client.send(" fin");
    files::InputBuffer buffer;
    const files::Limits limits;
    files::BodyReader body{client, buffer, limits, {http::BodyKind::length, 10}, false};
    std::string first, second;
    played::Loop loop;
    loop.start(read_stop_read(body, first, second));
    loop.run_to_end();
    lesson.expect("ce qui est lu d'abord", first, "début");
    lesson.expect("ce qui est lu ensuite, une fois la lecture arrêtée", second, "");
    lesson.expect_that("sans attendre le client", client.elapsed() == 0ms);
    lesson.expect("le client n'a pas failli", body.failure_status(), 0);
    bool finished = false;
    loop.start(discard(body, finished));
    loop.run_to_end();
    lesson.expect("le reste du corps est jeté", finished, true);
}
