// The echo server as coroutines: co_await marks the places where one client waits and the others go on.
#include <fcntl.h>

#include <asio.hpp>
#include <vector>

#include "01-tcp/asio_io.hpp"
#include "01-tcp/echo.hpp"
#include "common/not_implemented.hpp"
#include "common/system_error.hpp"

namespace tcp {
namespace {

using Socket = asio::ip::tcp::socket;
using Acceptor = asio::ip::tcp::acceptor;

asio::awaitable<void> echo(Socket socket, EchoLimits limits) {
    // À écrire : comme echo_connection(), avec un tampon de limits.buffer_bytes octets, et « co_await receive(…) » et
    // « co_await send(…) » à la place de receive_some() et de send_all(). La socket se ferme avec la coroutine.
    // BEGIN SOLUTION 1.5
    std::vector<char> buffer(limits.buffer_bytes);
    for (;;) {
        const std::size_t size = co_await receive(socket, buffer, limits.idle);
        if (size == 0) co_return;
        if (!co_await send(socket, {buffer.data(), size}, limits.idle)) co_return;
    }
    // END SOLUTION
}

// Counts the connections, and lets the acceptor wait for one to end.
class Room {
public:
    Room(asio::io_context& context, std::size_t most) : free_{most}, changed_{context} {}

    asio::awaitable<void> take() {
        while (free_ == 0) {
            asio::error_code woken;
            changed_.expires_at(asio::steady_timer::time_point::max());
            co_await changed_.async_wait(expected(woken));
        }
        --free_;
    }

    void give_back() {
        ++free_;
        changed_.cancel();
    }

private:
    std::size_t free_;
    asio::steady_timer changed_;
};

// `room` outlives this coroutine's last step: both end with serve_asio().
asio::awaitable<void> accept_clients(Acceptor acceptor, Room& room, EchoLimits limits) {
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    for (;;) {
        co_await room.take();
        asio::error_code error;
        Socket socket = co_await acceptor.async_accept(expected(error));
        if (error) {  // above all EMFILE, which does not go away at once
            room.give_back();
            co_await pass(limits.accept_pause);
            continue;
        }
        asio::co_spawn(executor, echo(std::move(socket), limits), [&room](std::exception_ptr failure) {
            room.give_back();
            if (failure) std::rethrow_exception(failure);
        });
    }
}

// Asio closes what it is given, and the caller keeps its own.
int duplicate(int fd) {
    const int copy = ::fcntl(fd, F_DUPFD_CLOEXEC, 0);
    if (copy < 0) common::throw_errno("fcntl", "sur un descripteur du serveur");
    return copy;
}

}  // namespace

void serve_asio(const EchoServer& server) {
    asio::io_context context{1};
    asio::posix::stream_descriptor stop{context, duplicate(server.stop)};
    stop.async_wait(asio::posix::stream_descriptor::wait_read, [&](asio::error_code) { context.stop(); });
    const bool ipv4 = local_address(server.listener).family() == AF_INET;
    Acceptor acceptor{context, ipv4 ? asio::ip::tcp::v4() : asio::ip::tcp::v6(), duplicate(server.listener)};
    Room room{context, server.limits.connections};
    asio::co_spawn(context, accept_clients(std::move(acceptor), room, server.limits), [](std::exception_ptr failure) {
        if (failure) std::rethrow_exception(failure);
    });
    context.run();  // until stop() or an exception; the context's end destroys the coroutines, and so their sockets
}

}  // namespace tcp
