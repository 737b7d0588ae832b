#pragma once

#include <array>
#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

#include "02-http-message/parsed.hpp"

namespace http {

// What the parsers of this lab are written with: sets of bytes, and a scanner that goes through a message from left
// to right, one grammar rule after the other.
//
// A scanner stops by itself in two cases: a byte cannot be right (rejected), or the bytes end in the middle of a rule
// (incomplete). From then on every call does nothing and returns something empty. A parser can therefore be written
// as a plain list of what it expects, and asks once, at the end, whether all went well:
//
//     http::Scanner scanner{bytes};
//     std::string_view name = scanner.one_or_more(http::token_bytes, "un nom est attendu");
//     scanner.expect(":", "un deux-points est attendu");
//     if (scanner.stopped()) return scanner.why_stopped<T>();
//
// It never looks past the first byte that is wrong, so what it says of that byte does not depend on the bytes behind
// it, nor on whether they are already there.

// A set of bytes: one look-up says whether a byte belongs to it.
class ByteSet {
public:
    template <typename Predicate>
    constexpr explicit ByteSet(Predicate belongs) {
        for (std::size_t i = 0; i < table_.size(); ++i) table_[i] = belongs(static_cast<unsigned char>(i));
    }
    constexpr bool contains(char byte) const { return table_[static_cast<unsigned char>(byte)]; }

private:
    std::array<bool, 256> table_{};
};

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
constexpr char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// The value of a hexadecimal digit, nothing if it is not one.
constexpr std::optional<unsigned> hex_value(char c) {
    if (is_digit(c)) return static_cast<unsigned>(c - '0');
    if (to_lower(c) >= 'a' && to_lower(c) <= 'f') return static_cast<unsigned>(to_lower(c) - 'a' + 10);
    return std::nullopt;
}

// NUL to 0x1F and DEL, but for the tab: what no field value may hold (RFC 9110 §5.5).
constexpr bool is_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && byte != '\t') || byte == 0x7F;
}

// tchar (RFC 9110 §5.6.2).
inline constexpr ByteSet token_bytes{[](unsigned char byte) {
    const auto c = static_cast<char>(byte);
    return is_digit(c) || is_letter(c) || std::string_view{"!#$%&'*+-.^_`|~"}.find(c) != std::string_view::npos;
}};

// Visible ASCII but '#', which would begin a fragment: the client keeps that for itself (RFC 9112 §3.2).
inline constexpr ByteSet target_bytes{[](unsigned char byte) { return byte > 0x20 && byte < 0x7F && byte != '#'; }};

// What a field value, a reason phrase or a chunk extension may hold: visible characters, spaces, tabs, and the bytes
// from 0x80 (obs-text), which this kit passes on without giving them a meaning.
inline constexpr ByteSet text_bytes{[](unsigned char byte) { return !is_control(static_cast<char>(byte)); }};

inline constexpr ByteSet digit_bytes{[](unsigned char byte) { return is_digit(static_cast<char>(byte)); }};

inline constexpr ByteSet hex_bytes{[](unsigned char byte) { return hex_value(static_cast<char>(byte)).has_value(); }};

// Spaces and tabs (OWS, BWS).
inline constexpr ByteSet blank_bytes{[](unsigned char byte) { return byte == ' ' || byte == '\t'; }};

class Scanner {
public:
    explicit Scanner(std::string_view bytes)
        : begin_{bytes.data()}, next_{begin_}, end_{begin_ + bytes.size()} {}

    // How many bytes were read, which is also where the next one stands.
    std::size_t at() const { return static_cast<std::size_t>(next_ - begin_); }

    // Is this the next byte? Does not read it. Stops, incomplete, if there is none.
    bool next_is(char byte) { return has_next() && *next_ == byte; }
    bool next_is(const ByteSet& set) { return has_next() && set.contains(*next_); }

    // Reads the bytes that belong to the set, as many as there are, perhaps none. Stops, incomplete, at the end of the
    // bytes: the next one could belong to the set too.
    std::string_view run(const ByteSet& set);

    // The same as run(text_bytes), eight bytes at a time: values are most of a message.
    std::string_view run_of_text();

    // run(), rejected with `reason` when there is not even one byte of the set.
    std::string_view one_or_more(const ByteSet& set, std::string_view reason);

    // Reads one byte of the set, or is rejected with `reason`.
    std::string_view one(const ByteSet& set, std::string_view reason);

    // Reads exactly this text, or is rejected with `reason` at the first byte that differs.
    void expect(std::string_view text, std::string_view reason);

    // Reads CR LF, the only end of line (RFC 9112 §2.2). `reason`: what to say if the next byte is not even a CR.
    void end_of_line(std::string_view reason);

    // Rejects the next byte (or the one at `offset`).
    void reject(std::string_view reason, int status = 400) { reject_at(at(), reason, status); }
    void reject_at(std::size_t offset, std::string_view reason, int status = 400);

    // Did the scanner stop, and if so: because the bytes ended?
    bool stopped() const { return state_ != State::running; }
    bool ran_out() const { return state_ == State::incomplete; }

    // Only when stopped(): the answer of the parser that used this scanner.
    template <typename T>
    Parsed<T> why_stopped() const {
        assert(stopped());
        if (ran_out()) return Incomplete{};
        return rejected_;
    }

private:
    enum class State { running, incomplete, rejected };

    bool has_next() {
        if (next_ != end_) return true;
        run_out();
        return false;
    }
    void run_out() {
        if (!stopped()) state_ = State::incomplete;
    }
    std::string_view read_up_to(const char* stop);

    const char* begin_;
    const char* next_;
    const char* end_;  // next_ once the scanner has stopped: nothing is left to read
    State state_ = State::running;
    Rejected rejected_;
};

// What may be read of a line that has at most `limit` bytes before its CRLF: the line would be too long if a scanner
// ran out of this part while `bytes` has more.
std::string_view line_within(std::string_view bytes, std::size_t limit);

// What runs for each field stands here, where the compiler can put it in place of the call.

// Why a byte is refused with 400: a control character is worth its own words, whatever was expected in its place.
std::string_view explain(char byte, std::string_view reason);

inline void Scanner::reject_at(std::size_t offset, std::string_view reason, int status) {
    if (stopped()) return;
    const char* const byte = begin_ + offset;
    state_ = State::rejected;
    rejected_ = {status, status == 400 && byte != end_ ? explain(*byte, reason) : reason, offset};
    end_ = next_;
}

inline std::string_view Scanner::read_up_to(const char* stop) {
    const std::string_view found{next_, static_cast<std::size_t>(stop - next_)};
    next_ = stop;
    if (next_ == end_) run_out();
    return found;
}

inline std::string_view Scanner::run(const ByteSet& set) {
    const char* stop = next_;
    const bool last_byte_stops = stop != end_ && !set.contains(end_[-1]);
    if (last_byte_stops) {
        while (set.contains(*stop)) ++stop;  // one comparison a byte saved in the usual case: a message that ends in LF
    } else {
        while (stop != end_ && set.contains(*stop)) ++stop;
    }
    return read_up_to(stop);
}

// How many of the eight bytes at `text` come before the first control character or tab, 8 if there is none.
//
// The eight are looked at together, as one number: taking 0x20 away from a byte below 0x20 sets its highest bit, and
// so does adding 1 to 0x7F; the bytes that had that bit before (0x80 and above) are left out. A borrow or a carry may
// reach the next byte and have it counted for nothing: the answer may be too small, never too large.
inline std::ptrdiff_t bytes_before_control(const char* text) {
    static_assert(std::endian::native == std::endian::little, "the first byte is the lowest of the number");
    constexpr std::uint64_t one_in_each_byte = 0x0101010101010101;
    std::uint64_t bytes;
    std::memcpy(&bytes, text, sizeof bytes);
    const std::uint64_t changed = (bytes - 0x20 * one_in_each_byte) | (bytes + one_in_each_byte);
    const std::uint64_t found = changed & ~bytes & (0x80 * one_in_each_byte);
    return std::countr_zero(found) / 8;
}

inline std::string_view Scanner::run_of_text() {
    constexpr std::ptrdiff_t step = 8;
    const char* stop = next_;
    std::ptrdiff_t clean = step;
    while (clean == step && end_ - stop >= step) {
        clean = bytes_before_control(stop);
        stop += clean;
    }
    while (stop != end_ && text_bytes.contains(*stop)) ++stop;
    return read_up_to(stop);
}

inline std::string_view Scanner::one_or_more(const ByteSet& set, std::string_view reason) {
    const std::string_view found = run(set);
    if (found.empty()) reject(reason);
    return found;
}

inline std::string_view Scanner::one(const ByteSet& set, std::string_view reason) {
    if (next_is(set)) return {next_++, 1};
    reject(reason);
    return {};
}

inline void Scanner::expect(std::string_view text, std::string_view reason) {
    for (char expected : text) {
        if (!next_is(expected)) return reject(reason);
        ++next_;
    }
}

inline void Scanner::end_of_line(std::string_view reason) {
    expect("\r", reason);
    expect("\n", "un CR doit être suivi d'un LF (RFC 9112 §2.2)");
}

}  // namespace http
