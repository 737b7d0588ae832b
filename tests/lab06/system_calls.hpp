#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace tested {

// The system calls by which files are written, those of SQLite too: this file's .cpp defines open(), pwrite(), fsync()
// and their like, which come before the C library's, count, and call these. So a test can say « the k-th of them
// fails », and try every k.
//
//     const system_calls::Failing failing{3, ENOSPC};   // until the end of the block, the third call from here on
//     fails
//
// Used by one thread at a time.
namespace system_calls {

enum class Once { yes, from_then_on };

class Failing {
public:
    Failing(std::size_t nth, int error, Once once = Once::yes);
    ~Failing();
    Failing(const Failing&) = delete;
    Failing& operator=(const Failing&) = delete;

    static std::size_t count();   // calls so far
    static std::string failed();  // the call that failed last, empty if none has
};

// Every write is cut to one byte or two, every second one is interrupted first (EINTR), until the end of the block.
class Hesitating {
public:
    Hesitating();
    ~Hesitating();
    Hesitating(const Hesitating&) = delete;
    Hesitating& operator=(const Hesitating&) = delete;
};

// fsync() and fdatasync() count and may fail as always, but do not wait for the disk, until the end of the block. What
// a process has written outlives it all the same: only a power cut would show the difference.
class Unsynchronised {
public:
    Unsynchronised();
    ~Unsynchronised();
    Unsynchronised(const Unsynchronised&) = delete;
    Unsynchronised& operator=(const Unsynchronised&) = delete;
};

// There are no files without a name (O_TMPFILE: EOPNOTSUPP), until the end of the block.
class OnlyNamedFiles {
public:
    OnlyNamedFiles();
    ~OnlyNamedFiles();
    OnlyNamedFiles(const OnlyNamedFiles&) = delete;
    OnlyNamedFiles& operator=(const OnlyNamedFiles&) = delete;
};

// The names of the calls since this was made.
class Recording {
public:
    Recording();
    ~Recording();
    Recording(const Recording&) = delete;
    Recording& operator=(const Recording&) = delete;

    static std::vector<std::string> names();
};

}  // namespace system_calls
}  // namespace tested
