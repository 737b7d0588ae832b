#pragma once

#include "common/unique_fd.hpp"

namespace tcp {

// Ctrl-C (SIGINT) and SIGTERM as a descriptor that becomes readable, and stays so: every wait of a server watches it.
// From its construction on these signals no longer kill the program: make it before any thread, and after whatever
// may take long and has no deadline (a name to resolve).
class StopSignals {
public:
    StopSignals();  // throws std::system_error
    int get() const { return fd_.get(); }

    // Returns once one of them has come: for a main thread that has nothing else to wait for.
    void wait() const;

private:
    common::UniqueFd fd_;
};

}  // namespace tcp
