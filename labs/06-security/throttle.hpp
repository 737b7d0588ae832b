#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace security {

// Step 6.2. Whoever guesses passwords must not have as many guesses as he likes. Failures are counted under a key (the
// account's name with the client's address; the address alone); beyond `free_failures` each one more doubles the wait.
// A success forgets the failures of its key. Shared by the threads of the server.
//
// The key is not the account's name alone: anybody could then lock out anybody.
// Between wait() and failed() the password is worked on, and a hundred others may ask the same: whoever wants to count
// them all calls failed() first, and succeeded() takes it back.
struct ThrottleLimits {
    unsigned free_failures = 5;             // before there is any wait
    std::chrono::seconds first_wait{2};     // then 4, 8, 16…
    std::chrono::seconds longest_wait{900};
    std::chrono::seconds memory{3'600};     // without a failure for so long: all is forgotten
    std::size_t keys = 100'000;             // beyond, those whose last failure is oldest are forgotten
};

class Throttle {
public:
    using Clock = std::chrono::steady_clock;

    explicit Throttle(ThrottleLimits limits = {}) : limits_{limits} {}

    // How long must whoever bears this key still wait, in whole seconds, rounded up? 0: he may try now.
    std::chrono::seconds wait(std::string_view key, Clock::time_point now) const;

    // A key is written by a stranger: of one beyond 100 bytes the hash is kept, which kept_key() gives.
    void failed(std::string_view key, Clock::time_point now);
    void succeeded(std::string_view key);

private:
    struct Failures {
        unsigned count = 0;
        Clock::time_point last{};
    };

    static std::string kept_key(std::string_view key);
    std::chrono::seconds wait_after(unsigned count) const;  // the last of so many failures
    bool is_forgotten(const Failures& failures, Clock::time_point now) const;
    void forget_oldest();  // a tenth of the keys, those whose last failure is oldest

    ThrottleLimits limits_;
    mutable std::mutex mutex_;
    std::map<std::string, Failures, std::less<>> failures_;
};

}  // namespace security
