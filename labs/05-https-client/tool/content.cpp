#include "05-https-client/tool/content.hpp"

#include <nlohmann/json.hpp>

#include "02-http-message/fields.hpp"
#include "05-https-client/text.hpp"
#include "05-https-client/tool/printable.hpp"

namespace tool {
namespace {

using Json = nlohmann::ordered_json;

constexpr int deepest = 200;  // writing JSON down takes stack for each level

// "application/json; charset=utf-8" and "application/problem+json" are JSON.
bool is_json(std::string_view content_type) {
    const std::string_view type = http::trim_blanks(content_type.substr(0, content_type.find(';')));
    return http::equal_ignoring_case(type, "application/json") ||
           (type.size() > 5 && http::equal_ignoring_case(type.substr(type.size() - 5), "+json"));
}

bool has_other_charset(std::string_view content_type) {
    const std::string charset = client::field_parameter(content_type, "charset");
    return !charset.empty() && !http::equal_ignoring_case(charset, "utf-8");
}

}  // namespace

std::optional<std::string> pretty_json(std::string_view text) {
    bool too_deep = false;
    const Json::parser_callback_t watch = [&](int depth, Json::parse_event_t, Json&) {
        too_deep = too_deep || depth > deepest;
        return !too_deep;
    };
    const Json value = Json::parse(text, watch, false);
    if (value.is_discarded() || too_deep) return std::nullopt;
    return value.dump(4, ' ', false, Json::error_handler_t::replace);
}

bool needs_whole_body(std::string_view content_type) {
    return is_json(content_type) || has_other_charset(content_type);
}

std::string for_terminal(std::string_view bytes, std::string_view content_type) {
    std::string text = client::decode_text(bytes, content_type).text;
    if (is_json(content_type)) text = pretty_json(text).value_or(std::move(text));
    if (!text.empty() && !text.ends_with('\n')) text += '\n';
    return printable(text);
}

}  // namespace tool
