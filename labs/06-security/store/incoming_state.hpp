#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "06-security/store/ledger.hpp"
#include "06-security/store/partials.hpp"
#include "06-security/store/running_hash.hpp"
#include "06-security/store/store.hpp"
#include "06-security/store/store_directory.hpp"

namespace security {

// What Incoming has: a file that comes in at one go, or a resumable upload that has come in.
struct Incoming::State {
    // `partial` empty: at one go, and then `room` is for it.
    State(StoreDirectory& directory, StoreDirectory::NewFile opened, Reservation room, TakenPartial partial);
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State();

    void read_all(std::uint64_t length);     // counts and hashes what is there already
    void require_whole() const;  // throws if the file does not hold what was counted

    StoreDirectory& directory_;
    StoreDirectory::NewFile opened_;
    Reservation room_;
    TakenPartial partial_;
    RunningHash hash_;
    std::uint64_t size_ = 0;
};

}  // namespace security
