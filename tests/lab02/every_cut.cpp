#include "lab02/every_cut.hpp"

#include "common/escape.hpp"

namespace lab02 {

std::string inspect_command(std::string_view bytes, bool is_response) {
    constexpr std::size_t readable = 400;
    if (bytes.empty() || bytes.size() > readable) return {};
    std::string format;
    for (char c : common::escape_bytes(bytes)) {
        if (c == '%') format += "%%";
        else if (c == '\'') format += "'\\''";
        else format += c;
    }
    return "printf '" + format + "' | ./lab run http_inspect" + (is_response ? " --response" : "");
}

support::Lesson lesson_about(const Topic& topic, std::string_view bytes, std::string_view rule_in_words) {
    support::Lesson lesson{
        {topic.rule, "02-http-message.md#" + topic.slide, inspect_command(bytes, topic.is_response)}};
    if (!rule_in_words.empty()) lesson.step("la règle : " + std::string{rule_in_words});
    return lesson;
}

}  // namespace lab02
