#include "01-tcp/asio_io.hpp"

#include <asio.hpp>
#include <asio/experimental/awaitable_operators.hpp>

namespace tcp {

// a || b runs both, ends with the first one, and cancels the other: variant index 0 or 1 tells which came first.
using asio::experimental::awaitable_operators::operator||;

asio::awaitable<void> pass(std::chrono::milliseconds duration) {
    asio::error_code cancelled;
    asio::steady_timer timer{co_await asio::this_coro::executor, duration};
    co_await timer.async_wait(expected(cancelled));
}

asio::awaitable<std::size_t> receive(asio::ip::tcp::socket& socket, std::span<char> buffer,
                                     std::chrono::milliseconds idle) {
    asio::error_code ending;
    const auto first =
        co_await (socket.async_read_some(asio::buffer(buffer.data(), buffer.size()), expected(ending)) || pass(idle));
    co_return first.index() == 0 && !ending ? std::get<0>(first) : 0;
}

asio::awaitable<bool> send(asio::ip::tcp::socket& socket, std::span<const char> bytes, std::chrono::milliseconds idle) {
    asio::error_code ending;
    const auto first = co_await (
        asio::async_write(socket, asio::buffer(bytes.data(), bytes.size()), expected(ending)) || pass(idle));
    co_return first.index() == 0 && !ending;
}

}  // namespace tcp
