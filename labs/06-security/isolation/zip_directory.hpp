#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "06-security/isolation/content.hpp"

namespace security {

// The directory of a ZIP archive (PKWARE's APPNOTE.TXT 6.3.10 §4.3), as it lies at the end of the file:
//
//     ┌ local header ┬ data ┐ ┌ local header ┬ data ┐ … ┌ entry ┬ entry ┬ … ┐ ┌ end ┐
//     │  "PK\3\4"    │      │ │              │      │   │ "PK\1\2"  directory │ │ "PK\5\6"
//
// Two programs may read one archive in two ways: one from its start, by the local headers, one from its end, by the
// directory. What passes a check in the first may be something else in the second. So whatever leaves room for a second
// reading is refused: a directory that does not lie right before its end, an end within a comment, local headers that
// say something else than the directory; and, by archive_listing.hpp, bytes that are no file's. Self-extracting
// archives and those in several parts are refused with them.

// One file of the archive, as the directory tells it.
struct ZipEntry {
    std::string name;
    std::uint64_t packed = 0;     // bytes in the archive
    std::uint64_t unpacked = 0;   // bytes that it says it will have
    std::uint64_t header = 0;     // where its local header is
    unsigned method = 0;          // 0: as it is, 8: deflate
    bool is_encrypted = false;
    bool is_link = false;         // a symbolic link of Unix
};

// Where the directory is, from the record at the end (§4.3.16; §4.3.14 for more than 65,535 files or 4 GB: « zip64 »).
struct ZipEnd {
    std::uint64_t entries = 0;
    std::uint64_t directory = 0;  // its first byte
    std::uint64_t end = 0;        // one behind its last byte
};
std::optional<ZipEnd> zip_end(const Content& content);

// The entries of the directory, one after the other. Reads the head of each, its name and what zip64 adds to it.
class ZipDirectory {
public:
    ZipDirectory(const Content& content, const ZipEnd& end) : content_{content}, end_{end}, position_{end.directory} {}

    // The next one; nothing if it is broken, which ends the reading. To be called `entries` times.
    std::optional<ZipEntry> next();

    // Has all of the directory been read, and nothing more?
    bool is_at_end() const { return position_ == end_.end; }

private:
    const Content& content_;
    ZipEnd end_;
    std::uint64_t position_;
};

// The part of the file that an entry takes: its local header, its data, and nothing behind them. Nothing if the local
// header is none, or another name, method or encryption stands there, or it does not end before the directory.
struct ZipExtent {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
};
std::optional<ZipExtent> zip_extent(const Content& content, const ZipEntry& entry, const ZipEnd& end);

}  // namespace security
