#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "02-http-message/date.hpp"
#include "02-http-message/request.hpp"
#include "03-static-server/conditional.hpp"

namespace files {

// Parts of a file (RFC 9110 §14): what lets a browser resume a download, and a video player jump to the middle.
//
//     Range: bytes=0-499      the first 500 bytes
//     Range: bytes=500-       from byte 500 to the end
//     Range: bytes=-500       the last 500 bytes
//     Range: bytes=0-0,-1     the first byte and the last
//
// Positions count from 0 and both ends are included: in "0-499" there are 500 bytes.
//
// A server may always ignore Range and send the whole file with 200. That is what happens to anything that is not
// understood, and to what would cost more than the whole file: a thousand overlapping ranges in one small request
// once made servers send, and hold in memory, a thousand copies (§17.15).
//
//     files::RangeSet set = files::parse_range("bytes=0-499", 1234);
//     set.kind;                                       // RangeSet::Kind::partial
//     files::content_range(set.ranges.front(), 1234)  // "bytes 0-499/1234"
struct ByteRange {
    std::uint64_t first;
    std::uint64_t length;  // bytes, never 0
};

struct RangeSet {
    enum class Kind {
        whole,          // 200: send everything, as if Range were absent
        partial,        // 206: send `ranges`
        unsatisfiable,  // 416: every range lies beyond the end
    };
    Kind kind = Kind::whole;
    std::vector<ByteRange> ranges;  // for Kind::partial: one or more, in the order asked for, inside the file
};

// How many ranges one request may ask for; beyond that, Range is ignored.
inline constexpr std::size_t max_ranges = 16;

// Reads the value of Range for a file of `size` bytes (§14.1.2, §14.2).
//
// whole: another unit than bytes, anything malformed (a last byte before the first, a sign, no number at all), more
// than max_ranges ranges, ranges that add up to more than the file, and a suffix of an empty file (all of nothing).
// Otherwise ranges are cut at the end of the file, and those that begin beyond it are dropped; unsatisfiable if none
// is left, as for "-0". A number too large for 64 bits is just very large.
RangeSet parse_range(std::string_view field, std::uint64_t size);

// The value of Content-Range for a part that is sent (§14.4): "bytes 0-499/1234".
std::string content_range(ByteRange range, std::uint64_t size);

// The value of Content-Range in a 416 answer (§15.5.17): "bytes */1234" tells the client where the end is.
std::string unsatisfied_range(std::uint64_t size);

// If-Range (§13.1.5): "the rest of the file, if it is still the file I began; else all of it anew". True if the field
// is absent or names the current version: the same strong tag, or exactly the same date. False for a weak tag, a later
// date, anything malformed or repeated, and for a file modified less than a second before `now`: it could still change
// within the second that the date stands for, so its date is not a strong validator yet (§8.8.2.2).
// When it is false, Range is to be ignored.
bool if_range_holds(const http::Request& request, const Validators& current, http::Seconds now);

}  // namespace files
