#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "common/unique_fd.hpp"

namespace client {

// A regular file, open, whose bytes are to be sent. Given, not an exercise.
//
// Nothing else can be read so: a directory has no bytes, and a named pipe or a terminal has no length and cannot be
// read twice (PipeBody is for these).
class SourceFile {
public:
    // Throws std::system_error when it cannot be opened, or is not a regular file.
    explicit SourceFile(const std::string& path);

    const std::string& path() const { return path_; }
    std::uint64_t size() const { return size_; }  // bytes, when it was opened

    // Some bytes from `offset` on, at least one, at most `most` and as many as are read at once (64 KiB): a view of
    // `buffer`, made as large as that needs. Throws std::system_error, also when the file ends before `offset`.
    std::string_view read(std::uint64_t offset, std::uint64_t most, std::string& buffer) const;

private:
    std::string path_;
    common::UniqueFd fd_;
    std::uint64_t size_ = 0;
};

// How much is read at once: enough that the system calls cost little beside the copying, little enough to stay in the
// processor's cache until it is sent.
inline constexpr std::size_t read_bytes = 64 * 1024;

}  // namespace client
