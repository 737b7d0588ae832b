#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "02-http-message/limits.hpp"

namespace files {

// What a server grants to a client before it gives up. Every wait and every size is bounded here; nothing is infinite.
// Times are checked every `sweep_period`, and so are exact to that period.
struct Limits {
    http::Limits message;  // sizes of the head of a request

    // Waiting for a client.
    std::chrono::milliseconds idle_time{75'000};     // silence between two requests, or before the first
    std::chrono::milliseconds header_time{20'000};   // from the first byte of a request to the end of its head
    std::chrono::milliseconds stall_time{30'000};    // silence inside a body, either way
    std::uint64_t minimum_rate = 512;                // bytes per second, in a body, either way…
    std::chrono::milliseconds rate_grace{20'000};    // …after this much time
    std::chrono::milliseconds sweep_period{250};

    // Sizes and counts.
    std::uint64_t discarded_body = 256 * 1024;       // bytes read of a body that nobody wants, to keep the connection
    std::size_t requests_per_connection = 10'000;
    std::size_t connections = 16'384;                // per thread; beyond, the longest idle one is closed
    std::size_t listing_entries = 5'000;             // names shown of a directory; 0: none is shown (403)

    // When the server closes first, it reads on so that the client gets the last answer (RFC 9112 §9.6): many clients
    // send a body to its end before they look at the answer.
    std::chrono::milliseconds linger_time{2'000};
    std::uint64_t linger_rate = 128 * 1024;          // bytes that give one second more, up to…
    std::uint64_t linger_bytes = 256 * 1024 * 1024;  // …this many in all

    // When accepting fails for want of descriptors or memory, or when too many connections are all busy: wait this long
    // instead of trying again at once.
    std::chrono::milliseconds accept_pause{100};

    // Open files kept ready, per thread.
    std::size_t cached_files = 256;
    std::uint64_t cached_content = 16 * 1024;        // a file up to this size is kept in memory as well; above, sendfile
                                                     // costs less
    std::chrono::milliseconds cache_time{1'000};     // then its path is looked up again
    std::chrono::seconds settling_time{3};           // a file that changed less than this ago is not kept
};

}  // namespace files
