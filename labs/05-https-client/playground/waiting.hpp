#pragma once

#include <asio/awaitable.hpp>
#include <chrono>

namespace playground {

// Lets this time pass, during which the thread serves its other clients.
asio::awaitable<void> wait(std::chrono::milliseconds time);

// Gives the other clients of the thread their turn, then goes on.
asio::awaitable<void> give_way();

}  // namespace playground
