#pragma once

#include <string>
#include <string_view>

#include "01-tcp/recording.hpp"

namespace tcp {

// A conversation drawn as a sequence diagram: one self-contained HTML page in French, with a lifeline each for the
// client, the relay and the server, and an arrow for each thing that passed, with its time and its bytes as text and in
// hexadecimal.
//
// The bytes come from anybody. They are escaped twice, as a C++ literal would show them and then for HTML, and the page
// forbids itself scripts and outside resources (Content-Security-Policy).
//
// Left out on purpose: the segments on the wire. The relay sees what the system gives it: the three steps of a
// handshake are drawn because they must have happened, not because they were seen.
std::string sequence_diagram(const Conversation& conversation);

// The bytes as « hexdump -C » shows them: 16 a line, offset, hexadecimal, then ASCII with « . » for the rest.
//
//     hex_dump("GET /\r\n")
//     00000000  47 45 54 20 2f 0d 0a                             |GET /..|
std::string hex_dump(std::string_view bytes);

// The style sheet of the page.
std::string_view sequence_style();

}  // namespace tcp
