#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "03-static-server/handler.hpp"
#include "05-https-client/playground/answers.hpp"

namespace playground {

// What the pages want to know of a request. Whoever wrote it is a stranger: each number has its bounds, each text its
// length, and what does not fit is refused (Refused, 400 unless said otherwise).

// The largest body of known length that a client may ask for, or send.
inline constexpr std::uint64_t most_bytes = std::uint64_t{16} * 1024 * 1024 * 1024;

// The longest wait that a client may ask for.
inline constexpr std::chrono::seconds longest_delay{10};

// Bytes as text that JSON can hold: those that are no UTF-8 are replaced.
std::string utf8(std::string_view bytes);

// A whole number of this text, from `lowest` to `highest`, both included.
std::uint64_t whole_number(std::string_view text, std::uint64_t lowest, std::uint64_t highest);

// What follows `prefix` in the path, decoded: "404" for "/status/404" and the prefix "/status/".
std::string_view tail(const files::Exchange& exchange, std::string_view prefix);

// The names and values of the query, in order, at most 1000; made UTF-8.
using Pairs = std::vector<std::pair<std::string, std::string>>;
Pairs arguments(const files::Exchange& exchange);

// The first argument of this name, nothing if there is none.
std::optional<std::string> argument(const files::Exchange& exchange, std::string_view name);

// The same as a number; `fallback` if there is none.
struct Bounds {
    std::uint64_t lowest;
    std::uint64_t highest;
};
std::uint64_t number_argument(const files::Exchange& exchange, std::string_view name, std::uint64_t fallback,
                              Bounds bounds);

// Seconds, perhaps with a fraction ("0.5"), from 0 to `longest`.
std::chrono::milliseconds seconds(std::string_view text, std::chrono::seconds longest);

// "http://localhost:8080", or "https://…": what the client has called this server; empty if it has not said (HTTP/1.0).
std::string base_url(const files::Exchange& exchange);

// The whole address that was asked for.
std::string url_of(const files::Exchange& exchange);

// The whole body, of at most `limit` bytes: 413 beyond.
asio::awaitable<std::string> read_body(files::Exchange& exchange, std::size_t limit);

// Refuses a request whose body has broken off.
void expect_whole_body(const files::BodyReader& body);

// A JSON text, of which nothing is nested deeper than 100 levels: going through it takes stack for each. Nothing if it
// is not such.
std::optional<Json> parse_json(const std::string& text);

}  // namespace playground
