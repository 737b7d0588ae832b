#include <sys/stat.h>

#include <algorithm>
#include <asio/redirect_error.hpp>
#include <asio/steady_timer.hpp>
#include <asio/use_awaitable.hpp>
#include <cstring>
#include <memory>

#include "04-cgi/gateway.hpp"
#include "lab03/temporary_directory.hpp"
#include "lab04/loop.hpp"
#include "lab04/script_run.hpp"
#include "support/catch.hpp"
#include "support/lesson.hpp"

namespace {

// A client whose connection is full: it takes the "100 Continue" only when it is told to.
class FullClient final : public files::Stream {
public:
    FullClient(files::Deadlines& deadlines, asio::io_context& context, std::string body)
        : Stream{deadlines}, room_{context, asio::steady_timer::time_point::max()}, body_{std::move(body)} {}

    void make_room() { room_.cancel(); }
    const std::string& output() const { return output_; }

    asio::awaitable<std::size_t> read_some(asio::mutable_buffer into) override {
        const std::size_t count = std::min(into.size(), body_.size());
        std::memcpy(into.data(), body_.data(), count);
        body_.erase(0, count);
        co_return count;
    }
    asio::awaitable<bool> write(std::string_view first, std::string_view second, bool) override {
        asio::error_code ignored;
        co_await room_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
        output_.append(first).append(second);
        co_return true;
    }
    asio::awaitable<bool> send_file(int, std::uint64_t, std::uint64_t) override { co_return false; }
    void finish_sending() override {}
    void reset() override {}
    Peer peer() const override { return Peer::present; }
    void cancel() override { room_.cancel(); }

private:
    asio::steady_timer room_;
    std::string body_;
    std::string output_;
};

std::string script_that_answers_at_once(const played::TemporaryDirectory& directory) {
    const std::string path = directory.write("cgi-bin/pressé", "#!/bin/sh\nprintf 'Status: 204\\n\\n'; read corps\n");
    ::chmod(path.c_str(), 0755);
    return directory.path("cgi-bin");
}

cgi::GatewayOptions options_for(const std::string& scripts) {
    cgi::GatewayOptions options;
    options.directories.emplace_back(scripts, "/cgi-bin/");
    options.server = std::make_shared<cgi::ServerFacts>();
    options.log = [](std::string_view) {};
    return options;
}

}  // namespace

TEST_CASE("4.4 le script ne commence qu'une fois « 100 Continue » écrit : deux réponses ne s'écrivent pas à la fois") {
    support::Lesson lesson{{.rule = "RFC 9110 §10.1.1",
                            .slide = "04-cgi.md#les-deux-sens-à-la-fois",
                            .command = "curl -v -H 'Expect: 100-continue' -d corps http://127.0.0.1:8080/cgi-bin/x"}};
    const played::TemporaryDirectory directory;
    played::Loop loop;
    cgi::Gateway gateway{loop.context.get_executor(), options_for(script_that_answers_at_once(directory))};
    files::Deadlines deadlines;
    const files::Limits limits;
    FullClient client{deadlines, loop.context, "corps"};
    files::InputBuffer buffer;
    files::BodyReader body{client, buffer, limits, {http::BodyKind::length, 5}, true};
    const http::Request request{"POST", "/cgi-bin/pressé", http::Version::http_1_1, {}};
    http::Target target;
    target.path = request.target;
    files::Exchange exchange{request, target, body, "127.0.0.1", 1, client};
    int status = 0;
    const auto ask = [&]() -> asio::awaitable<void> {
        files::Answer answer = co_await gateway.answer(exchange);
        status = answer.status;
        if (auto* made = std::get_if<files::StreamBody>(&answer.body)) co_await made->source->finish();
    };

    loop.start(ask());
    loop.run_what_can();
    lesson.step("la connexion est pleine : « 100 Continue » attend d'y entrer");
    lesson.expect_that("le script n'a pas commencé", !played::has_children());
    client.make_room();
    loop.run_to_end();
    lesson.received(client.output());
    lesson.expect("ce que le client a reçu avant la réponse", client.output(), "HTTP/1.1 100 Continue\r\n\r\n");
    lesson.expect("le statut de la réponse", status, 204);
}
