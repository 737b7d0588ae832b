#pragma once

#include <chrono>
#include <memory>
#include <string>

namespace security {

// Step 6.6. Somebody who says whether a file is harmful: an antivirus. Asked once the file is whole, and before anybody
// can have it.
struct Scan {
    enum class Verdict {
        clean,
        infected,     // `detail` is the name of what was found
        unavailable,  // nobody could say: `detail` is why, in French. The file is refused (503): « fails closed »
    };
    Verdict verdict = Verdict::unavailable;
    std::string detail = {};
};

class Scanner {
public:
    virtual ~Scanner() = default;

    // Reads an open file from its start to its end (pread: its position does not matter). Called from several threads
    // at once. Blocks, with a deadline. Does not throw: what goes wrong is `unavailable`.
    virtual Scan scan(int file) const = 0;

    // « clamd sur unix:/run/clamav/clamd.ctl », « les signatures de l'atelier (pour apprendre seulement) ».
    virtual std::string description() const = 0;
};

// Looks for a few signatures, that of EICAR first: a stand-in, so that the lesson needs no antivirus. It finds nothing
// of what is new or disguised.
std::unique_ptr<Scanner> make_signature_scanner();

struct ClamdLimits {
    std::chrono::milliseconds time{60'000};  // from connecting to the whole answer; beyond: unavailable
};

// Asks clamd (clamd.hpp), over a connection for each file. Address: "unix:/path" or "host:port". Throws
// std::invalid_argument, in French, if it is neither; whether clamd is there is found out by each scan.
std::unique_ptr<Scanner> make_clamd_scanner(const std::string& address, const ClamdLimits& limits = {});

// The file that every antivirus must find and that harms nobody (https://www.eicar.org): 68 bytes, put together when
// they are asked for, so that no antivirus finds them in this kit.
std::string eicar();

}  // namespace security
