#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace vulnerable {

struct Weakened;

// One thing that is wrong with a server: an id (that of the auditor's item which finds it), what it is, how to exploit
// it by hand, and the few lines that put something careless in the place of a defence.
struct Flaw {
    std::string id;        // "token-none"
    std::string step;      // "6.3", empty if no step of the lab is its cure
    std::string title;     // French
    std::string exploit;   // a curl line (or printf | nc), with $PORT
    std::function<void(Weakened&)> open;
};

const std::vector<Flaw>& all_flaws();

// Nothing if there is none of this id.
const Flaw* find_flaw(std::string_view id);

}  // namespace vulnerable
