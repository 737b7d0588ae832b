#pragma once

#include <asio/awaitable.hpp>
#include <asio/io_context.hpp>
#include <exception>
#include <string>
#include <string_view>

#include "04-cgi/pump.hpp"
#include "common/unique_fd.hpp"

namespace played {

// An event loop of this thread, for coroutines that wait for each other. SIGPIPE is ignored, as files::Server does: a
// script that reads no more is an ordinary event.
class Loop {
public:
    Loop();

    asio::io_context context;

    void start(asio::awaitable<void> work);

    // Runs until all have ended. Throws what one of them has thrown, or std::runtime_error when they wait for nothing
    // but each other.
    void run_to_end();

    // Runs what can go on now.
    void run_what_can();

private:
    std::exception_ptr failure_;
    int at_work_ = 0;
};

// A pipe: one end is the gateway's, non-blocking, the other one the script's, as a plain descriptor.
struct ScriptInput {
    explicit ScriptInput(Loop& loop);
    cgi::PipeEnd gateway;
    common::UniqueFd script;
};
struct ScriptOutput {
    explicit ScriptOutput(Loop& loop);
    cgi::PipeEnd gateway;
    common::UniqueFd script;
};

// A script that lives in the loop: it says all that it hears, by so many bytes at once, until its input ends.
asio::awaitable<void> echo(Loop& loop, common::UniqueFd input, common::UniqueFd output, std::size_t at_once);

// What stands in a pipe now, without waiting for more.
std::string read_now(int pipe);

}  // namespace played
