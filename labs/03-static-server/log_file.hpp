#pragma once

#include <string>

#include "03-static-server/access_log.hpp"
#include "common/unique_fd.hpp"

namespace files {

// Where a thread writes its lines of the access log. Lines are gathered and written together: a system call for each
// would cost as much as the answer itself. Each write holds whole lines only, and goes to the end of the file
// (O_APPEND), so that several threads may share one file.
class LogFile {
public:
    // `name`: a file, which is created or continued (mode 0640), "-" for standard output, "none" for nowhere.
    // Throws std::system_error when it cannot be opened.
    explicit LogFile(const std::string& name);
    ~LogFile() { flush(); }
    LogFile(const LogFile&) = delete;
    LogFile& operator=(const LogFile&) = delete;

    bool enabled() const { return static_cast<bool>(fd_); }

    // Adds a line; written at the next flush(), or at once when many have gathered.
    void add(const LogEntry& entry);

    // Are there lines that flush() would write?
    bool has_lines() const { return !lines_.empty(); }

    // Writes the lines gathered. A log that cannot be written (full disk, closed pipe) loses them: the site goes on.
    void flush();

private:
    common::UniqueFd fd_;
    std::string lines_;
};

}  // namespace files
