#pragma once

#include <string_view>

#include "01-tcp/stream.hpp"
#include "06-security/scanner.hpp"

namespace security {

// Step 6.6. How one asks clamd, the server of the antivirus ClamAV, about a file (clamd(8), INSTREAM). The bytes go
// over the connection, so that clamd needs no right to open anything of ours:
//
//     us                                              clamd
//     zINSTREAM\0                              ───▶   « z »: commands and answers end with a zero byte
//     00 00 00 05  h e l l o                   ───▶   a length (four bytes, the most significant first), the bytes
//     00 00 00 00                              ───▶   no bytes: the end
//                                              ◀───   stream: OK\0
//                                                     stream: Win.Test.EICAR_HDB-1 FOUND\0
//                                                     INSTREAM size limit exceeded. ERROR\0
//
// Whatever is not exactly one of the first two answers says nothing about the file, and then it is not taken: a scanner
// that is asked to fail must not become a scanner that says yes.

// How much of the file goes in one chunk.
inline constexpr std::size_t clamd_chunk_bytes = 64 * 1024;

// The longest answer that is read.
inline constexpr std::size_t clamd_reply_bytes = 4'096;

// What an answer of clamd means; `reply` is all that it sent until it closed the connection. Never `clean` but for
// "stream: OK\0"; the name of what was found is made safe to show. Does not throw.
Scan scan_from_reply(std::string_view reply);

// The whole conversation on a connected, non-blocking socket: sends the file, from its start to its end, and reads the
// answer until clamd closes. clamd may answer and close before it has had everything (its StreamMaxLength); the answer
// is then read all the same, and cannot be `clean`. The socket stays the caller's. Throws std::system_error when the
// file cannot be read.
Scan ask_clamd(int socket, int file, const tcp::Deadline& deadline);

}  // namespace security
