#pragma once

#include "common/unique_fd.hpp"

namespace cgi {

// Step 4.2. A pipe is two descriptors: what is written to one is read from the other. It ends for the reader when the
// last copy of the writer is closed, wherever it is: one copy that leaked into another script, and the reader waits
// until that one ends too. So every end is close-on-exec from its birth.
struct Pipe {
    common::UniqueFd reader;
    common::UniqueFd writer;
};

// Throws std::system_error when the process or the machine has too many descriptors.
Pipe make_pipe();

// The same, both ends 3 or more. A server that was started without standard descriptors gets pipes named 0, 1 and 2,
// and the child would put one in the place of another.
Pipe make_pipe_above_standard();

// A close-on-exec copy of a descriptor, 3 or more.
common::UniqueFd copy_above_standard(int descriptor);

// For the gateway's end alone: the flag belongs to one end of a pipe, and the script, which has the other, expects to
// wait.
common::UniqueFd non_blocking(common::UniqueFd descriptor);

}  // namespace cgi
