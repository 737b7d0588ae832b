#include "03-static-server/log_file.hpp"

#include <fcntl.h>

#include <cerrno>
#include <string_view>

#include "common/system_error.hpp"

namespace files {
namespace {

constexpr std::size_t gathered_bytes = 32 * 1024;
constexpr mode_t log_mode = 0640;

int open_log(const std::string& name) {
    if (name == "-") return ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
    return ::open(name.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, log_mode);
}

}  // namespace

LogFile::LogFile(const std::string& name) {
    if (name == "none") return;
    fd_.reset(open_log(name));
    if (!fd_) common::throw_errno("open", name);
}

void LogFile::add(const LogEntry& entry) {
    append_log_line(lines_, entry);
    if (lines_.size() >= gathered_bytes) flush();
}

void LogFile::flush() {
    std::string_view left = lines_;
    while (!left.empty()) {
        const ssize_t written = ::write(fd_.get(), left.data(), left.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) break;
        left.remove_prefix(static_cast<std::size_t>(written));
    }
    lines_.clear();
}

}  // namespace files
