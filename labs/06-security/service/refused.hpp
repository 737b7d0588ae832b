#pragma once

#include <optional>
#include <stdexcept>
#include <utility>

#include "06-security/refusal.hpp"

namespace security {

// A refusal on its way out of a handler: whoever meets one goes no further, and the site makes an answer of it.
class Refused : public std::runtime_error {
public:
    explicit Refused(Refusal refusal) : std::runtime_error{refusal.reason}, refusal_{std::move(refusal)} {}
    Refused(int status, const std::string& reason) : Refused{Refusal{.status = status, .reason = reason}} {}

    const Refusal& refusal() const { return refusal_; }

private:
    Refusal refusal_;
};

// What was decided, if it was granted; otherwise throws the refusal.
template <typename Value>
Value granted(Decided<Value> decided) {
    if (!decided) throw Refused{decided.refusal()};
    return std::move(decided.value());
}

inline void expect_none(const std::optional<Refusal>& refusal) {
    if (refusal) throw Refused{*refusal};
}

}  // namespace security
