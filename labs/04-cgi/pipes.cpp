#include "04-cgi/pipes.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <utility>

#include "common/not_implemented.hpp"
#include "common/system_error.hpp"

namespace cgi {

Pipe make_pipe() {
    // À écrire : pipe2, avec O_CLOEXEC dès la création : entre deux appels de ce fil, un autre fil du serveur peut
    // lancer un programme, qui hériterait du tube. Si pipe2 échoue : common::throw_errno("pipe2", "pour un script").
    // BEGIN SOLUTION 4.2
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) < 0) common::throw_errno("pipe2", "pour un script");
    return {common::UniqueFd{ends[0]}, common::UniqueFd{ends[1]}};
    // END SOLUTION
}

common::UniqueFd copy_above_standard(int descriptor) {
    common::UniqueFd copy{::fcntl(descriptor, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)};
    if (!copy) common::throw_errno("fcntl", "F_DUPFD_CLOEXEC");
    return copy;
}

namespace {

common::UniqueFd above_standard(common::UniqueFd descriptor) {
    if (descriptor.get() > STDERR_FILENO) return descriptor;
    return copy_above_standard(descriptor.get());
}

}  // namespace

Pipe make_pipe_above_standard() {
    Pipe pipe = make_pipe();
    return {above_standard(std::move(pipe.reader)), above_standard(std::move(pipe.writer))};
}

common::UniqueFd non_blocking(common::UniqueFd descriptor) {
    if (::fcntl(descriptor.get(), F_SETFL, O_NONBLOCK) < 0) common::throw_errno("fcntl", "O_NONBLOCK");
    return descriptor;
}

}  // namespace cgi
