#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/unique_fd.hpp"

namespace security {

// The directory of a store on the disk: makes it, keeps other servers out, opens and removes files. Each name below is
// an id of ours, never anything that a stranger has written. Failures are std::system_error that name the call.
class StoreDirectory {
public:
    // Makes what is missing: PATH, PATH/files, PATH/incoming (0700), PATH/index.sqlite (0600, empty). A directory that
    // is there must be its user's alone; an empty one is made so. Throws std::runtime_error, in French, if it is not,
    // if another server has it open, or if there are files and no index: their rows must be lost, and a sweep would
    // remove them all.
    explicit StoreDirectory(const std::string& path);

    std::string index_path() const { return path_ + "/index.sqlite"; }
    int files() const { return files_.get(); }
    int incoming() const { return incoming_.get(); }

    // A file for what comes in, without a name (O_TMPFILE): whatever happens to this program, nothing is left of it.
    // Where the file system has no such files (some network and overlay ones) it has `spare_name` in incoming/, which
    // its owner removes, and the next start if he could not; `name` is then that, else empty.
    struct NewFile {
        common::UniqueFd file;
        std::string name;
    };
    NewFile new_file(std::string_view spare_name) const;

    common::UniqueFd open_file(const std::string& id) const;  // to read it

    common::UniqueFd make_partial(const std::string& id) const;  // empty; its name is on the disk when this returns
    common::UniqueFd open_partial(const std::string& id) const;  // to read and write it
    std::optional<std::uint64_t> partial_size(const std::string& id) const;  // bytes; nothing if there is none

    // Whoever calls these has already let go of the file: one that cannot be removed now is swept away at a next start.
    void forget_file(const std::string& id) const;
    void forget_incoming(const std::string& id) const;

    // For the sweep, which must come through.
    static std::vector<std::string> names_in(int directory);
    static void remove(int directory, const std::string& name);

    std::uint64_t free_bytes() const;  // of the disk, for this user

private:
    void lock() const;
    void open_index() const;

    std::string path_;
    common::UniqueFd directory_;
    common::UniqueFd lock_;
    common::UniqueFd files_;
    common::UniqueFd incoming_;
};

}  // namespace security
