#include "06-security/token_json.hpp"

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

namespace security {
namespace {

using Json = nlohmann::ordered_json;

// Told of everything that the parser meets.
class Watcher {
public:
    void meet(int depth, Json::parse_event_t event, const Json& value) {
        if (depth >= most_levels) broken_ = true;
        if (event == Json::parse_event_t::object_start) names_.emplace_back();
        if (event == Json::parse_event_t::object_end) names_.pop_back();
        if (event == Json::parse_event_t::key && !names_.back().insert(value.get<std::string>()).second) broken_ = true;
    }

    bool is_content() const { return !broken_; }

private:
    static constexpr int most_levels = 8;

    std::vector<std::set<std::string>> names_;  // of each object that is open
    bool broken_ = false;
};

}  // namespace

std::optional<TokenParts> split_token(std::string_view token) {
    const std::size_t first = token.find('.');
    if (first == std::string_view::npos) return std::nullopt;
    const std::size_t second = token.find('.', first + 1);
    if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos) return std::nullopt;
    return TokenParts{token.substr(0, first), token.substr(first + 1, second - first - 1), token.substr(second + 1),
                      token.substr(0, second)};
}

std::optional<Json> read_json_object(std::string_view text) {
    // The parser takes a NUL for the end of its input, and passes over a byte order mark.
    if (text.find('\0') != std::string_view::npos || text.starts_with("\xEF\xBB\xBF")) return std::nullopt;
    Watcher watcher;
    const auto meet = [&watcher](int depth, Json::parse_event_t event, Json& value) {
        watcher.meet(depth, event, value);
        return true;
    };
    Json value = Json::parse(text, meet, false);
    if (!value.is_object() || !watcher.is_content()) return std::nullopt;
    return value;
}

std::optional<http::Seconds> numeric_date(const Json& value) {
    constexpr double end_of_9999 = 253'402'300'800;
    if (!value.is_number()) return std::nullopt;
    const auto since_1970 = value.get<double>();
    if (!(since_1970 >= 0 && since_1970 < end_of_9999)) return std::nullopt;
    return http::Seconds{std::chrono::seconds{static_cast<std::int64_t>(since_1970)}};
}

}  // namespace security
