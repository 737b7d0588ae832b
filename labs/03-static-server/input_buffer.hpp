#pragma once

#include <asio/buffer.hpp>
#include <cassert>
#include <cstring>
#include <string_view>
#include <vector>

namespace files {

// The bytes that a connection has received and nobody has used yet. Small while a connection is idle, since there may
// be ten thousand of them; grows while a long head or a body passes.
//
//     const std::size_t count = co_await stream.read_some(buffer.prepare(1024));
//     buffer.commit(count);
//     … use some of buffer.view() …
//     buffer.consume(used);
class InputBuffer {
public:
    // What was received and not consumed. Valid until the next call of prepare() or shrink().
    std::string_view view() const { return {bytes_.data() + begin_, end_ - begin_}; }
    bool empty() const { return begin_ == end_; }

    // Room for at least `room` bytes behind those held. Moves what view() gave.
    asio::mutable_buffer prepare(std::size_t room) {
        if (bytes_.size() - end_ < room) make_room(room);
        return {bytes_.data() + end_, bytes_.size() - end_};
    }

    // `count` bytes were written into what prepare() gave.
    void commit(std::size_t count) {
        assert(count <= bytes_.size() - end_);
        end_ += count;
    }

    // The first `count` bytes were used.
    void consume(std::size_t count) {
        assert(count <= end_ - begin_);
        begin_ += count;
        if (begin_ == end_) begin_ = end_ = 0;
    }

    // Gives back the memory beyond `size` bytes, if nothing is held.
    void shrink(std::size_t size) {
        if (empty() && bytes_.size() > size) std::vector<char>(size).swap(bytes_);
    }

private:
    void make_room(std::size_t room) {
        const std::size_t held = end_ - begin_;
        if (begin_ > 0 && held > 0) std::memmove(bytes_.data(), bytes_.data() + begin_, held);
        begin_ = 0;
        end_ = held;
        if (bytes_.size() < held + room) bytes_.resize(held + room);
    }

    std::vector<char> bytes_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

}  // namespace files
