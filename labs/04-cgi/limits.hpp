#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace cgi {

// What one run of a script may take of the machine: limits of the kernel (setrlimit(2)), which the script and all the
// processes that it starts inherit.
struct ProcessLimits {
    std::uint64_t cpu_seconds = 30;                    // RLIMIT_CPU: computing, not waiting; then SIGXCPU
    std::uint64_t memory_bytes = 1024 * 1024 * 1024;   // RLIMIT_AS, each process
    std::uint64_t open_files = 256;                    // RLIMIT_NOFILE, each process
    std::uint64_t processes = 4'096;                   // RLIMIT_NPROC: of this user in all, whoever started them; a
                                                       // desktop has hundreds; root is not held to it
    std::uint64_t file_bytes = 1024 * 1024 * 1024;     // RLIMIT_FSIZE, each file written; then SIGXFSZ
};

// What the gateway grants to a script, and to those who wait for one. Nothing is infinite. Times are checked every
// `check_period`, and so are exact to that period.
struct Limits {
    ProcessLimits process;

    // Waiting for a script.
    std::chrono::milliseconds silence_time{60'000};   // without a byte from it while the client waits: 504
    std::chrono::milliseconds total_time{3'600'000};  // from its start to its end, whatever it does: 504
    std::chrono::milliseconds ending_time{3'000};     // to end by itself once its answer is over, then SIGTERM (at once
                                                      // if nobody wants the answer); as much again, then SIGKILL
    std::chrono::milliseconds leaving_time{2'000};    // a client that has finished sending may only have said all it
                                                      // had to say: as long as bytes pass within this, it is served
    std::chrono::milliseconds check_period{100};

    // Sizes of what it says.
    std::size_t head_bytes = 32 * 1024;               // the fields of its answer; beyond: 502
    std::size_t head_fields = 100;                    // beyond: 502
    std::uint64_t output_bytes = 512 * 1024 * 1024;   // its answer's body; beyond, it is cut
    std::size_t error_line_bytes = 1'000;             // a line of its standard error; the rest of the line is left out
    std::size_t error_lines = 100;                    // kept of one run; the rest is left out, and that is said
    unsigned local_redirects = 10;                    // one after the other; beyond: 502

    // Sizes of what it hears.
    std::uint64_t input_bytes = 1024 * 1024 * 1024;   // the body of a request; beyond: 413
    std::uint64_t stored_bytes = 64 * 1024 * 1024;    // a body of unknown length, stored first so that its length can
                                                      // be told (CONTENT_LENGTH); beyond: 413; as many at once as
                                                      // there are slots for scripts

    // How many at once, per thread of the server. Beyond, requests wait in a queue; beyond that, 503 with Retry-After.
    std::size_t scripts = 16;
    std::size_t queued_requests = 64;
    std::chrono::milliseconds queue_time{10'000};     // in the queue; beyond: 503 too

    // A client that sends its body slowly holds a slot. While others wait for one, it has to send this many bytes per
    // second, looked at each hurry_time; if not, it gives its slot up: 408.
    std::uint64_t hurry_rate = 16 * 1024;
    std::chrono::milliseconds hurry_time{5'000};
};

}  // namespace cgi
