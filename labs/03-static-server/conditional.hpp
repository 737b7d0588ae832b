#pragma once

#include <sys/stat.h>

#include <string>

#include "02-http-message/date.hpp"
#include "02-http-message/request.hpp"

namespace files {

// Conditional requests (RFC 9110 §13): "send me this page, unless it is the one I have".
//
// The server labels what it sends with two validators: Last-Modified, a date to the second, and ETag, an opaque text
// that changes whenever the bytes do. A browser that kept a copy gives them back in If-Modified-Since and
// If-None-Match; if nothing has changed, 304 Not Modified says so in 200 bytes, whatever the size of the page. The two
// other fields go the opposite way and protect a writer (or a download that resumes) from mixing two versions:
// If-Match and If-Unmodified-Since, answered by 412 Precondition Failed when the version is no longer the same.
//
// Left out on purpose: weak validators of our own (ours is always strong) and Vary: a file has one representation.
//
//     files::Validators current = files::validators_of(status);
//     switch (files::evaluate(request, current, now)) { … }
struct Validators {
    std::string etag;             // with its quotes, never weak: "\"2f1a-400-18c1e0\""
    http::Seconds last_modified;  // never in the future
};

// The validators of an open file. The tag is made of its inode, size and modification time to the nanosecond: a file
// replaced, written to or merely touched gets another. What it cannot see is a change of equal size made within one
// tick of the kernel's clock (4 ms at most).
// A modification time in the future becomes the present time: nothing can have changed later than now (§8.8.2.1).
Validators validators_of(const struct stat& status);

enum class Condition {
    proceed,              // answer as if there were no condition
    not_modified,         // 304: the client's copy is good
    precondition_failed,  // 412: the client was counting on another version
};

// Evaluates the conditions of a request against what the file is now, in the order of §13.2.2: If-Match, else
// If-Unmodified-Since; then If-None-Match, else If-Modified-Since. Only for a request that would be answered 2xx
// without its conditions (§13.2.1). `now` is needed to read two-digit years.
//
// - If-Match: "*", or a list that holds our tag; compared strongly, so that W/"x" never matches (§13.1.1).
// - If-None-Match: the same, compared weakly: W/"x" matches "x". False means 304 for GET and HEAD, 412 for the others
//   (§13.1.2). When it is there, If-Modified-Since is not looked at, even if no tag matches (§13.1.3).
// - A date field that is not a date, or that comes more than once, is as if it were absent; If-Modified-Since counts
//   for GET and HEAD only (§13.1.3, §13.1.4).
// - A list that breaks off halfway ("a", oops) holds the tags up to there.
// - CONNECT, OPTIONS and TRACE select nothing, so their conditions are not looked at (§13.2.1).
Condition evaluate(const http::Request& request, const Validators& current, http::Seconds now);

}  // namespace files
