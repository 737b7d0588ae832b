#pragma once

#include <cstdint>
#include <string>

#include "05-https-client/session.hpp"

namespace client {

// Step 5.9. A file from a server, which is there as a whole or not at all: the bytes go to « name.part », which takes
// its name when the last one has come and the checksum is right.
//
// A download that broke off goes on where it was: the next one asks for the rest only (Range), on condition that the
// file is still the same (If-Range with the ETag or the date of the first answer, kept beside in « name.part.etag »,
// RFC 9110 §13.1.5); otherwise the server sends all of it, and we begin again.
struct Download {
    std::string path;          // where it is to be
    bool resume = true;
    std::string sha256 = {};   // 64 hexadecimal digits; empty: not checked
    unsigned attempts = 1;     // how many times in all; a try that got some bytes further gives another one
};

struct Downloaded {
    std::uint64_t bytes = 0;    // the whole file
    std::uint64_t resumed = 0;  // of those, how many were there already
    std::string sha256;
    int status_code = 0;
};

// Throws ChecksumError (then nothing is kept), HTTPError for an answer that is not 2xx, IncompleteBody and the other
// RequestException (then what came is kept for the next time), std::system_error.
Downloaded download(Session& session, std::string_view url, const Download& download, const Options& options = {});

}  // namespace client
