// Bodies of all sorts: of known length or in chunks, at once or drop by drop.
#include <algorithm>
#include <random>

#include "05-https-client/playground/made_body.hpp"
#include "05-https-client/playground/requests.hpp"
#include "05-https-client/playground/site.hpp"
#include "05-https-client/playground/waiting.hpp"

namespace playground {
namespace {

constexpr std::uint64_t most_pieces = 100'000;
constexpr std::size_t largest_piece = 64 * 1024;
constexpr std::uint64_t most_lines = 10'000;
constexpr std::uint64_t most_drops = 1024 * 1024;
constexpr std::chrono::seconds longest_drip{60};
constexpr std::chrono::milliseconds shortest_pause{20};
constexpr std::string_view octets = "application/octet-stream";

// Eight bytes that look like chance, always the same for the same number (SplitMix64).
std::uint64_t mixed(std::uint64_t number) {
    number += 0x9E3779B97F4A7C15;
    number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9;
    number = (number ^ (number >> 27)) * 0x94D049BB133111EB;
    return number ^ (number >> 31);
}

// Bytes that look like chance: the same for the same seed, so that a client can check what it got.
Content random_content(std::uint64_t seed) {
    return [start = mixed(seed)](std::uint64_t offset, std::size_t size) {
        std::string bytes(size, '\0');
        std::uint64_t word = mixed(start + offset / 8);
        for (char& byte : bytes) {
            if (offset % 8 == 0) word = mixed(start + offset / 8);
            byte = static_cast<char>(word >> (offset % 8 * 8));
            ++offset;
        }
        return bytes;
    };
}

std::uint64_t seed_of(const files::Exchange& exchange) {
    const auto chance = std::uint64_t{std::random_device{}()};
    return number_argument(exchange, "seed", chance, {0, UINT64_MAX});
}

std::string stars(std::uint64_t, std::size_t size) {
    return std::string(size, '*');
}

// /bytes/N?seed=S
files::Answer random_bytes(const files::Exchange& exchange) {
    const std::uint64_t count = whole_number(tail(exchange, "/bytes/"), 0, most_bytes);
    return made_answer(by_blocks(random_content(seed_of(exchange)), 0, count), octets, count);
}

// /stream-bytes/N?seed=S&chunk_size=T
files::Answer streamed_bytes(const files::Exchange& exchange) {
    const std::uint64_t count = whole_number(tail(exchange, "/stream-bytes/"), 0, most_bytes);
    const std::uint64_t size = number_argument(exchange, "chunk_size", usual_block, {1, largest_piece});
    Content content = random_content(seed_of(exchange));
    return made_answer(by_blocks(std::move(content), 0, count, static_cast<std::size_t>(size)), octets);
}

// /chunked?pieces=P&size=T
files::Answer chunked(const files::Exchange& exchange) {
    const std::uint64_t pieces = number_argument(exchange, "pieces", 5, {0, most_pieces});
    const std::uint64_t size = number_argument(exchange, "size", 20, {1, largest_piece});
    return made_answer(by_blocks(letters, 0, pieces * size, static_cast<std::size_t>(size)), "text/plain");
}

// /stream/N: as many lines, each of which is JSON.
files::Answer lines(const files::Exchange& exchange) {
    const std::uint64_t count = whole_number(tail(exchange, "/stream/"), 0, most_lines);
    Json line = echo_of_head(exchange);
    auto make = [line, count, next = std::uint64_t{0}]() mutable {
        if (next == count) return std::string{};
        line["id"] = next++;
        return line.dump() + "\n";
    };
    return made_answer(std::move(make), "application/json");
}

// Seconds, as a number that may have a fraction.
std::chrono::milliseconds seconds_argument(const files::Exchange& exchange, std::string_view name,
                                           std::string_view fallback, std::chrono::seconds longest) {
    return seconds(argument(exchange, name).value_or(std::string{fallback}), longest);
}

// /drip?bytes=B&duration=D&delay=S: stars that come one by one; many of them in little time, some at once.
asio::awaitable<files::Answer> drip(files::Exchange& exchange) {
    const std::uint64_t count = number_argument(exchange, "bytes", 10, {1, most_drops});
    const std::chrono::milliseconds duration = seconds_argument(exchange, "duration", "2", longest_drip);
    const std::chrono::milliseconds delay = seconds_argument(exchange, "delay", "0", longest_delay);
    co_await wait(delay);
    const auto most_drips = static_cast<std::uint64_t>(duration / shortest_pause);
    const std::uint64_t drips = std::clamp<std::uint64_t>(count, 1, std::max<std::uint64_t>(most_drips, 1));
    const auto size = static_cast<std::size_t>((count + drips - 1) / drips);
    const auto pause = duration / static_cast<std::int64_t>(drips);
    files::Answer answer = text_answer({}, octets);
    auto body = std::make_unique<MadeBody>(by_blocks(stars, 0, count, size), pause);
    answer.body = files::StreamBody{std::move(body), count};
    co_return answer;
}

}  // namespace

void add_bodies(files::Dispatcher& site) {
    site.on("GET", "/bytes/", view(random_bytes));
    site.on("GET", "/stream-bytes/", view(streamed_bytes));
    site.on("GET", "/chunked", view(chunked));
    site.on("GET", "/stream/", view(lines));
    site.on("GET", "/drip", drip);
}

}  // namespace playground
