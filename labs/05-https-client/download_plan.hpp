#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "02-http-message/date.hpp"
#include "02-http-message/fields.hpp"
#include "05-https-client/url.hpp"

namespace client {

// Step 5.9. What a download asks for, and what it makes of the answer: decisions only, no network and no file.
//
// The first 500 bytes of a file of 1 234 are there:
//
//     Range: bytes=500-            what we ask for: the rest (RFC 9110 §14.2)
//     If-Range: "v1"               but only if the file is still the one that we began (§13.1.5)
//
//     206, Content-Range: bytes 500-1233/1234     append what comes
//     200                                         it has changed, or the server does not know how: all of it comes
//     416, Content-Range: bytes */500             there is nothing behind what we have: it is whole

// What is there of a file whose download broke off.
struct Begun {
    std::uint64_t bytes = 0;
    std::string validator = {};  // ETag or date of the answer they came with; empty: none that can be relied on
};

// Range, and If-Range if there is a validator; nothing if nothing is there yet.
Pairs range_fields(const Begun& begun);

// What to do with an answer.
struct DownloadPlan {
    enum class Kind {
        append,       // its body goes behind what is there, and ends at `end`
        begin_again,  // its body is the whole file: what is there is not worth anything
        complete,     // what is there is the whole file
        ask_for_all,  // neither its body nor what is there can be used: ask again, without Range
        refused,      // 4xx, 5xx, or another answer that holds no file
    };
    Kind kind = Kind::refused;
    std::uint64_t end = 0;                     // append: how many bytes are there once its body has come
    std::optional<std::uint64_t> total = {};   // append: the size of the whole file, if the server says it
};

// `begun`: what was asked for with range_fields(). Throws ProtocolError for a 206 that is not the range asked for:
// another first byte, an end before its beginning or beyond the total, no Content-Range, several ranges at once.
DownloadPlan plan_download(int status, const http::Fields& fields, const Begun& begun);

// The value of Content-Range (RFC 9110 §14.4): "bytes 500-1233/1234", "bytes 500-1233/*", "bytes */1234".
struct ContentRange {
    std::optional<std::uint64_t> first = {};  // with `last`; nothing: the range asked for does not exist
    std::optional<std::uint64_t> last = {};   // included
    std::optional<std::uint64_t> total = {};
};
// Nothing if it is not one: an end before the beginning or beyond the total, too.
std::optional<ContentRange> parse_content_range(std::string_view value);

// What If-Range can name this answer's file by: its ETag if it is a strong one; without any ETag its Last-Modified, if
// it lies at least a second before Date (§8.8.2.2: within one second a file can change twice). Empty: nothing can be
// relied on; also for a body that was compressed for the way, and for « Accept-Ranges: none ».
std::string strong_validator(const http::Fields& fields, http::Seconds now);

}  // namespace client
