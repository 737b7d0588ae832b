// Any bytes, as a target, a query, a host and a date: nothing crashes or reads too far, no path leaves the root, and
// what was understood can be written and read again.
#include <memory>

#include "02-http-message/date.hpp"
#include "02-http-message/target.hpp"
#include "require.hpp"

namespace {

bool has_segment(std::string_view path, std::string_view segment) {
    const std::string slashed = std::string{path} + "/";
    return slashed.find("/" + std::string{segment} + "/") != std::string::npos;
}

void check_path(std::string_view path) {
    require(!path.empty() && path.front() == '/', "a path begins with a slash");
    require(!has_segment(path, "..") && !has_segment(path, "."), "a path has no dot segment");
    require(http::remove_dot_segments(path) == path, "removing dot segments twice changes nothing");
}

void check_target(std::string_view bytes, std::string_view method) {
    const auto parsed = http::parse_target(bytes, method);
    if (parsed.is_rejected()) return require(parsed.rejection().offset <= bytes.size(), "the offset is in the target");
    require(parsed.is_complete() && parsed.used() == bytes.size(), "a target is never incomplete");
    const http::Target& target = parsed.value();
    if (target.path == "*") return require(method == "OPTIONS" && bytes == "*", "only OPTIONS may ask for *");
    check_path(target.path);
    require(target.path.find('\0') == std::string::npos, "a path has no NUL");
    require(target.has_query || target.query.empty(), "no query without a question mark");
    const auto again = http::parse_target(http::percent_encode_path(target.path), "GET");
    require(again.is_complete() && again.value().path == target.path, "an encoded path is read again the same");
}

void check_escapes(std::string_view bytes) {
    require(http::percent_decode(http::percent_encode_path(bytes)) == bytes, "what was encoded is decoded");
    const auto decoded = http::percent_decode(bytes);
    if (decoded) require(decoded->size() <= bytes.size(), "decoding never makes a text longer");
    std::size_t size = 0;
    for (const auto& [name, value] : http::parse_query(bytes, 10)) size += name.size() + value.size();
    require(size <= bytes.size(), "decoding never makes a query longer");
}

void check_date(std::string_view bytes) {
    const http::Seconds now{std::chrono::seconds{1'800'000'000}};
    const auto date = http::parse_date(bytes, now);
    if (date) require(http::parse_date(http::format_date(*date), now) == date, "a date is written and read again");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const auto block = std::make_unique<char[]>(size);
    std::copy(data, data + size, block.get());
    const std::string_view bytes{block.get(), size};
    for (std::string_view method : {"GET", "OPTIONS", "CONNECT"}) check_target(bytes, method);
    if (!bytes.empty() && bytes.front() == '/') {
        if (const auto path = http::remove_dot_segments(bytes)) check_path(*path);
    }
    check_escapes(bytes);
    check_date(bytes);
    return 0;
}
