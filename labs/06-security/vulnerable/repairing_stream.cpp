#include "06-security/vulnerable/repairing_stream.hpp"

#include <algorithm>
#include <cstring>

#include "03-static-server/plain_stream.hpp"

namespace vulnerable {
namespace {

constexpr std::size_t longest_head = 64 * 1024;         // a longer one is passed on unrepaired
constexpr std::uint64_t piece_of_file = 64 * 1024;      // sent between two looks at the deadline
constexpr std::string_view end_of_head = "\r\n\r\n";

}  // namespace

asio::awaitable<std::size_t> RepairingStream::read_some(asio::mutable_buffer into) {
    if (!has_head_) {
        has_head_ = true;
        co_await receive_head(into);
    }
    while (repaired_.empty()) {
        const std::size_t count = co_await inner_->read_some(into);
        if (count == 0 || !chunks_) co_return count;
        repaired_ = chunks_->repair({static_cast<const char*>(into.data()), count});
    }
    co_return take(into);
}

// The deadline is the connection's, which does not know yet that the request has begun.
asio::awaitable<void> RepairingStream::receive_head(asio::mutable_buffer room) {
    std::size_t end = std::string::npos;
    while (end == std::string::npos && repaired_.size() < longest_head) {
        const std::size_t count = co_await inner_->read_some(room);
        if (count == 0) co_return;
        if (repaired_.empty()) deadline().allow(limits_.header_time);
        repaired_.append(static_cast<const char*>(room.data()), count);
        end = repaired_.find(end_of_head);
    }
    inner_->deadline().suspend();  // that of TLS, for idle clients: from here on there is one deadline
    if (end != std::string::npos) repair_head(end);
}

void RepairingStream::repair_head(std::size_t head_size) {
    Head head = take_lines(std::string_view{repaired_}.substr(0, head_size));
    std::string rest = repaired_.substr(head_size + end_of_head.size());
    for (const Repair& repair : repairs_.head) repair(head);
    const bool is_chunked = value_of(head, "Transfer-Encoding").has_value();
    if (repairs_.chunk_sizes && is_chunked) rest = chunks_.emplace().repair(rest);
    repaired_ = to_text(head) + rest;
}

std::size_t RepairingStream::take(asio::mutable_buffer into) {
    const std::size_t count = std::min(into.size(), repaired_.size());
    std::memcpy(into.data(), repaired_.data(), count);
    repaired_.erase(0, count);
    return count;
}

// The server writes the head of an answer at once, and in `first`.
std::string RepairingStream::repaired_answer(std::string_view first) const {
    const std::size_t end = first.find(end_of_head);
    if (repairs_.answers.empty() || !first.starts_with("HTTP/1.") || end == std::string_view::npos) {
        return std::string{first};
    }
    Head head = take_lines(first.substr(0, end));
    for (const Repair& repair : repairs_.answers) repair(head);
    return to_text(head).append(first.substr(end + end_of_head.size()));
}

asio::awaitable<bool> RepairingStream::write(std::string_view first, std::string_view second, bool more_follows) {
    const std::string repaired = repaired_answer(first);
    const bool written = co_await inner_->write(repaired, second, more_follows);
    deadline().progress(first.size() + second.size());
    co_return written;
}

asio::awaitable<bool> RepairingStream::send_file(int file, std::uint64_t offset, std::uint64_t length) {
    while (length > 0) {
        const std::uint64_t count = std::min(length, piece_of_file);
        const bool sent = co_await inner_->send_file(file, offset, count);
        if (!sent) co_return false;
        deadline().progress(count);
        offset += count;
        length -= count;
    }
    co_return true;
}

files::MakeStream repairing(files::MakeStream inner, Repairs repairs) {
    const auto shared = std::make_shared<const Repairs>(std::move(repairs));
    return [inner = std::move(inner), shared](asio::ip::tcp::socket socket, files::ReadySockets& ready,
                                              files::Deadlines& deadlines, const files::Limits& limits) {
        std::unique_ptr<files::Stream> carrier =
            inner ? inner(std::move(socket), ready, deadlines, limits)
                  : std::make_unique<files::PlainStream>(std::move(socket), ready, deadlines);
        return std::make_unique<RepairingStream>(std::move(carrier), deadlines, limits, *shared);
    };
}

}  // namespace vulnerable
