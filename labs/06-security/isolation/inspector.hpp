#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace security {

// Looks into a received file: the size of an image, the names in an archive. Whoever writes such files on purpose aims
// at the code that reads them; so it does not run in the server, but in a process of its own (the program
// file_inspector) that may do nothing but read this one file and write one line, within limits of the kernel.
struct Inspection {
    enum class Verdict {
        sound,        // `detail`: « image PNG de 640 × 480 points »
        refused,      // `detail`: why, in French: broken, too many points, an archive that would swell
        unavailable,  // the process could not do its work: the file is refused (503)
    };
    Verdict verdict = Verdict::unavailable;
    std::string detail = {};
};

// What an image or an archive may be once it is unpacked; whoever would unpack it must have room for it.
struct InspectionLimits {
    std::uint64_t image_points = 100'000'000;                              // width × height
    std::uint64_t archive_entries = 10'000;
    std::uint64_t archive_bytes = std::uint64_t{4} * 1024 * 1024 * 1024;  // unpacked
    std::uint64_t archive_ratio = 100;                                     // unpacked to packed, from 1 MiB unpacked on
};

class Inspector {
public:
    virtual ~Inspector() = default;

    // Called from several threads at once; blocks, with a deadline. `media_type`: what the file was found to be; types
    // that have nothing to be looked at are sound at once. Does not throw.
    virtual Inspection inspect(int file, std::string_view media_type) const = 0;

    // Which walls stand around it here: « processus séparé, limites, sans nouveaux droits, Landlock, seccomp ».
    virtual std::string description() const = 0;
};

struct IsolationLimits {
    std::chrono::milliseconds time{10'000};
    std::uint64_t cpu_seconds = 5;
    std::uint64_t memory_bytes = 256 * 1024 * 1024;
    std::size_t at_once = 4;  // processes; others wait, within `time`
};

// `program`: the path of file_inspector, usually beside the server's own program. Throws std::runtime_error when it
// cannot be started.
std::unique_ptr<Inspector> make_isolated_inspector(const std::string& program, const IsolationLimits& limits = {});

}  // namespace security
