#pragma once

#include <string>
#include <string_view>

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

    // The log that goes to this standard descriptor: STDERR_FILENO for what has gone wrong.
    explicit LogFile(int standard);
    ~LogFile() { flush(); }
    LogFile(const LogFile&) = delete;
    LogFile& operator=(const LogFile&) = delete;

    bool enabled() const { return static_cast<bool>(fd_); }

    // Adds a line; written at the next flush(), or at once when many have gathered.
    void add(const LogEntry& entry);
    void add(std::string_view line);  // without its end; the caller has escaped it

    // Are there lines that flush() would write?
    bool has_lines() const { return !lines_.empty(); }

    // Writes the lines gathered, and never waits: the site goes on whatever becomes of its log. What a pipe or a
    // terminal has no room for, because nobody reads there, is kept for the next flush(); once much is kept, lines are
    // lost. So are those that cannot be written at all (full disk, closed pipe).
    void flush();

private:
    bool has_room() const;

    // How many of the lines, in bytes, go out in one write.
    std::size_t next_write() const;

    common::UniqueFd fd_;
    bool in_small_writes_ = false;  // a pipe takes up to PIPE_BUF bytes whole or not at all
    std::string lines_;
    std::size_t flush_at_;          // the size of lines_ from which add() calls flush()
};

}  // namespace files
