#include "06-security/vulnerable/toy_shell.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>

#include "02-http-message/fields.hpp"
#include "common/escape.hpp"

namespace vulnerable {
namespace {

std::optional<std::uint64_t> number(std::string_view text) {
    text = http::trim_blanks(text);
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value > UINT32_MAX) return std::nullopt;
    return value;
}

// "20+22"; nothing if it is not such.
std::optional<std::uint64_t> calculate(std::string_view text) {
    const std::size_t at = text.find_first_of("+*");
    if (at == std::string_view::npos) return std::nullopt;
    const auto left = number(text.substr(0, at));
    const auto right = number(text.substr(at + 1));
    if (!left || !right) return std::nullopt;
    return text[at] == '+' ? *left + *right : *left * *right;
}

std::string with_values(std::string_view text) {
    std::string expanded;
    while (!text.empty()) {
        const std::size_t begin = text.find("$((");
        const std::size_t end = text.find("))", begin == std::string_view::npos ? text.size() : begin);
        if (end == std::string_view::npos) break;
        const auto value = calculate(text.substr(begin + 3, end - begin - 3));
        if (!value) break;
        expanded.append(text.substr(0, begin)).append(std::to_string(*value));
        text.remove_prefix(end + 2);
    }
    return expanded.append(text);
}

std::string run(std::string_view command, const std::function<std::string(std::string_view)>& grep) {
    const std::size_t end = std::min(command.find(' '), command.size());
    const std::string_view name = command.substr(0, end);
    const std::string_view words = http::trim_blanks(command.substr(end));
    if (name.empty()) return {};
    if (name == "grep") return grep(words);
    if (name == "echo") return std::string{words} + "\n";
    return "sh (simulé) : « " + common::escape_bytes(name, 80) +
           " » n'est pas exécuté ; un vrai serveur l'exécuterait\n";
}

}  // namespace

std::string play_shell(std::string_view command_line, const std::function<std::string(std::string_view)>& grep) {
    const std::string expanded = with_values(command_line);
    std::string_view left{expanded};
    std::string printed;
    while (!left.empty()) {
        const std::size_t end = std::min(left.find_first_of(";&|\n"), left.size());
        printed += run(http::trim_blanks(left.substr(0, end)), grep);
        left.remove_prefix(std::min(end + 1, left.size()));
    }
    return printed;
}

}  // namespace vulnerable
