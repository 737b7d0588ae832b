#include "03-static-server/log_file.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <string_view>

#include "common/system_error.hpp"

namespace files {
namespace {

constexpr std::size_t gathered_bytes = 32 * 1024;
constexpr std::size_t most_kept_bytes = 1024 * 1024;  // of lines that cannot be written yet
constexpr mode_t log_mode = 0640;
constexpr int log_flags = O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;

// A pipe, a terminal or a socket (where a service manager collects the log): there, writing waits for someone who reads.
bool may_block(int fd) {
    struct stat status {};
    const bool known = ::fstat(fd, &status) == 0;
    return known && (S_ISFIFO(status.st_mode) || S_ISCHR(status.st_mode) || S_ISSOCK(status.st_mode));
}

// Would it take PIPE_BUF bytes without waiting?
bool has_room_now(int fd) {
    pollfd log{.fd = fd, .events = POLLOUT, .revents = 0};
    return ::poll(&log, 1, 0) == 1;
}

// O_NONBLOCK belongs to an open file, not to a descriptor: standard output (or error) is opened anew, since those who
// share it with this program do not expect it. A socket cannot be opened anew, nor can what belongs to another user.
int open_standard(int standard) {
    const std::string link = "/proc/self/fd/" + std::to_string(standard);
    const int own = may_block(standard) ? ::open(link.c_str(), log_flags) : -1;
    return own >= 0 ? own : ::fcntl(standard, F_DUPFD_CLOEXEC, 0);
}

int open_log(const std::string& name) {
    if (name == "-") return open_standard(STDOUT_FILENO);
    return ::open(name.c_str(), log_flags | O_CREAT, log_mode);
}

}  // namespace

LogFile::LogFile(const std::string& name) : flush_at_{gathered_bytes} {
    if (name == "none") return;
    fd_.reset(open_log(name));
    if (!fd_) common::throw_errno("open", name);
    in_small_writes_ = may_block(fd_.get());
}

LogFile::LogFile(int standard) : fd_{open_standard(standard)}, flush_at_{gathered_bytes} {
    if (!fd_) common::throw_errno("open", standard == STDERR_FILENO ? "erreur standard" : "sortie standard");
    in_small_writes_ = may_block(fd_.get());
}

bool LogFile::has_room() const {
    return lines_.size() < most_kept_bytes;
}

void LogFile::add(const LogEntry& entry) {
    if (has_room()) append_log_line(lines_, entry);
    if (lines_.size() >= flush_at_) flush();
}

void LogFile::add(std::string_view line) {
    if (has_room()) lines_.append(line).push_back('\n');
    if (lines_.size() >= flush_at_) flush();
}

std::size_t LogFile::next_write() const {
    if (!in_small_writes_ || lines_.size() <= PIPE_BUF) return lines_.size();
    const std::size_t last_end = lines_.rfind('\n', PIPE_BUF - 1);
    return last_end == std::string::npos ? lines_.size() : last_end + 1;
}

void LogFile::flush() {
    bool writable = true;
    while (writable && !lines_.empty()) {
        if (in_small_writes_ && !has_room_now(fd_.get())) break;
        const ssize_t written = ::write(fd_.get(), lines_.data(), next_write());
        if (written >= 0) {
            lines_.erase(0, static_cast<std::size_t>(written));
        } else if (errno == EAGAIN) {
            writable = false;
        } else if (errno != EINTR) {
            lines_.clear();
        }
    }
    flush_at_ = lines_.size() + gathered_bytes;
}

}  // namespace files
