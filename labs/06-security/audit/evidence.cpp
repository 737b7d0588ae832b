#include "06-security/audit/evidence.hpp"

#include "06-security/audit/answers.hpp"
#include "common/escape.hpp"

namespace audit {

std::string quoted(std::string_view bytes, std::size_t limit) {
    return "«\u00A0" + common::escape_bytes(bytes, limit) + "\u00A0»";
}

std::string first_line(std::string_view bytes) {
    return quoted(bytes.substr(0, bytes.find_first_of("\r\n")));
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
    return quoted(std::to_string(answer.status_code) + " " + answer.reason);
}

std::string counted(std::size_t count, std::string_view singular, std::string_view plural) {
    return std::to_string(count) + " " + std::string{count > 1 ? plural : singular};
}

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

}  // namespace audit
