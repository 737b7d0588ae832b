#pragma once

#include <cstdint>
#include <string>

#include "05-https-client/session.hpp"

namespace client {

// Step 5.9. A file from a server, which is there as a whole or not at all: the bytes go to « name.part », which takes
// its name when the last one has come and the checksum is right. Two downloads of the same file at once: the second is
// refused (std::system_error, EBUSY).
//
// A download that broke off goes on where it was: the next one asks for the rest only (Range), on condition that the
// file is still the same (If-Range with the ETag or the date of the first answer, kept beside in « name.part.etag »,
// RFC 9110 §13.1.5); otherwise the server sends all of it, and we begin again. What the answers mean stands in
// download_plan.hpp. When nothing says whether the file is still the same, we begin again too, unless its checksum is
// known and will tell.
//
//     client::Session session;
//     client::download(session, "https://127.0.0.1:8443/film.mp4", {.path = "film.mp4", .attempts = 5});
struct Download {
    std::string path = {};     // where it is to be
    bool resume = true;
    std::string sha256 = {};   // 64 hexadecimal digits; empty: not checked
    unsigned attempts = 1;     // tries in all; from 2 on, one that got further than any before is not counted
    bool hash = true;          // compute the SHA-256 even if there is nothing to compare it with
};

struct Downloaded {
    std::uint64_t bytes = 0;    // the whole file
    std::uint64_t resumed = 0;  // of those, how many were there already
    std::string sha256 = {};    // empty if it was not computed
    int status_code = 0;        // of the last answer: 200, 206, or 416 when nothing was missing
};

// Throws ChecksumError (then nothing is kept), HTTPError for an answer that is not 2xx, IncompleteBody and the other
// RequestException (then what came is kept for the next time), std::system_error. Between two tries it waits as
// Options::retries says (its count does not matter: `attempts` does), or longer if the server asks for it;
// Options::timeout.total is for all of them together.
Downloaded download(Session& session, std::string_view url, const Download& download, const Options& options = {});

}  // namespace client
