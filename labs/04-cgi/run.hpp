#pragma once

#include <asio/any_io_executor.hpp>
#include <asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "03-static-server/body_reader.hpp"
#include "04-cgi/error_lines.hpp"
#include "04-cgi/patience.hpp"
#include "04-cgi/process.hpp"
#include "04-cgi/pump.hpp"
#include "04-cgi/slots.hpp"

namespace cgi {

// The status of an answer that nobody waits for any more: seen only in the access log. No RFC has it; nginx does.
inline constexpr int client_left = 499;

// A script at work for one request. Given, not an exercise: it puts together what the steps have built.
//
// Four things go on side by side, each in a coroutine: the body goes in (pump_body), the answer comes out (read, called
// by whoever wants it), complaints go to the log, and somebody waits for the process to end. check(), called every
// Limits::check_period, sees to it that none of them lasts for ever.
//
// A run lasts longer than its answer: until the process has ended. Its coroutines hold it (shared_ptr), and nobody else
// needs to.
class Run {
public:
    using Log = std::function<void(std::string_view line)>;

    // Starts the script. What Process throws.
    Run(asio::any_io_executor executor, const Limits& limits, const Command& command, Slots::Slot slot, Log log);

    // Called once, for a run that a shared_ptr holds: its coroutines begin. The client's stream and the body that goes
    // to the script (nullptr: none) must stay valid until finish() has returned, which the caller owes from here on.
    static void begin(const std::shared_ptr<Run>& run, const files::Stream& client, files::BodyReader* body);

    // What the script says next, valid until the next call; empty: it has ended, or its time is over (failure_status).
    asio::awaitable<std::string_view> read();

    // Why there will be no (more) answer, as a status: 504 it took too long, 502 it was killed by a signal or has
    // answered what is no answer, 400 or 408 the body did not come, client_left, 500 the gateway itself has
    // failed; 0 otherwise.
    int failure_status() const { return failure_status_; }

    // There will be no (more) answer, for this reason, in French, which the log tells if it is the first one: the
    // script is asked to end, at the next check().
    void fail(int failure_status, std::string_view reason);

    // The exchange is over: the script is dismissed, and what it still says is dropped. When this returns, client and
    // body are not used any more.
    static asio::awaitable<void> finish(std::shared_ptr<Run> run);

    // To be called every check_period. `others_wait`: for a slot.
    void check(Patience::Clock::time_point now, bool others_wait);

    const Limits& limits() const { return limits_; }
    void log(std::string_view line) const { log_(line); }

private:
    static asio::awaitable<void> take_body_in(std::shared_ptr<Run> run);
    asio::awaitable<void> pump();
    static asio::awaitable<void> read_errors(std::shared_ptr<Run> run);
    static asio::awaitable<void> await_end(std::shared_ptr<Run> run);
    static asio::awaitable<void> drop_output(std::shared_ptr<Run> run);

    // The next bytes of its output, from a script at work or from one that has ended.
    asio::awaitable<std::string_view> read_on();

    // Was the body sent slower than hurry_rate, since this was last asked with an answer (hurry_time ago)?
    bool has_slow_client(Patience::Clock::time_point now);
    void end_by(int signal);

    // Waits a moment for the end of a process that has closed its output: how it ended tells what the answer is worth.
    asio::awaitable<void> note_end();

    Limits limits_;
    Log log_;
    Slots::Slot slot_;
    Process process_;
    struct Pace {
        Patience::Clock::time_point since;
        std::uint64_t bytes = 0;  // of the body that had come by then
    };
    Pace pace_;
    PipeEnd input_;
    PipeEnd output_;
    PipeEnd errors_;
    struct BorrowedEnd : PipeEnd {  // does not close the descriptor, which is the process's
        using PipeEnd::PipeEnd;
        ~BorrowedEnd() { release(); }
    } end_;                          // Process::end_descriptor(): readable once the process has ended
    asio::steady_timer body_is_in_;  // never expires: cancelled once the body is no longer used
    asio::steady_timer has_ended_;   // cancelled once the process has
    Patience patience_;
    std::optional<Patience::Dismissal> dismissal_;  // of the script, which check() tells its patience
    ErrorLines error_lines_;
    std::string buffer_;
    const files::Stream* client_ = nullptr;
    files::BodyReader* body_ = nullptr;  // as long as the script is given it
    std::size_t output_left_ = 0;        // bytes in the pipes when the process had ended
    std::size_t errors_left_ = 0;
    bool output_ended_ = false;  // nothing more is to be read, whether or not the process lives
    bool ended_ = false;         // the process
    int last_signal_ = 0;        // that the gateway has sent; 0: none
    int failure_status_ = 0;
};

}  // namespace cgi
