#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>

namespace client {

// How far a transfer is; told at most ten times a second, and once at the end.
struct Progress {
    bool sending = false;                      // the request's body; otherwise the answer's
    std::uint64_t done = 0;                    // bytes
    std::optional<std::uint64_t> total = {};   // bytes, if known
    std::chrono::milliseconds elapsed{};
};
using ProgressFunction = std::function<void(const Progress&)>;

}  // namespace client
