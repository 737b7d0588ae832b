#include "04-cgi/script_reply.hpp"

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
    return files::error_answer(run.failure_status());
}

files::Answer answer_with_body(std::shared_ptr<Run> run, std::string first_bytes,
                               std::optional<std::uint64_t> length) {
    files::Answer answer;
    answer.body = files::StreamBody{.source = std::make_unique<ScriptBody>(std::move(run), std::move(first_bytes)),
                                    .length = length};
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

// Not a byte of it is changed, but it must be an answer: it is read to find out, and for the status in the access log.
asio::awaitable<Reply> reply_with_own_head(std::shared_ptr<Run> run) {
    http::Limits limits;
    limits.fields_bytes = run->limits().head_bytes;
    const auto parse = [limits](std::string_view bytes) { return http::parse_response(bytes, limits); };
    const HeadRead<http::Response> read = co_await read_head<http::Response>(*run, parse);
    if (!read.head.is_complete()) co_return Reply{answer_to_bad_head(*run, read)};
    files::Answer answer = answer_with_body(run, read.bytes, std::nullopt);
    std::get<files::StreamBody>(answer.body).has_head = true;
    answer.status = read.head.value().status;
    answer.close = true;
    co_return Reply{std::move(answer)};
}

bool gives_its_own_head(const ScriptPath& script) {
    const std::size_t slash = script.script_name.rfind('/');
    return std::string_view{script.script_name}.substr(slash + 1).starts_with("nph-");
}

}  // namespace

asio::awaitable<Reply> read_reply(std::shared_ptr<Run> run, const ScriptPath& script) {
    return gives_its_own_head(script) ? reply_with_own_head(std::move(run)) : reply_of(std::move(run));
}

}  // namespace cgi
