#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace vulnerable {

// Reads the sizes of chunks as C's strtoul() would, as many servers did: blanks before, a sign, "0x", and whatever
// stands behind the digits; what is too large loses its highest digits (32 bits of them stay). Gives the same body with
// sizes that the strict decoder of lab 02 accepts.
//
// Two readers of "0x5" or of "100000005" disagree on where the chunk ends, and then on where the next request begins.
//
//     LenientChunks chunks;
//     chunks.repair("0x5 \r\nbonjo");   // "5\r\nbonjo"
class LenientChunks {
public:
    // The repaired bytes for these; less than was given when a size line is not whole yet.
    std::string repair(std::string_view bytes);

private:
    enum class State { size_line, data, after };

    void take_size_line(std::string& repaired);

    State state_ = State::size_line;
    std::string line_;             // of the size, as far as it has come
    std::uint64_t remaining_ = 0;  // bytes of the chunk, and of the CRLF behind it
};

// The size that such a reader takes a size line for: "0x5" is 5, "-1" is 4294967295, "+a;x=y" is 10.
std::uint32_t lenient_size(std::string_view line);

}  // namespace vulnerable
