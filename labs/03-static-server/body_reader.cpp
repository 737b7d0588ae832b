#include "03-static-server/body_reader.hpp"

#include <algorithm>
#include <utility>

namespace files {
namespace {

constexpr std::size_t body_room = 16 * 1024;  // bytes read at once

}  // namespace

BodyReader::BodyReader(Stream& stream, InputBuffer& buffer, const Limits& limits, http::BodyFraming framing,
                       bool expects_continue)
    : stream_{stream},
      buffer_{buffer},
      limits_{limits},
      framing_{framing},
      remaining_{framing.length},
      chunks_{limits.message},
      expects_continue_{expects_continue},
      finished_{framing.kind == http::BodyKind::none || (framing.kind == http::BodyKind::length && remaining_ == 0)} {}

std::optional<std::uint64_t> BodyReader::length() const {
    if (framing_.kind != http::BodyKind::length) return std::nullopt;
    return framing_.length;
}

asio::awaitable<std::string_view> BodyReader::next() {
    buffer_.consume(pending_);
    pending_ = 0;
    if (stopped_ && !discards_) co_return std::string_view{};
    co_await begin();
    resume_transfer();
    while (!finished_ && failure_status_ == 0) {
        const std::string_view piece = framing_.kind == http::BodyKind::length ? take_by_length() : take_by_chunk();
        if (!piece.empty()) {
            handed_over_ = stream_.deadline().now();
            co_return piece;
        }
        if (finished_ || failure_status_ != 0) break;
        const bool goes_on = co_await receive();
        if (!goes_on) break;
    }
    co_return std::string_view{};
}

asio::awaitable<bool> BodyReader::discard(std::uint64_t limit) {
    discards_ = true;
    std::uint64_t dropped = 0;
    if (framing_.kind == http::BodyKind::length && remaining_ > limit) co_return false;
    while (!finished_ && dropped <= limit) {
        const std::string_view piece = co_await next();
        if (piece.empty()) break;
        dropped += piece.size();
    }
    buffer_.consume(pending_);
    pending_ = 0;
    co_return finished_;
}

// A client that is gone is noticed by the read that follows.
asio::awaitable<void> BodyReader::begin() {
    if (std::exchange(begun_, true) || finished_) co_return;
    stream_.deadline().begin_transfer(limits_);
    if (expects_continue_ && buffer_.empty()) {
        co_await stream_.write("HTTP/1.1 100 Continue\r\n\r\n", {}, false);
    }
}

// Whoever takes the pieces has made the client wait: it has its whole time again.
void BodyReader::resume_transfer() {
    Deadline& deadline = stream_.deadline();
    if (handed_over_ && !finished_ && deadline.now() != *handed_over_) deadline.begin_transfer(limits_);
}

asio::awaitable<bool> BodyReader::receive() {
    Deadline& deadline = stream_.deadline();
    waiting_ = true;
    const std::size_t count = co_await stream_.read_some(buffer_.prepare(body_room));
    waiting_ = false;
    if (count == 0) {
        if (!stopped_) failure_status_ = deadline.expired() ? 408 : 400;
        co_return false;
    }
    buffer_.commit(count);
    received_ += count;
    deadline.progress(count);
    co_return true;
}

std::string_view BodyReader::take_by_length() {
    const std::uint64_t available = std::min<std::uint64_t>(buffer_.view().size(), remaining_);
    pending_ = static_cast<std::size_t>(available);
    remaining_ -= available;
    finished_ = remaining_ == 0;
    return buffer_.view().substr(0, pending_);
}

// Empty: more bytes are needed, or the body has ended, well or badly.
std::string_view BodyReader::take_by_chunk() {
    while (!chunks_.finished()) {
        const http::Parsed<std::string_view> piece = chunks_.next(buffer_.view());
        if (piece.is_rejected()) failure_status_ = piece.rejection().status;
        if (!piece.is_complete()) return {};
        if (!piece.value().empty()) {
            pending_ = piece.used();
            return piece.value();
        }
        buffer_.consume(piece.used());
    }
    finished_ = true;
    return {};
}

}  // namespace files
