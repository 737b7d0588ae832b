#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "01-tcp/stream.hpp"
#include "05-https-client/transport.hpp"

namespace client {

// The bytes of a connection that have come and have not been used yet. A read brings what there is: the end of a head
// and the beginning of its body, half of a chunk's size. Nothing is copied out: whoever uses them looks at them here.
//
// The buffer is large, so that a large body takes few system calls (1 GiB some 16,000), but not so large that it leaves
// the processor's cache before its bytes are used: four times as much costs more.
class Input {
public:
    // All that is there. Valid until receive().
    std::string_view bytes() const { return {buffer_.get() + begin_, end_ - begin_}; }

    // The first `count` bytes, of which there must be as many, are used now. They stay valid until receive().
    std::string_view take(std::size_t count);

    // Receives more behind what is there: complete, end_of_stream, reset, expired.
    tcp::Outcome receive(Transport& transport, const tcp::Deadline& deadline);

private:
    void make_room();

    static constexpr std::size_t usual_room = 64 * 1024;

    std::size_t room_ = usual_room;
    std::unique_ptr<char[]> buffer_ = std::make_unique_for_overwrite<char[]>(usual_room);
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

}  // namespace client
