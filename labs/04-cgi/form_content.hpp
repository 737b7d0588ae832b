#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "common/unique_fd.hpp"

namespace cgi {

// The bytes of one part of a form. Large files must not fill the memory: beyond a budget they go to one temporary file
// that all parts of the form share, one behind the other. It has no name, so nothing is left of it when the script
// ends, however it ends.
class TemporaryFile {
public:
    // In $TMPDIR, or in /tmp. Throws std::system_error if it cannot be made.
    TemporaryFile();

    // Kept in memory until there are 64 KiB to write: data may come by a few bytes. Throws std::system_error: the disk
    // is full, or the file has reached RLIMIT_FSIZE.
    void append(std::string_view bytes);

    // Up to `size` bytes from `offset` on, into `buffer`; how many were read, 0 at the end.
    std::size_t read(std::uint64_t offset, char* buffer, std::size_t size) const;

    std::uint64_t size() const { return written_ + unwritten_.size(); }

private:
    void write();

    common::UniqueFd file_;
    std::uint64_t written_ = 0;  // bytes in the file
    std::string unwritten_;      // those behind them
};

class FormContent {
public:
    // Appends to what is in memory. Only while is_in_memory().
    void append(std::string_view bytes);

    // Appends to `file`, to which nothing else may be appended while this content grows; what was in memory moves
    // there.
    void append(std::string_view bytes, const std::shared_ptr<TemporaryFile>& file);

    std::uint64_t size() const { return file_ ? size_in_file_ : memory_.size(); }
    bool is_in_memory() const { return !file_; }

    // The whole content. Throws std::system_error if the temporary file cannot be read.
    std::string read() const;

    // Gives the content to `use`, block after block of 64 KiB at most.
    void for_each_block(const std::function<void(std::string_view)>& use) const;

private:
    std::string memory_;
    std::shared_ptr<TemporaryFile> file_;
    std::uint64_t begin_in_file_ = 0;
    std::uint64_t size_in_file_ = 0;
};

}  // namespace cgi
