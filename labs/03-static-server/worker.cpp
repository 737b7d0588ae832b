#include "03-static-server/worker.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/post.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>
#include <memory>

#include "03-static-server/plain_stream.hpp"
#include "common/escape.hpp"
#include "common/system_error.hpp"
#include "common/unique_fd.hpp"

namespace files {
namespace {

constexpr int accept_queue = 4096;  // connections established and not yet accepted; the system has its own maximum

void set_option(int socket, int level, int option) {
    const int on = 1;
    if (::setsockopt(socket, level, option, &on, sizeof on) != 0) common::throw_errno("setsockopt", "socket d'écoute");
}

// SO_REUSEPORT lets each thread listen on the same address with a queue of its own.
common::UniqueFd listen_beside_others(const tcp::Address& address) {
    common::UniqueFd socket{::socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    if (!socket) common::throw_errno("socket", tcp::to_string(address));
    set_option(socket.get(), SOL_SOCKET, SO_REUSEADDR);
    set_option(socket.get(), SOL_SOCKET, SO_REUSEPORT);
    if (::bind(socket.get(), address.data(), address.size()) != 0) common::throw_errno("bind", tcp::to_string(address));
    if (::listen(socket.get(), accept_queue) != 0) common::throw_errno("listen", tcp::to_string(address));
    return socket;
}

asio::ip::tcp protocol_of(const tcp::Address& address) {
    return address.family() == AF_INET6 ? asio::ip::tcp::v6() : asio::ip::tcp::v4();
}

// A server that is short of something complains often: nobody may have to read that for the site to go on.
std::function<void(std::string_view)> failure_log() {
    return [log = std::make_shared<LogFile>(STDERR_FILENO)](std::string_view failure) {
        log->add("échec interne : " + common::escape_bytes(failure, 1000));
        log->flush();
    };
}

bool is_out_of_resources(const asio::error_code& error) {
    const int code = error.value();
    return code == EMFILE || code == ENFILE || code == ENOBUFS || code == ENOMEM;
}

// Without a descriptor to spare, accept() fails even when nobody waits to be accepted.
bool somebody_waits(int listener) {
    pollfd waiting{.fd = listener, .events = POLLIN, .revents = 0};
    return ::poll(&waiting, 1, 0) == 1;
}

}  // namespace

Worker::Worker(const std::vector<Server::Place>& places, const ServerOptions& options,
               const Server::MakeHandler& make_handler)
    : service_{.handler = {},
               .limits = options.limits,
               .log = {},
               .report_failure = options.report_failure ? options.report_failure : failure_log(),
               .clock = {}},
      log_{options.access_log},
      context_{1},
      ready_{asio::use_service<ReadySockets>(context_)},
      sweep_timer_{context_} {
    service_.handler = make_handler(context_.get_executor());
    if (log_.enabled()) service_.log = [this](const LogEntry& entry) { log(entry); };
    listen(places.front().address, options.make_stream);
    for (std::size_t i = 1; i < places.size(); ++i) listen(places[i].address, options.others[i - 1].make_stream);
    asio::co_spawn(context_, sweep_deadlines(), asio::detached);
}

void Worker::listen(const tcp::Address& address, MakeStream make_stream) {
    asio::ip::tcp::acceptor acceptor{context_, protocol_of(address), listen_beside_others(address).release()};
    asio::co_spawn(context_, accept_connections(std::move(acceptor), std::move(make_stream)), asio::detached);
}

void Worker::run() {
    for (;;) {
        try {
            context_.run();
            return;
        } catch (const std::exception& failure) {  // of one connection: the others go on
            service_.report_failure(failure.what());
        }
    }
}

// A client that has left already is no reason to stop; being short of descriptors is one to wait a little, since
// accept() would fail again at once, and for ever.
asio::awaitable<void> Worker::accept_connections(asio::ip::tcp::acceptor acceptor, MakeStream make_stream) {
    asio::steady_timer timer{context_};
    for (;;) {
        asio::error_code error;
        asio::ip::tcp::endpoint peer;
        asio::ip::tcp::socket socket =
            co_await acceptor.async_accept(peer, asio::redirect_error(asio::use_awaitable, error));
        if (!error) {
            co_await make_room(timer);
            asio::co_spawn(context_,
                           make_stream ? serve(std::move(socket), peer, make_stream)
                                       : serve_plain(std::move(socket), peer),
                           asio::detached);
        } else if (is_out_of_resources(error)) {
            if (somebody_waits(acceptor.native_handle())) deadlines_.expire_longest_idle();
            co_await pause(timer);
        }
    }
}

// An idle connection gives its place up; if all are busy, the new one waits until one of them ends.
asio::awaitable<void> Worker::make_room(asio::steady_timer& timer) {
    while (deadlines_.size() >= service_.limits.connections) {
        if (deadlines_.expire_longest_idle()) {
            co_await asio::post(context_, asio::use_awaitable);  // it ends before this
        } else {
            co_await pause(timer);
        }
    }
}

asio::awaitable<void> Worker::pause(asio::steady_timer& timer) {
    asio::error_code ignored;
    timer.expires_after(service_.limits.accept_pause);
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

// The stream of nearly every connection lies in the frame of its coroutine: nothing is allocated for it.
asio::awaitable<void> Worker::serve_plain(asio::ip::tcp::socket socket, asio::ip::tcp::endpoint peer) {
    try {
        PlainStream stream{std::move(socket), ready_, deadlines_};
        Connection connection{stream, service_, peer.address().to_string(), peer.port()};
        co_await connection.serve();
    } catch (const std::exception& failure) {
        service_.report_failure(failure.what());
    }
}

asio::awaitable<void> Worker::serve(asio::ip::tcp::socket socket, asio::ip::tcp::endpoint peer,
                                    MakeStream make_stream) {
    try {
        const std::unique_ptr<Stream> stream = make_stream(std::move(socket), ready_, deadlines_, service_.limits);
        Connection connection{*stream, service_, peer.address().to_string(), peer.port()};
        co_await connection.serve();
    } catch (const std::exception& failure) {
        service_.report_failure(failure.what());
    }
}

asio::awaitable<void> Worker::sweep_deadlines() {
    for (;;) {
        asio::error_code error;
        sweep_timer_.expires_after(service_.limits.sweep_period);
        co_await sweep_timer_.async_wait(asio::redirect_error(asio::use_awaitable, error));
        deadlines_.sweep(Clock::now());
        if (log_.has_lines()) log_.flush();  // those that could not be written before
    }
}

// The lines of all the connections that are ready now are written together, after them.
void Worker::log(const LogEntry& entry) {
    if (!log_.has_lines()) asio::post(context_, [this] { log_.flush(); });
    log_.add(entry);
}

}  // namespace files
