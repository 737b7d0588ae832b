// Any status, at once or after a while.
#include "05-https-client/playground/requests.hpp"
#include "05-https-client/playground/site.hpp"
#include "05-https-client/playground/waiting.hpp"

namespace playground {
namespace {

constexpr std::uint64_t longest_retry = 3600;  // seconds, in Retry-After

bool is_redirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

// What an answer of this status must have with it (RFC 9110), so that clients do what they do.
void add_companions(files::Answer& answer) {
    if (is_redirect(answer.status)) answer.fields.add("Location", "/get");
    if (answer.status == 401) answer.fields.add("WWW-Authenticate", "Basic realm=\"Atelier\", charset=\"UTF-8\"");
    if (answer.status == 405) answer.fields.add("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    if (answer.status == 407) answer.fields.add("Proxy-Authenticate", "Basic realm=\"Atelier\"");
}

// /status/503?retry_after=2. No status below 200: those are no answers, but announce one.
files::Answer status(const files::Exchange& exchange) {
    const int number = static_cast<int>(whole_number(tail(exchange, "/status/"), 200, 599));
    files::Answer answer;
    if (files::status_allows_body(number)) {
        answer = text_answer(std::to_string(number) + " " + std::string{http::reason_phrase(number)} + "\n");
    }
    answer.status = number;
    add_companions(answer);
    if (argument(exchange, "retry_after")) {
        const std::uint64_t seconds = number_argument(exchange, "retry_after", 0, {0, longest_retry});
        answer.fields.add("Retry-After", std::to_string(seconds));
    }
    return answer;
}

asio::awaitable<files::Answer> delayed(files::Exchange& exchange) {
    const std::chrono::milliseconds delay = seconds(tail(exchange, "/delay/"), longest_delay);
    co_await wait(delay);
    co_return json_answer(echo_of_head(exchange));
}

}  // namespace

void add_statuses(files::Dispatcher& site) {
    on_all_methods(site, "/status/", view(status));
    on_all_methods(site, "/delay/", delayed);
}

}  // namespace playground
