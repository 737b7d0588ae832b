#include "05-https-client/playground/waiting.hpp"

#include <asio/any_io_executor.hpp>
#include <asio/post.hpp>
#include <asio/redirect_error.hpp>
#include <asio/steady_timer.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>

namespace playground {

asio::awaitable<void> wait(std::chrono::milliseconds time) {
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    asio::steady_timer timer{executor, time};
    asio::error_code ignored;  // nobody cancels it
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

asio::awaitable<void> give_way() {
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    co_await asio::post(executor, asio::use_awaitable);
}

}  // namespace playground
