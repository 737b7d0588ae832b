#pragma once

#include <asio/awaitable.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <functional>
#include <string>
#include <string_view>

#include "03-static-server/body_reader.hpp"
#include "04-cgi/limits.hpp"
#include "common/unique_fd.hpp"

namespace cgi {

// Step 4.4. The pipes between the gateway and a script.
//
// A pipe holds 64 KiB. A gateway that first wrote the whole request and then read the whole answer would stand still
// with any script that answers while it reads: the script waits for room in its output, the gateway for room in the
// script's input, for ever. So both directions flow at once, each in a coroutine of its own, and neither ever waits for
// the other.
//
// Whoever uses these ignores SIGPIPE: a script that reads no more is an ordinary event (files::Server does).

using PipeEnd = asio::posix::stream_descriptor;  // one end of a pipe, non-blocking

// Gives the body of a request to a script, piece by piece as it comes in, then closes the pipe: the script reads an end
// of file. `on_progress` is called for each piece taken. The pipe is closed in any case. `body` and `input` must live
// until it returns.
enum class Pumped {
    whole,       // the script has got all of it
    not_wanted,  // the script has closed its input, or has ended: many do not read what they need not
    broken_off,  // the client did not send all: body.failure_status(); 0 there: BodyReader::stop() was called
};
asio::awaitable<Pumped> pump_body(files::BodyReader& body, PipeEnd& input, std::function<void()> on_progress);

// What a script says next, at least one byte, a view into `buffer`; empty: it has ended, has closed its output, or the
// pipe was closed on our side. As many bytes as `buffer` has are read at once; it must not be empty.
asio::awaitable<std::string_view> read_output(PipeEnd& output, std::string& buffer);

// What is left in the pipe of a script that has ended: at most `left` bytes, which count what was there at its end
// (bytes_in). A child of the script that has fled may hold the pipe, and write for ever. Does not wait; empty: no more.
std::string_view read_rest(PipeEnd& output, std::string& buffer, std::size_t& left);

// How many bytes stand in the pipe; 0 once it is closed.
std::size_t bytes_in(PipeEnd& output);

// A body whose length is not known beforehand (it comes in chunks), read to its end into a file without a name, to be
// read from its start. CONTENT_LENGTH must be right before the script starts (RFC 3875 §4.1.2).
struct StoredBody {
    common::UniqueFd file = {};
    std::uint64_t size = 0;
    int failure_status = 0;  // 0; 413: longer than `limit`; what the body's failure_status() says
};
// The file is in storage_directory (temporary_file.hpp). Throws std::system_error when there is no room for it. Writing
// to the file is the one thing here that the thread waits for: the disk, not the script or the client.
asio::awaitable<StoredBody> store_body(files::BodyReader& body, std::uint64_t limit);

}  // namespace cgi
