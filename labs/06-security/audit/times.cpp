#include "06-security/audit/times.hpp"

#include <algorithm>

namespace audit {
namespace {

using std::chrono::milliseconds;

bool are_much_longer(const std::vector<milliseconds>& slow, const std::vector<milliseconds>& fast) {
    const milliseconds shortest = *std::min_element(slow.begin(), slow.end());
    const milliseconds longest = *std::max_element(fast.begin(), fast.end());
    return shortest > 2 * longest && shortest - longest > milliseconds{10};
}

}  // namespace

bool are_apart(const Times& times) {
    if (times.known.empty() || times.unknown.empty()) return false;
    return are_much_longer(times.known, times.unknown) || are_much_longer(times.unknown, times.known);
}

}  // namespace audit
