#include "06-security/service/answers.hpp"

#include <nlohmann/json.hpp>

namespace security {
namespace {

using Json = nlohmann::ordered_json;

files::Answer json_answer(int status, const Json& content) {
    files::Answer answer;
    answer.status = status;
    answer.fields.add("Content-Type", "application/json");
    answer.body = content.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
    return answer;
}

Json about(const StoredFile& file) {
    return {{"id", file.id},         {"name", file.name},   {"type", file.media_type},
            {"size", file.size},     {"sha256", file.sha256}, {"owner", file.owner},
            {"created", http::format_date(file.created)}};
}

// A bearer token is what is asked for; with it comes what was wrong with the one that was sent (RFC 6750 §3).
std::string challenge(const Refusal& refusal) {
    std::string value = R"(Bearer realm="depot")";
    if (refusal.error_code == "invalid_token") value += R"(, error="invalid_token")";
    return value;
}

}  // namespace

files::Answer file_answer(int status, const StoredFile& file) {
    files::Answer answer = json_answer(status, about(file));
    if (status == 201) answer.fields.add("Location", "/files/" + file.id);
    return answer;
}

files::Answer list_answer(const std::vector<StoredFile>& files) {
    Json list = Json::array();
    for (const StoredFile& file : files) list.push_back(about(file));
    return json_answer(200, {{"fichiers", list}});
}

files::Answer session_answer(const Session& session) {
    return json_answer(200, {{"user", session.who.name},
                             {"role", std::string{name_of(session.who.role)}},
                             {"csrf", session.csrf_token}});
}

files::Answer token_answer(std::string_view token, std::chrono::seconds life, Role role) {
    return json_answer(200, {{"access_token", std::string{token}},
                             {"token_type", "Bearer"},
                             {"expires_in", life.count()},
                             {"scope", std::string{name_of(role)}}});
}

files::Answer refusal_answer(const Refusal& refusal) {
    Json content = {{"erreur", refusal.reason}};
    if (!refusal.error_code.empty()) {
        content["error"] = refusal.error_code;
        content["error_description"] = refusal.reason;
    }
    files::Answer answer = json_answer(refusal.status, content);
    if (refusal.status == 401) answer.fields.add("WWW-Authenticate", challenge(refusal));
    if (refusal.retry_after > 0) answer.fields.add("Retry-After", std::to_string(refusal.retry_after));
    return answer;
}

files::Answer text_answer(std::string text) {
    files::Answer answer;
    answer.fields.add("Content-Type", "text/plain; charset=utf-8");
    answer.body = std::move(text);
    return answer;
}

files::Answer empty_answer(int status) {
    files::Answer answer;
    answer.status = status;
    return answer;
}

}  // namespace security
