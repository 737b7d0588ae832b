#pragma once

#include <cstdint>
#include <limits>
#include <string>

#include "05-https-client/request_body.hpp"
#include "common/unique_fd.hpp"

namespace client {

// Step 5.6. A file as it is (PUT), or `length` bytes of it from `offset` on (tus, step 5.9).
class FileBody final : public RequestBody {
public:
    // Throws std::system_error when it cannot be opened, or is not a regular file.
    explicit FileBody(const std::string& path, std::uint64_t offset = 0,
                      std::uint64_t length = std::numeric_limits<std::uint64_t>::max());

    std::optional<std::uint64_t> length() const override { return length_; }
    std::string_view next() override;
    bool rewind() override;

private:
    std::string path_;
    common::UniqueFd file_;
    std::uint64_t offset_;
    std::uint64_t length_;
    std::uint64_t sent_ = 0;
    std::string buffer_;
};

// What comes out of a descriptor, to its end: a pipe, standard input. Its length is not known, so it is sent in chunks.
class PipeBody final : public RequestBody {
public:
    // `fd` must stay open as long as this object; it is not closed.
    explicit PipeBody(int fd) : fd_{fd} {}

    std::optional<std::uint64_t> length() const override { return std::nullopt; }
    std::string_view next() override;
    bool rewind() override { return false; }

private:
    int fd_;
    std::string buffer_;
};

}  // namespace client
