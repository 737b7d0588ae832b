#include "04-cgi/script_reply.hpp"

#include <algorithm>

#include "02-http-message/response.hpp"
#include "04-cgi/script_body.hpp"
#include "04-cgi/script_head.hpp"

namespace cgi {
namespace {

// What a script has said so far of its answer's head.
template <typename Head>
struct HeadRead {
    http::Parsed<Head> head;  // incomplete: it said no more
    std::string bytes;        // all that was read, head and what follows it
};

// Reads until the head is whole. `parse` says so each time that a line may have ended.
template <typename Head, typename Parse>
asio::awaitable<HeadRead<Head>> read_head(Run& run, Parse parse) {
    HeadRead<Head> read{http::Incomplete{}, {}};
    for (;;) {
        const std::string_view bytes = co_await run.read();
        if (bytes.empty()) co_return read;
        read.bytes += bytes;
        const bool line_ended = bytes.find('\n') != std::string_view::npos;
        if (line_ended || read.bytes.size() > run.limits().head_bytes) read.head = parse(std::string_view{read.bytes});
        if (!read.head.is_incomplete()) co_return read;
    }
}

// There is no usable head: what the client is answered, and what the log says.
template <typename Head>
files::Answer answer_to_bad_head(Run& run, const HeadRead<Head>& read) {
    if (read.head.is_rejected()) {
        run.fail(502, explain_rejection(read.head.rejection(), read.bytes));
    } else if (run.failure_status() == 0) {
        run.fail(502, read.bytes.empty() ? "n'a rien répondu"
                                         : "sa réponse s'arrête avant la ligne vide qui suit l'en-tête");
    }
    files::Answer answer = files::error_answer(run.failure_status());
    answer.close = run.failure_status() < 500;  // it is the client that fails: nothing more is to be expected of it
    return answer;
}

files::Answer answer_with_body(std::shared_ptr<Run> run, std::string first_bytes,
                               std::optional<std::uint64_t> length) {
    files::Answer answer;
    auto source = std::make_unique<ScriptBody>(std::move(run), std::move(first_bytes), length);
    answer.body = files::StreamBody{.source = std::move(source), .length = length};
    return answer;
}

asio::awaitable<Reply> reply_of(std::shared_ptr<Run> run) {
    const auto parse = [run](std::string_view bytes) { return parse_script_head(bytes, run->limits()); };
    HeadRead<ScriptHead> read = co_await read_head<ScriptHead>(*run, parse);
    if (!read.head.is_complete()) co_return Reply{answer_to_bad_head(*run, read)};
    ScriptHead& head = read.head.value();
    if (head.kind == AnswerKind::local_redirect) co_return Reply{{}, std::move(head.location)};
    files::Answer answer = answer_with_body(run, read.bytes.substr(read.head.used()), head.content_length);
    answer.status = head.status;
    answer.fields = std::move(head.fields);
    co_return Reply{std::move(answer)};
}

// The head of an answer that a script gives as a whole: its status. A line may end with LF, as scripts print it.
http::Parsed<int> parse_own_head(std::string_view bytes, const Limits& limits) {
    std::string head;  // its lines end with CRLF
    std::size_t used = 0;
    while (!head.ends_with("\r\n\r\n")) {
        const std::size_t end = bytes.find('\n', used);
        const bool is_too_long = std::min(end, bytes.size()) > limits.head_bytes;
        if (is_too_long) return http::Rejected{502, "l'en-tête du script est trop long", limits.head_bytes};
        if (end == std::string_view::npos) return http::Incomplete{};
        const std::string_view line = bytes.substr(used, end - used);
        head.append(line.substr(0, line.size() - (line.ends_with('\r') ? 1 : 0))).append("\r\n");
        used = end + 1;
    }
    http::Limits head_limits;
    head_limits.fields_bytes = limits.head_bytes;
    const http::Parsed<http::Response> parsed = http::parse_response(head, head_limits);
    if (!parsed.is_complete()) return parsed.failure<int>();
    return http::Complete<int>{parsed.value().status, used};
}

// Not a byte of it is changed, but it must be an answer: its head is read to find out, for the status in the access
// log, and because the answer to HEAD is a head alone, whatever the script has written (RFC 3875 §4.3.3).
asio::awaitable<Reply> reply_with_own_head(std::shared_ptr<Run> run, bool head_only) {
    const auto parse = [run](std::string_view bytes) { return parse_own_head(bytes, run->limits()); };
    const HeadRead<int> read = co_await read_head<int>(*run, parse);
    if (!read.head.is_complete()) co_return Reply{answer_to_bad_head(*run, read)};
    files::Answer answer = answer_with_body(run, read.bytes, std::nullopt);
    files::StreamBody& body = std::get<files::StreamBody>(answer.body);
    body.has_head = true;
    if (head_only) body.length = read.head.used();
    answer.status = read.head.value();
    answer.close = true;
    co_return Reply{std::move(answer)};
}

bool gives_its_own_head(const ScriptPath& script) {
    const std::size_t slash = script.script_name.rfind('/');
    return std::string_view{script.script_name}.substr(slash + 1).starts_with("nph-");
}

}  // namespace

asio::awaitable<Reply> read_reply(std::shared_ptr<Run> run, const ScriptPath& script, bool head_only) {
    if (gives_its_own_head(script)) return reply_with_own_head(std::move(run), head_only);
    return reply_of(std::move(run));
}

}  // namespace cgi
