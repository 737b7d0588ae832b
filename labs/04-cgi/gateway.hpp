#pragma once

#include <asio/any_io_executor.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "03-static-server/handler.hpp"
#include "04-cgi/meta_variables.hpp"
#include "04-cgi/run.hpp"
#include "04-cgi/script_path.hpp"
#include "04-cgi/slots.hpp"

namespace cgi {

// The gateway: a handler that answers by running a script.
//
// Where a request goes: answer() → locate() (which script?) → start() (an environment, a process) → read_reply() → the
// answer, whose body comes from the script while it is sent (ScriptBody).
//
// What a script does wrong is answered with 502 or 504, and told in the error log; the client is not told why.
struct GatewayOptions {
    std::vector<ScriptDirectory> directories;   // the first one that has the script runs it
    std::shared_ptr<const ServerFacts> server;  // complete before the first request
    std::shared_ptr<const ServerFacts> secure_server;  // the same, for requests that came over TLS; needed for those
    Limits limits;
    std::function<void(std::string_view)> log;  // the error log: one line, without its end
    files::Handler ordinary;                    // answers for what is no script (Located::Kind::not_script)
    files::Handler everything;                  // the whole site's: answers for local redirects
};

class Gateway {
public:
    // Belongs to one thread, whose event loop the executor is. Must outlive that loop: its coroutines use it.
    Gateway(asio::any_io_executor executor, GatewayOptions options);

    asio::awaitable<files::Answer> answer(files::Exchange& exchange);

private:
    using RunPointer = std::shared_ptr<Run>;

    Located locate(std::string_view path) const;
    const ServerFacts& facts_for(const files::Exchange& exchange) const;
    asio::awaitable<files::Answer> run_script(files::Exchange& exchange, const Located& located);

    // The process, its body on the way; nothing when it could not be started, which the log tells.
    RunPointer start(files::Exchange& exchange, const Located& located, Slots::Slot slot, const StoredBody& stored);

    // What the script answers, or what it sends elsewhere for.
    asio::awaitable<files::Answer> answer_of(RunPointer run, files::Exchange& exchange, const ScriptPath& script);
    asio::awaitable<files::Answer> follow(std::string location, const files::Exchange& exchange);

    void watch(const RunPointer& run);
    asio::awaitable<void> check_runs();

    asio::any_io_executor executor_;
    GatewayOptions options_;
    Slots slots_;
    Slots storing_slots_;  // of their own: a body that comes slowly holds up no script
    common::UniqueFd nothing_;                // /dev/null, what a script without a body reads
    std::vector<std::weak_ptr<Run>> runs_;    // each is held by its coroutines
    bool checking_ = false;
};

}  // namespace cgi
