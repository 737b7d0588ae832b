#include "01-tcp/stop_signals.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>

#include <cerrno>

#include "common/system_error.hpp"

namespace tcp {

StopSignals::StopSignals() {
    sigset_t stopping;
    sigemptyset(&stopping);
    sigaddset(&stopping, SIGINT);
    sigaddset(&stopping, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &stopping, nullptr);  // threads started later inherit it
    fd_.reset(::signalfd(-1, &stopping, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!fd_) common::throw_errno("signalfd", "pour SIGINT et SIGTERM");
}

void StopSignals::wait() const {
    pollfd watched{fd_.get(), POLLIN, 0};
    while (::poll(&watched, 1, -1) < 0) {
        if (errno != EINTR) common::throw_errno("poll", "sur SIGINT et SIGTERM");
    }
}

}  // namespace tcp
