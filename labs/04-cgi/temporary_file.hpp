#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/unique_fd.hpp"

namespace cgi {

inline constexpr const char* storage_directory = "/var/tmp";  // not /tmp, which is memory on many machines

// Where bytes wait that are too many for the memory: a file without a name, of which nothing is left when it is closed,
// however this process ends. Given, not an exercise.
class TemporaryFile {
public:
    // In $TMPDIR, or in storage_directory; or in this directory. Throws std::system_error if it cannot be made.
    TemporaryFile();
    explicit TemporaryFile(const std::string& directory);

    // Kept in memory until there are 64 KiB to write: data may come by a few bytes. Throws std::system_error: the disk
    // is full, or the file has reached RLIMIT_FSIZE.
    void append(std::string_view bytes);

    // Up to `size` bytes from `offset` on, into `buffer`; how many were read, 0 at the end.
    std::size_t read(std::uint64_t offset, char* buffer, std::size_t size) const;

    std::uint64_t size() const { return written_ + unwritten_.size(); }

    // The file itself, complete, to be read from its start. Nothing else may be asked of *this afterwards.
    common::UniqueFd release();

private:
    void write();

    common::UniqueFd file_;
    std::uint64_t written_ = 0;  // bytes in the file
    std::string unwritten_;      // those behind them
};

}  // namespace cgi
