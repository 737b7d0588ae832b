#pragma once

#include <array>
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
    explicit Scanner(std::string_view bytes) : bytes_{bytes} {}

    // How many bytes were read, which is also where the next one stands.
    std::size_t at() const { return at_; }

    // Is this the next byte? Does not read it. Stops, incomplete, if there is none.
    bool next_is(char byte) { return next_is_in([byte](char c) { return c == byte; }); }
    bool next_is(const ByteSet& set) { return next_is_in([&set](char c) { return set.contains(c); }); }

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
    void reject(std::string_view reason, int status = 400) { reject_at(at_, reason, status); }
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

    template <typename Predicate>
    bool next_is_in(Predicate belongs) {
        if (stopped()) return false;
        if (at_ == bytes_.size()) {
            state_ = State::incomplete;
            return false;
        }
        return belongs(bytes_[at_]);
    }

    std::string_view read_up_to(std::size_t end);

    std::string_view bytes_;
    std::size_t at_ = 0;
    State state_ = State::running;
    Rejected rejected_;
};

// What may be read of a line that has at most `limit` bytes before its CRLF: the line would be too long if a scanner
// ran out of this part while `bytes` has more.
std::string_view line_within(std::string_view bytes, std::size_t limit);

// What runs for each field stands here, where the compiler can put it in place of the call.

inline std::string_view Scanner::read_up_to(std::size_t end) {
    const std::size_t begin = at_;
    at_ = end;
    if (at_ == bytes_.size()) state_ = State::incomplete;
    return {bytes_.data() + begin, end - begin};
}

inline std::string_view Scanner::run(const ByteSet& set) {
    if (stopped()) return {};
    std::size_t end = at_;
    while (end < bytes_.size() && set.contains(bytes_[end])) ++end;
    return read_up_to(end);
}

// May one of these eight bytes be a control character (or a tab)? They are looked at together, as one number of 64 bits:
// taking 0x20 away from a byte below 0x20 sets its highest bit, and so does taking 1 away from a byte that is 0 once
// 0x7F is masked. A borrow may set the bit of a byte in front of one that is a control character, never otherwise.
inline bool may_have_control(const char* eight) {
    constexpr std::uint64_t in_each_byte = 0x0101010101010101;
    constexpr std::uint64_t high_bits = 0x80 * in_each_byte;
    std::uint64_t bytes;
    std::memcpy(&bytes, eight, sizeof bytes);
    const std::uint64_t zero_for_del = bytes ^ (0x7F * in_each_byte);
    const std::uint64_t below_space = (bytes - 0x20 * in_each_byte) & ~bytes;
    const std::uint64_t is_del = (zero_for_del - in_each_byte) & ~zero_for_del;
    return ((below_space | is_del) & high_bits) != 0;
}

inline std::string_view Scanner::run_of_text() {
    if (stopped()) return {};
    constexpr std::size_t block = 8;
    std::size_t end = at_;
    while (bytes_.size() - end >= block && !may_have_control(bytes_.data() + end)) end += block;
    while (end < bytes_.size() && text_bytes.contains(bytes_[end])) ++end;
    return read_up_to(end);
}

inline std::string_view Scanner::one_or_more(const ByteSet& set, std::string_view reason) {
    const std::string_view found = run(set);
    if (found.empty()) reject(reason);
    return found;
}

inline void Scanner::expect(std::string_view text, std::string_view reason) {
    for (char expected : text) {
        if (!next_is(expected)) return reject(reason);
        ++at_;
    }
}

inline void Scanner::end_of_line(std::string_view reason) {
    expect("\r", reason);
    expect("\n", "un CR doit être suivi d'un LF (RFC 9112 §2.2)");
}

}  // namespace http
