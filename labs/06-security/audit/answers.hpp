#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "02-http-message/fields.hpp"

namespace audit {

// One answer in the bytes that a server sent on a connection.
struct Answer {
    int status = 0;
    http::Fields fields;
    std::string body;
    bool whole = false;  // its body is there to the end
};

// The answers that these bytes begin with, in their order, each ending where its own length says; those before the
// answer proper (1xx) left out. Stops at the first byte that belongs to none: an answer whose head is not whole does
// not count. `at_end`: the server has closed the connection, which ends a body without a length.
//
// How many answers there are is what the checks of framing look at: a server that reads one request where another reads
// two gives one answer too many.
//
//     read_answers("HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 304 Not Modified\r\n\r\n", false).size()   // 2
std::vector<Answer> read_answers(std::string_view bytes, bool at_end);

}  // namespace audit
