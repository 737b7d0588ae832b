#include <atomic>

#include "03-static-server/plain_stream.hpp"
#include "03-static-server/server.hpp"
#include "lab01/peers.hpp"
#include "support/catch.hpp"
#include "support/lesson.hpp"

namespace {

// A stream that has nothing to say, and ends.
class EndedStream final : public files::Stream {
public:
    EndedStream(asio::ip::tcp::socket socket, files::ReadySockets& ready, files::Deadlines& deadlines)
        : Stream{deadlines}, socket_{files::take_over(std::move(socket), ready)} {}

    asio::awaitable<std::size_t> read_some(asio::mutable_buffer) override { co_return 0; }
    asio::awaitable<bool> write(std::string_view, std::string_view, bool) override { co_return false; }
    asio::awaitable<bool> send_file(int, std::uint64_t, std::uint64_t) override { co_return false; }
    void finish_sending() override {}
    void reset() override {}
    Peer peer() const override { return files::peer_of(socket_.get()); }
    bool is_secure() const override { return true; }
    void cancel() override {}

private:
    common::UniqueFd socket_;
};

files::Handler never_called() {
    return [](files::Exchange&) -> asio::awaitable<files::Answer> { co_return files::error_answer(500); };
}

}  // namespace

TEST_CASE("0.3 un serveur écoute sur un autre port encore, dont il fait les flux autrement") {
    support::Lesson lesson{{.rule = "server.hpp, Listener",
                            .slide = "03-static-server.md#connexions-persistantes",
                            .command = "./lab run https_server --port 0 --tls-port 0 --tls-cert server.pem "
                                       "--tls-key server.key"}};
    std::atomic<int> made = 0;
    files::ServerOptions options;
    options.port = 0;
    options.report_failure = [](std::string_view) {};
    options.others.push_back({.scheme = "https", .make_stream = [&](asio::ip::tcp::socket socket,
                                                                    files::ReadySockets& ready,
                                                                    files::Deadlines& deadlines, const files::Limits&) {
                                  ++made;
                                  return std::make_unique<EndedStream>(std::move(socket), ready, deadlines);
                              }});
    files::Server server{options, [](const asio::any_io_executor&) { return never_called(); }};
    lesson.require("le nombre d'endroits où il écoute", server.places().size(), 2u);
    const files::Server::Place& first = server.places()[0];
    const files::Server::Place& second = server.places()[1];
    lesson.step("il écoute sur " + first.url() + " et " + second.url());
    lesson.expect("le premier est celui de url()", server.url(), first.url());
    lesson.expect_that("l'URL du second est celle de son genre", second.url().starts_with("https://127.0.0.1:"));
    lesson.expect_that("les deux ports sont différents",
                       first.address.port() != second.address.port() && second.address.port() != 0);
    server.start();
    const common::UniqueFd plain = peers::connect(first.address);
    const common::UniqueFd other = peers::connect(second.address);
    const std::string received = peers::receive_to_end(other.get());
    lesson.step("un client se connecte à chacun des deux, et reçoit sur le second :");
    lesson.received(received);
    lesson.expect("les flux faits autrement", made.load(), 1);
}

TEST_CASE("0.3 un serveur fait autrement les flux de son premier port, si on le lui demande") {
    support::Lesson lesson{{.rule = "server.hpp, ServerOptions::make_stream",
                            .slide = "03-static-server.md#connexions-persistantes",
                            .command = "./lab run static_server --port 0"}};
    std::atomic<int> made = 0;
    files::ServerOptions options;
    options.port = 0;
    options.report_failure = [](std::string_view) {};
    options.make_stream = [&](asio::ip::tcp::socket socket, files::ReadySockets& ready, files::Deadlines& deadlines,
                              const files::Limits&) {
        ++made;
        return std::make_unique<EndedStream>(std::move(socket), ready, deadlines);
    };
    files::Server server{options, [](const asio::any_io_executor&) { return never_called(); }};
    server.start();
    const common::UniqueFd client = peers::connect(server.address());
    const std::string received = peers::receive_to_end(client.get());
    lesson.step("un client se connecte au port de " + server.url() + ", et reçoit :");
    lesson.received(received);
    lesson.expect("les flux faits autrement", made.load(), 1);
}
