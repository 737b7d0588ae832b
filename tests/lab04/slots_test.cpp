#include "04-cgi/slots.hpp"

#include <asio/co_spawn.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <asio/use_awaitable.hpp>
#include <chrono>
#include <exception>
#include <optional>
#include <string>
#include <vector>

#include "support/lesson.hpp"

namespace {

using namespace std::chrono_literals;

support::Lesson lesson_on(std::string rule) {
    return support::Lesson{{.rule = std::move(rule),
                            .slide = "04-cgi.md#quand-le-script-se-tait",
                            .command = "./lab run cgi_server, puis cent « curl http://127.0.0.1:8080/cgi-bin/… & »"}};
}

// People who want a slot, by name, and what happened to them: « a+ » has one, « a- » got none, in that order.
class Counter {
public:
    Counter(std::size_t scripts, std::size_t queue, std::chrono::milliseconds queue_time) {
        slots_.emplace(loop_.get_executor(), scripts, queue, queue_time);
    }

    // Somebody comes, and is told as far as can be without waiting.
    void ask(char name) {
        asio::co_spawn(loop_, take(name), [this](std::exception_ptr error) {
            if (error) error_ = error;
        });
        turn();
    }

    void give_back(char name) {
        held_[index(name)].reset();
        turn();
    }

    // Until everybody knows, 15 s at most.
    void wait_for_all() {
        loop_.restart();
        loop_.run_for(15s);
        rethrow();
    }

    const std::string& happened() const { return happened_; }
    std::size_t taken() const { return slots_->taken(); }
    std::size_t waiting() const { return slots_->waiting(); }

private:
    asio::awaitable<void> take(char name) {
        cgi::Slots::Slot slot = co_await slots_->take();
        happened_ += name;
        happened_ += slot ? '+' : '-';
        if (slot) held_[index(name)].emplace(std::move(slot));
    }

    // All that can be done at once.
    void turn() {
        loop_.restart();
        loop_.poll();
        rethrow();
    }

    // What an exercise that is not written yet throws.
    void rethrow() {
        if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
    }

    static std::size_t index(char name) { return static_cast<std::size_t>(name - 'a'); }

    std::exception_ptr error_;
    std::string happened_;
    std::optional<cgi::Slots> slots_;
    std::vector<std::optional<cgi::Slots::Slot>> held_ = std::vector<std::optional<cgi::Slots::Slot>>(26);
    asio::io_context loop_;  // last, so destroyed first: those who wait in it leave the queue of the slots
};

}  // namespace

TEST_CASE("4.4 tant qu'il reste une place, on l'a aussitôt, et elle revient quand on la rend") {
    support::Lesson lesson = lesson_on("limits.hpp, scripts");
    Counter counter{2, 0, 1h};
    counter.ask('a');
    counter.ask('b');
    lesson.step("deux places, pas de file ; a et b en demandent une");
    lesson.expect("ce qu'ils ont", counter.happened(), "a+b+");
    lesson.expect("places prises", counter.taken(), std::size_t{2});
    counter.give_back('a');
    lesson.expect("places prises, quand a rend la sienne", counter.taken(), std::size_t{1});
    counter.ask('c');
    lesson.expect("ce que c a de plus", counter.happened(), "a+b+c+");
}

TEST_CASE("4.5 quand la file est pleine, on le sait aussitôt") {
    support::Lesson lesson = lesson_on("limits.hpp, queued_requests");
    Counter counter{1, 2, 1h};
    for (const char name : {'a', 'b', 'c', 'd'}) counter.ask(name);
    lesson.step("une place, deux rangs dans la file ; a, b, c et d arrivent");
    lesson.expect("d est renvoyé, b et c attendent", counter.happened(), "a+d-");
    lesson.expect("ils sont deux dans la file", counter.waiting(), std::size_t{2});
    counter.give_back('a');
    counter.ask('e');
    lesson.expect("a rend sa place à b, e entre dans la file", counter.happened(), "a+d-b+");
}

TEST_CASE("4.5 premier arrivé, premier servi : une place rendue va au premier de la file") {
    support::Lesson lesson = lesson_on("slots.hpp");
    Counter counter{1, 10, 1h};
    for (const char name : {'a', 'b', 'c', 'd'}) counter.ask(name);
    lesson.step("une place ; a, b, c et d arrivent dans cet ordre, et chacun rend sa place à son tour");
    for (const char name : {'a', 'b', 'c', 'd'}) {
        counter.give_back(name);
        lesson.expect("jamais plus d'une place prise", counter.taken(), std::size_t{name == 'd' ? 0u : 1u});
    }
    lesson.expect("l'ordre", counter.happened(), "a+b+c+d+");
}

TEST_CASE("4.5 une place rendue est promise au premier de la file : qui arrive entre-temps ne la prend pas") {
    support::Lesson lesson = lesson_on("slots.hpp");
    asio::io_context loop;
    cgi::Slots slots{loop.get_executor(), 1, 10, 1h};
    std::string happened;
    const auto take = [&](char name) -> asio::awaitable<void> {
        cgi::Slots::Slot slot = co_await slots.take();
        happened += name;
        happened += slot ? '+' : '-';
        if (name == 'a') co_await asio::post(loop, asio::use_awaitable);  // b comes meanwhile
    };
    std::exception_ptr error;
    const auto note = [&](std::exception_ptr thrown) { error = thrown ? thrown : error; };
    asio::co_spawn(loop, take('a'), note);
    asio::co_spawn(loop, take('b'), note);
    asio::post(loop, [&] { asio::post(loop, [&] { asio::co_spawn(loop, take('c'), note); }); });
    loop.run_for(15s);
    if (error) std::rethrow_exception(error);
    lesson.step("a rend sa place à b, et c en demande une avant que b ne soit réveillé");
    lesson.expect("l'ordre", happened, "a+b+c+");
    lesson.expect("places prises à la fin", slots.taken(), std::size_t{0});
}

TEST_CASE("4.5 qui a attendu trop longtemps repart sans place, et quitte la file") {
    support::Lesson lesson = lesson_on("limits.hpp, queue_time");
    Counter counter{1, 10, 20ms};
    for (const char name : {'a', 'b', 'c'}) counter.ask(name);
    counter.wait_for_all();
    lesson.step("une place, que a garde ; b et c attendent 20 ms");
    lesson.expect("b et c repartent", counter.happened(), "a+b-c-");
    lesson.expect("la file est vide", counter.waiting(), std::size_t{0});
    counter.give_back('a');
    counter.ask('d');
    lesson.expect("d a la place de a", counter.happened(), "a+b-c-d+");
}

TEST_CASE("4.5 une place déplacée n'est rendue qu'une fois") {
    support::Lesson lesson = lesson_on("slots.hpp");
    asio::io_context loop;
    cgi::Slots slots{loop.get_executor(), 2, 0, 1h};
    cgi::Slots::Slot first, second;
    std::exception_ptr error;
    asio::co_spawn(
        loop,
        [&]() -> asio::awaitable<void> {
            first = co_await slots.take();
            second = co_await slots.take();
        },
        [&](std::exception_ptr thrown) { error = thrown; });
    loop.run_for(15s);
    if (error) std::rethrow_exception(error);
    lesson.expect("places prises", slots.taken(), std::size_t{2});
    second = std::move(first);
    lesson.expect("la seconde est rendue, la première prend sa place", slots.taken(), std::size_t{1});
    lesson.expect_that("il y a encore une place là où elle est allée", static_cast<bool>(second));
    lesson.expect_that("il n'y en a plus là d'où elle vient", !first);
    second = {};
    lesson.expect("places prises à la fin", slots.taken(), std::size_t{0});
}

TEST_CASE("4.5 un serveur qui s'arrête oublie ceux qui attendent") {
    support::Lesson lesson = lesson_on("slots.hpp ; AddressSanitizer dirait un pointeur perdu");
    std::optional<asio::io_context> loop{std::in_place};
    cgi::Slots slots{loop->get_executor(), 1, 10, 1h};
    int served = 0;
    std::exception_ptr error;
    for (int i = 0; i < 5; ++i) {
        asio::co_spawn(
            *loop,
            [&]() -> asio::awaitable<void> {
                const cgi::Slots::Slot slot = co_await slots.take();
                ++served;
                asio::steady_timer script{*loop, 1h};
                co_await script.async_wait(asio::use_awaitable);
            },
            [&](std::exception_ptr thrown) { error = thrown ? thrown : error; });
    }
    loop->poll();
    if (error) std::rethrow_exception(error);
    lesson.step("une place ; cinq en demandent une, quatre attendent");
    lesson.expect("dans la file", slots.waiting(), std::size_t{4});
    loop.reset();
    lesson.step("la boucle d'événements disparaît");
    lesson.expect("dans la file", slots.waiting(), std::size_t{0});
    lesson.expect("places prises", slots.taken(), std::size_t{0});
    lesson.expect("servis", served, 1);
}
