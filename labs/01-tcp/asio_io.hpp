#pragma once

#include <asio/awaitable.hpp>
#include <asio/error_code.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>
#include <chrono>
#include <span>

namespace tcp {

// The pieces of serve_asio(): receive_some() and send_all() again, as coroutines. The socket and the bytes belong to
// the coroutine that awaits; it is suspended meanwhile, so they stay where they are.

// An ending that is to be expected (end of stream, broken connection, cancelled wait) goes into `error`, and is not
// thrown.
inline auto expected(asio::error_code& error) {
    return asio::redirect_error(asio::use_awaitable, error);
}

// Lets this much time go by, the other coroutines working meanwhile.
asio::awaitable<void> pass(std::chrono::milliseconds duration);

// Some bytes, at most as many as the buffer holds (at least 1); 0 when the client has finished, is gone, or was silent
// for `idle`.
asio::awaitable<std::size_t> receive(asio::ip::tcp::socket& socket, std::span<char> buffer,
                                     std::chrono::milliseconds idle);

// Sends all the bytes: true; false when the client is gone, or did not take them within `idle`.
asio::awaitable<bool> send(asio::ip::tcp::socket& socket, std::span<const char> bytes, std::chrono::milliseconds idle);

}  // namespace tcp
