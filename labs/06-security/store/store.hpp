#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "02-http-message/date.hpp"
#include "05-https-client/checksum.hpp"
#include "06-security/admission.hpp"
#include "06-security/refusal.hpp"
#include "common/unique_fd.hpp"

namespace security {

// Keeps received files: none is lost, none is shown half. Under its directory, which is its user's alone (0700):
//
//     files/6f0c…   the contents, each under its id, 0600        incoming/   resumable uploads that are not whole yet
//     index.sqlite  what is known of each (WAL, synchronous=FULL), and the audit trail
//
//     unnamed file ──write──▶ checked ──make_visible──▶ files/ID ──row in the index──▶ acknowledged (201)
//                                                                  ▲ from here on it exists
//
// The row is the moment: a file without row is swept away at the next start, a row without file cannot be. All
// functions may be called from any thread; they block for as long as a disk does. They throw std::system_error (the
// disk is full: ENOSPC, EDQUOT; no descriptors: EMFILE) and std::runtime_error (SQLite); then nothing has happened.
struct StoreLimits {
    std::uint64_t file_bytes = std::uint64_t{1024} * 1024 * 1024;       // one file
    std::uint64_t owner_bytes = std::uint64_t{4} * 1024 * 1024 * 1024;  // one owner's files together, those that come in
                                                                        // included
    std::uint64_t reserved_bytes = 64 * 1024 * 1024;  // of the disk, left to others
    std::size_t owner_files = 10'000;
    std::size_t owner_partials = 20;                  // resumable uploads begun and not whole
    std::chrono::hours partial_life{24};              // since their last byte
    std::size_t trail_events = 100'000;               // the oldest go
};

// What the index knows of a file.
struct StoredFile {
    std::string id;  // 128 random bits, 32 hexadecimal digits
    std::string owner;
    std::string name;        // kept_name()
    std::string media_type;  // decided by us
    std::uint64_t size = 0;
    std::string sha256;  // 64 small hexadecimal digits
    http::Seconds created{};
};

// What a new file is to be known as.
struct NewFile {
    std::string owner;
    std::string name;
    std::string media_type;
};

class Store;

// A file that is coming in: it has no name, and is gone if nobody publishes it. Counts and hashes what passes. Its room
// is kept for it until it is destroyed. Used by one thread at a time, and gone before its store is.
class Incoming {
public:
    Incoming(Incoming&&) noexcept;
    Incoming& operator=(Incoming&&) noexcept;
    ~Incoming();

    // Appends. A refusal (413, 507): it has become too large, and nothing was written. Throws std::system_error.
    std::optional<Refusal> write(std::string_view bytes);

    std::uint64_t size() const;
    std::string sha256() const;                              // of what was written so far
    std::string first_bytes(std::size_t count) const;        // from its start, fewer if it is shorter
    int descriptor() const;                                  // to read it: pread(2)

private:
    friend class Store;
    struct State;
    explicit Incoming(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

// An upload that may come in several pieces (tus): it has a name under incoming/, and survives a restart.
struct Partial {
    std::string id;  // of the file it will be
    std::string owner;
    std::string metadata;  // Upload-Metadata as the client wrote it
    std::uint64_t length = 0;
    std::uint64_t offset = 0;  // kept so far
    http::Seconds expires{};
};

// The decisions that the store asks for, so that one can be replaced (defences.hpp).
struct StoreDecisions {
    std::function<std::optional<Refusal>(std::uint64_t, const Room&)> does_not_fit = security::does_not_fit;
    std::function<void(int, int, const std::string&)> make_visible = security::make_visible;
    std::function<std::string()> new_id;  // empty: random_id()
};

class Store {
public:
    // Opens it, makes it if there is none, and sweeps: files without a row, partials that are too old or unknown.
    // Throws std::runtime_error, in French, too when another process has it open.
    explicit Store(const std::string& directory, StoreLimits limits = {}, StoreDecisions decisions = {});
    ~Store();
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

    const StoreLimits& limits() const;

    // A new file of this owner; `announced` is its size if that is known. Refusals: does_not_fit(), too many files.
    Decided<Incoming> begin(std::string_view owner, std::optional<std::uint64_t> announced);

    // It is now a file. Throws; then it is not, and never will be.
    StoredFile publish(Incoming incoming, const NewFile& about);

    std::optional<StoredFile> find(std::string_view id) const;
    std::vector<StoredFile> list(std::optional<std::string_view> owner) const;  // the newest first; nothing: everybody's
    common::UniqueFd open(const StoredFile& file) const;                        // to read it
    bool remove(std::string_view id);  // the row first, then the file; false if there was none

    // tus. begin_partial(): refusals as begin(), and too many partials (429).
    Decided<Partial> begin_partial(std::string_view owner, std::uint64_t length, std::string_view metadata);
    std::optional<Partial> find_partial(std::string_view id) const;

    // Whoever writes has a turn: the last to begin one is the only one who may go on. Refusals: 409 if the partial does
    // not stand at `offset`, 404 if there is none.
    Decided<std::uint64_t> begin_turn(std::string_view id, std::uint64_t offset);
    // 409: the turn is over; 413: more than the length. What was written counts once keep_turn() was called. When one
    // of them throws the turn is over: the client goes on from what was kept.
    std::optional<Refusal> write_turn(std::string_view id, std::uint64_t turn, std::string_view bytes);
    std::optional<Refusal> keep_turn(std::string_view id, std::uint64_t turn);  // on the disk; 409: the turn is over

    // The whole partial as an incoming file, to be checked and published under its own id; the partial is no more once
    // the file is published or removed. Refusal: 409 if it is not whole, or somebody else has already taken it. When it
    // is destroyed unpublished the partial can be taken again; publish() throws if the partial was removed meanwhile.
    Decided<Incoming> take_partial(std::string_view id);
    bool remove_partial(std::string_view id);

    // The audit trail: lines as trail_line() makes them.
    void add_event(std::string_view line);
    std::vector<std::string> events(std::size_t most) const;  // the newest last

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace security
