#include "06-security/audit/answers.hpp"

#include "02-http-message/limits.hpp"
#include "02-http-message/message.hpp"

namespace audit {
namespace {

// Generous: it is our question that counts, not how long the server's answer is.
http::Limits limits() {
    http::Limits limits;
    limits.fields_bytes = 256 * 1024;
    limits.field_count = 1'000;
    return limits;
}

// What is known of an answer whose head is there, but whose body is not, or makes no sense.
Answer unfinished(const http::Response& head, std::string_view rest) {
    return {head.status, head.fields, std::string{rest}, false};
}

}  // namespace

std::vector<Answer> read_answers(std::string_view bytes, bool at_end) {
    std::vector<Answer> answers;
    while (!bytes.empty()) {
        http::Parsed<http::Response> head = http::parse_response(bytes, limits());
        if (!head.is_complete()) break;
        http::Parsed<http::ResponseMessage> answer = http::parse_response_message(bytes, limits(), "GET", at_end);
        if (!answer.is_complete()) {
            answers.push_back(unfinished(head.value(), bytes.substr(head.used())));
            break;
        }
        if (head.value().status >= 200) {
            answers.push_back({head.value().status, head.value().fields, std::move(answer.value().body), true});
        }
        bytes.remove_prefix(answer.used());
    }
    return answers;
}

}  // namespace audit
