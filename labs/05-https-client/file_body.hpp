#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <string>

#include "05-https-client/request_body.hpp"
#include "05-https-client/source_file.hpp"

namespace client {

// Step 5.6. A file as it is (PUT), or `length` bytes of it from `offset` on (tus, step 5.9). It is sent as it was when
// it was opened: bytes that are added meanwhile are not sent, and a file that becomes shorter is an error.
//
//     client::put(url, {.data = std::make_shared<client::FileBody>("film.mp4")});
class FileBody final : public RequestBody {
public:
    static constexpr std::uint64_t to_the_end = std::numeric_limits<std::uint64_t>::max();

    // Throws std::system_error when it cannot be opened, or is not a regular file.
    explicit FileBody(const std::string& path, std::uint64_t offset = 0, std::uint64_t length = to_the_end);

    // The same of a file that is open already: several pieces of it are then pieces of the same file, even if another
    // one takes its name meanwhile.
    explicit FileBody(std::shared_ptr<const SourceFile> file, std::uint64_t offset = 0,
                      std::uint64_t length = to_the_end);

    std::optional<std::uint64_t> length() const override { return length_; }
    std::string_view next() override;
    bool rewind() override;

private:
    std::shared_ptr<const SourceFile> file_;
    std::uint64_t offset_;
    std::uint64_t length_;
    std::uint64_t sent_ = 0;
    std::string buffer_;
};

// What comes out of a descriptor, to its end: a pipe, standard input. Its length is not known, so it is sent in chunks;
// what it holds is gone once it is read, so it is sent only once. next() waits as long as whoever writes is silent.
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
