#include "05-https-client/input.hpp"

#include <cassert>
#include <cstring>
#include <utility>

namespace client {

std::string_view Input::take(std::size_t count) {
    assert(count <= end_ - begin_);
    const std::string_view taken = bytes().substr(0, count);
    begin_ += count;
    return taken;
}

tcp::Outcome Input::receive(Transport& transport, const tcp::Deadline& deadline) {
    make_room();
    const tcp::Chunk chunk = transport.read_some({buffer_.get() + end_, room_ - end_}, deadline);
    end_ += chunk.size;
    return chunk.outcome;
}

// What is left, most often nothing or a few bytes, moves to the front. Only a head can fill the buffer, and Limits say
// how far that may go.
void Input::make_room() {
    std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
    end_ -= std::exchange(begin_, 0);
    if (end_ < room_) return;
    auto larger = std::make_unique_for_overwrite<char[]>(2 * room_);
    std::memcpy(larger.get(), buffer_.get(), end_);
    buffer_ = std::move(larger);
    room_ *= 2;
}

}  // namespace client
