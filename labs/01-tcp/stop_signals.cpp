#include "01-tcp/stop_signals.hpp"

#include <signal.h>
#include <sys/signalfd.h>

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

}  // namespace tcp
