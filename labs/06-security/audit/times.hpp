#pragma once

#include <chrono>
#include <vector>

namespace audit {

// How long log-ins took, try by try: where there is an account, and where there is none.
struct Times {
    std::vector<std::chrono::milliseconds> known;
    std::vector<std::chrono::milliseconds> unknown;
};

// Do they lie apart: is each of one kind more than twice as long as each of the other, and by more than 10 ms? A
// machine that does something else meanwhile mixes them; so what little is left of a difference is never called one.
//
//     are_apart({{41ms, 90ms}, {1ms, 2ms}});    // true
//     are_apart({{41ms, 90ms}, {1ms, 44ms}});   // false
bool are_apart(const Times& times);

}  // namespace audit
