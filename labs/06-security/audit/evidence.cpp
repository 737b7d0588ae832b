#include "06-security/audit/evidence.hpp"

#include <algorithm>

#include "06-security/audit/answers.hpp"
#include "common/escape.hpp"

namespace audit {
namespace {

// Is this valid UTF-8 without control characters (U+0080 to U+009F are some)?
bool is_printable(std::string_view text) {
    while (!text.empty()) {
        const std::size_t length = common::utf8_sequence_length(text);
        const bool control = length == 1 && (static_cast<unsigned char>(text[0]) < 0x20 || text[0] == 0x7F);
        const bool late_control = length == 2 && text[0] == '\xC2' && static_cast<unsigned char>(text[1]) < 0xA0;
        if (length == 0 || control || late_control) return false;
        text.remove_prefix(length);
    }
    return true;
}

}  // namespace

std::string in_quotes(std::string_view bytes, std::size_t limit) {
    return "«\u00A0" + common::escape_bytes(bytes, limit) + "\u00A0»";
}

std::string presentable(const std::string& evidence) {
    constexpr std::size_t most = 2'000;
    if (is_printable(evidence) && evidence.size() <= most) return evidence;
    const std::string printable = is_printable(evidence) ? evidence : common::escape_bytes(evidence);
    std::size_t end = std::min(most, printable.size());
    while (end < printable.size() && (static_cast<unsigned char>(printable[end]) & 0xC0) == 0x80) --end;
    return printable.substr(0, end) + (end < printable.size() ? "…" : "");
}

std::string first_line(std::string_view bytes) {
    return in_quotes(bytes.substr(0, bytes.find_first_of("\r\n")));
}

std::string described(const RawAnswer& answer) {
    const std::string end = answer.closed ? "la connexion est fermée" : "la connexion reste ouverte";
    const std::vector<Answer> answers = read_answers(answer.received, answer.closed);
    if (answer.received.empty()) return "aucune réponse, " + end;
    if (answers.size() < 2) return first_line(answer.received) + ", puis " + end;
    std::string statuses;
    for (const Answer& one : answers) statuses += (statuses.empty() ? "" : ", ") + std::to_string(one.status);
    return counted(answers.size(), "réponse", "réponses") + " (" + statuses + "), puis " + end;
}

std::string described(const client::Response& answer) {
    return in_quotes(std::to_string(answer.status_code) + " " + answer.reason);
}

std::string counted(std::size_t count, std::string_view singular, std::string_view plural) {
    return std::to_string(count) + " " + std::string{count > 1 ? plural : singular};
}

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

}  // namespace audit
