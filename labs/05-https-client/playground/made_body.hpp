#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "03-static-server/answer.hpp"
#include "03-static-server/body_source.hpp"

namespace playground {

// Bodies that are computed while they are sent: a gigabyte of them takes the memory of one piece.
//
//     return playground::made_answer(playground::by_blocks(stars, 0, 1'000'000), "text/plain", 1'000'000);

// The next piece; empty: there are no more. Must not throw but for want of memory.
using Make = std::function<std::string()>;

class MadeBody final : public files::BodySource {
public:
    // A pause before each piece: the client then gets the head at once, and the body little by little.
    explicit MadeBody(Make make, std::chrono::milliseconds pause = {}) : make_{std::move(make)}, pause_{pause} {}

    asio::awaitable<std::string_view> next() override;
    bool is_ready() const override { return pause_.count() == 0; }
    bool is_complete() const override { return true; }
    asio::awaitable<void> finish() override { co_return; }

private:
    Make make_;
    std::chrono::milliseconds pause_;
    std::string piece_;
};

// An answer with such a body. Of known `length`: with Content-Length; should the body be shorter, the connection is
// reset. Otherwise it goes out in chunks, a piece in each.
files::Answer made_answer(Make make, std::string_view type, std::optional<std::uint64_t> length = {});

// `size` bytes of a content, from `offset` on.
using Content = std::function<std::string(std::uint64_t offset, std::size_t size)>;

// "abcdefghij…" over and over: what a part of it must be, its offset tells.
std::string letters(std::uint64_t offset, std::size_t size);

// That content from `first` on, `length` bytes, in blocks of this size.
inline constexpr std::size_t usual_block = 16 * 1024;
Make by_blocks(Content content, std::uint64_t first, std::uint64_t length, std::size_t block = usual_block);

}  // namespace playground
