#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "04-cgi/temporary_file.hpp"

namespace cgi {

// The bytes of one part of a form. Large files must not fill the memory: beyond a budget they go to one temporary file
// that all parts of the form share, one behind the other.
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
