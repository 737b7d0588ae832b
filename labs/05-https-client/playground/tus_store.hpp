#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "05-https-client/playground/digest.hpp"
#include "common/unique_fd.hpp"

namespace playground {

// A file that is being uploaded, in pieces that may come over several connections. Its bytes are in a file without a
// name. Whoever writes has a turn: the last to begin one is the only one who may go on. So a client whose connection
// has died need not wait for the server to notice: it comes back, and what the old connection still brings is dropped.
//
//     const std::uint64_t turn = upload.begin(offset);   // 0: that is not where it stands
//     while (bytes come) if (upload.write(turn, bytes) == TusUpload::Written::all) upload.keep(turn);
class TusUpload {
public:
    // Throws std::system_error when there can be no such file.
    TusUpload(std::uint64_t length, std::string metadata);

    std::uint64_t length() const { return length_; }                 // when it is complete
    const std::string& metadata() const { return metadata_; }        // as the client sent it
    std::uint64_t offset() const;                                    // how much of it is kept
    std::string sha256() const;                                      // of what is kept: 32 bytes

    // A turn, which begins behind what is kept; 0 if that is not `offset`, or if the upload was forgotten.
    std::uint64_t begin(std::uint64_t offset);

    // Writes behind what was written in this turn: all of it, or nothing if the turn is over, or the upload would grow
    // beyond its length. Throws std::system_error when the disk is full.
    enum class Written { all, turn_is_over, too_much };
    Written write(std::uint64_t turn, std::string_view bytes);

    // What was written in this turn counts from now on. False if the turn is over.
    bool keep(std::uint64_t turn);

    // Nobody gets a turn any more.
    void forget();

    // The file itself, for somebody who reads it. Throws std::system_error.
    common::UniqueFd open() const;

private:
    bool may_write(std::uint64_t turn) const { return turn == turn_ && !forgotten_; }

    const std::uint64_t length_;
    const std::string metadata_;
    const common::UniqueFd file_;

    mutable std::mutex mutex_;
    std::uint64_t turn_ = 0;
    bool forgotten_ = false;
    std::uint64_t kept_ = 0;     // bytes
    std::uint64_t written_ = 0;  // bytes, those of this turn included
    Digest kept_digest_;
    Digest written_digest_;
};

// All uploads of the server, shared by its threads. When one more would be too many, the oldest are forgotten.
class TusStore {
public:
    static constexpr std::uint64_t largest = (std::uint64_t{1024} + 64) * 1024 * 1024;  // bytes of one upload
    static constexpr std::uint64_t most_bytes = 4 * largest;                            // of all together
    static constexpr std::size_t most_uploads = 100;

    // A new upload of this length, at most `largest`; returns its name, which nobody can guess.
    std::string create(std::uint64_t length, std::string metadata);

    // Nothing if there is none of this name.
    std::shared_ptr<TusUpload> find(std::string_view name) const;

    // False if there is none of this name.
    bool remove(std::string_view name);

private:
    struct Entry {
        std::string name;
        std::shared_ptr<TusUpload> upload;
    };

    void make_room(std::uint64_t length);
    void forget_oldest();

    mutable std::mutex mutex_;
    std::deque<Entry> entries_;  // the oldest first
    std::uint64_t bytes_ = 0;    // announced, of all of them
};

}  // namespace playground
