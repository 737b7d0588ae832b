#include "04-cgi/process.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "04-cgi/child.hpp"
#include "04-cgi/pipes.hpp"
#include "04-cgi/reaper.hpp"
#include "04-cgi/start_failure.hpp"
#include "common/escape.hpp"
#include "common/not_implemented.hpp"
#include "common/system_error.hpp"

namespace cgi {
namespace {

// How long a destructor waits for a killed process, in milliseconds. Most are gone within one.
constexpr int dying_time = 100;

// The form execve(2) wants, which does not write into the strings: valid as long as they are.
std::vector<char*> pointers_to(const std::vector<std::string>& strings) {
    std::vector<char*> pointers;
    pointers.reserve(strings.size() + 1);
    for (const std::string& string : strings) pointers.push_back(const_cast<char*>(string.c_str()));
    pointers.push_back(nullptr);
    return pointers;
}

// A limit may be lowered by anyone, and raised by no one: never above the server's own. The soft and the hard one are
// the same, so that the script cannot raise it again; `grace` lets a signal come before the kill (RLIMIT_CPU).
ChildPlan::Limit limit(__rlimit_resource_t resource, std::uint64_t wanted, rlim_t grace = 0) {
    rlimit inherited{};
    if (::getrlimit(resource, &inherited) < 0) common::throw_errno("getrlimit", "pour un script");
    const rlim_t soft = std::min<rlim_t>(wanted, inherited.rlim_max);
    const rlim_t hard = inherited.rlim_max - soft > grace ? soft + grace : inherited.rlim_max;
    return {resource, {soft, hard}};
}

std::array<ChildPlan::Limit, 6> kernel_limits(const ProcessLimits& limits) {
    return {limit(RLIMIT_CPU, limits.cpu_seconds, 1),
            limit(RLIMIT_NOFILE, limits.open_files),
            limit(RLIMIT_NPROC, limits.processes),
            limit(RLIMIT_FSIZE, limits.file_bytes),
            limit(RLIMIT_CORE, 0),  // a core dump holds what the script knows, and would fill the disk
            limit(RLIMIT_AS, limits.memory_bytes)};
}

// As long as it lives, no signal reaches this thread, nor the child that it makes: a handler of the server would run in
// the child, and write into the memory of both.
class BlockedSignals {
public:
    BlockedSignals() {
        sigset_t all;
        ::sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    ~BlockedSignals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    BlockedSignals(const BlockedSignals&) = delete;
    BlockedSignals& operator=(const BlockedSignals&) = delete;

private:
    sigset_t before_;
};

// Returns when the child has become the script, or has failed and ended: so its group exists, if it has started at all.
pid_t start(const ChildPlan& plan, ChildReport& report) {
    const BlockedSignals blocked;
    const pid_t child = ::vfork();
    if (child == 0) run_child(plan, report);
    if (child < 0) common::throw_errno("vfork", plan.program);
    return child;
}

// A server whose own parent ignored SIGCHLD has inherited that; the kernel then forgets at once how a child ended, and
// gives its number to others.
void keep_how_children_end() {
    struct sigaction action{};
    ::sigaction(SIGCHLD, nullptr, &action);
    if (action.sa_handler == SIG_IGN || (action.sa_flags & SA_NOCLDWAIT) != 0) ::signal(SIGCHLD, SIG_DFL);
}

// What is only waited for when it is certain to end at once: a child that failed to start, or one that has ended.
void reap(pid_t child) {
    while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) {
    }
}

[[noreturn]] void throw_failure(const ChildFailure& failure, const Command& command) {
    if (std::string_view{failure.call} == "chdir") {
        common::throw_error(failure.error, failure.call, common::escape_bytes(command.directory));
    }
    const std::string cause = explain_start_failure(failure.error, command.program);
    const std::string program = common::escape_bytes(command.program);
    common::throw_error(failure.error, failure.call, cause.empty() ? program : program + " (" + cause + ")");
}

common::UniqueFd open_end_descriptor(pid_t child) {
    return common::UniqueFd{static_cast<int>(::syscall(SYS_pidfd_open, child, 0))};
}

}  // namespace

Process::Process(const Command& command, const ProcessLimits& limits) {
    assert(!command.arguments.empty());
    reap_the_dead();
    keep_how_children_end();
    const bool has_file = command.input >= 0;
    Pipe in = has_file ? Pipe{copy_above_standard(command.input), {}} : make_pipe_above_standard();
    Pipe out = make_pipe_above_standard();
    Pipe err = make_pipe_above_standard();
    if (!has_file) input = non_blocking(std::move(in.writer));
    output = non_blocking(std::move(out.reader));
    errors = non_blocking(std::move(err.reader));

    const std::vector<char*> arguments = pointers_to(command.arguments);
    const std::vector<char*> environment = pointers_to(command.environment);
    const ChildPlan plan{command.program.c_str(), arguments.data(), environment.data(), command.directory.c_str(),
                         {in.reader.get(), out.writer.get(), err.writer.get()}, kernel_limits(limits)};
    ChildReport report;
    id_ = start(plan, report);
    see_what_became(command, report);
}

void Process::see_what_became(const Command& command, const ChildReport& report) {
    const bool has_started = !report.thrown && report.failure.call == nullptr;
    if (has_started) {
        end_ = open_end_descriptor(id_);
        if (end_) return;
        const int error = errno;
        end_now();
        common::throw_error(error, "pidfd_open", common::escape_bytes(command.program));
    }
    reap(id_);
    reaped_ = true;
    if (report.thrown) std::rethrow_exception(report.thrown);
    throw_failure(report.failure, command);
}

Process::Process(Process&& other) noexcept
    : input{std::move(other.input)},
      output{std::move(other.output)},
      errors{std::move(other.errors)},
      id_{std::exchange(other.id_, -1)},
      end_{std::move(other.end_)},
      reaped_{other.reaped_},
      end_state_{other.end_state_} {}

Process::~Process() {
    end_now();
}

void Process::end_now() {
    if (!is_ours()) return;
    signal(SIGKILL);
    ::kill(id_, SIGKILL);
    pollfd end{end_.get(), POLLIN, 0};
    if (end_) ::poll(&end, 1, dying_time);
    if (::waitpid(id_, nullptr, WNOHANG) == 0) reap_later(id_);
    reaped_ = true;
}

void Process::signal(int number) const {
    if (is_ours()) ::kill(-id_, number);
}

bool Process::has_ended() {
    if (!is_ours()) return true;
    // À écrire : waitid(P_PID, …, WEXITED | WNOHANG | WNOWAIT) dit si l'enfant a fini, sans l'enterrer (si_pid reste à
    // 0 s'il vit encore ; si waitid échoue : reaped_ = true, puis common::throw_errno). S'il a fini, alors seulement :
    // notez comment dans end_state_ (si_code : CLD_EXITED ou un signal ; si_status : le nombre) ; tuez le reste de son
    // groupe par SIGKILL, car tant que l'enfant n'est pas enterré son numéro ne peut être à personne d'autre ; puis
    // enterrez-le avec reap, et reaped_ = true.
    // BEGIN SOLUTION 4.2
    siginfo_t info{};
    if (::waitid(P_PID, static_cast<id_t>(id_), &info, WEXITED | WNOHANG | WNOWAIT) < 0) {
        reaped_ = true;
        common::throw_errno("waitid", "processus " + std::to_string(id_));
    }
    if (info.si_pid == 0) return false;
    end_state_ = {info.si_code != CLD_EXITED, info.si_status};
    signal(SIGKILL);
    reap(id_);
    reaped_ = true;
    return true;
    // END SOLUTION
}

std::string describe(const Process::End& end) {
    if (!end.by_signal) return "terminé avec le statut " + std::to_string(end.number);
    const char* const name = ::sigabbrev_np(end.number);
    const std::string known = name != nullptr ? " (SIG" + std::string{name} + ")" : std::string{};
    return "tué par le signal " + std::to_string(end.number) + known;
}

}  // namespace cgi
