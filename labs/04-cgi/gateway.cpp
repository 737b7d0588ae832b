#include "04-cgi/gateway.hpp"

#include <fcntl.h>

#include <algorithm>
#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>
#include <cassert>
#include <cerrno>
#include <system_error>

#include "04-cgi/script_reply.hpp"
#include "common/escape.hpp"
#include "common/system_error.hpp"

namespace cgi {
namespace {

using Clock = Patience::Clock;

struct AtEnd {
    std::function<void()> action;
    ~AtEnd() { action(); }
};

common::UniqueFd open_nothing() {
    common::UniqueFd nothing{::open("/dev/null", O_RDONLY | O_CLOEXEC)};
    if (!nothing) common::throw_errno("open", "/dev/null");
    return nothing;
}

files::Answer busy_answer() {
    files::Answer answer = files::error_answer(503, "Trop de scripts travaillent déjà.");
    answer.fields.add("Retry-After", "5");
    return answer;
}

// Is the machine short of something, through no fault of the script?
bool is_out_of_resources(const std::system_error& failure) {
    const int code = failure.code().value();
    return code == EMFILE || code == ENFILE || code == ENOMEM || code == EAGAIN;
}

// A local redirect leaves the body to the script that has sent it.
bool has_body(const files::Exchange& exchange) {
    return exchange.redirects == 0 && exchange.body.exists();
}

// In bytes, as the client has announced it; 0: it comes in chunks, or there is none.
std::uint64_t length_of_body(const files::Exchange& exchange) {
    return has_body(exchange) ? exchange.body.length().value_or(0) : 0;
}

Command command_for(const Located& located, Environment environment) {
    const std::string& file = located.script.file;
    Command command{.program = file, .arguments = {file}, .environment = std::move(environment), .directory = {}};
    if (!located.interpreter.empty()) {
        command.program = located.interpreter;
        command.arguments = {located.interpreter, file};
    }
    command.directory = file.substr(0, std::max<std::size_t>(file.rfind('/'), 1));
    return command;
}

// Fields that speak of a request's body.
bool describes_body(std::string_view name) {
    constexpr std::string_view fields[] = {"Content-Length", "Content-Type", "Content-Encoding", "Transfer-Encoding",
                                           "Expect"};
    return std::any_of(std::begin(fields), std::end(fields),
                       [name](std::string_view field) { return http::equal_ignoring_case(name, field); });
}

}  // namespace

Gateway::Gateway(asio::any_io_executor executor, GatewayOptions options)
    : executor_{executor},
      options_{std::move(options)},
      slots_{executor, options_.limits.scripts, options_.limits.queued_requests, options_.limits.queue_time},
      storing_slots_{executor, options_.limits.scripts, options_.limits.queued_requests, options_.limits.queue_time},
      nothing_{open_nothing()} {}

Located Gateway::locate(std::string_view path) const {
    Located located;
    for (const ScriptDirectory& directory : options_.directories) {
        if (path.starts_with(directory.mount())) located = directory.locate(path);
        if (located.kind != Located::Kind::not_found) break;
    }
    return located;
}

const ServerFacts& Gateway::facts_for(const files::Exchange& exchange) const {
    assert(!exchange.stream.is_secure() || options_.secure_server);
    return exchange.stream.is_secure() ? *options_.secure_server : *options_.server;
}

asio::awaitable<files::Answer> Gateway::answer(files::Exchange& exchange) {
    if (exchange.target.has_encoded_slash) co_return files::error_answer(404);
    const Located located = locate(exchange.target.path);
    switch (located.kind) {
    case Located::Kind::script: co_return co_await run_script(exchange, located);
    case Located::Kind::not_script:
        if (options_.ordinary) co_return co_await options_.ordinary(exchange);
        break;
    case Located::Kind::not_executable:
        options_.log(common::escape_bytes(located.script.script_name) + " : ce fichier n'est pas exécutable (chmod +x)");
        co_return files::error_answer(403);
    case Located::Kind::forbidden: co_return files::error_answer(403);
    case Located::Kind::not_found: break;
    }
    co_return files::error_answer(404);
}

asio::awaitable<files::Answer> Gateway::run_script(files::Exchange& exchange, const Located& located) {
    if (length_of_body(exchange) > options_.limits.input_bytes) co_return files::error_answer(413);
    Slots::Slot storing;  // held until the script starts: the disk is not for a crowd to fill
    StoredBody stored;
    const bool has_unknown_length = has_body(exchange) && !exchange.body.length();
    if (has_unknown_length) {
        storing = co_await storing_slots_.take();
        if (!storing) co_return busy_answer();
        stored = co_await store_body(exchange.body, options_.limits.stored_bytes);
        if (stored.failure_status != 0) co_return files::error_answer(stored.failure_status);
    }
    Slots::Slot slot = co_await slots_.take();
    if (exchange.stream.peer() == files::Stream::Peer::gone) co_return files::error_answer(client_left);
    if (!slot) co_return busy_answer();
    // From its start on the script may answer, to the same stream.
    if (has_body(exchange)) co_await exchange.body.begin();
    const RunPointer run = start(exchange, located, std::move(slot), stored);
    if (!run) co_return files::error_answer(502);
    storing = {};
    co_return co_await answer_of(run, exchange, located.script);
}

asio::awaitable<files::Answer> Gateway::answer_of(RunPointer run, files::Exchange& exchange, const ScriptPath& script) {
    Reply reply;
    std::exception_ptr failure;
    try {
        reply = co_await read_reply(run, script, exchange.request.method == "HEAD");
    } catch (...) {
        failure = std::current_exception();
    }
    // The body, where there is one, finishes the run itself.
    if (!std::holds_alternative<files::StreamBody>(reply.answer.body)) co_await Run::finish(run);
    if (failure) std::rethrow_exception(failure);
    if (!reply.local_redirect.empty()) co_return co_await follow(std::move(reply.local_redirect), exchange);
    co_return std::move(reply.answer);
}

Gateway::RunPointer Gateway::start(files::Exchange& exchange, const Located& located, Slots::Slot slot,
                                   const StoredBody& stored) {
    const std::uint64_t length = stored.file ? stored.size : length_of_body(exchange);
    const bool streams = !stored.file && length > 0;
    const ScriptRequest request{.request = exchange.request,
                                .target = exchange.target,
                                .script = located.script,
                                .peer = exchange.peer,
                                .content_length = length > 0 ? std::optional{length} : std::nullopt,
                                .peer_port = exchange.peer_port};
    Command command = command_for(located, meta_variables(request, facts_for(exchange)));
    if (!streams) command.input = stored.file ? stored.file.get() : nothing_.get();
    const auto log = [this, name = located.script.script_name](std::string_view line) {
        options_.log(common::escape_bytes(name) + " : " + std::string{line});
    };
    RunPointer run;
    try {
        run = std::make_shared<Run>(executor_, options_.limits, command, std::move(slot), log);
    } catch (const std::system_error& failure) {
        if (is_out_of_resources(failure)) throw;
        log(failure.what());
        return nullptr;
    }
    watch(run);
    Run::begin(run, exchange.stream, streams ? &exchange.body : nullptr);
    return run;
}

// As if the client had asked for that (RFC 3875 §6.2.2): a GET, without the body that the script has got already.
asio::awaitable<files::Answer> Gateway::follow(std::string location, const files::Exchange& exchange) {
    if (exchange.redirects >= options_.limits.local_redirects) {
        options_.log("trop de redirections locales, la dernière vers " + common::escape_bytes(location));
        co_return files::error_answer(502);
    }
    http::Request request{exchange.request.method == "HEAD" ? "HEAD" : "GET", location, exchange.request.version, {}};
    for (std::size_t i = 0; i < exchange.request.fields.size(); ++i) {
        const http::Field field = exchange.request.fields[i];
        if (!describes_body(field.name)) request.fields.add(field.name, field.value);
    }
    const http::Parsed<http::Target> target = http::parse_target(location, request.method);
    if (!target.is_complete()) {
        options_.log("redirection locale vers une cible mal formée : " + common::escape_bytes(location));
        co_return files::error_answer(502);
    }
    files::Exchange elsewhere{request,            target.value(),  exchange.body,         exchange.peer,
                              exchange.peer_port, exchange.stream, exchange.redirects + 1};
    co_return co_await options_.everything(elsewhere);
}

void Gateway::watch(const RunPointer& run) {
    runs_.push_back(run);
    if (std::exchange(checking_, true)) return;
    asio::co_spawn(executor_, check_runs(), asio::detached);
}

// One timer for all the scripts of this thread, as long as there are any. If it ends by an exception, the next script
// starts it again.
asio::awaitable<void> Gateway::check_runs() {
    const AtEnd not_checking{[this] { checking_ = false; }};
    asio::steady_timer timer{executor_};
    while (!runs_.empty()) {
        asio::error_code ignored;
        timer.expires_after(options_.limits.check_period);
        co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
        const std::vector<std::weak_ptr<Run>> runs = runs_;
        for (const std::weak_ptr<Run>& watched : runs) {
            if (const RunPointer run = watched.lock()) run->check(Clock::now(), slots_.waiting() > 0);
        }
        std::erase_if(runs_, [](const std::weak_ptr<Run>& run) { return run.expired(); });
    }
}

}  // namespace cgi
