#include "lab03/memory_stream.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace played {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds instant{250};
constexpr std::chrono::milliseconds for_ever = 24h;
constexpr std::size_t piece_size = 4096;  // the client takes as much at once

}  // namespace

void MemoryStream::send(std::string_view bytes) {
    if (!bytes.empty()) script_.push_back({Move::Kind::bytes, std::string{bytes}, 0ms});
}

void MemoryStream::send_by_bytes(std::string_view bytes) {
    for (const char byte : bytes) script_.push_back({Move::Kind::bytes, std::string(1, byte), 0ms});
}

void MemoryStream::wait(std::chrono::milliseconds time) {
    script_.push_back({Move::Kind::silence, {}, time});
}

void MemoryStream::wait_for(std::string_view text) {
    script_.push_back({Move::Kind::until_text, std::string{text}, 0ms});
}

void MemoryStream::finish() {
    script_.push_back({Move::Kind::end, {}, 0ms});
}

bool MemoryStream::pass(std::chrono::milliseconds time) {
    cancelled_ = false;
    while (time > 0ms && !cancelled_) {
        const auto step = std::min(time, instant);
        elapsed_ += step;
        time -= step;
        deadlines_.sweep(deadlines_.now() + step);
    }
    if (!cancelled_ && elapsed_ >= for_ever) throw std::logic_error{"le serveur attend ce client sans fin"};
    return !cancelled_;
}

std::size_t MemoryStream::take_bytes(Move& move, asio::mutable_buffer into) {
    const std::size_t count = std::min(into.size(), move.text.size());
    std::memcpy(into.data(), move.text.data(), count);
    move.text.erase(0, count);
    if (move.text.empty()) script_.pop_front();
    bytes_read_ += count;
    return count;
}

asio::awaitable<std::size_t> MemoryStream::read_some(asio::mutable_buffer into) {
    largest_read_ = std::max(largest_read_, into.size());
    while (!script_.empty()) {
        Move& move = script_.front();
        switch (move.kind) {
        case Move::Kind::bytes: co_return take_bytes(move, into);
        case Move::Kind::end: co_return 0;
        case Move::Kind::until_text:
            if (output_.find(move.text) == std::string::npos) {
                pass(for_ever);
                co_return 0;
            }
            script_.pop_front();
            break;
        case Move::Kind::silence:
            const bool goes_on = pass(move.time);
            script_.pop_front();
            if (!goes_on) co_return 0;
            break;
        }
    }
    pass(for_ever);
    co_return 0;
}

std::size_t MemoryStream::accept(std::string_view bytes) {
    if (output_.size() >= vanishes_after_) return 0;
    if (output_.size() >= accepted_ || rate_ > 0) {
        if (!pass(output_.size() >= accepted_ ? for_ever : 1s)) return 0;
    }
    std::size_t count = std::min(bytes.size(), rate_ > 0 ? rate_ : piece_size);
    count = std::min({count, accepted_ - output_.size(), vanishes_after_ - output_.size()});
    output_.append(bytes.substr(0, count));
    return count;
}

bool MemoryStream::accept_all(std::string_view bytes) {
    while (!bytes.empty()) {
        const std::size_t count = accept(bytes);
        if (count == 0) return false;
        deadline().progress(count);
        bytes.remove_prefix(count);
    }
    return true;
}

files::Stream::Peer MemoryStream::peer() const {
    if (output_.size() >= vanishes_after_) return Peer::gone;
    const bool finished = !script_.empty() && script_.front().kind == Move::Kind::end;
    return finished ? Peer::finished_sending : Peer::present;
}

asio::awaitable<bool> MemoryStream::write(std::string_view first, std::string_view second, bool) {
    ++writes_;
    co_return accept_all(first) && accept_all(second);
}

asio::awaitable<bool> MemoryStream::send_file(int file, std::uint64_t offset, std::uint64_t length) {
    char piece[piece_size];
    while (length > 0) {
        const std::size_t wanted = static_cast<std::size_t>(std::min<std::uint64_t>(length, sizeof piece));
        const ssize_t count = ::pread(file, piece, wanted, static_cast<off_t>(offset));
        if (count <= 0 || !accept_all({piece, static_cast<std::size_t>(count)})) co_return false;
        offset += static_cast<std::uint64_t>(count);
        length -= static_cast<std::uint64_t>(count);
    }
    co_return true;
}

}  // namespace played
