#include "lab04/loop.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <asio/co_spawn.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>
#include <asio/write.hpp>
#include <csignal>
#include <stdexcept>
#include <utility>

#include "common/system_error.hpp"
#include "lab01/peers.hpp"

namespace played {
namespace {

std::pair<common::UniqueFd, common::UniqueFd> make_pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) common::throw_errno("pipe2", "essai");
    return {common::UniqueFd{ends[0]}, common::UniqueFd{ends[1]}};
}

}  // namespace

Loop::Loop() {
    std::signal(SIGPIPE, SIG_IGN);
}

void Loop::start(asio::awaitable<void> work) {
    ++at_work_;
    asio::co_spawn(context, std::move(work), [this](std::exception_ptr thrown) {
        --at_work_;
        if (thrown && !failure_) failure_ = thrown;
        if (thrown) context.stop();
    });
}

void Loop::run_to_end() {
    context.restart();
    context.run_for(peers::patience);
    if (failure_) std::rethrow_exception(failure_);
    if (at_work_ > 0) throw std::runtime_error{"plus rien n'avance : chacun attend l'autre"};
}

void Loop::run_what_can() {
    context.restart();
    context.poll();
    if (failure_) std::rethrow_exception(failure_);
}

ScriptInput::ScriptInput(Loop& loop) : gateway{loop.context} {
    auto [reader, writer] = make_pipe();
    gateway.assign(writer.release());
    script = std::move(reader);
}

ScriptOutput::ScriptOutput(Loop& loop) : gateway{loop.context} {
    auto [reader, writer] = make_pipe();
    gateway.assign(reader.release());
    script = std::move(writer);
}

asio::awaitable<void> echo(Loop& loop, common::UniqueFd input, common::UniqueFd output, std::size_t at_once) {
    asio::posix::stream_descriptor in{loop.context, input.release()};
    asio::posix::stream_descriptor out{loop.context, output.release()};
    std::string buffer(at_once, '\0');
    for (;;) {
        asio::error_code error;
        const std::size_t count =
            co_await in.async_read_some(asio::buffer(buffer), asio::redirect_error(asio::use_awaitable, error));
        if (error) break;
        co_await asio::async_write(out, asio::buffer(buffer, count), asio::redirect_error(asio::use_awaitable, error));
        if (error) break;
    }
}

std::string read_now(int pipe) {
    std::string text;
    char piece[4096];
    for (;;) {
        const ssize_t count = ::read(pipe, piece, sizeof piece);
        if (count <= 0) return text;
        text.append(piece, static_cast<std::size_t>(count));
    }
}

}  // namespace played
