#pragma once

#include <string>
#include <utility>
#include <variant>

namespace security {

// Why somebody does not get what he asks for: the status of the answer, and one French sentence for him. The sentence
// says what he may know, and no more: never which of two secrets was wrong, never a path of this machine.
struct Refusal {
    int status = 400;
    std::string reason;
    std::string error_code = {};  // OAuth's word for it where there is one: "invalid_grant" (RFC 6749 §5.2)
    unsigned retry_after = 0;     // seconds, sent as Retry-After; 0: not sent
};

// What a decision gives: what was asked for, or why not. A stranger's mistake is a value and never an exception.
template <typename Value>
class Decided {
public:
    Decided(Value value) : outcome_{std::move(value)} {}        // NOLINT: « return value; »
    Decided(Refusal refusal) : outcome_{std::move(refusal)} {}  // NOLINT: « return Refusal{…}; »

    explicit operator bool() const { return outcome_.index() == 0; }

    // Only if it was granted.
    Value& value() { return std::get<0>(outcome_); }
    const Value& value() const { return std::get<0>(outcome_); }

    // Only if it was not.
    const Refusal& refusal() const { return std::get<1>(outcome_); }

private:
    std::variant<Value, Refusal> outcome_;
};

}  // namespace security
