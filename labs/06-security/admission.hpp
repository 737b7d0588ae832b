#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "06-security/refusal.hpp"

namespace security {

// Step 6.5. Between a file that has come in and one that can be had: what is looked at, and in which order it becomes
// visible, so that nobody ever sees half of it and what was acknowledged survives the next power cut.

// How much may still come: of one file, of what its owner may keep, of the disk.
struct Room {
    std::uint64_t file_bytes = 0;   // the largest file that is taken
    std::uint64_t owner_bytes = 0;  // left of the owner's quota
    std::uint64_t disk_bytes = 0;   // free, less the reserve
};

// Does a file of this size not fit? Asked with the announced size before a byte is read, then with what has come so
// far. 413 beyond the largest file or the quota (two sentences), 507 beyond the disk. Nothing if it fits.
std::optional<Refusal> does_not_fit(std::uint64_t size, const Room& room);

// The client may say which SHA-256 the file must have: 64 hexadecimal digits, small or capital, empty if it has not
// said. 400 if that is no such text, 422 if it is another one than `sha256` (small digits): something was changed on
// the way.
std::optional<Refusal> is_other_file(std::string_view declared, std::string_view sha256);

// Gives the open file `file`, until now without a name in `directory`, this name there: its bytes reach the disk first
// (fsync), then the name appears, never in the place of another one (linkat of /proc/self/fd/N), then the directory
// itself reaches the disk. Throws std::system_error that names the call; EEXIST if the name is taken. When it throws
// the name may be there all the same: nobody knows of it as long as the index does not, and a restart sweeps it away.
void make_visible(int file, int directory, const std::string& name);

}  // namespace security
