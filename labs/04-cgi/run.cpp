#include "04-cgi/run.hpp"

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/redirect_error.hpp>
#include <asio/use_awaitable.hpp>
#include <csignal>

namespace cgi {
namespace {

using namespace std::chrono_literals;
using Clock = Patience::Clock;

constexpr std::size_t output_room = 32 * 1024;  // bytes read at once
constexpr std::size_t errors_room = 4 * 1024;
constexpr int most_wakes = 1'000;  // a wait may return too early, though not for ever
constexpr std::chrono::milliseconds end_delay = 200ms;  // between a process's last byte and its end, usually far less

asio::awaitable<void> wait(asio::steady_timer& timer) {
    asio::error_code ignored;
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

// Asio closes a descriptor only from when it has taken it: until then it is ours.
PipeEnd take_over(const asio::any_io_executor& executor, common::UniqueFd& descriptor) {
    PipeEnd pipe{executor};
    if (!descriptor) return pipe;
    pipe.assign(descriptor.get());
    descriptor.release();
    return pipe;
}

void close(PipeEnd& pipe) {
    asio::error_code ignored;
    pipe.close(ignored);
}

}  // namespace

Run::Run(asio::any_io_executor executor, const Limits& limits, const Command& command, Slots::Slot slot, Log log)
    : limits_{limits},
      log_{std::move(log)},
      slot_{std::move(slot)},
      process_{command, limits.process},
      input_{take_over(executor, process_.input)},
      output_{take_over(executor, process_.output)},
      errors_{take_over(executor, process_.errors)},
      end_{executor, process_.end_descriptor()},
      body_is_in_{executor, Clock::time_point::max()},
      has_ended_{executor, Clock::time_point::max()},
      patience_{limits, Clock::now()},
      error_lines_{limits, log_},
      buffer_(output_room, '\0') {}

void Run::begin(const std::shared_ptr<Run>& run, const files::Stream& client, files::BodyReader* body) {
    const PipeEnd::executor_type executor = run->output_.get_executor();
    asio::co_spawn(executor, read_errors(run), asio::detached);
    asio::co_spawn(executor, await_end(run), asio::detached);
    run->client_ = &client;
    run->body_ = body;
    run->pace_.since = Clock::now();
    if (body) asio::co_spawn(executor, take_body_in(run), asio::detached);
}

// Whatever happens here, finish() must not wait for it in vain.
asio::awaitable<void> Run::take_body_in(std::shared_ptr<Run> run) {
    std::exception_ptr failure;
    try {
        co_await run->pump();
    } catch (...) {
        failure = std::current_exception();
    }
    run->body_ = nullptr;
    run->body_is_in_.cancel();
    if (!failure) co_return;
    run->failure_status_ = 500;
    close(run->input_);
    close(run->output_);  // whoever reads goes on with nothing
    std::rethrow_exception(failure);
}

asio::awaitable<void> Run::pump() {
    const Pumped pumped = co_await pump_body(*body_, input_, [this] { patience_.progress(Clock::now()); });
    const int status = body_->failure_status();
    if (pumped == Pumped::broken_off && status != 0) {
        fail(status, "le corps de la requête n'est pas arrivé en entier");
    }
}

asio::awaitable<void> Run::read_errors(std::shared_ptr<Run> run) {
    std::string buffer(errors_room, '\0');
    for (;;) {
        std::string_view bytes;
        if (!run->ended_) bytes = co_await read_output(run->errors_, buffer);
        if (bytes.empty() && run->ended_) bytes = read_rest(run->errors_, buffer, run->errors_left_);
        if (bytes.empty()) break;
        run->error_lines_.add(bytes);
    }
    run->error_lines_.finish();
}

// What the script's children hold open is read no further than to what is there: they have been killed, or have fled.
asio::awaitable<void> Run::await_end(std::shared_ptr<Run> run) {
    asio::error_code ignored;
    int wakes = 0;
    while (!run->process_.has_ended() && ++wakes < most_wakes) {
        co_await run->end_.async_wait(PipeEnd::wait_read, asio::redirect_error(asio::use_awaitable, ignored));
    }
    if (wakes == most_wakes) run->log_("sa fin ne se laisse pas lire");  // ~Process sees to it
    run->ended_ = true;
    run->output_left_ = bytes_in(run->output_);
    run->errors_left_ = bytes_in(run->errors_);
    run->slot_ = {};
    const Process::End& end = run->process_.end();
    if (run->last_signal_ == 0 && (end.by_signal || end.number != 0)) run->log_(describe(end));
    run->output_.cancel(ignored);
    run->errors_.cancel(ignored);
    run->has_ended_.cancel();
}

asio::awaitable<std::string_view> Run::read() {
    if (failure_status_ != 0 || output_ended_) co_return std::string_view{};
    patience_.expect(Clock::now());
    const std::string_view bytes = co_await read_on();
    patience_.stop_expecting();
    patience_.progress(Clock::now());
    if (!bytes.empty() && failure_status_ == 0) co_return bytes;
    output_ended_ = true;
    if (failure_status_ == 0) co_await note_end();
    co_return std::string_view{};
}

asio::awaitable<std::string_view> Run::read_on() {
    std::string_view bytes;
    if (!ended_) bytes = co_await read_output(output_, buffer_);
    if (bytes.empty() && ended_) bytes = read_rest(output_, buffer_, output_left_);
    co_return bytes;
}

asio::awaitable<void> Run::note_end() {
    if (!ended_) {
        has_ended_.expires_after(end_delay);
        co_await wait(has_ended_);
    }
    if (ended_ && process_.end().by_signal) failure_status_ = 502;
}

void Run::fail(int failure_status, std::string_view reason) {
    if (failure_status_ == 0) {
        failure_status_ = failure_status;
        log_(reason);
    }
    close(output_);  // whoever reads goes on with nothing
    dismissal_ = Patience::Dismissal::urgent;
}

asio::awaitable<void> Run::finish(std::shared_ptr<Run> run) {
    const bool has_left = run->client_ && run->client_->peer() == files::Stream::Peer::gone;
    if (!run->dismissal_) run->dismissal_ = has_left ? Patience::Dismissal::urgent : Patience::Dismissal::gentle;
    if (run->body_) {
        close(run->input_);
        run->body_->stop();
    }
    while (run->body_) co_await wait(run->body_is_in_);
    run->client_ = nullptr;
    const PipeEnd::executor_type executor = run->output_.get_executor();
    if (!run->output_ended_) asio::co_spawn(executor, drop_output(run), asio::detached);
}

asio::awaitable<void> Run::drop_output(std::shared_ptr<Run> run) {
    while (!run->output_ended_) {
        const std::string_view bytes = co_await run->read_on();
        run->output_ended_ = bytes.empty();
    }
}

void Run::check(Clock::time_point now, bool others_wait) {
    using Verdict = Patience::Verdict;
    if (ended_) return;
    const bool is_slow = has_slow_client(now);
    if (is_slow && others_wait) fail(408, "le client envoie trop lentement, et d'autres attendent leur tour");
    if (dismissal_) patience_.dismiss(*dismissal_, now);
    const auto peer = client_ ? client_->peer() : files::Stream::Peer::present;
    switch (patience_.check(now, peer)) {
    case Verdict::wait: break;
    case Verdict::silent: fail(504, "n'a rien dit dans le délai prévu"); break;
    case Verdict::too_long: fail(504, "n'a pas fini dans le délai prévu"); break;
    case Verdict::client_left: fail(client_left, "le client est parti"); break;
    case Verdict::terminate: end_by(SIGTERM); break;
    case Verdict::kill: end_by(SIGKILL); break;
    }
}

bool Run::has_slow_client(Clock::time_point now) {
    if (!body_ || now - pace_.since < limits_.hurry_time) return false;
    const auto seconds = std::chrono::duration<double>(now - pace_.since).count();
    const std::uint64_t sent = body_->received() - pace_.bytes;
    pace_ = {now, body_->received()};
    return body_->is_waiting() && static_cast<double>(sent) < static_cast<double>(limits_.hurry_rate) * seconds;
}

void Run::end_by(int signal) {
    if (signal != last_signal_) log_(signal == SIGTERM ? "doit finir (SIGTERM)" : "tué (SIGKILL)");
    last_signal_ = signal;
    process_.signal(signal);
}

}  // namespace cgi
