#include "06-security/vulnerable/lenient_head.hpp"

#include <algorithm>

#include "02-http-message/fields.hpp"

namespace vulnerable {
namespace {

bool is_field(std::string_view line, std::string_view name) {
    return http::equal_ignoring_case(name_of(line), name);
}

// Where the field lines begin: behind the request line.
template <typename Lines>
auto fields_begin(Lines& head) {
    return head.empty() ? head.begin() : head.begin() + 1;
}

}  // namespace

Head take_lines(std::string_view text) {
    Head head;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find("\r\n"), text.size());
        head.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 2, text.size()));
    }
    return head;
}

std::string to_text(const Head& head) {
    std::string text;
    for (const std::string& line : head) text += line + "\r\n";
    return text + "\r\n";
}

std::string_view name_of(std::string_view line) {
    const std::size_t colon = line.find(':');
    return colon == std::string_view::npos ? std::string_view{} : http::trim_blanks(line.substr(0, colon));
}

std::optional<std::string> value_of(const Head& head, std::string_view name) {
    const auto found = std::find_if(fields_begin(head), head.end(), [&](auto& line) { return is_field(line, name); });
    if (found == head.end()) return std::nullopt;
    return std::string{http::trim_blanks(std::string_view{*found}.substr(found->find(':') + 1))};
}

std::size_t count_of(const Head& head, std::string_view name) {
    const auto count = std::count_if(fields_begin(head), head.end(), [&](auto& line) { return is_field(line, name); });
    return static_cast<std::size_t>(count);
}

void drop_fields(Head& head, std::string_view name, std::size_t kept) {
    const auto is_too_many = [&](const std::string& line) {
        if (!is_field(line, name)) return false;
        if (kept == 0) return true;
        --kept;
        return false;
    };
    std::vector<std::string> left;
    for (std::size_t i = 0; i < head.size(); ++i) {
        if (i == 0 || !is_too_many(head[i])) left.push_back(std::move(head[i]));
    }
    head = std::move(left);
}

}  // namespace vulnerable
