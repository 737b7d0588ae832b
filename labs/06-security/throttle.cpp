#include "06-security/throttle.hpp"

#include <algorithm>
#include <vector>

#include "05-https-client/checksum.hpp"
#include "common/not_implemented.hpp"

namespace security {

std::chrono::seconds Throttle::wait_after(unsigned count) const {
    if (count <= limits_.free_failures) return std::chrono::seconds{0};
    std::chrono::seconds wait = limits_.first_wait;
    for (unsigned more = count - limits_.free_failures - 1; more > 0 && wait < limits_.longest_wait; --more) wait *= 2;
    return std::min(wait, limits_.longest_wait);
}

bool Throttle::is_forgotten(const Failures& failures, Clock::time_point now) const {
    return now - failures.last >= limits_.memory;
}

std::string Throttle::kept_key(std::string_view key) {
    constexpr std::size_t longest = 100;
    return key.size() <= longest ? std::string{key} : client::sha256_hex(key);
}

void Throttle::forget_oldest() {
    std::vector<std::map<std::string, Failures, std::less<>>::iterator> keys;
    keys.reserve(failures_.size());
    for (auto key = failures_.begin(); key != failures_.end(); ++key) keys.push_back(key);
    const auto end = keys.begin() + static_cast<std::ptrdiff_t>((keys.size() + 9) / 10);
    std::partial_sort(keys.begin(), end, keys.end(),
                      [](auto left, auto right) { return left->second.last < right->second.last; });
    std::for_each(keys.begin(), end, [this](auto key) { failures_.erase(key); });
}

std::chrono::seconds Throttle::wait(std::string_view key, Clock::time_point now) const {
    // À écrire : verrouillez mutex_. Sans échec sous kept_key(key), ou s'ils sont oubliés (is_forgotten), 0. Sinon, ce
    // qui reste, à partir du dernier échec, de wait_after(nombre d'échecs), arrondi à la seconde supérieure.
    // BEGIN SOLUTION 6.2
    const std::lock_guard lock{mutex_};
    const auto found = failures_.find(kept_key(key));
    if (found == failures_.end() || is_forgotten(found->second, now)) return std::chrono::seconds{0};
    const auto left = found->second.last + wait_after(found->second.count) - now;
    return std::max(std::chrono::ceil<std::chrono::seconds>(left), std::chrono::seconds{0});
    // END SOLUTION
}

void Throttle::failed(std::string_view key, Clock::time_point now) {
    // À écrire : verrouillez mutex_ ; un échec de plus sous kept_key(key), à l'instant now. Si les précédents sont
    // oubliés (is_forgotten), on recompte à partir de 1. Au-delà de limits_.keys clés, forget_oldest().
    // BEGIN SOLUTION 6.2
    const std::lock_guard lock{mutex_};
    Failures& failures = failures_[kept_key(key)];
    if (failures.count > 0 && is_forgotten(failures, now)) failures.count = 0;
    ++failures.count;
    failures.last = now;
    if (failures_.size() > limits_.keys) forget_oldest();
    // END SOLUTION
}

void Throttle::succeeded(std::string_view key) {
    // À écrire : verrouillez mutex_ ; cette clé est oubliée.
    // BEGIN SOLUTION 6.2
    const std::lock_guard lock{mutex_};
    failures_.erase(kept_key(key));
    // END SOLUTION
}

}  // namespace security
