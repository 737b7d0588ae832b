#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/unique_fd.hpp"

namespace client {

// Step 5.9. The file « name.part » of a download, with what is noted beside it in « name.part.etag ». Given, not an
// exercise: it is about files, not about HTTP.
//
// It belongs to one download at a time (flock): two that wrote into it by turns would make a file that nobody sent. A
// symbolic link is never followed, and a file that somebody else has put there is not continued but replaced by one of
// our own: in a directory that others write to, they would choose how our file begins.
class PartFile {
public:
    // Opens the one that is there, or makes one. Throws std::system_error: EBUSY while another download has it, EISDIR
    // when `path`, where the file is to be in the end, is a directory.
    explicit PartFile(const std::string& path);

    // What has come so far stays for the next time, if anything has.
    ~PartFile();
    PartFile(const PartFile&) = delete;
    PartFile& operator=(const PartFile&) = delete;

    const std::string& path() const { return part_path_; }
    std::uint64_t size() const { return size_; }  // bytes that are there

    // What was noted beside it, at most 4 KiB; empty if nothing was.
    std::string note() const;

    // Throws away what is there, then notes this about what will come; an empty note is none. Throws std::system_error.
    void begin_again(std::string_view note);

    // Throws std::system_error: the disk is full.
    void append(std::string_view bytes);

    // The file is whole: it takes its name at one stroke, once all of it is on the disk. Throws std::system_error.
    void finish();

    // The file is worth nothing: it is removed.
    void discard();

private:
    std::string path_;
    std::string part_path_;
    std::string note_path_;
    common::UniqueFd fd_;
    std::uint64_t size_ = 0;
    bool done_ = false;
};

}  // namespace client
