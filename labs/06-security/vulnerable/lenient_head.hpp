#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vulnerable {

// The head of a request before anything strict has seen it: its lines without their CRLF, the request line first, and
// neither the empty line nor what follows it.
//
// The parser of lab 02 refuses whatever two readers could understand differently. Many gateways do not: they
// « repair » such a head, each in its own way, and pass it on. A repair is one of these ways. In front of the strict
// parser it turns this server into one that would have understood, and the auditor finds it as it finds a real one.
//
//     Head head = take_lines("GET / HTTP/1.1\r\nHost : a");
//     to_text(head);   // "GET / HTTP/1.1\r\nHost : a\r\n\r\n"
using Head = std::vector<std::string>;
using Repair = std::function<void(Head&)>;

// `text` without the empty line that ends the head.
Head take_lines(std::string_view text);
std::string to_text(const Head& head);

// The part before the colon of a field line, blanks at its end left out; empty if there is no colon.
std::string_view name_of(std::string_view line);

// The value of the first field of this name, if there is one; how many there are.
std::optional<std::string> value_of(const Head& head, std::string_view name);
std::size_t count_of(const Head& head, std::string_view name);

// Takes all fields of this name away, those of `kept` first ones left.
void drop_fields(Head& head, std::string_view name, std::size_t kept = 0);

}  // namespace vulnerable
