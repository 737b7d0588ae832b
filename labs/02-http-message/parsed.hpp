#pragma once

#include <cassert>
#include <cstddef>
#include <string_view>
#include <utility>
#include <variant>

namespace http {

// What a parser says about the bytes it was given. Bytes come from a stranger and arrive in pieces, so there are
// three answers, and none of them is an exception:
//
//   incomplete   so far so good, but the end is not there yet: read more bytes and ask again from the start;
//   complete     here is the value, and how many bytes it took: what follows belongs to the next message;
//   rejected     these bytes can never become a valid message: the status to answer, why, and where.
//
//     http::Parsed<http::Request> parsed = http::parse_request(bytes, limits);
//     if (parsed.is_complete()) { handle(parsed.value()); bytes.remove_prefix(parsed.used()); }

struct Incomplete {};

// The value of a check, of which only the verdict is of interest.
struct Checked {};

struct Rejected {
    int status = 400;         // the status a server answers (RFC 9110 §15.5)
    std::string_view reason;  // one French sentence without its full stop, a string literal
    std::size_t offset = 0;   // the first byte that cannot be right, counted from the start of the input
};

template <typename T>
struct Complete {
    T value;
    std::size_t used;  // bytes of the input that belong to the value
};

template <typename T>
class Parsed {
public:
    Parsed(Incomplete) {}
    Parsed(Complete<T>&& complete) : outcome_{std::move(complete)} {}
    Parsed(Rejected rejected) : outcome_{rejected} {}

    bool is_incomplete() const { return std::holds_alternative<Incomplete>(outcome_); }
    bool is_complete() const { return std::holds_alternative<Complete<T>>(outcome_); }
    bool is_rejected() const { return std::holds_alternative<Rejected>(outcome_); }

    // Only when is_complete().
    const T& value() const { return complete().value; }
    T& value() { return const_cast<T&>(complete().value); }
    std::size_t used() const { return complete().used; }

    // Only when is_rejected().
    const Rejected& rejection() const {
        assert(is_rejected());
        return *std::get_if<Rejected>(&outcome_);
    }

    // The same failure, said by the parser of a larger thing in which this part begins `skipped` bytes further.
    // Only when not is_complete().
    template <typename Larger>
    Parsed<Larger> failure(std::size_t skipped = 0) const {
        if (is_incomplete()) return Incomplete{};
        return Rejected{rejection().status, rejection().reason, rejection().offset + skipped};
    }

    // The same failure under another status: a client that cannot read a response has nobody to answer 400 to.
    // Only when not is_complete().
    Parsed with_status(int status) const {
        if (is_incomplete()) return Incomplete{};
        return Rejected{status, rejection().reason, rejection().offset};
    }

private:
    const Complete<T>& complete() const {
        assert(is_complete());
        return *std::get_if<Complete<T>>(&outcome_);
    }

    std::variant<Incomplete, Complete<T>, Rejected> outcome_;
};

}  // namespace http
