#pragma once

#include <sys/stat.h>

#include <string>
#include <string_view>

#include "common/unique_fd.hpp"

namespace files {

// Step 3.2. The directory whose files are served, and the promise that nothing outside it ever is.
//
// Checking the text of a path cannot keep that promise: a symbolic link leads out without a single "..", and the tree
// may change between the check and the opening. So the kernel is asked to look the path up and to refuse, itself, any
// step that would leave the root: openat2() with RESOLVE_BENEATH. Where the kernel lacks it (before 5.6, or forbidden
// in a container), the file is opened first without being read, then its real place is compared with the root's.
//
// Hidden names (".git", ".env", ".htpasswd"…) are not there at all.

struct Opened {
    enum class Kind {
        file,       // a regular file, open for reading
        directory,  // open for reading
        not_found,  // no such name, or one that is not shown
        forbidden,  // it is there, but outside the root, unreadable, or neither a file nor a directory
    };
    Kind kind = Kind::not_found;
    common::UniqueFd fd;  // for file and directory
    struct stat status {};
};

class DocumentRoot {
public:
    enum class Lookup { openat2, portable };

    // Throws std::system_error when the directory cannot be opened. Uses openat2() where it works.
    explicit DocumentRoot(const std::string& directory);

    // With a chosen way of looking up: for tests.
    DocumentRoot(const std::string& directory, Lookup lookup);

    // Opens the file of a decoded path without dot segments, such as "/cours/index.html" (http::Target::path).
    // A path that ends with '/' opens directories only. Symbolic links are followed inside the root; an
    // absolute one may be forbidden even so (openat2() does not follow it).
    // Throws std::system_error when the process or the machine has no descriptor left (EMFILE, ENFILE, ENOMEM).
    Opened open(std::string_view path) const;

    Lookup lookup() const { return lookup_; }

private:
    // A descriptor for a path relative to the root, or -1 and errno; EXDEV: the path leads out of the root.
    int open_beneath(const std::string& relative) const;

    common::UniqueFd directory_;
    std::string real_path_;  // for Lookup::portable
    Lookup lookup_;
};

// Has this path a name that begins with a dot?
bool has_hidden_name(std::string_view path);

// What has been opened, from what fstat() says of it.
Opened::Kind kind_of(const struct stat& status);

// What an errno of opening `path` means for the client: not_found or forbidden. The server's own troubles are not the
// client's: for those (EMFILE, ENFILE, ENOMEM, EIO) it throws std::system_error.
Opened::Kind kind_of_failure(int error, std::string_view path);

}  // namespace files
